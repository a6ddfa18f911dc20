"""The store as the demand desk sees it: its permits, its bench, its ranking."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from demand.permits import Cursor
from memory.errors import NotFound
from memory.playbooks import place_words
from memory.search_types import SearchRequest, Source
from memory.store import Store

PERMITS = "permits"


class LakePermits:
    """The ``permits`` dataset of the lake, however it was filled."""

    name = "permits dataset"

    def __init__(self, store: Store) -> None:
        self._store = store
        self._fetched: tuple[int, datetime] | None = None

    def version(self) -> Hashable | None:
        return self._store.lake.dataset_version(PERMITS) if self._store.lake.has(PERMITS) else None

    def fetched_at(self) -> datetime | None:
        """When the dataset last moved; its manifest is read again only after the lake changed."""
        if not self._store.lake.has(PERMITS):
            return None
        version = self._store.lake.version()
        if self._fetched is None or self._fetched[0] != version:
            self._fetched = (version, self._store.lake.manifest(PERMITS).updated_at)
        return self._fetched[1]

    def cursor(self) -> Cursor:
        return self._store.lake.cursor()

    def table(self) -> str:
        return self._store.lake.table(PERMITS)


class StoreSupply:
    """Who is available, by role; nobody where there is no bench yet."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def supplies(self, state: str) -> Mapping[str, int]:
        return self._store.bench().supplies(state) if self._store.has_workers else {}


class StoreRanker:
    """The hybrid search, asked before anybody asks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def version(self) -> Hashable:
        bench = self._store.bench().version if self._store.has_workers else None
        self._store.mirror.sync()
        outcomes = self._store.mirror.version("playbooks", "playbook_workers", "failures")
        return bench, outcomes, self._store.clock.today()

    def rank(self, role: str, city: str, state: str, k: int) -> Sequence[Source]:
        """The ``k`` best for work in a city: its own people first, then the rest of the state."""
        if not self._store.has_workers or k < 1:
            return ()
        local = self._store.search(SearchRequest(role=role, city=city, state=state, k=k)).sources
        if len(local) >= k:
            return local
        here = frozenset(source.worker_id for source in local)
        wider = SearchRequest(role=role, state=state, leave_out=here, k=k - len(local))
        return (*local, *self._store.search(wider).sources)

    def pattern(self, role: str, city: str, state: str) -> str | None:
        try:
            bench = self._store.bench()
        except NotFound:
            return None
        return self._store.patterns.line(bench, place_words(role, city, state), self._store.clock.now())
