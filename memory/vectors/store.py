"""All vectors of a store: phrases, generations, and the refresh that makes the next one.

store = VectorStore.open(folder, MiniLmEmbedder())
store.refresh(workers, dataset_version=7)
near = store.current().cosines(store.embed_query("forklift, night shift"))
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from memory.errors import Conflict
from memory.lake.report import Progress, ProgressCallback
from memory.vectors import generation
from memory.vectors.approximate import EXACT_UP_TO, Backend, backend_type, nobody
from memory.vectors.composed import WorkerText
from memory.vectors.generation import Manifest
from memory.vectors.identity import BrokenVectors, TextEmbedder
from memory.vectors.phrases import PhraseCache
from memory.vectors.refresh import Next, RefreshReport, assemble, report
from memory.vectors.shelf import Shelf, Stamp
from memory.vectors.sidefile import SideFiles
from memory.vectors.worker_vectors import WorkerVectors

__all__ = ["Backend", "GenerationInfo", "RefreshReport", "VectorStore", "WorkerVectors"]

LOCK_SECONDS = 600.0
"""How long a refresh waits for another process's refresh."""


@dataclass(frozen=True)
class GenerationInfo:
    """One line of the history."""

    name: str
    dataset_version: int
    rows: int
    built_at: str
    model: str
    current: bool


class VectorStore:
    """Safe for use from several threads; other processes may refresh the same folder."""

    def __init__(self, folder: Path, embedder: TextEmbedder, sidefiles: SideFiles, note: str | None, rows: int) -> None:
        self._embedder = embedder
        self._sidefiles = sidefiles
        self._approximate_from = rows
        self._shelf = Shelf(folder / "generations")
        self._writing = FileLock(folder / "refresh.lock", timeout=LOCK_SECONDS)
        self._loading = threading.Lock()
        self._loaded: tuple[Stamp, WorkerVectors] | None = None
        self._refused: tuple[Stamp, str] | None = None
        self.phrases = PhraseCache(folder / "phrases.sqlite", embedder)
        self.note = note
        """A remark on the back end; None where the first choice is in use."""

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: TextEmbedder,
        *,
        backend: Backend = "auto",
        approximate_from: int = EXACT_UP_TO,
    ) -> VectorStore:
        """Opens nothing but the folder; a bench of ``approximate_from`` rows or more gets an approximate index.

        Raises BadInput where the back end hnsw is asked for and hnswlib is not installed.
        """
        chosen, note = backend_type(backend)
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, embedder, SideFiles(chosen), note, approximate_from)

    @property
    def problem(self) -> str | None:
        """What is wrong with the stored vectors and waits for a refresh; None where nothing is."""
        if self._refused:
            return self._refused[1]
        return self._loaded[1].problem if self._loaded else None

    def current(self) -> WorkerVectors | None:
        """The generation that holds, whoever promoted it; costs one `stat` while it stays the same.

        None before the first refresh, and where what is stored is refused (see `problem`) and nothing sound is loaded.
        """
        # While one thread loads what was promoted, the others go on with what they have.
        self._catch_up(wait=self._loaded is None)
        return self._loaded[1] if self._loaded else None

    def refresh(
        self,
        rows: Iterable[WorkerText] | Iterable[pa.RecordBatch],
        *,
        dataset_version: int,
        progress: ProgressCallback | None = None,
    ) -> RefreshReport:
        """Embed who is new or changed, leave out who is gone, promote; the old generation serves until then.

        Raises BadInput for a worker without an id or with two records, Conflict where another refresh goes on too long,
        StorageDown where the phrase cache cannot be written.
        """
        started = time.perf_counter()
        try:
            with self._writing:
                self._shelf.sweep(keep=set(self._shelf.all()))
                last = self._last()
                step = assemble(rows, last.contents if last else None, self.phrases, self._embedder, progress)
                self._promote(step, last, dataset_version)
                backend = self._ensure_approximate(progress)
        except Timeout as error:
            raise Conflict(
                "Another process has been refreshing the vectors for a long time.",
                hint="Wait for it to end, or stop it.",
                code="refresh_running",
            ) from error
        return report(step, started, backend, self.note)

    def rollback(self) -> WorkerVectors:
        """Go back to the generation before the last refresh. Raises NotFound where none is kept, BrokenVectors where
        it is of another model or unreadable."""
        with self._writing:
            target = self._shelf.previous()
            generation.read(target, self._embedder.identity)
            self._shelf.promote(target)
        vectors = self.current()
        assert vectors is not None
        return vectors

    def drop_history(self) -> None:
        """Remove all but the current generation, as when a person is erased."""
        with self._writing:
            current = self._shelf.current()
            self._shelf.sweep(keep={current} if current else set())

    def history(self) -> tuple[GenerationInfo, ...]:
        """The generations that are kept, oldest first; one whose manifest cannot be read is left out."""
        current = self._shelf.current()
        lines = []
        for folder in self._shelf.all():
            try:
                said = generation.read_manifest(folder)
            except BrokenVectors:
                continue
            lines.append(
                GenerationInfo(
                    folder.name, said.dataset_version, said.rows, said.built_at, said.identity.model, folder == current
                )
            )
        return tuple(lines)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """(dims,) of length 1; the latest questions are remembered. Raises ModelDown where the model is away."""
        return self.phrases.query_vector(text)

    def close(self) -> None:
        """Let go of files."""
        self.phrases.close()

    def _catch_up(self, *, wait: bool) -> None:
        """Load what was promoted since; without ``wait``, not while another thread is at it."""
        stamp = self._shelf.stamp()
        if stamp is None or self._known(stamp) or not self._loading.acquire(blocking=wait):
            return
        try:
            if not self._known(stamp):
                self._load(stamp)
        finally:
            self._loading.release()

    def _known(self, stamp: Stamp) -> bool:
        return (self._loaded is not None and self._loaded[0] == stamp) or (
            self._refused is not None and self._refused[0] == stamp
        )

    def _load(self, stamp: Stamp) -> None:
        folder = self._shelf.current()
        assert folder is not None
        try:
            manifest, contents = generation.read(folder, self._embedder.identity)
        except BrokenVectors as error:
            self._refused = (stamp, error.message)
            return
        self._loaded = (stamp, WorkerVectors(folder, manifest, contents, self._sidefiles))
        self._refused = None

    def _last(self) -> WorkerVectors | None:
        """The generation to build upon; None where there is none that can be trusted."""
        self._catch_up(wait=True)
        folder, loaded = self._shelf.current(), self._loaded[1] if self._loaded else None
        return loaded if loaded is not None and folder is not None and folder.name == loaded.name else None

    def _promote(self, step: Next, last: WorkerVectors | None, dataset_version: int) -> None:
        same = last is not None and step.embedded == 0 and step.removed == 0
        if same and last is not None and last.dataset_version == dataset_version:
            return
        manifest = Manifest(
            self._embedder.identity,
            dataset_version,
            len(step.contents.worker_ids),
            datetime.now(UTC).isoformat(timespec="seconds"),
        )
        before = self._shelf.current()
        source = before if last is not None else None

        def fill(folder: Path) -> None:
            if same and source is not None:
                generation.relabel(source, folder, manifest)
            else:
                generation.write(folder, step.contents, step.texts, manifest)
            if source is not None and manifest.rows >= self._approximate_from:
                self._sidefiles.carry(source, folder, step.moved, manifest.rows)

        made = self._shelf.add(fill)
        self._shelf.promote(made)
        self._shelf.sweep(keep={made, before} if before else {made})

    def _ensure_approximate(self, progress: ProgressCallback | None) -> str:
        """Build the index of the current generation where it needs one and has no sound one; say what serves it."""
        vectors, folder = self._last(), self._shelf.current()
        assert vectors is not None
        assert folder is not None
        if len(vectors) < self._approximate_from:
            return "exact"
        if vectors.approximate is None:
            self._sidefiles.build(folder, vectors.matrix, partial(_indexed, progress) if progress else nobody)
            vectors.problem = None
        return vectors.approximate.name if vectors.approximate else "exact"


def _indexed(progress: ProgressCallback, rows: int) -> None:
    progress(Progress("index", rows, None))
