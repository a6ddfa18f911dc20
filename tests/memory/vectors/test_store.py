from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray

from memory.errors import BadInput, NotFound
from memory.lake.report import Progress
from memory.vectors import generation
from memory.vectors.composed import WorkerText
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.identity import BrokenVectors, EmbeddingIdentity
from memory.vectors.lexical import LexicalIndex
from memory.vectors.matrix import Matrix
from memory.vectors.store import VectorStore

MakeBench = Callable[..., list[WorkerText]]


class Counting(MiniLmEmbedder):
    """Counts the texts that the model is asked for; the session's model answers."""

    def __init__(self, real: MiniLmEmbedder, model: str | None = None) -> None:
        super().__init__()
        self._real = real
        self._name = model
        self.asked: list[str] = []

    @property
    def identity(self) -> EmbeddingIdentity:
        return replace(self._real.identity, model=self._name) if self._name else self._real.identity

    def vectors(self, texts: list[str]) -> NDArray[np.float32]:  # type: ignore[override]
        self.asked += texts
        return self._real.vectors(texts)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLmEmbedder, make_bench: MakeBench) -> Path:
    """A store of 1,200 workers at version 1, with an approximate index; copied, never opened again."""
    folder = tmp_path_factory.mktemp("template") / "vectors"
    store = VectorStore.open(folder, embedder, backend="ivf", approximate_from=1_000)
    store.refresh(make_bench(1_200), dataset_version=1)
    store.close()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "vectors"))


def opened(folder: Path, embedder: MiniLmEmbedder) -> VectorStore:
    return VectorStore.open(folder, embedder, backend="ivf", approximate_from=1_000)


def held(folder: Path) -> Path:
    """The generation that holds."""
    return folder / "generations" / (folder / "generations" / "CURRENT").read_text()


def test_only_who_changed_is_embedded(tmp_path: Path, embedder: MiniLmEmbedder, make_bench: MakeBench) -> None:
    model = Counting(embedder)
    store = VectorStore.open(tmp_path, model)
    workers = make_bench(5_000)
    steps: list[Progress] = []
    first = store.refresh(workers, dataset_version=1, progress=steps.append)
    assert (first.total, first.embedded, first.reused, first.removed) == (5_000, 5_000, 0, 0)
    assert steps[-1].done == 5_000
    model.asked.clear()
    changed = {at: replace(workers[at], skills=(*workers[at].skills, "Rigging")) for at in range(11, 5_000, 147)}
    assert len(changed) == 34
    now = [changed.get(at, worker) for at, worker in enumerate(workers)]
    second = store.refresh(now, dataset_version=2)
    assert (second.total, second.embedded, second.reused, second.removed) == (5_000, 34, 4_966, 0)
    assert model.asked == ["Rigging"]
    anew = VectorStore.open(tmp_path / "anew", embedder)
    anew.refresh(now[::-1], dataset_version=1)
    kept, made = store.current(), anew.current()
    assert kept is not None
    assert made is not None
    assert kept.dataset_version == 2
    assert np.array_equal(kept.worker_ids, made.worker_ids)
    assert np.array_equal(kept.matrix.rows, made.matrix.rows)
    assert np.allclose(kept.lexical.scores("rigging forklifts"), made.lexical.scores("rigging forklifts"), atol=1e-6)
    assert kept.lexical.scores("rigging").astype(bool).sum() == 34


def test_who_came_and_who_went(folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench) -> None:
    workers = make_bench(1_200)
    store = opened(folder, embedder)
    report = store.refresh([*workers[100:], WorkerText("A-1", "Crane Operator")], dataset_version=2)
    assert (report.total, report.embedded, report.reused, report.removed) == (1_101, 1, 1_100, 100)
    vectors = store.current()
    assert vectors is not None
    assert vectors.worker_ids[0] == "A-1"
    assert vectors.positions(["W-000100", "W-000000", "A-1"]).tolist() == [1, -1, 0]
    query = store.embed_query("Crane Operator")
    assert vectors.cosines(query, vectors.positions(["A-1", "W-000000"])).tolist() == pytest.approx([1, 0], abs=2e-3)
    assert vectors.approximate is not None
    assert vectors.approximate.search(query, 1)[0].tolist() == [0]


def test_positions_of_a_bench(folder: Path, embedder: MiniLmEmbedder) -> None:
    @dataclass
    class Bench:
        worker_ids: NDArray[np.object_]

    vectors = opened(folder, embedder).current()
    assert vectors is not None
    bench = Bench(np.array(["W-000003", "new", "W-000001"], object))
    assert vectors.positions_of(bench).tolist() == [3, -1, 1]
    assert vectors.positions_of(bench) is vectors.positions_of(bench)
    assert vectors.positions_of(Bench(bench.worker_ids[:2])).tolist() == [3, -1]


def test_record_batches_and_an_empty_bench(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    store = VectorStore.open(tmp_path, embedder)
    assert store.current() is None
    assert store.problem is None
    batch = pa.RecordBatch.from_pydict({"worker_id": ["2", "1"], "role": ["Welder", None]})
    assert store.refresh([batch], dataset_version=1).total == 2
    vectors = store.current()
    assert vectors is not None
    assert vectors.worker_ids.tolist() == ["1", "2"]
    assert vectors.cosines(store.embed_query("Welder")).tolist() == pytest.approx([0, 1], abs=2e-3)
    report = store.refresh([], dataset_version=2)
    assert (report.total, report.removed) == (0, 2)
    reopened = VectorStore.open(tmp_path, embedder).current()
    assert reopened is not None
    assert len(reopened) == 0
    assert reopened.lexical.scores("welder").shape == (0,)


@pytest.mark.parametrize("ids", [["1", "2", "1"], ["1", None]])
def test_an_id_that_is_missing_or_doubled(tmp_path: Path, embedder: MiniLmEmbedder, ids: list[str | None]) -> None:
    store = VectorStore.open(tmp_path, embedder)
    with pytest.raises(BadInput):
        store.refresh([pa.RecordBatch.from_pydict({"worker_id": ids})], dataset_version=1)
    assert store.current() is None


def test_the_parquet_is_readable_by_anybody(folder: Path, embedder: MiniLmEmbedder) -> None:
    table = pq.read_table(held(folder) / generation.VECTORS)
    assert table.column_names == ["worker_id", "text_hash", "text", "vector"]
    assert table["worker_id"].to_pylist() == sorted(table["worker_id"].to_pylist())
    assert table["text"][0].as_py().split("\n")[0] == "Electrician"
    vector = np.frombuffer(table["vector"][0].as_py(), "<f2")
    vectors = opened(folder, embedder).current()
    assert vectors is not None
    assert np.array_equal(vector, vectors.matrix.rows[0])


def test_nothing_changed_makes_nothing(folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench) -> None:
    store = opened(folder, embedder)
    before = held(folder)
    assert store.refresh(make_bench(1_200), dataset_version=1).embedded == 0
    assert held(folder) == before
    assert store.refresh(make_bench(1_200), dataset_version=2).backend == "ivf"
    vectors = store.current()
    assert vectors is not None
    assert (vectors.dataset_version, vectors.name) == (2, "000002")


def test_another_process_promotes(folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench) -> None:
    reader, writer = opened(folder, embedder), opened(folder, embedder)
    old = reader.current()
    assert old is reader.current()
    writer.refresh(make_bench(1_300), dataset_version=2)
    new = reader.current()
    assert new is not None
    assert old is not None
    assert (len(old), len(new), new.dataset_version) == (1_200, 1_300, 2)


def test_rollback_history_and_what_is_kept(folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench) -> None:
    store = opened(folder, embedder)
    (folder / "generations" / ".draft-left-by-a-kill").mkdir()
    for version in (2, 3):
        store.refresh(make_bench(1_200 + version), dataset_version=version)
    assert [(line.dataset_version, line.current) for line in store.history()] == [(2, False), (3, True)]
    assert not list((folder / "generations").glob(".draft-*"))
    assert store.rollback().dataset_version == 2
    current = opened(folder, embedder).current()
    assert current is not None
    assert len(current) == 1_202
    with pytest.raises(NotFound):
        store.rollback()
    store.refresh(make_bench(1_204), dataset_version=4)
    assert [line.dataset_version for line in store.history()] == [2, 4]
    store.drop_history()
    assert [line.dataset_version for line in store.history()] == [4]


@pytest.mark.parametrize("file", [generation.VECTORS, "lexical.npz", "vocabulary.json", generation.MANIFEST])
@pytest.mark.parametrize("damage", ["truncated", "changed", "missing"])
def test_a_damaged_generation_is_refused_and_rebuilt(
    folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench, file: str, damage: str
) -> None:
    path = held(folder) / file
    content = path.read_bytes()
    path.unlink()
    if damage == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes(64) + content[middle + 64 :])
    with pytest.raises(BrokenVectors):
        generation.read(held(folder), embedder.identity)
    store = opened(folder, embedder)
    assert store.current() is None
    assert store.problem is not None
    assert held(folder).name in store.problem
    report = store.refresh(make_bench(1_200), dataset_version=1)
    assert report.embedded == 1_200
    assert store.problem is None
    assert store.current() is not None


def test_a_garbled_pointer_is_refused_and_rebuilt(
    folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench
) -> None:
    (folder / "generations" / "CURRENT").write_text("")
    store = opened(folder, embedder)
    assert store.current() is None
    assert store.problem is not None
    store.refresh(make_bench(1_200), dataset_version=1)
    assert store.current() is not None


def test_a_generation_of_another_model_is_refused_and_rebuilt(
    folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench
) -> None:
    other = Counting(embedder, model="another-model")
    store = opened(folder, other)
    assert store.current() is None
    assert store.problem is not None
    assert "not another-model" in store.problem
    assert store.refresh(make_bench(1_200), dataset_version=1).embedded == 1_200
    assert "Welder" in other.asked
    with pytest.raises(BrokenVectors):
        store.rollback()
    vectors = store.current()
    assert vectors is not None
    assert vectors.identity.model == "another-model"


@pytest.mark.parametrize(("spoil", "code"), [("nan", "vectors_not_finite"), ("width", "vectors_unreadable")])
def test_wrong_numbers_under_a_right_checksum(tmp_path: Path, embedder: MiniLmEmbedder, spoil: str, code: str) -> None:
    rows = np.zeros((3, 384 if spoil == "nan" else 128), np.float16)
    rows[1, 5] = np.nan if spoil == "nan" else 1
    ids, texts = np.array(["1", "2", "3"], object), ["a", "b", "c"]
    contents = generation.Contents(ids, np.zeros((3, 2), np.uint64), Matrix(rows), LexicalIndex.build(texts))
    manifest = generation.Manifest(embedder.identity, 1, 3, "2026-04-20T06:00:00+00:00")
    generation.write(tmp_path, contents, pa.array(texts), manifest)
    with pytest.raises(BrokenVectors) as caught:
        generation.read(tmp_path, embedder.identity)
    assert caught.value.code == code


@pytest.mark.parametrize("file", ["approximate.index", "approximate.labels.npy", "approximate.json"])
def test_a_broken_side_file_is_found_and_rebuilt(
    folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench, file: str
) -> None:
    path = held(folder) / file
    path.write_bytes(path.read_bytes()[:-9])
    store = opened(folder, embedder)
    vectors = store.current()
    assert vectors is not None
    assert vectors.approximate is None
    assert (store.problem is None) == (file == "approximate.json")
    assert store.refresh(make_bench(1_200), dataset_version=1).backend == "ivf"
    assert store.problem is None
    again = opened(folder, embedder).current()
    assert again is not None
    assert again.approximate is not None


def test_an_index_is_carried_while_little_changes(
    folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench
) -> None:
    store = opened(folder, embedder)
    built = json.loads((held(folder) / "approximate.json").read_text())["index_sha256"]
    workers = make_bench(1_200)
    workers[5] = WorkerText("W-000005", "Crane Operator", ("Rigging",))
    store.refresh(workers, dataset_version=2)
    assert json.loads((held(folder) / "approximate.json").read_text())["index_sha256"] == built
    vectors = store.current()
    assert vectors is not None
    assert vectors.approximate is not None
    assert vectors.approximate.search(store.embed_query("Crane Operator, rigging"), 1)[0].tolist() == [5]
    store.refresh(make_bench(1_200, seed=9), dataset_version=3)
    assert json.loads((held(folder) / "approximate.json").read_text())["index_sha256"] != built


def test_searches_go_on_during_refreshes(folder: Path, embedder: MiniLmEmbedder, make_bench: MakeBench) -> None:
    store = opened(folder, embedder)
    wrong: list[str] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            vectors = store.current()
            assert vectors is not None
            sizes = {len(vectors), len(vectors.cosines(store.embed_query("Welder"))), vectors.lexical.size}
            if sizes != {1_199 + vectors.dataset_version}:
                wrong.append(f"{sizes} at version {vectors.dataset_version}")

    searchers = [threading.Thread(target=search) for _ in range(2)]
    for searcher in searchers:
        searcher.start()
    for version in range(2, 6):
        store.refresh(make_bench(1_199 + version), dataset_version=version)
    done.set()
    for searcher in searchers:
        searcher.join()
    assert wrong == []
