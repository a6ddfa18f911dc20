"""The vectors of one bench as a search reads them: one generation, loaded and checked. It never changes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from memory.vectors.approximate import ServedIndex
from memory.vectors.generation import Contents, Manifest
from memory.vectors.identity import BrokenVectors
from memory.vectors.sidefile import SideFiles

BENCHES_KEPT = 8
"""Whose positions are remembered: the whole bench, and those parts of it that profiles see."""


class HasWorkerIds(Protocol):
    """A bench: workers in positions of its own."""

    worker_ids: NDArray[Any]


class WorkerVectors:
    """Positions here are rows of the generation, sorted by worker_id; -1 is a worker who is not embedded yet."""

    def __init__(self, folder: Path, manifest: Manifest, contents: Contents, sidefiles: SideFiles) -> None:
        self._folder = folder
        self._sidefiles = sidefiles
        self._approximate: ServedIndex | None = None
        self._lock = threading.Lock()
        self._position: dict[str, int] | None = None
        self._benches: tuple[tuple[NDArray[Any], NDArray[np.int64]], ...] = ()
        self.contents = contents
        self.name = folder.name
        self.worker_ids = contents.worker_ids
        self.matrix = contents.matrix
        self.lexical = contents.lexical
        self.identity = manifest.identity
        self.dataset_version = manifest.dataset_version
        self.built_at = manifest.built_at
        self.problem: str | None = None
        """Why the approximate index is not used; exact search stands in."""

    def __len__(self) -> int:
        return len(self.worker_ids)

    @property
    def approximate(self) -> ServedIndex | None:
        """Loaded at first use; None for a small bench, while it is being built, and where its file is broken."""
        if self._approximate is None and self.problem is None:
            with self._lock:
                if self._approximate is None and self.problem is None:
                    try:
                        self._approximate = self._sidefiles.load(self._folder, self.matrix)
                    except BrokenVectors as error:
                        self.problem = error.message
        return self._approximate

    def cosines(self, query: NDArray[np.float32], positions: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """Exact cosine of a query with every worker, or with those at these positions (-1 gives 0)."""
        return self.matrix.cosines(query, positions)

    def positions(self, worker_ids: Sequence[str]) -> NDArray[np.int64]:
        """(n,): -1 for a worker who is not embedded yet."""
        if self._position is None:
            self._position = {worker_id: at for at, worker_id in enumerate(self.worker_ids.tolist())}
        return np.fromiter((self._position.get(w, -1) for w in worker_ids), np.int64, count=len(worker_ids))

    def positions_of(self, bench: HasWorkerIds) -> NDArray[np.int64]:
        """For each position of the bench the one here; worked out once a bench."""
        for worker_ids, positions in self._benches:
            if worker_ids is bench.worker_ids:
                return positions
        found = (bench.worker_ids, self.positions(bench.worker_ids.tolist()))
        self._benches = (found, *self._benches[: BENCHES_KEPT - 1])
        return found[1]
