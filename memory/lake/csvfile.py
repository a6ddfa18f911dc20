"""CSV and its relatives → batches of text cells, with every row that does not fit the header accounted for."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from memory.errors import BadInput
from memory.lake.report import Progress, ProgressCallback, Refusals
from memory.lake.source import Source

BLOCK = 8 << 20
"""Bytes parsed at once, and so the longest row."""
SAMPLE_LINES, SAMPLE_BYTES = 200, 1 << 20
DELIMITERS = ",;\t|"
EMPTY_WORDS = frozenset({"", "null", "none", "n/a", "na", "nan", "-"})


@dataclass(frozen=True)
class Layout:
    """How a CSV is written."""

    delimiter: str
    headers: tuple[str, ...]
    """As written; a blank one has no name. All blank where the file has no header."""
    start: int
    """Byte at which the rows begin."""
    rows_before: int
    """Rows up to and including the header."""
    preamble: int
    """Rows above the header that belong to no table."""


@dataclass
class CsvReader:
    """Reads once, front to back. ``headers``, ``refused`` and ``notes`` are complete after the last batch."""

    source: Source
    name: str
    refused: Refusals = field(default_factory=Refusals)
    notes: list[str] = field(default_factory=list)
    hints: dict[int, str] = field(default_factory=dict)
    """Always empty: a CSV says nothing of types."""

    def __post_init__(self) -> None:
        self.layout = layout_of(self.source, self.name)
        self.headers = list(self.layout.headers)
        self._columns = [f"c{i}" for i in range(len(self.headers))]
        self._skipped: list[int] = []
        self._ragged: list[tuple[int, list[str]]] = []
        self._next = self.layout.rows_before + 1
        self._passed = 0
        self._padded = self._cut = 0

    def batches(self, progress: ProgressCallback | None) -> Iterator[pa.RecordBatch]:
        """Columns ``_row`` (int64) and ``c0``, ``c1``, ... (text; an empty cell is null)."""
        self.source.file.seek(self.layout.start)
        try:
            yield from self._arrow_batches(progress)
        except pa.ArrowInvalid as error:
            raise BadInput(
                f"{self.name} cannot be read as a table after row {self._next - 1}: {error}.",
                code="bad_csv",
                hint="Look there for a quotation mark that is never closed.",
            ) from error
        self._describe()

    def _arrow_batches(self, progress: ProgressCallback | None) -> Iterator[pa.RecordBatch]:
        stream = arrow_csv.open_csv(
            pa.PythonFile(self.source.file, mode="r"),
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=self._columns),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self.layout.delimiter, newlines_in_values=True, invalid_row_handler=self._take_ragged
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={column: pa.string() for column in self._columns},
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        for batch in stream:
            rows = pa.array(self._numbers(batch.num_rows), pa.int64())
            yield pa.RecordBatch.from_arrays([rows, *batch.columns], ["_row", *self._columns])
            if self._ragged:
                yield self._ragged_batch()
            if progress:
                progress(Progress("read", self.source.file.tell(), self.source.size))
        if self._ragged:
            yield self._ragged_batch()

    def _numbers(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The row numbers of the next ``count`` good rows: those that the ragged ones left free."""
        parts = []
        while count:
            gap = self._skipped[self._passed] if self._passed < len(self._skipped) else None
            take = count if gap is None else min(count, gap - self._next)
            parts.append(np.arange(self._next, self._next + take))
            count, self._next = count - take, self._next + take
            if gap is not None and self._next == gap:
                self._passed, self._next = self._passed + 1, self._next + 1
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def _take_ragged(self, row: arrow_csv.InvalidRow) -> str:
        number = self.layout.rows_before + row.number
        self._skipped.append(number)
        lines = [row.text]
        if row.text.count('"') % 2:
            # An opened quote that was never closed has swallowed the lines after it: judge each by itself.
            lines = row.text.splitlines()
        for line in lines:
            self._mend(number, line)
        return "skip"

    def _mend(self, number: int, text: str) -> None:
        width = len(self.headers)
        cells = self._cells(text)
        if len(cells) > width:
            cells = self._cells(text, blank_before_quote=True)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            self._cut += 1
            cells = cells[:width]
        if len(cells) > width or text.count('"') % 2:
            why = "an unclosed quotation mark" if text.count('"') % 2 else f"{len(cells)} cells, not {width}"
            self.refused.add(number, text, f"the row has {why}")
            return
        self._padded += len(cells) < width
        self._ragged.append((number, cells + [""] * (width - len(cells))))

    def _cells(self, text: str, *, blank_before_quote: bool = False) -> list[str]:
        lines = io.StringIO(text, newline="")
        return next(csv.reader(lines, delimiter=self.layout.delimiter, skipinitialspace=blank_before_quote), [])

    def _ragged_batch(self) -> pa.RecordBatch:
        rows, self._ragged = self._ragged, []
        columns = [pa.array([cells[i] or None for _, cells in rows], pa.string()) for i in range(len(self._columns))]
        return pa.RecordBatch.from_arrays(
            [pa.array([number for number, _ in rows], pa.int64()), *columns], ["_row", *self._columns]
        )

    def _describe(self) -> None:
        if self.layout.preamble:
            self.notes.append(_above(self.layout.preamble))
        if not any(self.headers):
            self.notes.append("The file has no header: its columns are called column_1, column_2 and so on.")
        if self._padded:
            self.notes.append(f"{self._padded} rows are shorter than the header: what they lack is empty.")
        if self._cut:
            self.notes.append(f"{self._cut} rows are longer than the header by empty cells: those were cut off.")


def _above(count: int) -> str:
    return f"{count} row{'s' if count > 1 else ''} above the header {'were' if count > 1 else 'was'} left out."


def layout_of(source: Source, name: str) -> Layout:
    """Raises BadInput (``no_rows``) where there is a header only."""
    lines = _sample(source)
    delimiter, rows = max(((one, _parsed(lines, one)) for one in DELIMITERS), key=lambda pair: _consistency(pair[1]))
    header = _header_index(rows)
    width = Counter(len(cells) for _, cells in rows[header:]).most_common(1)[0][0]
    names = [cell.strip() for cell in rows[header][1]]
    has_header = any(_is_name(cell) for cell in names)
    last_line = rows[header][0] if has_header else (rows[header - 1][0] if header else 0)
    start = sum(len(line.encode()) for line in lines[:last_line])
    source.file.seek(start)
    if not source.file.read(BLOCK).strip():
        raise BadInput(
            f"{name} has a header and no rows.", code="no_rows", hint="Export it again with at least one row."
        )
    names = names if has_header else [""] * len(names)
    return Layout(
        delimiter=delimiter,
        headers=tuple(names + [""] * (width - len(names))),
        start=start,
        rows_before=header + has_header,
        preamble=header,
    )


def _sample(source: Source) -> list[str]:
    source.file.seek(0)
    text = source.file.read(SAMPLE_BYTES).decode(errors="ignore")
    lines = list(io.StringIO(text, newline=""))
    return lines[:SAMPLE_LINES]


def _parsed(lines: list[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """(physical lines up to its end, cells) of each row that is not blank."""
    csv.field_size_limit(BLOCK)
    reader = csv.reader(lines, delimiter=delimiter)
    return [(reader.line_num, cells) for cells in reader if cells]


def _consistency(rows: list[tuple[int, list[str]]]) -> tuple[float, int]:
    """How sure a delimiter is: the share of rows that have the usual number of cells, then that number."""
    width, count = Counter(len(cells) for _, cells in rows).most_common(1)[0]
    return (round(count / len(rows), 1), width) if width > 1 else (0.0, 1)


def _header_index(rows: list[tuple[int, list[str]]]) -> int:
    """The first row that fills more than half as many cells as rows usually do."""
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in rows]
    usual = Counter(count for count in filled if count).most_common(1)[0][0]
    return next(index for index, count in enumerate(filled) if count > usual / 2)


def _is_name(cell: str) -> bool:
    return cell.lower() not in EMPTY_WORDS and any(letter.isalpha() for letter in cell)
