"""The next generation from the last one: only workers whose text is new or changed are embedded."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from memory.errors import BadInput
from memory.lake.report import Progress, ProgressCallback
from memory.vectors.composed import WorkerText, blocks, compose, texts
from memory.vectors.generation import Contents
from memory.vectors.identity import TextEmbedder
from memory.vectors.lexical import LexicalIndex
from memory.vectors.matrix import Matrix
from memory.vectors.phrases import PhraseCache


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


@dataclass(frozen=True, eq=False)
class _Block:
    """Some of the workers, in the order in which they came."""

    hashes: NDArray[np.uint64]
    texts: pa.Array
    source: NDArray[np.int64]
    """The row of the last generation that can be reused, -1 for none."""
    made: NDArray[np.float16]
    """Vectors of the others."""


def assemble(
    rows: Iterable[WorkerText] | Iterable[pa.RecordBatch],
    last: Contents | None,
    phrases: PhraseCache,
    embedder: TextEmbedder,
    progress: ProgressCallback | None,
) -> Next:
    """Embed what is new, reuse the rest. Raises BadInput for a worker without an id or with two records."""
    last = last or _nothing(embedder.identity.dims)
    position = {worker_id: at for at, worker_id in enumerate(last.worker_ids.tolist())}
    ids: list[str] = []
    parts: list[_Block] = []
    for table in blocks(rows):
        block_ids = table["worker_id"].to_pylist()
        block_texts = texts(table)
        hashes = _hashes(block_texts)
        source = np.fromiter((position.get(w, -1) for w in block_ids), np.int64, count=len(block_ids))
        known = np.flatnonzero(source >= 0)
        changed = (last.hashes[source[known]] != hashes[known]).any(axis=1)
        source[known[changed]] = -1
        made = compose(table.take(np.flatnonzero(source < 0)), phrases, embedder).astype(np.float16)
        ids += block_ids
        parts.append(_Block(hashes, block_texts, source, made))
        if progress:
            progress(Progress("embed", len(ids), None))
    return _joined(ids, parts, last)


def _joined(ids: list[str], parts: list[_Block], last: Contents) -> Next:
    """Everything in the order of the ids."""
    order = _order(ids)
    place = np.empty(len(ids), np.int64)
    place[order] = np.arange(len(ids))
    matrix = np.empty((len(ids), last.matrix.dims), np.float16)
    hashes = np.empty((len(ids), 2), np.uint64)
    moved = np.full(len(last.worker_ids), -1)
    new = np.zeros(len(ids), np.bool_)
    start = 0
    for part in parts:
        here = place[start : start + len(part.source)]
        start += len(part.source)
        fresh, kept = part.source < 0, part.source >= 0
        hashes[here] = part.hashes
        new[here[fresh]] = True
        matrix[here[fresh]] = part.made
        matrix[here[kept]] = last.matrix.rows[part.source[kept]]
        moved[part.source[kept]] = here[kept]
    in_order = pa.chunked_array([part.texts for part in parts], pa.string()).take(order).combine_chunks()
    added = np.flatnonzero(new)
    present = set(ids)
    lexical = last.lexical.carried(moved, added.tolist(), in_order.take(added).to_pylist(), size=len(ids))
    return Next(
        contents=Contents(np.array(ids, object)[order], hashes, Matrix(matrix), lexical),
        texts=in_order,
        moved=moved,
        embedded=len(added),
        removed=sum(worker_id not in present for worker_id in last.worker_ids.tolist()),
    )


def _nothing(dims: int) -> Contents:
    """Before the first generation."""
    return Contents(
        np.zeros(0, object),
        np.zeros((0, 2), np.uint64),
        Matrix(np.zeros((0, dims), np.float16)),
        LexicalIndex.build([]),
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
