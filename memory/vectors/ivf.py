"""Inverted lists by faiss: quick to build, and the filter is a bitmap inside the search."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss as untyped_faiss
import numpy as np
from numpy.typing import NDArray

from memory.vectors.approximate import Found, RowsTold, nobody
from memory.vectors.matrix import Matrix

faiss: Any = untyped_faiss  # its published types do not know the Python layer

_LISTS_PER_ROOT = 4
_ROWS_PER_LIST = 40
"""Fewer would make faiss complain about too little to learn from."""
_LEAST_PROBES = 32
_PROBED_SHARE = 1 / 20
_SPARE = 16
"""Allowed rows to look at for each one asked for: a narrow filter opens more lists."""
_BLOCK = 16_384
_LEARN_FROM = 40
"""Rows a list that the centres are learned from."""
_ROUNDS = 8
"""Of learning; more make the lists no better and the build three times as long."""


class IvfIndex:
    """Labels are row numbers; cosines are inner products of vectors of length 1."""

    name = "ivf"

    def __init__(self, index: Any) -> None:
        self._index = index

    @property
    def size(self) -> int:
        return int(self._index.ntotal)

    @classmethod
    def build(cls, matrix: Matrix, told: RowsTold = nobody) -> IvfIndex:
        """A few seconds a hundred thousand rows."""
        rows = len(matrix)
        lists = max(1, min(int(_LISTS_PER_ROOT * math.sqrt(rows)), rows // _ROWS_PER_LIST))
        centres = faiss.IndexFlatIP(matrix.dims)
        index = faiss.IndexIVFFlat(centres, matrix.dims, lists, faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = _ROUNDS
        sample = np.random.default_rng(1).permutation(rows)[: _LEARN_FROM * lists]
        if rows:
            index.train(matrix.rows[np.sort(sample)].astype(np.float32))
        for start in range(0, rows, _BLOCK):
            index.add(matrix.rows[start : start + _BLOCK].astype(np.float32))
            told(min(start + _BLOCK, rows))
        return cls(index)

    def search(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> Found:
        """Up to k labels; fewer where the lists that were opened hold fewer allowed ones."""
        within = self.size if allowed is None else max(1, int(np.count_nonzero(allowed)))
        needed = math.ceil(_SPARE * k * self._index.nlist / max(within, 1))
        probes = max(_LEAST_PROBES, math.ceil(self._index.nlist * _PROBED_SHARE), needed)
        settings = {"nprobe": min(probes, self._index.nlist)}
        if allowed is None:
            parameters = faiss.SearchParametersIVF(**settings)
        else:
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParametersIVF(sel=faiss.IDSelectorBitmap(bits), **settings)
        cosines, labels = self._index.search(query[None], k, params=parameters)
        real = labels[0] >= 0
        return labels[0][real].astype(np.int64), cosines[0][real].astype(np.float32)

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, dims: int) -> IvfIndex:
        index = faiss.read_index(str(path))
        if index.d != dims:
            raise RuntimeError(f"The index is {index.d} wide, not {dims}.")
        return cls(index)
