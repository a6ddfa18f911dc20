"""The ledger: operational state and its journal, in one database, in one transaction.

Every write is a `Unit`: it changes rows of the projections and remembers each row's old and new value; `record`
appends them to the journal as one entry. From that follow, without further code elsewhere: who changed what and when,
taking a write back, mirrors in memory that follow the journal, and rebuilding all projections from nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, select, text, update
from sqlalchemy.exc import OperationalError

from memory.errors import StorageDown
from memory.ledger import staff_upgrade, tables
from memory.ledger.tables import PROJECTIONS, to_text

Row = dict[str, Any]
POSTGRES_WRITE_LOCK = 0x4D555354
"""Key of the advisory lock that makes writes take turns, as SQLite's BEGIN IMMEDIATE does."""


@dataclass(frozen=True)
class Actor:
    """Who stands behind a write."""

    staffer: str
    channel: str


@dataclass(frozen=True)
class Entry:
    """One entry of the journal."""

    seq: int
    at: str
    staffer: str
    channel: str
    kind: str
    """The tool or process that wrote."""
    facts: Mapping[str, Any]
    """What a summary says of it."""
    changes: Sequence[Mapping[str, Any]]
    """Row changes in order: ``{"table", "key", "old", "new"}``; no old is an insert, no new a delete."""
    undoes: int | None


TOLD = "people"
"""In an entry's facts: worker ids of those whom its text names though none of its changes is of them."""


class Sight(Protocol):
    """What of the ledger may be told to whoever reads by it."""

    def sees(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether a row of a projection may be told."""
        ...

    def sees_entry(self, entry: Entry) -> bool:
        """Whether an entry of the journal may be told."""
        ...


class Unit:
    """One transaction's changes to the projections."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime, sight: Sight) -> None:
        self.connection = connection
        self.sight = sight
        self.actor = actor
        self.now = now
        self.seq: int | None = None
        """The journal entry's number once recorded."""
        self._changes: list[Row] = []

    def rows(self, table: str, **equal: Any) -> list[Row]:
        """Rows of a projection whose columns equal the given values."""
        return _rows(self.connection, self.sight, table, equal)

    def sees_all(self, table: str, **equal: Any) -> bool:
        """Whether `rows` leaves out none of those that there are."""
        return len(self.rows(table, **equal)) == len(_rows(self.connection, None, table, equal))

    def insert(self, table: str, row: Row) -> None:
        self.connection.execute(insert(PROJECTIONS[table]).values(row))
        self._note(table, _key(table, row), None, row)

    def update(self, table: str, key: Row, **values: Any) -> None:
        """Change one existing row; equal values leave no trace."""
        (old,) = self.rows(table, **key)
        new = old | values
        if new == old:
            return
        source = PROJECTIONS[table]
        self.connection.execute(update(source).where(*(source.c[n] == v for n, v in key.items())).values(values))
        self._note(table, key, old, new)

    def delete(self, table: str, key: Row) -> None:
        (old,) = self.rows(table, **key)
        source = PROJECTIONS[table]
        self.connection.execute(delete(source).where(*(source.c[n] == v for n, v in key.items())))
        self._note(table, key, old, None)

    def next_id(self, prefix: str) -> str:
        """The next id of a kind, ``B-000042``; numbers are never used twice."""
        counters = tables.counters
        value = self.connection.execute(select(counters.c.value).where(counters.c.name == prefix)).scalar()
        if value is None:
            self.connection.execute(insert(counters).values(name=prefix, value=1))
            return f"{prefix}-{1:06d}"
        self.connection.execute(update(counters).where(counters.c.name == prefix).values(value=value + 1))
        return f"{prefix}-{value + 1:06d}"

    def record(self, kind: str, facts: Mapping[str, Any], *, undoes: int | None = None) -> int | None:
        """Append the changes so far to the journal as one entry; None where nothing changed."""
        if not self._changes:
            return None
        entry = {
            "at": to_text(self.now),
            "staffer": self.actor.staffer,
            "channel": self.actor.channel,
            "kind": kind,
            "facts": dict(facts),
            "changes": self._changes,
            "undoes": undoes,
        }
        result = self.connection.execute(insert(tables.journal).values(entry))
        assert result.inserted_primary_key is not None
        self.seq = int(result.inserted_primary_key[0])
        self._changes = []
        return self.seq

    def _note(self, table: str, key: Row, old: Row | None, new: Row | None) -> None:
        self._changes.append({"table": table, "key": key, "old": old, "new": new})


class Ledger:
    """Operational state on SQLAlchemy: SQLite by default, PostgreSQL by URL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._write_lock = threading.Lock()

    @classmethod
    def open(cls, url: str | Path) -> Ledger:
        """Open or create. ``url`` is a SQLAlchemy URL, or the path of a SQLite file.

        Raises StorageDown where the database cannot be reached.
        """
        address = f"sqlite:///{url}" if isinstance(url, Path) else url
        engine = create_engine(address, pool_pre_ping=not address.startswith("sqlite"))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        ledger = cls(engine)
        with ledger._transaction(write=True) as connection:
            staff_upgrade.upgrade(connection)
            tables.metadata.create_all(connection)
        return ledger

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent read transaction."""
        with self._transaction(write=False) as connection:
            yield connection

    @contextmanager
    def write(self, actor: Actor, now: datetime) -> Iterator[Unit]:
        """One write transaction; writers of all processes take turns. Raises StorageDown where it cannot be had."""
        with self._write_lock, self._transaction(write=True) as connection:
            yield Unit(connection, actor, now, self)

    def sees(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether a row may be told; a ledger of the whole bench tells all."""
        return True

    def sees_entry(self, entry: Entry) -> bool:
        """Whether an entry may be told."""
        return True

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(muster_write=write) as connection, connection.begin():
                if write and self._engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_WRITE_LOCK})
                yield connection
        except OperationalError as error:
            raise StorageDown(
                "The ledger cannot be reached just now.",
                hint="Try again in a moment; where it stays away, check MUSTER_LEDGER_URL and that the database runs.",
            ) from error

    def rows(self, table: str, **equal: Any) -> list[Row]:
        """Rows of a projection outside any write."""
        with self.read() as connection:
            return _rows(connection, self, table, equal)

    def entries(
        self,
        *,
        after: int = 0,
        staffer: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """Journal entries in order, narrowed to those after a number, of a staffer, within [since, until)."""
        journal = tables.journal
        query = select(journal).where(journal.c.seq > after).order_by(journal.c.seq)
        if staffer is not None:
            query = query.where(func.lower(journal.c.staffer) == staffer.lower())
        if since is not None:
            query = query.where(journal.c.at >= to_text(since))
        if until is not None:
            query = query.where(journal.c.at < to_text(until))
        with self.read() as connection:
            found = [Entry(**row) for row in connection.execute(query).mappings()]
        return [entry for entry in found if self.sees_entry(entry)]

    def taken_back(self, entries: Sequence[int]) -> set[int]:
        """Those of the journal's entries that were undone."""
        undoes = tables.journal.c.undoes
        with self.read() as connection:
            return {int(seq) for seq in connection.execute(select(undoes).where(undoes.in_(entries))).scalars()}

    def version(self) -> int:
        """Number of the newest journal entry."""
        with self.read() as connection:
            return int(connection.execute(select(func.coalesce(func.max(tables.journal.c.seq), 0))).scalar_one())


def _rows(connection: Connection, sight: Sight | None, table: str, equal: Mapping[str, Any]) -> list[Row]:
    source = PROJECTIONS[table]
    query = select(source).where(*(source.c[name] == value for name, value in equal.items()))
    found = [dict(row) for row in connection.execute(query).mappings()]
    return [row for row in found if sight is None or sight.sees(table, row)]


def _key(table: str, row: Row) -> Row:
    return {column.name: row[column.name] for column in PROJECTIONS[table].primary_key.columns}


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver's guess
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("muster_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
