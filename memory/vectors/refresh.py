"""The next generation from the last one: only workers whose text is new or changed are embedded."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from memory.errors import BadInput
from memory.lake.report import Progress
from memory.vectors.composed import WorkerText, blocks, compose, texts
from memory.vectors.generation import Contents
from memory.vectors.identity import TextEmbedder
from memory.vectors.lexical import LexicalIndex
from memory.vectors.matrix import Matrix
from memory.vectors.phrases import PhraseCache

ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh did. ``total`` = ``embedded`` + ``reused``."""

    total: int
    embedded: int
    reused: int
    removed: int
    seconds: float
    rate: float
    """Workers embedded a second."""
    backend: str
    """``exact``, or the approximate back end that stands on it."""
    note: str | None = None


@dataclass(frozen=True, eq=False)
class Next:
    """The bench as it is now, embedded."""

    contents: Contents
    texts: pa.Array
    moved: NDArray[np.int64]
    """(rows of the last generation): where each is now, -1 where it is gone or its text changed."""
    embedded: int
    removed: int


def assemble(
    rows: Iterable[WorkerText] | Iterable[pa.RecordBatch],
    last: Contents | None,
    phrases: PhraseCache,
    embedder: TextEmbedder,
    progress: ProgressCallback | None,
) -> Next:
    """Embed what is new, reuse the rest. Raises BadInput for a worker without an id or with two records."""
    ids: list[str] = []
    parts: list[tuple[NDArray[np.uint64], pa.Array, NDArray[np.int64], NDArray[np.float16]]] = []
    position = {} if last is None else {w: at for at, w in enumerate(last.worker_ids.tolist())}
    for table in blocks(rows):
        block_ids = table["worker_id"].to_pylist()
        block_texts = texts(table)
        hashes = _hashes(block_texts)
        source = np.fromiter((position.get(w, -1) for w in block_ids), np.int64, count=len(block_ids))
        if last is not None:
            source[(last.hashes[source] != hashes).any(axis=1)] = -1
        made = compose(table.take(np.flatnonzero(source < 0)), phrases, embedder).astype(np.float16)
        ids += block_ids
        parts.append((hashes, block_texts, source, made))
        if progress:
            progress(Progress("embed", len(ids), None))
    return _joined(ids, parts, last, embedder.identity.dims)


def _joined(
    ids: list[str],
    parts: list[tuple[NDArray[np.uint64], pa.Array, NDArray[np.int64], NDArray[np.float16]]],
    last: Contents | None,
    dims: int,
) -> Next:
    order = _order(ids)
    source = np.concatenate([part[2] for part in parts] or [np.zeros(0, np.int64)])
    made = np.full(len(ids), -1)
    made[source < 0] = np.arange(np.count_nonzero(source < 0))
    source, made = source[order], made[order]
    new = np.flatnonzero(source < 0)
    kept = np.flatnonzero(source >= 0)

    matrix = np.empty((len(ids), dims), np.float16)
    matrix[new] = np.concatenate([part[3] for part in parts] or [np.zeros((0, dims), np.float16)])[made[new]]
    moved = np.full(0 if last is None else len(last.worker_ids), -1)
    if last is not None:
        matrix[kept] = last.matrix.rows[source[kept]]
        moved[source[kept]] = kept
    all_texts = pa.chunked_array([part[1] for part in parts], pa.string()).take(order).combine_chunks()
    new_texts = all_texts.take(new).to_pylist()
    lexical = LexicalIndex.build([]) if last is None else last.lexical
    worker_ids = np.array(ids, object)[order]
    present = set(ids)
    return Next(
        contents=Contents(
            worker_ids=worker_ids,
            hashes=np.concatenate([part[0] for part in parts] or [np.zeros((0, 2), np.uint64)])[order],
            matrix=Matrix(matrix),
            lexical=lexical.carried(moved, new.tolist(), new_texts, size=len(ids)),
        ),
        texts=all_texts,
        moved=moved,
        embedded=len(new),
        removed=0 if last is None else sum(w not in present for w in last.worker_ids.tolist()),
    )


def _order(ids: list[str]) -> NDArray[np.int64]:
    """Positions that sort the ids. Raises BadInput where one is missing or stands twice."""
    if any(worker_id is None for worker_id in ids):
        raise BadInput("A worker has no worker_id.", hint="Give every worker a worker_id of its own.")
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    for here, there in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
        if ids[here] == ids[there]:
            raise BadInput(
                f"Worker {ids[here]!r} is there twice.", hint="Keep one record a worker.", details={"worker": ids[here]}
            )
    return order


def _hashes(values: pa.Array) -> NDArray[np.uint64]:
    """(n, 2): 128 bits of each text."""
    digests = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in values.to_pylist()]
    return np.frombuffer(b"".join(digests), np.uint64).reshape(-1, 2)


def report(step: Next, started: float, backend: str, note: str | None) -> RefreshReport:
    """Figures of a refresh that began at ``time.perf_counter() == started``."""
    seconds = time.perf_counter() - started
    total = len(step.contents.worker_ids)
    return RefreshReport(
        total=total,
        embedded=step.embedded,
        reused=total - step.embedded,
        removed=step.removed,
        seconds=seconds,
        rate=step.embedded / max(seconds, 1e-9),
        backend=backend,
        note=note,
    )
