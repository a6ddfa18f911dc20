"""The rows of one source as text in a temporary table, before anybody knows what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import duckdb
import pyarrow as pa

from memory.errors import BadInput
from memory.lake.names import quoted
from memory.lake.report import CleanedColumn, Progress, ProgressCallback, Refusals

RAW = "temp.raw"


class Reader(Protocol):
    """What yields the cells of a source. ``headers``, ``hints`` and ``notes`` are complete after the last batch."""

    headers: list[str]
    hints: dict[int, str]
    refused: Refusals
    notes: list[str]

    def batches(self, progress: ProgressCallback | None) -> Iterator[pa.RecordBatch]:
        """Columns ``_row`` and ``c0``, ``c1``, ... of text."""


@dataclass(frozen=True)
class Staged:
    """The table RAW of one connection, filled."""

    cursor: duckdb.DuckDBPyConnection
    headers: tuple[str, ...]
    """Of the columns c0, c1, ...; a blank one has no name."""
    hints: dict[int, str]
    """By column number: the type that the source itself declares; none for CSV."""
    refused: Refusals
    notes: list[str]
    rows: int
    """Rows in RAW; refused ones are not among them."""
    cleaned: tuple[CleanedColumn, ...] = ()
    """What was done to cells before they came to be typed; only where the headings were foreign."""
    mapping: tuple[tuple[str, str], ...] = ()
    """(heading, field) of foreign headings."""

    def one(self, sql: str) -> tuple[object, ...]:
        """The first row of a query."""
        row: tuple[object, ...] | None = self.cursor.execute(sql).fetchone()
        return row or ()


def stage(cursor: duckdb.DuckDBPyConnection, reader: Reader, name: str, progress: ProgressCallback | None) -> Staged:
    """Fill RAW. Raises BadInput (``no_rows``) where nothing is left after blank and refused rows."""
    cursor.execute(f"CREATE TEMP TABLE {RAW.removeprefix('temp.')} (_row BIGINT)")
    width = 0
    for batch in reader.batches(progress):
        for added in batch.schema.names[1 + width :]:
            cursor.execute(f"ALTER TABLE {RAW} ADD COLUMN {added} VARCHAR")
        width = max(width, len(batch.schema.names) - 1)
        cursor.register("batch", batch)
        cursor.execute(f"INSERT INTO {RAW} BY NAME SELECT * FROM batch")
        cursor.unregister("batch")
    return _counted(cursor, reader, width, name)


def stage_table(cursor: duckdb.DuckDBPyConnection, table: pa.Table) -> Staged:
    """Fill RAW from typed rows that Muster made itself: lists become JSON, everything else its text."""
    cursor.register("given", table)
    types = [(str(name), str(kind)) for name, kind, *_ in cursor.execute("DESCRIBE given").fetchall()]
    cells = [
        f"CAST({f'to_json({quoted(name)})' if _nested(kind) else quoted(name)} AS VARCHAR) AS c{i}"
        for i, (name, kind) in enumerate(types)
    ]
    cursor.execute(f"CREATE TEMP TABLE raw AS SELECT row_number() OVER () AS _row, {', '.join(cells)} FROM given")
    cursor.unregister("given")
    hints = {i: "JSON" if "STRUCT" in kind or "MAP" in kind else kind for i, (_, kind) in enumerate(types)}
    return Staged(cursor, tuple(name for name, _ in types), hints, Refusals(), [], table.num_rows)


def _nested(kind: str) -> bool:
    return kind.endswith("[]") or kind.startswith(("STRUCT", "MAP"))


def _counted(cursor: duckdb.DuckDBPyConnection, reader: Reader, width: int, name: str) -> Staged:
    cells = ", ".join(f"c{i}" for i in range(width))
    if width:
        cursor.execute(f"DELETE FROM {RAW} WHERE coalesce({cells}) IS NULL")
        if blank := cursor.fetchall()[0][0]:
            reader.notes.append(f"{blank} empty rows were left out.")
    rows = cursor.execute(f"SELECT count(*) FROM {RAW}").fetchall()[0][0]
    if not rows:
        raise no_rows(name, reader.refused)
    return Staged(cursor, tuple(reader.headers), reader.hints, reader.refused, reader.notes, rows)


def no_rows(name: str, refused: Refusals) -> BadInput:
    """The error for a source of which nothing can be kept."""
    why = f": {refused.samples[0].reason}" if refused.samples else ""
    return BadInput(
        f"{name} has no row that can be kept{why}.",
        code="no_rows",
        hint="A table needs a header and rows, JSON a list of objects.",
        details={"refused": [(one.row, one.reason) for one in refused.samples]},
    )


def progressed(progress: ProgressCallback | None, stage_name: str, done: int, total: int | None) -> None:
    """Tell whoever listens."""
    if progress:
        progress(Progress(stage_name, done, total))
