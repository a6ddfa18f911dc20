"""The store: everything the desk knows, opened together from one folder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from memory.bench import Bench, BenchVocabulary
from memory.clock import Clock
from memory.errors import NotFound
from memory.experience import Experience
from memory.intake.intake import Intake
from memory.intake.preview import Preview
from memory.intake.words import IntakeWords
from memory.lake.lake import Lake
from memory.lake.report import IngestReport, Progress
from memory.ledger.ledger import Ledger
from memory.ledger.mirror import Mirror
from memory.location import is_demo
from memory.patterns import Patterns
from memory.playbooks import PlaybookMemory
from memory.search import HybridSearch
from memory.search_types import SearchAnswer, SearchRequest
from memory.site_clock import SiteClock
from memory.vectors.composed import SCHEMA
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.store import Backend, RefreshReport, VectorStore
from memory.vocabulary import Vocabulary

WORKERS = "workers"
EMBEDDED_COLUMNS = frozenset(SCHEMA.names)
EMBEDDED_AT_ONCE = 8_192


@dataclass(frozen=True)
class StoreSettings:
    """Where the store lives and what it stands on."""

    folder: Path
    zone: ZoneInfo
    vocabulary: Path
    """Folder of the role, city and certification words."""
    ledger_url: str | None = None
    """SQLAlchemy URL; None is a SQLite file in the folder."""
    backend: Backend = "auto"
    own: Path | None = None
    """Of a demo: where the shop's own store will be, once real people are brought in; None where none can be."""

    @property
    def headings(self) -> Path:
        """Folder of the words for foreign tables, beside the vocabulary."""
        return self.vocabulary.parent / "ingest"

    @property
    def drafts(self) -> Path:
        """Folder of the templates for messages; it lies beside the vocabulary."""
        return self.vocabulary.with_name("drafts")


class Store:
    """Lake, ledger, vectors and the views that searches read. Safe for use from several threads."""

    def __init__(self, settings: StoreSettings, clock: Clock) -> None:
        settings.folder.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.clock = clock
        self.vocabulary = Vocabulary.load(settings.vocabulary)
        self.lake = Lake.open(settings.folder / "lake", zone=settings.zone, sites=self.vocabulary.zones)
        self.ledger = Ledger.open(settings.ledger_url or settings.folder / "ledger.sqlite")
        self.vectors = VectorStore.open(settings.folder / "vectors", MiniLmEmbedder(), backend=settings.backend)
        self.mirror = Mirror(self.ledger)
        self.experience = Experience(self.mirror)
        self.playbooks = PlaybookMemory(self.mirror, self.vectors.phrases.vectors_for)
        self.patterns = Patterns(self.playbooks, self.mirror)
        self._search = HybridSearch(self.vectors, self.playbooks, self.experience, self.patterns)
        self._bench: Bench | None = None
        self._bench_lock = threading.Lock()

    @property
    def is_demo(self) -> bool:
        """True where everybody on the bench is invented."""
        return is_demo(self.settings.folder)

    @property
    def has_workers(self) -> bool:
        return self.lake.has(WORKERS)

    def bench(self) -> Bench:
        """The bench as it is now; loaded anew when any process changed the workers.

        Raises NotFound where no workers were ever ingested.
        """
        if not self.lake.has(WORKERS):
            raise NotFound(
                "There is nobody on the bench yet.",
                code="no_bench",
                hint="Bring in workers with: muster ingest FILE --dataset workers",
            )
        version = self.lake.dataset_version(WORKERS)
        with self._bench_lock:
            if self._bench is None or self._bench.version != version:
                self._bench = Bench(self.lake, version)
            return self._bench

    def bench_vocabulary(self) -> BenchVocabulary:
        """The names that occur on the bench."""
        return self.bench().vocabulary

    def site_clock(self, city: str | None, state: str | None) -> SiteClock:
        """The clock of a place, the shop's own where the place does not settle it."""
        return SiteClock(self.vocabulary.zone(city, state) or self.settings.zone, self.settings.zone)

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Hybrid search over the bench as it is now. Raises NotFound where there is no bench."""
        bench = self.bench()
        self.mirror.sync()
        return self._search.search(bench, request, self.clock.now())

    def ingest(
        self,
        source: Path,
        dataset: str,
        *,
        staffer: str,
        file_name: str | None = None,
        mapping: Mapping[str, str] | None = None,
        confirmed: bool = False,
        embed: bool = True,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Bring a file in; workers are embedded before this returns, unless that is left to the caller.

        ``mapping`` says what columns with foreign headings are, ``confirmed`` that a person agrees to what is guessed.
        Raises BadInput and Conflict as `Lake.ingest`, and Conflict (``headings_unconfirmed``).
        """
        adapter = self._intake(mapping, confirmed) if dataset in self.intake_words.fields else None
        report = self.lake.ingest(
            source,
            dataset,
            staffer=staffer,
            now=self.clock.now(),
            file_name=file_name,
            progress=progress,
            adapter=adapter,
        )
        if dataset == WORKERS and embed:
            self.refresh_vectors(progress)
        return report

    def look(
        self, source: Path, dataset: str, *, file_name: str | None = None, mapping: Mapping[str, str] | None = None
    ) -> Preview | None:
        """What would be understood of a file, with nothing taken in; None of a dataset that has no meaning.

        Raises BadInput and NotFound as `ingest`.
        """
        if dataset not in self.intake_words.fields:
            return None
        intake, name = self._intake(mapping, confirmed=False), file_name or source.name
        return self.lake.look(
            source,
            dataset,
            lambda staged, stored: intake.look(staged, dataset, name, stored),
            now=self.clock.now(),
            file_name=file_name,
        )

    @cached_property
    def intake_words(self) -> IntakeWords:
        """How people head their columns, read once."""
        return IntakeWords.load(self.settings.headings, self.vocabulary)

    def _intake(self, mapping: Mapping[str, str] | None, confirmed: bool) -> Intake:
        return Intake(self.intake_words, dict(mapping or {}), confirmed)

    def ingest_table(self, table: pa.Table, dataset: str, *, source: str, staffer: str) -> IngestReport:
        """Bring in rows that Muster made itself; `refresh_vectors` is the caller's."""
        return self.lake.ingest_table(table, dataset, source=source, staffer=staffer, now=self.clock.now())

    def refresh_vectors(self, progress: Callable[[Progress], None] | None = None) -> RefreshReport | None:
        """Embed workers that are new or changed, mend what is broken; None where all is well already."""
        version = self.lake.dataset_version(WORKERS)
        current = self.vectors.current()
        if current is not None and current.dataset_version == version and self.vectors.problem is None:
            return None
        people = len(self.bench()) if progress else None

        def follow(stage: Progress) -> None:
            assert progress is not None
            progress(replace(stage, total=people))

        told = follow if progress else None
        return self.vectors.refresh(self._worker_texts(), dataset_version=version, progress=told)

    def load_vectors(self) -> None:
        """Bring vectors and index into memory, which the first search would otherwise wait for."""
        current = self.vectors.current()
        if current is not None and current.approximate is not None:
            current.approximate.search(self.vectors.embed_query("warm up"), 1)

    def _worker_texts(self) -> Iterator[pa.RecordBatch]:
        """The columns that vectors are made of, straight from the lake."""
        source = self.lake.cursor().execute(f"SELECT * FROM {self.lake.table(WORKERS)} LIMIT 0")
        wanted = [column[0] for column in source.description or () if column[0] in EMBEDDED_COLUMNS]
        query = f"SELECT {', '.join(wanted)} FROM {self.lake.table(WORKERS)} ORDER BY worker_id"
        yield from self.lake.cursor().execute(query).to_arrow_reader(EMBEDDED_AT_ONCE)

    def close(self) -> None:
        """Let go of files and connections."""
        self.lake.close()
        self.ledger.close()
        self.vectors.close()
