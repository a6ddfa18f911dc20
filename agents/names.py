"""The names of a store as the planner links them."""

from __future__ import annotations

import threading

from agents.collector import set_apart
from agents.understanding.lexicon import Lexicon
from agents.understanding.vocabulary import Vocabulary
from memory.clients import clients
from memory.store import Store

MANY_NAMES = 50_000
"""From so many names on, the collector's walks over them are felt."""


class StoreNames:
    """One store's lexicon, built again when the store changes."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._built: tuple[object, Lexicon] | None = None
        self._lock = threading.Lock()

    def lexicon(self) -> Lexicon:
        """The names as they are now."""
        with self._lock:
            known = clients(self._store)
            bench = self._store.bench() if self._store.has_workers else None
            stamp = (bench.version if bench else None, tuple(sorted(known)))
            if self._built is None or self._built[0] != stamp:
                workers = zip(bench.worker_ids, bench.names, bench.roles, bench.cities, strict=True) if bench else ()
                lexicon = Lexicon.build(
                    self._vocabulary,
                    roles=bench.vocabulary.roles if bench else (),
                    cities=[(city, state or "") for city, state in bench.vocabulary.places] if bench else (),
                    clients=[client.client for client in known.values()],
                    workers=((str(i), name, role or "", city or "") for i, name, role, city in workers),
                    certifications=bench.vocabulary.certifications if bench else (),
                )
                self._built = (stamp, lexicon)
                if bench and len(bench) >= MANY_NAMES:
                    set_apart()
            return self._built[1]
