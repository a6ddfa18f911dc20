"""The projections in memory, kept current by following the journal: a search reads them without a query each."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import func, select

from memory.ledger import tables
from memory.ledger.ledger import Ledger, Row
from memory.ledger.tables import PROJECTIONS

Derived = TypeVar("Derived")


class Mirror:
    """All rows of all projections, and views derived from them that are rebuilt when their tables change."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.RLock()
        self._seq = -1
        self._rows: dict[str, dict[tuple[Any, ...], Row]] = {name: {} for name in PROJECTIONS}
        self._changed_at: dict[str, int] = dict.fromkeys(PROJECTIONS, 0)
        self._derived: dict[str, tuple[tuple[object, ...], Any]] = {}

    def sync(self) -> int:
        """Take in what any process wrote since; the journal's number this mirror now stands at."""
        with self._lock:
            if self._seq < 0:
                self._load()
            for entry in self._ledger.entries(after=self._seq):
                for change in entry.changes:
                    rows = self._rows[change["table"]]
                    key = tuple(change["key"].values())
                    if change["new"] is None:
                        rows.pop(key, None)
                    else:
                        rows[key] = change["new"]
                    self._changed_at[change["table"]] = entry.seq
                self._seq = entry.seq
            return self._seq

    def rows(self, table: str) -> list[Row]:
        """All rows of a projection as of the last sync."""
        with self._lock:
            return list(self._rows[table].values())

    def version(self, *names: str) -> int:
        """Journal number of the newest change to any of these projections, as of the last sync."""
        return max((self._changed_at[name] for name in names), default=0)

    def derive(
        self, name: str, sources: tuple[str, ...], build: Callable[[], Derived], also: tuple[object, ...] = ()
    ) -> Derived:
        """What ``build`` makes of these projections, built again only when one of them (or ``also``) changed."""
        with self._lock:
            stamp = (self.version(*sources), *also)
            held = self._derived.get(name)
            if held is None or held[0] != stamp:
                held = (stamp, build())
                self._derived[name] = held
            result: Derived = held[1]
            return result

    def grouped(self, table: str, column: str) -> Mapping[Any, list[Row]]:
        """Rows of a projection by one column's value."""

        def build() -> Mapping[Any, list[Row]]:
            groups: dict[Any, list[Row]] = defaultdict(list)
            for row in self._rows[table].values():
                groups[row[column]].append(row)
            return dict(groups)

        return self.derive(f"{table}.{column}", (table,), build)

    def _load(self) -> None:
        with self._ledger.read() as connection:
            newest = select(func.coalesce(func.max(tables.journal.c.seq), 0))
            self._seq = int(connection.execute(newest).scalar_one())
            for name, source in PROJECTIONS.items():
                keys = [column.name for column in source.primary_key.columns]
                self._rows[name] = {
                    tuple(row[key] for key in keys): dict(row) for row in connection.execute(select(source)).mappings()
                }
                self._changed_at[name] = self._seq
