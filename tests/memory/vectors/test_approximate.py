from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from memory.errors import BadInput
from memory.vectors import hnsw
from memory.vectors.approximate import ApproximateIndex, ServedIndex, backend_type
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.hnsw import HnswIndex
from memory.vectors.ivf import IvfIndex
from memory.vectors.matrix import Matrix

QUESTIONS = [
    "Welder MIG welding",
    "somebody who can drive a reach truck and load docks",
    "Electrician motor controls",
    "CNC Machinist lathe",
    "RF scanner, packing, shipping labels",
    "hydraulics and bearings",
    "powder coating",
    "drywall and framing, Spanish",
    "OSHA 30",
    "cleaning",
]


@pytest.fixture(scope="module")
def questions(embedder: MiniLmEmbedder) -> NDArray[np.float32]:
    return embedder.vectors(QUESTIONS)


@pytest.fixture(scope="module", params=[HnswIndex, IvfIndex], ids=["hnsw", "ivf"])
def index(request: pytest.FixtureRequest, clustered: Matrix) -> ApproximateIndex:
    built: ApproximateIndex = request.param.build(clustered)
    assert built.size == len(clustered)
    return built


def served(ground: Matrix, index: ApproximateIndex, labels: NDArray[np.int64] | None = None) -> ServedIndex:
    """As a search sees it, but exact only for tiny filters, so that the back end is what is tried."""
    return ServedIndex(ground, index, np.arange(len(ground)) if labels is None else labels, exact_up_to=200)


def recall(found: NDArray[np.float32], truth: NDArray[np.float32]) -> float:
    """By cosine, not by position: a bench has twins."""
    return float((found >= truth[-1] - 1e-6).sum() / len(truth))


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.03])
@pytest.mark.parametrize("k", [10, 200])
def test_recall_in_every_band(
    clustered: Matrix, index: ApproximateIndex, questions: NDArray[np.float32], share: float, k: int
) -> None:
    chance = np.random.default_rng(5)
    allowed = None if share == 1.0 else chance.random(len(clustered)) < share
    search = served(clustered, index)
    recalls = []
    for query in questions:
        positions, cosines = search.search(query, k, allowed)
        truth = clustered.nearest(query, k, allowed)[1]
        assert len(set(positions.tolist())) == min(k, len(truth)) == len(cosines)
        assert allowed is None or allowed[positions].all()
        assert np.array_equal(cosines, clustered.cosines(query, positions))
        recalls.append(recall(cosines, truth))
    assert np.mean(recalls) >= 0.97, recalls


@pytest.mark.parametrize("many", [0, 1, 7, 150, 201, 400])
def test_never_fewer_than_there_are(
    clustered: Matrix, index: ApproximateIndex, questions: NDArray[np.float32], many: int
) -> None:
    """The allowed ones are the farthest from the question: the worst case for a walk or for lists."""
    for query in questions[:3]:
        allowed = np.zeros(len(clustered), bool)
        allowed[np.argsort(clustered.cosines(query), kind="stable")[:many]] = True
        for k in (10, 500):
            positions, _ = served(clustered, index).search(query, k, allowed)
            assert len(positions) == min(k, many)
            assert allowed[positions].all()


def test_rows_that_came_or_went_since(
    clustered: Matrix, index: ApproximateIndex, questions: NDArray[np.float32]
) -> None:
    query = questions[0]
    best = clustered.nearest(query, 20)[0]
    rows = np.delete(clustered.rows, best[:10], axis=0)
    ground = Matrix(np.concatenate([query[None].astype(np.float16), rows]))
    labels = np.full(len(clustered), -1)
    labels[np.setdiff1d(np.arange(len(clustered)), best[:10])] = np.arange(1, len(rows) + 1)
    found, cosines = served(ground, index, labels).search(query, 10)
    assert found[0] == 0
    assert np.allclose(cosines, ground.nearest(query, 10)[1], atol=1e-6)
    without = np.ones(len(ground), bool)
    without[0] = False
    found, cosines = served(ground, index, labels).search(query, 10, without)
    assert 0 not in found
    assert np.allclose(cosines, ground.nearest(query, 10, without)[1], atol=1e-6)


def test_saved_and_loaded(
    tmp_path: Path, clustered: Matrix, index: ApproximateIndex, questions: NDArray[np.float32]
) -> None:
    index.save(tmp_path / "side")
    loaded = type(index).load(tmp_path / "side", clustered.dims)
    assert loaded.size == index.size
    for query in questions:
        before, after = index.search(query, 10, None), loaded.search(query, 10, None)
        assert np.array_equal(before[0], after[0])
        assert np.array_equal(before[1], after[1])


def test_the_back_end_for_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert backend_type("auto") == (HnswIndex, None)
    assert backend_type("ivf") == (IvfIndex, None)

    def without_hnswlib(name: str) -> Any:
        return None if name == "hnswlib" else sys.modules.get(name)

    monkeypatch.setattr(hnsw, "find_spec", without_hnswlib)
    chosen, note = backend_type("auto")
    assert chosen is IvfIndex
    assert note is not None
    assert "hnswlib is not installed" in note
    with pytest.raises(BadInput, match="hnswlib is not installed"):
        backend_type("hnsw")
