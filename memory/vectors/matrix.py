"""The ground of every index: all vectors as float16, compared exactly."""

from __future__ import annotations

import numkong
import numpy as np
from numpy.typing import NDArray

_GATHER = 16_384
"""Rows copied together at once when only some are asked for: 12 MB at 384 dimensions."""


class Matrix:
    """Vectors of length 1 (or 0: unknown, cosine 0), one row a position. It never changes."""

    def __init__(self, rows: NDArray[np.float16]) -> None:
        self.rows = np.ascontiguousarray(rows, np.float16)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def dims(self) -> int:
        return int(self.rows.shape[1])

    def cosines(self, query: NDArray[np.float32], rows: NDArray[np.integer] | None = None) -> NDArray[np.float32]:
        """Cosine (-1..1, within 2e-3) of a query of length 1 with every row, or with the rows at these positions.

        A position of -1 (a worker without a vector) gives 0. Positions may repeat and need no order.
        """
        asked = np.ascontiguousarray(query, np.float16)[None]
        if rows is None:
            return _dots(asked, self.rows)
        if 2 * len(rows) > len(self):
            # Reading all rows in order is quicker than gathering more than half of them.
            return np.where(rows >= 0, _dots(asked, self.rows)[rows], np.float32(0))
        out = np.zeros(len(rows), np.float32)
        known = np.flatnonzero(rows >= 0)
        for start in range(0, len(known), _GATHER):
            at = known[start : start + _GATHER]
            out[at] = _dots(asked, self.rows[rows[at]])
        return out

    def nearest(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k best positions among those allowed and their cosines, best first, ties by position: the truth."""
        if allowed is None:
            return best(np.arange(len(self)), self.cosines(query), k)
        positions = np.flatnonzero(allowed)
        return best(positions, self.cosines(query, positions), k)

    def is_finite(self) -> bool:
        """False where any value is NaN or infinite."""
        # A dot product with ones is not finite where a term is not, and is ten times quicker than asking each.
        return bool(np.isfinite(_dots(np.ones((1, self.dims), np.float16), self.rows)).all())


def best(
    positions: NDArray[np.int64], cosines: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The k highest, best first, ties by position."""
    if k < len(positions):
        least = np.partition(cosines, len(cosines) - k)[len(cosines) - k]
        kept = np.flatnonzero(cosines >= least)
        positions, cosines = positions[kept], cosines[kept]
    order = np.lexsort((positions, -cosines))[:k]
    return positions[order].astype(np.int64), cosines[order]


def _dots(query: NDArray[np.float16], rows: NDArray[np.float16]) -> NDArray[np.float32]:
    if not len(rows):
        return np.zeros(0, np.float32)
    dots: NDArray[np.float32] = np.asarray(numkong.cdist(query, rows, "dot"))[0].astype(np.float32)
    return dots
