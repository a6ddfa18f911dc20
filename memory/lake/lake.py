"""The lake: named datasets as Parquet behind DuckDB, one commit for rows, manifest and report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from memory.lake.engine import Engine
from memory.lake.ingest import Adapter, Ingest, Seen
from memory.lake.known import KNOWN
from memory.lake.manifest import Manifest, manifest_of, table_of, versions
from memory.lake.names import no_such_dataset, quoted
from memory.lake.removal import remove
from memory.lake.report import IngestReport, ProgressCallback
from memory.lake.schema import Column
from memory.lake.site_time import Zones
from memory.lake.staging import Staged


class Lake:
    """What the desk knows as tables. Any thread may read and write; several processes may have it open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._versions: tuple[int, dict[str, int]] = (-1, {})

    @classmethod
    def open(cls, folder: Path, *, zone: ZoneInfo, sites: Zones | None = None) -> Lake:
        """Open or make the lake in ``folder``. Raises StorageDown.

        ``zone`` is what a time without one means; ``sites`` are those of places, for datasets whose rows have one.
        """
        return cls(Engine.open(folder, zone, sites or {}))

    def close(self) -> None:
        """Let go of the folder."""
        self._engine.close()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """The calling thread's own connection, for reads: ``cursor().execute(f"SELECT * FROM {table('workers')}")``."""
        return self._engine.cursor()

    def ingest(
        self,
        source: Path,
        dataset: str,
        *,
        staffer: str,
        now: datetime,
        file_name: str | None = None,
        progress: ProgressCallback | None = None,
        adapter: Adapter | None = None,
    ) -> IngestReport:
        """Take in a CSV or JSON file, also gzipped; ``file_name`` is its name where it was uploaded under another.

        Raises BadInput (nothing of it can be read), Conflict (``schema_conflict``), NotFound (``no_such_file``) and
        StorageDown, and what the adapter raises. Then nothing has changed.
        """
        return Ingest(self._engine, dataset, file_name or source.name, staffer, now, progress, adapter).file(source)

    def look(
        self,
        source: Path,
        dataset: str,
        see: Callable[[Staged, Sequence[Column] | None], Seen],
        *,
        now: datetime,
        file_name: str | None = None,
    ) -> Seen:
        """What ``see`` makes of a file's rows and of the columns that the dataset has; nothing is taken in."""
        return Ingest(self._engine, dataset, file_name or source.name, "", now, None).look(source, see)

    def earlier(self, source: Path, dataset: str, *, now: datetime) -> IngestReport | None:
        """What an ingest would answer that has these very bytes already; None where it would take them in."""
        return Ingest(self._engine, dataset, source.name, "", now, None).earlier(source)

    def ingest_table(
        self,
        table: pa.Table,
        dataset: str,
        *,
        source: str,
        staffer: str,
        now: datetime,
        progress: ProgressCallback | None = None,
    ) -> IngestReport:
        """Take in rows that Muster made itself; ``source`` says where from. Raises as ``ingest`` does."""
        return Ingest(self._engine, dataset, source, staffer, now, progress).table(table)

    def put(
        self, dataset: str, records: Sequence[Mapping[str, str]], *, source: str, staffer: str, now: datetime
    ) -> IngestReport:
        """Take in records of a known dataset that a person said, each as its fields' texts.

        A dataset that is new gets all columns that are declared, one that lacks some of theirs gets those.
        """
        known = KNOWN[dataset]
        names = {name for record in records for name in record} if self.has(dataset) else known.columns.keys()
        columns = {
            name: pa.array([record.get(name) for record in records], pa.string())
            for name in known.columns
            if name in names
        }
        ingest = Ingest(self._engine, dataset, source, staffer, now, None, deed=True)
        return ingest.table(pa.table(columns))

    def record(self, dataset: str, key: str) -> dict[str, Any] | None:
        """The row of a known dataset under a key."""
        where = f"{quoted(KNOWN[dataset].key)} = ?"
        found = self.cursor().execute(f"SELECT * FROM {self.table(dataset)} WHERE {where}", [key])
        rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
        return rows[0] if rows else None

    def remove(self, dataset: str, key: str, *, source: str, staffer: str, now: datetime) -> bool:
        """Take a row of a known dataset out again; False where there is none. Time travel still knows it."""
        return remove(self._engine, dataset, key, source=source, staffer=staffer, now=now)

    def manifests(self) -> list[Manifest]:
        """All datasets by name."""
        found = (manifest_of(self._engine.book_cursor(), dataset) for dataset in self._known_versions())
        return [manifest for manifest in found if manifest]

    def manifest(self, dataset: str) -> Manifest:
        """Raises NotFound (``no_such_dataset``) with near names."""
        found = manifest_of(self._engine.book_cursor(), dataset)
        if found is None:
            raise no_such_dataset(dataset, list(self._known_versions()))
        return found

    def has(self, dataset: str) -> bool:
        """Whether the dataset exists."""
        return dataset in self._known_versions()

    def version(self) -> int:
        """Another number whenever any process has committed; microseconds, some 2 ms just after one."""
        return self._engine.version()

    def dataset_version(self, dataset: str) -> int:
        """Another number whenever the rows of this dataset changed; 0 where there is none."""
        return self._known_versions().get(dataset, 0)

    def table(self, dataset: str) -> str:
        """The dataset's name in SQL. Raises NotFound (``no_such_dataset``)."""
        if not self.has(dataset):
            raise no_such_dataset(dataset, list(self._known_versions()))
        return table_of(dataset)

    def _known_versions(self) -> dict[str, int]:
        """Read again only after a commit."""
        now = self.version()
        at, known = self._versions
        if at != now:
            known = versions(self._engine.book_cursor())
            self._versions = (now, known)
        return known
