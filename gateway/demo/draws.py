"""Drawing many values at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Indices = npt.NDArray[np.int64]


def weighted(rng: np.random.Generator, weights: Iterable[float], size: int) -> Indices:
    """Indices into ``weights``, drawn by weight."""
    share = np.fromiter(weights, np.float64)
    bounds = np.cumsum(share) / share.sum()
    return np.minimum(np.searchsorted(bounds, rng.random(size), side="right"), share.size - 1).astype(np.int64)


def labels(rng: np.random.Generator, weights: Mapping[str, float], size: int) -> pa.Array:
    """Keys of ``weights``, drawn by weight, as text."""
    return picked(list(weights), weighted(rng, weights.values(), size))


def picked(texts: Sequence[str | None], indices: Indices) -> pa.Array:
    """``texts`` at ``indices``."""
    return pa.array(texts, pa.string()).take(pa.array(indices))


def lists(texts: Sequence[str], chosen: Indices, kept: npt.NDArray[np.bool_]) -> pa.Array:
    """A list of texts for each row: ``texts[chosen]`` where ``kept``; both are (rows, most of a row)."""
    ends = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), picked(texts, chosen[kept]))
