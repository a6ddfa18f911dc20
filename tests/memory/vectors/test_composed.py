from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from memory.vectors.composed import BLOCK, WorkerText, blocks, compose, texts
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.phrases import PhraseCache


def composed(workers: list[WorkerText], phrases: PhraseCache, embedder: MiniLmEmbedder) -> NDArray[np.float32]:
    return np.concatenate([compose(table, phrases, embedder) for table in blocks(workers)])


def one(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / np.linalg.norm(vector)


def test_a_vector_is_its_parts(phrases: PhraseCache, embedder: MiniLmEmbedder) -> None:
    def v(text: str) -> NDArray[np.float64]:
        return embedder.vectors([text])[0].astype(np.float64)

    resume = "I have run a reach truck for nine years and trained six new operators."
    workers = [
        WorkerText("1", "Welder", ("MIG welding", "Grinding"), ("OSHA 10", "AWS D1.1"), "steady hand"),
        WorkerText("2", " Welder  ", ("MIG   welding", " ", ""), ()),
        WorkerText("3", None, (), ("Forklift (2027-05-01)",)),
        WorkerText("4"),
        WorkerText("5", "", (), (), "", resume),
        WorkerText("6", "Welder", (), (), None, resume),
        WorkerText("7", None, ("Grinding", "Grinding", "MIG welding")),
    ]
    expected = [
        one(
            v("Welder")
            + (v("MIG welding") + v("Grinding")) / 2
            + 0.3 * (v("OSHA 10") + v("AWS D1.1")) / 2
            + v("steady hand")
        ),
        one(v("Welder") + v("MIG welding")),
        v("Forklift"),
        np.zeros(384),
        v(resume),
        one(v("Welder") + v(resume)),
        one((2 * v("Grinding") + v("MIG welding")) / 3),
    ]
    assert np.allclose(composed(workers, phrases, embedder), expected, atol=1e-6)


def test_a_workers_vector_does_not_depend_on_the_others(
    phrases: PhraseCache, embedder: MiniLmEmbedder, make_bench: Callable[..., list[WorkerText]]
) -> None:
    workers = make_bench(500)
    together = composed(workers, phrases, embedder)
    for at in (0, 77, 499):
        assert np.array_equal(composed([workers[at]], phrases, embedder)[0], together[at])


def test_record_batches_say_the_same_as_records(
    phrases: PhraseCache, embedder: MiniLmEmbedder, make_bench: Callable[..., list[WorkerText]]
) -> None:
    workers = make_bench(BLOCK + 700)
    table = pa.table(
        {
            "worker_id": [w.worker_id for w in workers],
            "city": ["Toledo"] * len(workers),
            "role": [w.role for w in workers],
            "skills": pa.array([list(w.skills) for w in workers], pa.large_list(pa.large_string())),
            "certifications": [list(w.certifications) or None for w in workers],
        }
    )
    from_batches = list(blocks(table.to_batches(max_chunksize=BLOCK + 500)))
    assert max(t.num_rows for t in from_batches) <= BLOCK
    from_records = list(blocks(workers))
    assert [t for b in from_batches for t in texts(b).to_pylist()] == [
        t for b in from_records for t in texts(b).to_pylist()
    ]
    assert np.array_equal(
        np.concatenate([compose(t, phrases, embedder) for t in from_batches]), composed(workers, phrases, embedder)
    )


def test_the_text_has_no_expiry_and_no_place() -> None:
    held = ("Forklift (2027-05-01)", "CPR (exp. 2026-11)", "OSHA (29 CFR 1910)")
    [table] = blocks([WorkerText("1", "Welder", ("MIG",), held, "steady\thand", "line one\n\nline two")])
    assert texts(table).to_pylist() == [
        "Welder\nMIG\nForklift; CPR; OSHA (29 CFR 1910)\nsteady hand\nline one line two"
    ]


def test_twenty_thousand_a_second(
    phrases: PhraseCache, embedder: MiniLmEmbedder, make_bench: Callable[..., list[WorkerText]]
) -> None:
    workers = make_bench(10_000)
    composed(workers[:100], phrases, embedder)
    seconds = []
    for _ in range(3):
        began = time.process_time()
        composed(workers, phrases, embedder)
        seconds.append(time.process_time() - began)
    assert len(workers) / min(seconds) > 20_000
