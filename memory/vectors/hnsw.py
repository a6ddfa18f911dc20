"""HNSW by hnswlib, in memory with a side file. It is built from source, so a machine may lack it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from memory.errors import BadInput
from memory.vectors.approximate import Found, RowsTold, nobody
from memory.vectors.matrix import Matrix

# Staffing vectors stand in tight clusters by role: hnswlib's usual M=16, ef=64 finds only 87% of the ten best there.
M = 32
EF_CONSTRUCTION = 400
EF_SEARCH = 512
_BLOCK = 2_048
_THREADS = 2


def hnsw_available() -> bool:
    """True where hnswlib is installed."""
    return find_spec("hnswlib") is not None


def require_hnsw() -> None:
    """Raises BadInput where hnswlib is not installed."""
    if not hnsw_available():
        raise BadInput(
            "The back end hnsw was asked for, but hnswlib is not installed.",
            hint="Install a C++ compiler and hnswlib, or set MUSTER_VECTOR_BACKEND to auto or ivf.",
            code="backend_missing",
        )


class HnswIndex:
    """Labels are row numbers; the space is the inner product of vectors of length 1."""

    name = "hnsw"

    def __init__(self, index: Any) -> None:
        self._index = index
        self._index.set_ef(EF_SEARCH)

    @property
    def size(self) -> int:
        return int(self._index.get_current_count())

    @classmethod
    def build(cls, matrix: Matrix, told: RowsTold = nobody) -> HnswIndex:
        """Two threads; about half a second a thousand rows."""
        index = _space(matrix.dims)
        index.init_index(max_elements=max(len(matrix), 1), M=M, ef_construction=EF_CONSTRUCTION, random_seed=1)
        index.set_num_threads(_THREADS)
        for start in range(0, len(matrix), _BLOCK):
            rows = matrix.rows[start : start + _BLOCK].astype(np.float32)
            index.add_items(rows, np.arange(start, start + len(rows)))
            told(start + len(rows))
        return cls(index)

    def search(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> Found:
        """Up to k labels; none where the walk through the graph met fewer than k allowed ones."""
        # Bytes answer "is label i allowed?" quicker than an array, and hnswlib asks for every node it meets.
        ask = None if allowed is None else allowed.tobytes().__getitem__
        try:
            labels, distances = self._index.knn_query(query, k=k, num_threads=1, filter=ask)
        except RuntimeError:
            # hnswlib's only way to say that it found fewer than k.
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return labels[0].astype(np.int64), (1 - distances[0]).astype(np.float32)

    def save(self, path: Path) -> None:
        self._index.save_index(str(path))

    @classmethod
    def load(cls, path: Path, dims: int) -> HnswIndex:
        index = _space(dims)
        index.load_index(str(path))
        return cls(index)


def _space(dims: int) -> Any:
    import hnswlib

    return hnswlib.Index(space="ip", dim=dims)
