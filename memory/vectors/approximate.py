"""Approximate search that never answers short: a back end proposes, the exact ground decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from memory.vectors.matrix import Matrix, best

Backend = Literal["auto", "hnsw", "ivf"]
Found = tuple[NDArray[np.int64], NDArray[np.float32]]

EXACT_UP_TO = 25_000
"""Rows up to which comparing all of them is as quick as an index; fewer than that are not worth building one."""
_CROWDED = 8
"""An index that must return more than one in so many of the allowed rows would visit nearly all of them."""


RowsTold = Callable[[int], None]


def nobody(_rows: int) -> None:
    """For who builds without telling."""


class ApproximateIndex(Protocol):
    """A back end: `memory.vectors.hnsw.HnswIndex`, `memory.vectors.ivf.IvfIndex`. Rows are known by label 0..size-1."""

    name: str
    """``hnsw`` or ``ivf``."""

    @property
    def size(self) -> int:
        """Rows indexed."""

    @classmethod
    def build(cls, matrix: Matrix, told: RowsTold = nobody) -> ApproximateIndex:
        """Index all rows; label i is row i. ``told`` hears how many are in, now and then."""

    def search(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> Found:
        """Up to k allowed labels and their cosines, best first; may be fewer than there are."""

    def save(self, path: Path) -> None:
        """Write the side file."""

    @classmethod
    def load(cls, path: Path, dims: int) -> ApproximateIndex:
        """Read the side file, whose checksum was right. Raises RuntimeError where it is something else."""


class ServedIndex:
    """A back end together with its ground. Rows that changed since the back end was built are compared exactly."""

    def __init__(
        self,
        ground: Matrix,
        index: ApproximateIndex,
        labels: NDArray[np.int64],
        *,
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        """``labels[i]``: the ground's position that the back end's row i stands for, -1 where it is gone."""
        self._exact_up_to = exact_up_to
        self._ground = ground
        self._index = index
        self._labels = labels
        self._fresh = fresh_positions(labels, len(ground))
        self._all_stand = bool((labels >= 0).all())
        self.name = index.name

    @property
    def size(self) -> int:
        """Rows that can be found: all of the ground."""
        return len(self._ground)

    def search(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """The k nearest allowed positions and their cosines, best first; fewer only where fewer are allowed.

        ``allowed`` is a mask over positions, None for all. Cosines are the ground's, so they equal an exact search's.
        """
        within = len(self._ground) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(k, within)
        if within <= max(self._exact_up_to, _CROWDED * wanted):
            return self._ground.nearest(query, wanted, allowed)
        inside = None
        if allowed is not None or not self._all_stand:
            inside = self._labels >= 0
            if allowed is not None:
                inside &= allowed[self._labels]
        labels, _ = self._index.search(query, wanted, inside)
        fresh = self._fresh if allowed is None else self._fresh[allowed[self._fresh]]
        found = np.concatenate([self._labels[labels], fresh])
        if len(found) < wanted:
            return self._ground.nearest(query, wanted, allowed)
        return best(found, self._ground.cosines(query, found), wanted)


def fresh_positions(labels: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Positions of the ground that no label stands for."""
    covered = np.zeros(size, np.bool_)
    covered[labels[labels >= 0]] = True
    return np.flatnonzero(~covered)


def backend_type(backend: Backend) -> tuple[type[ApproximateIndex], str | None]:
    """The back end to use, and a remark where it is not the first choice. Raises BadInput for hnsw without hnswlib."""
    from memory.vectors.hnsw import HnswIndex, hnsw_available, require_hnsw
    from memory.vectors.ivf import IvfIndex

    if backend == "hnsw":
        require_hnsw()
    if backend == "ivf":
        return IvfIndex, None
    if hnsw_available():
        return HnswIndex, None
    return IvfIndex, "hnswlib is not installed (it needs a C++ compiler), so faiss stands in: ivf."
