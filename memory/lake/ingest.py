"""One ingest, from a file or a table to a committed dataset and its report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from memory.lake import manifest
from memory.lake.csvfile import CsvReader
from memory.lake.engine import Engine, storage_errors
from memory.lake.jsonfile import JsonReader
from memory.lake.known import KNOWN, Known
from memory.lake.merge import TYPED, Counts, append, create, drop_duplicates, merge, refine, refuse_incomplete
from memory.lake.names import check_dataset_name
from memory.lake.plan import Plan, plan
from memory.lake.report import BadCells, IngestReport, ProgressCallback
from memory.lake.schema import Column, fingerprint
from memory.lake.source import opened
from memory.lake.staging import Staged, no_rows, progressed, stage, stage_table
from memory.lake.tablehash import table_sha256


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

    def file(self, path: Path) -> IngestReport:
        """Take a file in. Raises what ``Lake.ingest`` names."""
        started = time.perf_counter()
        check_dataset_name(self.dataset)
        with opened(path, self.origin, self.engine.folder / "tmp") as source:
            reader = (CsvReader if source.form == "csv" else JsonReader)(source, self.origin)
            if source.encoding not in ("utf-8", "utf-8-sig"):
                reader.notes.append(f"The text was read as {source.encoding}.")
            return self._take(source.sha256, started, lambda cursor: stage(cursor, reader, self.origin, self.progress))

    def table(self, table: pa.Table) -> IngestReport:
        """Take rows in that Muster made."""
        started = time.perf_counter()
        check_dataset_name(self.dataset)
        return self._take(table_sha256(table), started, lambda cursor: stage_table(cursor, table))

    def _take(
        self, sha256: str, started: float, staging: Callable[[duckdb.DuckDBPyConnection], Staged]
    ) -> IngestReport:
        with self.engine.fresh() as cursor:
            if report := manifest.earlier(cursor, self.dataset, sha256, self.origin):
                return report
            with storage_errors(self.engine.folder):
                staged = staging(cursor)
            with self.engine.writing(cursor):
                # Another process may have been faster.
                if report := manifest.earlier(cursor, self.dataset, sha256, self.origin):
                    return report
                return self._write(staged, sha256, started)

    def _write(self, staged: Staged, sha256: str, started: float) -> IngestReport:
        known = KNOWN.get(self.dataset)
        stored = manifest.columns_of(staged.cursor, self.dataset)
        rows_in = staged.rows + staged.refused.count
        progressed(self.progress, "type", 0, staged.rows)
        planned = plan(staged, self.dataset, known, stored)
        bad = refine(staged, planned.targets)
        if known:
            refuse_incomplete(staged, known)
            drop_duplicates(staged, known.key)
        if not staged.one(f"SELECT count(*) FROM {TYPED}")[0]:
            raise no_rows(self.origin, staged.refused)
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
            return merge(cursor, table, names, known.key)
        return append(cursor, table, names, known.sort if known else ())

    def _report(
        self, staged: Staged, planned: Plan, known: Known | None, bad: tuple[BadCells, ...], counts: Counts
    ) -> IngestReport:
        names = [target.column.name for target in planned.targets]
        declared = list(known.columns) if known else names
        cells = (
            f"{one.column}: {one.count} cell{'s' if one.count > 1 else ''} left empty, e.g."
            f" {one.samples[0].value!r} in row {one.samples[0].row} {one.reason}."
            for one in bad
        )
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
            notes=(*staged.notes, *planned.notes, *cells),
            renamed=tuple((t.original, t.column.name) for t in planned.targets if t.original != t.column.name),
            recognised=tuple(name for name in declared if name in names),
            missing=tuple(name for name in declared if name not in names),
            unknown=tuple(name for name in names if name not in declared),
            sensitivity=tuple((target.column.name, target.column.sensitivity) for target in planned.targets),
        )
