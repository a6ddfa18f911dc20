"""A store as a profile sees it: workers outside of it are not there, in no search, record, row or entry.

Everything above is built over this store as over the whole one, so no path has to remember who may be seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Container, Mapping
from pathlib import Path
from typing import Any, TypeVar

from memory.bench import Bench
from memory.errors import NotAllowed
from memory.experience import Experience
from memory.ledger.ledger import TOLD, Entry, Ledger, Row
from memory.ledger.mirror import Mirror
from memory.patterns import Patterns
from memory.playbooks import PlaybookMemory
from memory.search import HybridSearch
from memory.search_types import SearchAnswer, SearchRequest
from memory.store import WORKERS, Store

Derived = TypeVar("Derived")
Visible = Callable[[], Container[str]]
"""The worker ids of those who may be seen."""


class ScopedStore(Store):
    """The same lake, ledger and vectors, narrowed to workers who meet a condition. Closing it closes nothing."""

    def __init__(self, whole: Store, where: str) -> None:
        """``where`` is a condition over the bench's columns, parsed and checked before it comes here."""
        self._whole = whole
        self._where = where
        self.settings, self.clock = whole.settings, whole.clock
        self.lake, self.vectors, self.vocabulary = whole.lake, whole.vectors, whole.vocabulary
        self._bench = None
        self._bench_lock = whole._bench_lock
        self.ledger = ScopedLedger(whole.ledger, self._visible)
        self.mirror = ScopedMirror(whole.ledger, self._visible, self._bench_version)
        self.experience = ScopedExperience(self.mirror)
        # How a boost is shared out depends on all who were named with somebody; who they are is not told.
        self.playbooks = PlaybookMemory(self.mirror.whole, self.vectors.phrases.vectors_for)
        self.patterns = Patterns(self.playbooks, self.mirror.whole)
        self._search = HybridSearch(self.vectors, self.playbooks, self.experience, self.patterns)

    def bench(self) -> Bench:
        version = self._whole.bench().version
        with self._bench_lock:
            if self._bench is None or self._bench.version != version:
                name = hashlib.sha256(self._where.encode()).hexdigest()[:12]
                self._bench = Bench(self.lake, version, where=self._where, name=name)
            return self._bench

    def search(self, request: SearchRequest) -> SearchAnswer:
        bench = self.bench()
        self.mirror.sync()
        return self._search.search(bench, request, self.clock.now())

    def ingest(self, source: Path, dataset: str, **_given: Any) -> Any:
        raise outside(f"bring in {dataset} as a whole")

    def look(self, source: Path, dataset: str, **_given: Any) -> Any:
        raise outside(f"bring in {dataset} as a whole")

    def ingest_table(self, *_table: Any, **_given: Any) -> Any:
        raise outside("add a worker or a client")

    def close(self) -> None:
        """The whole store is its owner's to close."""

    def _bench_version(self) -> int | None:
        return self.bench().version if self.has_workers else None

    def _visible(self) -> Container[str]:
        return self.bench() if self.has_workers else ()


class ScopedLedger(Ledger):
    """The same ledger; rows and journal entries that name somebody else are not told."""

    def __init__(self, whole: Ledger, visible: Visible) -> None:
        self._engine = whole._engine
        self._write_lock = whole._write_lock
        self._whole = whole
        self._visible = visible

    def close(self) -> None:
        """The whole ledger is its owner's to close."""

    def sees(self, table: str, row: Mapping[str, Any]) -> bool:
        if table == "drafts" and row["worker_id"] is None:
            # To a client, and its text may name whoever is booked there.
            visible = self._visible()
            return all(one["worker_id"] in visible for one in self._whole.rows("bookings", client=row["client"]))
        return sees(row, self._visible())

    def sees_entry(self, entry: Entry) -> bool:
        visible = self._visible()
        return all(worker_id in visible for worker_id in entry.facts.get(TOLD, ())) and all(
            self.sees(change["table"], row)
            for change in entry.changes
            for row in (change["old"], change["new"])
            if row is not None
        )


class ScopedExperience(Experience):
    """What is known of those who are seen. A seat is taken whoever took it."""

    def __init__(self, mirror: ScopedMirror) -> None:
        super().__init__(mirror)
        self._of_all = Experience(mirror.whole)

    def filled(self) -> Mapping[str, int]:
        return self._of_all.filled()


class ScopedMirror(Mirror):
    """The projections in memory without the rows of those who may not be seen."""

    def __init__(self, ledger: Ledger, visible: Visible, bench_version: Callable[[], int | None]) -> None:
        super().__init__(ledger)
        self.whole = Mirror(ledger)
        self._visible = visible
        self._bench_version = bench_version

    def sync(self) -> int:
        return self.whole.sync()

    def rows(self, table: str) -> list[Row]:
        visible = self._visible()
        return [row for row in self.whole.rows(table) if sees(row, visible)]

    def version(self, *names: str) -> int:
        return self.whole.version(*names)

    def derive(
        self, name: str, sources: tuple[str, ...], build: Callable[[], Derived], also: tuple[object, ...] = ()
    ) -> Derived:
        return super().derive(name, sources, build, (*also, self._bench_version()))

    def grouped(self, table: str, column: str) -> Mapping[Any, list[Row]]:
        def build() -> Mapping[Any, list[Row]]:
            groups: dict[Any, list[Row]] = {}
            for row in self.rows(table):
                groups.setdefault(row[column], []).append(row)
            return groups

        return self.derive(f"{table}.{column}", (table,), build)


def sees(row: Mapping[str, Any], visible: Container[str]) -> bool:
    """Whether a row names nobody who may not be seen."""
    worker_id = row.get("record_id") if row.get("dataset") == WORKERS else row.get("worker_id")
    return worker_id is None or str(worker_id) in visible


def outside(deed: str, allowed: Collection[str] = ()) -> NotAllowed:
    """What a profile is bound to does not reach so far."""
    return NotAllowed(
        f"A profile that sees a part of the bench does not {deed}.",
        code="out_of_scope",
        hint="Ask somebody who sees the whole bench.",
        details={"allowed": sorted(allowed)},
    )
