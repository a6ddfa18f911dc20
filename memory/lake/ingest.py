"""One ingest, from a file or a table to a committed dataset and its report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

import duckdb
import pyarrow as pa

from memory.lake import manifest
from memory.lake.csvfile import CsvReader
from memory.lake.doubles import tell_doubles
from memory.lake.engine import Engine, storage_errors
from memory.lake.jsonfile import JsonReader
from memory.lake.known import KNOWN, Known
from memory.lake.merge import TYPED, Counts, append, create, drop_duplicates, merge, refine, refuse_incomplete
from memory.lake.names import check_dataset_name, quoted
from memory.lake.plan import Growth, Plan, plan
from memory.lake.report import BadCells, IngestReport, ProgressCallback
from memory.lake.schema import Column, fingerprint
from memory.lake.source import opened
from memory.lake.staging import Staged, no_rows, progressed, stage, stage_table
from memory.lake.tablehash import table_sha256

Seen = TypeVar("Seen")


class Adapter(Protocol):
    """Reads a table with foreign headings as the dataset has them (`memory.intake`)."""

    @property
    def given(self) -> Mapping[str, str]:
        """What a person said of some headings."""

    def adapt(
        self,
        staged: Staged,
        dataset: str,
        source: str,
        stored: Sequence[Column] | None,
        progress: ProgressCallback | None,
    ) -> Staged: ...


@dataclass(frozen=True)
class Ingest:
    """What is to be taken in, for whom, and who watches."""

    engine: Engine
    dataset: str
    origin: str
    """The file's or the job's name, as people know it."""
    staffer: str
    now: datetime
    progress: ProgressCallback | None
    adapter: Adapter | None = None
    deed: bool = False
    """A person's own single deed: it is done also where the same was done before, and declared columns may join."""

    def file(self, path: Path) -> IngestReport:
        """Take a file in. Raises what ``Lake.ingest`` names."""
        started = time.perf_counter()
        check_dataset_name(self.dataset)
        with self._read(path) as (sha256, staging):
            return self._take(sha256, started, staging)

    def look(self, path: Path, see: Callable[[Staged, Sequence[Column] | None], Seen]) -> Seen:
        """What ``see`` makes of a file's rows and the dataset's columns; nothing is taken in."""
        check_dataset_name(self.dataset)
        with self._read(path) as (_sha256, staging), self.engine.fresh() as cursor:
            with storage_errors(self.engine.folder):
                staged = staging(cursor)
            return see(staged, manifest.columns_of(cursor, self.dataset))

    def earlier(self, path: Path) -> IngestReport | None:
        """The report of when these very bytes were taken in; None where they were not."""
        check_dataset_name(self.dataset)
        with self._read(path) as (sha256, _staging), self.engine.fresh() as cursor:
            return self._earlier(cursor, sha256)

    @contextmanager
    def _read(self, path: Path) -> Iterator[tuple[str, Callable[[duckdb.DuckDBPyConnection], Staged]]]:
        with opened(path, self.origin, self.engine.folder / "tmp") as source:
            reader = (CsvReader if source.form == "csv" else JsonReader)(source, self.origin)
            if source.encoding not in ("utf-8", "utf-8-sig"):
                reader.notes.append(f"The text was read as {source.encoding}.")
            yield source.sha256, lambda cursor: stage(cursor, reader, self.origin, self.progress)

    def table(self, table: pa.Table) -> IngestReport:
        """Take rows in that Muster made."""
        started = time.perf_counter()
        check_dataset_name(self.dataset)
        return self._take(table_sha256(table), started, lambda cursor: stage_table(cursor, table))

    def _take(
        self, sha256: str, started: float, staging: Callable[[duckdb.DuckDBPyConnection], Staged]
    ) -> IngestReport:
        with self.engine.fresh() as cursor:
            if report := self._earlier(cursor, sha256):
                return report
            with storage_errors(self.engine.folder):
                staged = staging(cursor)
                if self.adapter is not None:
                    stored = manifest.columns_of(cursor, self.dataset)
                    staged = self.adapter.adapt(staged, self.dataset, self.origin, stored, self.progress)
            with self.engine.writing(cursor):
                # Another process may have been faster.
                if report := self._earlier(cursor, sha256):
                    return report
                return self._write(staged, sha256, started)

    def _earlier(self, cursor: duckdb.DuckDBPyConnection, sha256: str) -> IngestReport | None:
        """That these bytes are in already; never of a deed. Who says anew what columns are wants them read anew."""
        if self.deed:
            return None
        given = self.adapter.given if self.adapter else {}
        return manifest.earlier(cursor, self.dataset, sha256, self.origin, given)

    def _write(self, staged: Staged, sha256: str, started: float) -> IngestReport:
        known = KNOWN.get(self.dataset)
        stored = manifest.columns_of(staged.cursor, self.dataset)
        rows_in = staged.rows + staged.refused.count
        progressed(self.progress, "type", 0, staged.rows)
        grow: Growth = "declared" if self.deed else "agreed" if staged.mapping else "never"
        planned = plan(staged, self.dataset, known, stored, grow=grow, sites=self.engine.sites)
        bad = refine(staged, planned.targets)
        if known:
            refuse_incomplete(staged, known)
            drop_duplicates(staged, known.key)
            tell_doubles(staged, [target.column.name for target in planned.targets])
        if not staged.one(f"SELECT count(*) FROM {TYPED}")[0]:
            raise no_rows(self.origin, staged.refused)
        progressed(self.progress, "type", staged.rows, staged.rows)
        progressed(self.progress, "write", 0, staged.rows)
        counts = self._store(staged.cursor, planned, known, stored)
        report = replace(
            self._report(staged, planned, known, bad, counts),
            sha256=sha256,
            rows_in=rows_in,
            seconds=time.perf_counter() - started,
        )
        version = manifest.versions(staged.cursor).get(self.dataset, 0) + bool(counts.new or counts.changed)
        manifest.note(staged.cursor, report, planned.columns, version=version, staffer=self.staffer, now=self.now)
        progressed(self.progress, "write", staged.rows, staged.rows)
        return report

    def _store(
        self,
        cursor: duckdb.DuckDBPyConnection,
        planned: Plan,
        known: Known | None,
        stored: tuple[Column, ...] | None,
    ) -> Counts:
        table = manifest.table_of(self.dataset)
        names = [target.column.name for target in planned.targets]
        if stored is None:
            create(cursor, table, planned.columns)
        elif known:
            for column in planned.added:
                cursor.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(column.name)} {column.type}")
            return merge(cursor, table, names, known.key)
        return append(cursor, table, names, known.sort if known else ())

    def _report(
        self, staged: Staged, planned: Plan, known: Known | None, bad: tuple[BadCells, ...], counts: Counts
    ) -> IngestReport:
        names = [target.column.name for target in planned.targets]
        declared = list(known.columns) if known else names
        return IngestReport(
            dataset=self.dataset,
            source=self.origin,
            status="ingested",
            sha256="",
            fingerprint=fingerprint(planned.columns),
            rows_kept=counts.new + counts.changed + counts.same,
            new=counts.new,
            changed=counts.changed,
            same=counts.same,
            refused=tuple(sorted(staged.refused.samples, key=lambda one: one.row or 0)),
            refused_count=staged.refused.count,
            bad_cells=bad,
            notes=(*staged.notes, *planned.notes, *_grown(planned)),
            renamed=_renamed(staged, planned),
            recognised=tuple(name for name in declared if name in names),
            missing=tuple(name for name in declared if name not in names),
            unknown=tuple(name for name in names if name not in declared),
            sensitivity=tuple((target.column.name, target.column.sensitivity) for target in planned.targets),
            cleaned=staged.cleaned,
            mapping=staged.mapping,
        )


def _grown(planned: Plan) -> list[str]:
    """That the dataset has columns now that it did not have."""
    names = ", ".join(column.name for column in planned.added)
    return [f"New columns: {names}. They are empty for everybody who was there before."] if names else []


def _renamed(staged: Staged, planned: Plan) -> tuple[tuple[str, str], ...]:
    """(name in the source, name in the dataset) where they differ; parts of a field go by their own."""
    tidied = [(one.original, one.column.name) for one in planned.targets if one.original != one.column.name]
    mapped = [(heading, field) for heading, field in staged.mapping if field not in (heading, "extra", "skip")]
    return (*mapped, *tidied)
