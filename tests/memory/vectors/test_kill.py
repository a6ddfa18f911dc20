"""kill -9 in the middle of a refresh leaves the old generation or the new one, never a mixture."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from memory.vectors.composed import WorkerText, blocks, compose
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.generation import VECTORS
from memory.vectors.store import VectorStore

SIZE = 6_000
HANDS = ("steady hand", "early bird", "night owl", "newcomer")
REFRESHING = f"""
import sys
from pathlib import Path
from memory.vectors.composed import WorkerText
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.store import VectorStore

store = VectorStore.open(Path(sys.argv[1]), MiniLmEmbedder())
version = int(sys.argv[2])
while True:
    hand = {HANDS!r}[version % 4]
    workers = [WorkerText(f"W-{{i:05d}}", "Welder", archetype=hand) for i in range({SIZE})]
    store.refresh(workers, dataset_version=version)
    print(version, flush=True)
    version += 1
"""


def workers(version: int) -> list[WorkerText]:
    return [WorkerText(f"W-{i:05d}", "Welder", archetype=HANDS[version % 4]) for i in range(SIZE)]


def test_five_kills(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    store = VectorStore.open(tmp_path, embedder)
    store.phrases.vectors_for(["Welder", *HANDS])
    store.refresh(workers(0), dataset_version=0)
    chance, acknowledged = random.Random(7), 0
    for _ in range(5):
        command = [sys.executable, "-c", REFRESHING, str(tmp_path), str(acknowledged + 1)]
        with subprocess.Popen(command, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            acknowledged = int(child.stdout.readline())
            time.sleep(chance.uniform(0.0, 0.3))
            child.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, child.stdout.read().split())])
        vectors = VectorStore.open(tmp_path, embedder).current()
        assert vectors is not None
        assert vectors.dataset_version in (acknowledged, acknowledged + 1)
        hand = HANDS[vectors.dataset_version % 4]
        stored = pq.read_table(tmp_path / "generations" / vectors.name / VECTORS)["text"].to_pylist()
        assert set(stored) == {f"Welder\n\n\n{hand}\n"}
        [table] = blocks(workers(vectors.dataset_version))
        expected = compose(table.slice(0, 1), store.phrases, embedder).astype(np.float16)
        assert (vectors.matrix.rows == expected).all()
        assert (vectors.lexical.scores(hand) > 0).all()
        acknowledged = vectors.dataset_version
    report = store.refresh(workers(acknowledged), dataset_version=acknowledged + 1)
    assert report.reused == SIZE
    assert not list((tmp_path / "generations").glob(".draft-*"))
    assert len(store.history()) == 2


def test_a_stop_at_any_write_leaves_old_or_new(
    tmp_path: Path, embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def old_and_new(version: int) -> list[WorkerText]:
        return [WorkerText(str(i), "Welder", archetype=HANDS[version]) for i in range(50)]

    store = VectorStore.open(tmp_path, embedder, backend="ivf", approximate_from=10)
    store.refresh(old_and_new(0), dataset_version=0)
    real, stops = os.fsync, 0
    while True:
        calls = 0

        def fsync(handle: int) -> None:
            nonlocal calls
            calls += 1
            if calls > stops:
                raise OSError("power cut")
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        pointer = (tmp_path / "generations" / "CURRENT").read_text()
        try:
            VectorStore.open(tmp_path, embedder, backend="ivf", approximate_from=10).refresh(
                old_and_new(1), dataset_version=1
            )
            break
        except OSError:
            stops += 1
        vectors = VectorStore.open(tmp_path, embedder, backend="ivf", approximate_from=10).current()
        assert vectors is not None
        assert (vectors.name == pointer) == (vectors.dataset_version == 0)
        if vectors.dataset_version == 0:
            assert vectors.lexical.scores(HANDS[0]).all()
        else:
            assert vectors.lexical.scores(HANDS[1]).all()
            break
    assert stops >= 6
