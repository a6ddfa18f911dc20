from __future__ import annotations

import numpy as np
import pytest

from memory.vectors.matrix import Matrix


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    made = np.random.default_rng(1).normal(size=(3_000, 384)).astype(np.float32)
    made[1000:] += 3 * made[0]
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    made[7] = 0
    return made


def test_cosines_are_exact_within_half_precision(rows: np.ndarray) -> None:
    matrix = Matrix(rows.astype(np.float16))
    for query in (rows[0], rows[2_000], -rows[5]):
        truth = rows.astype(np.float64) @ query.astype(np.float64)
        found = matrix.cosines(query)
        assert found.dtype == np.float32
        assert np.abs(found - truth).max() < 2e-3
        assert found[7] == 0
        some = np.array([5, 7, -1, 2_999, 5])
        assert np.allclose(matrix.cosines(query, some), [found[5], 0, 0, found[2_999], found[5]], atol=1e-7)
        many = np.append(np.arange(2_999, 500, -1), -1)
        assert np.allclose(matrix.cosines(query, many), np.append(found[many[:-1]], 0), atol=1e-7)


def test_nearest_is_the_truth_with_ties_by_position(rows: np.ndarray) -> None:
    doubled = Matrix(np.concatenate([rows, rows]).astype(np.float16))
    positions, cosines = doubled.nearest(rows[0], 4)
    assert positions.tolist()[:2] == [0, 3_000]
    assert (np.diff(cosines) <= 0).all()
    allowed = np.zeros(6_000, bool)
    allowed[[9, 3_000, 42]] = True
    positions, _ = doubled.nearest(rows[0], 10, allowed)
    assert sorted(positions.tolist()) == [9, 42, 3_000]
    assert positions[0] == 3_000


def test_edges(rows: np.ndarray) -> None:
    empty = Matrix(np.zeros((0, 384), np.float16))
    assert empty.cosines(rows[0]).shape == (0,)
    assert empty.nearest(rows[0], 5)[0].shape == (0,)
    assert Matrix(rows.astype(np.float16)).cosines(rows[0], np.zeros(0, np.int64)).shape == (0,)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_seen(rows: np.ndarray, bad: float) -> None:
    spoilt = rows.astype(np.float16)
    assert Matrix(spoilt).is_finite()
    spoilt[2_345, 17] = bad
    assert not Matrix(spoilt).is_finite()
