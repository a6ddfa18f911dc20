"""DuckDB with a DuckLake attached: one in each process, a cursor for each thread, one writer at a time."""

from __future__ import annotations

import importlib.util
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import filelock

from memory.errors import StorageDown
from memory.lake.manifest import has_book, make_book
from memory.lake.names import literal
from memory.lake.site_time import Zones

LOCK_SECONDS = 300
"""How long a writer waits for the writer before it; an ingest of a million rows holds the lock for some 20 s."""
BUSY_MILLISECONDS = 30_000
RETRIES = 100
SETTLED_SECONDS = 2
CATALOGUE = "catalog.sqlite"
_LAST_COMMIT = "SELECT max(snapshot_id) FROM __ducklake_metadata_lake.ducklake_snapshot"


class Engine:
    """The open lake of one process. Reads never wait for the lock; whoever writes holds it until the commit."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection, sites: Zones) -> None:
        self.folder = folder
        self.sites = sites
        self._connection = connection
        self._threads = threading.local()
        self._seen: tuple[object, int] = (None, 0)
        self._watched = (folder / CATALOGUE, folder / f"{CATALOGUE}-wal")

    @classmethod
    def open(cls, folder: Path, zone: ZoneInfo, sites: Zones) -> Engine:
        """Raises StorageDown where the folder cannot be made or the catalogue cannot be read."""
        folder = folder.resolve()
        with storage_errors(folder):
            (folder / "tmp").mkdir(parents=True, exist_ok=True)
            (folder / "data").mkdir(exist_ok=True)
            _sweep(folder / "tmp")
            connection = _duckdb(folder, zone)
            try:
                with _lock(folder, 0 if (folder / CATALOGUE).exists() else LOCK_SECONDS):
                    _attach(connection, folder)
                    _tidy(connection)
            except filelock.Timeout:
                # Somebody is writing just now: there is nothing to tidy that is not theirs, and reading needs no lock.
                _attach(connection, folder)
            if not has_book(connection):
                with _lock(folder):
                    make_book(connection)
        return cls(folder, connection, sites)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """The calling thread's own connection, for reads."""
        return self._of_thread("cursor")

    def book_cursor(self) -> duckdb.DuckDBPyConnection:
        """Another one of the thread, so that looking something up never ends a result that is still being read."""
        return self._of_thread("book")

    def _of_thread(self, name: str) -> duckdb.DuckDBPyConnection:
        found: duckdb.DuckDBPyConnection | None = getattr(self._threads, name, None)
        if found is None:
            found = self._connection.cursor()
            setattr(self._threads, name, found)
        return found

    @contextmanager
    def fresh(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with temporary tables of its own, gone afterwards."""
        with closing(self._connection.cursor()) as cursor:
            yield cursor

    @contextmanager
    def writing(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """One transaction under the lake's lock: all of it is committed, or nothing."""
        with storage_errors(self.folder), _lock(self.folder):
            cursor.execute("BEGIN")
            try:
                yield
                cursor.execute("COMMIT")
            except BaseException:
                _roll_back(cursor)
                raise

    def version(self) -> int:
        """The number of the last commit, of whatever process: microseconds, some 2 ms just after a commit.

        The catalogue's files tell whether anything was written. A second SQLite library must not look into them: its
        locks and this process's own would undo each other.
        """
        stamp, settled = self._stamp()
        seen, number = self._seen
        if not settled or seen != stamp:
            number = self.book_cursor().execute(_LAST_COMMIT).fetchall()[0][0]
            self._seen = (stamp, number)
        return number

    def _stamp(self) -> tuple[object, bool]:
        """What the files look like, and whether that has stood for a while: a commit is seen a little after it is
        written."""
        states = []
        for path in self._watched:
            try:
                state = path.stat()
                states.append((state.st_mtime_ns, state.st_size, state.st_ino))
            except FileNotFoundError:
                states.append((0, 0, 0))
        return states, time.time() - max(states)[0] / 1e9 > SETTLED_SECONDS

    def close(self) -> None:
        """Nothing may be read or written afterwards."""
        self._connection.close()


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """What the disk or the catalogue cannot do, as StorageDown."""
    try:
        yield
    except filelock.Timeout as error:
        raise StorageDown(
            f"Another process has been writing to the lake for over {LOCK_SECONDS} seconds.",
            code="lake_busy",
            hint="Wait for its ingest to end, or stop it: nothing is half written.",
        ) from error
    except (OSError, duckdb.IOException, duckdb.TransactionException) as error:
        raise StorageDown(
            f"The lake in {folder} cannot be used: {str(error).splitlines()[0]}",
            code="lake_unusable",
            hint="Check that the folder exists, may be written and has room.",
        ) from error


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """A commit that failed has already ended its transaction; there is nothing to roll back then."""
    try:
        cursor.execute("ROLLBACK")
    except duckdb.TransactionException:
        return


def _lock(folder: Path, seconds: float = LOCK_SECONDS) -> filelock.BaseFileLock:
    return filelock.FileLock(folder / "write.lock", timeout=seconds)


def _duckdb(folder: Path, zone: ZoneInfo) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(folder / "tmp" / f"spill-{os.getpid()}"),
        },
    )
    for name in ("ducklake", "sqlite_scanner"):
        connection.execute(f"LOAD {literal(str(_extension(name)))}")
    connection.execute(f"SET GLOBAL TimeZone = {literal(zone.key)}")
    connection.execute(f"SET GLOBAL ducklake_max_retry_count = {RETRIES}")
    return connection


def _extension(name: str) -> Path:
    """The extension's file inside its wheel: nothing is downloaded."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for path in Path(folder, "extensions", f"v{duckdb.__version__}").glob(f"{name}.duckdb_extension"):
            return path
    raise StorageDown(
        f"DuckDB's extension {name} {duckdb.__version__} is not installed.",
        code="extension_missing",
        hint="Run the set-up again: it installs the wheel that fits DuckDB.",
    )


def _attach(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute(
        f"ATTACH {literal(f'ducklake:sqlite:{folder / CATALOGUE}')} AS lake (DATA_PATH {literal(str(folder / 'data'))},"
        f" OVERRIDE_DATA_PATH true, META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT {BUSY_MILLISECONDS})"
    )


def _tidy(connection: duckdb.DuckDBPyConnection) -> None:
    """The caller holds the lock, so nobody is writing and a file unknown to the catalogue is left from a kill."""
    connection.execute("CALL ducklake_delete_orphaned_files('lake', cleanup_all => true)")
    # Datasets are plain Parquet from their first row; the few rows of Muster's own tables may stay in the catalogue.
    connection.execute("CALL lake.set_option('data_inlining_row_limit', 0, schema => 'main')")


def _sweep(folder: Path) -> None:
    """Remove what killed processes had spilled."""
    for spill in folder.glob("spill-*"):
        try:
            os.kill(int(spill.name.removeprefix("spill-")), 0)
        except ProcessLookupError:
            shutil.rmtree(spill, ignore_errors=True)
        except PermissionError:
            continue
