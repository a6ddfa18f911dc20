"""A staged table of somebody else's → the same rows under the dataset's own headings, once a person agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from memory.grammar import counted
from memory.intake.cells import NO_AREA_CODE, NO_EMAIL, ratio
from memory.intake.preview import Preview, preview_of, unconfirmed
from memory.intake.reading import TableReading, read_columns
from memory.intake.rows import RowMaker, masked
from memory.intake.words import PARTS, IntakeWords, cell
from memory.lake.names import tidy_columns
from memory.lake.report import CleanedColumn, ProgressCallback, Refusal, shortened
from memory.lake.schema import Column
from memory.lake.staging import RAW, Staged, progressed

SAMPLE = 2_000
"""Rows by whose values a column is judged."""
BLOCK = 5_000
LAST_ROWS = 5
"""Where a totals line is looked for."""
UNREACHABLE = {
    "phone": ("length(regexp_replace({cell}, '[^0-9]', '', 'g')) < 10", NO_AREA_CODE),
    "email": ("NOT regexp_matches({cell}, '[^@[:space:]]+@[^@[:space:]]+[.][A-Za-z][A-Za-z]')", NO_EMAIL),
}
"""Field that is text as it comes → what tells in SQL that nobody is reached by it, and why."""


@dataclass(frozen=True)
class Intake:
    """How one table is to be read."""

    words: IntakeWords
    given: Mapping[str, str] = field(default_factory=dict)
    """Heading → field, ``extra`` or ``skip``, as a person said."""
    confirmed: bool = False
    """A person agreed to what is guessed."""

    def look(self, staged: Staged, dataset: str, source: str, stored: Sequence[Column] | None) -> Preview:
        """What would be understood. Raises BadInput (``bad_mapping``, ``missing_columns``)."""
        values = _sample(staged)
        reading = self._read(staged, dataset, values, stored)
        notes = [*staged.notes, *_totals_note(staged, self.words), *_new_columns(reading, stored)]
        return preview_of(reading, source, staged.rows, values, notes, self.words)

    def adapt(
        self,
        staged: Staged,
        dataset: str,
        source: str,
        stored: Sequence[Column] | None,
        progress: ProgressCallback | None,
    ) -> Staged:
        """The table under the dataset's own headings. One that has them is left as it is.

        Raises BadInput as `look` does, and Conflict (``headings_unconfirmed``) where nobody agreed to what is guessed.
        """
        values = _sample(staged)
        reading = self._read(staged, dataset, values, stored)
        if reading.guessed and not self.confirmed:
            raise unconfirmed(preview_of(reading, source, staged.rows, values, staged.notes, self.words))
        if not self.given and not reading.guessed:
            return replace(staged, cleaned=tuple(_as_written(staged, reading)))
        return _adapted(staged, reading, self.words, progress)

    def _read(
        self, staged: Staged, dataset: str, values: Sequence[Sequence[str]], stored: Sequence[Column] | None
    ) -> TableReading:
        names = {column.name for column in stored or ()}
        return read_columns(dataset, staged.headers, values, self.words, given=self.given, stored=names)


def _sample(staged: Staged) -> list[list[str]]:
    """The cells of the first rows, column by column."""
    cells = ", ".join(f"coalesce(c{i}, '')" for i in range(len(staged.headers)))
    rows = staged.cursor.execute(f"SELECT {cells} FROM {RAW} ORDER BY _row LIMIT {SAMPLE}").fetchall()
    return [list(column) for column in zip(*rows, strict=True)]


def _adapted(staged: Staged, reading: TableReading, words: IntakeWords, progress: ProgressCallback | None) -> Staged:
    rows = staged.rows - _drop_totals(staged, words)
    maker = RowMaker(reading, words, ratio(_top_rating(staged, reading)))
    extras = [one for one in reading.columns if one.field is None and one.why != "skipped"]
    extras = [one for one in extras if one.heading.strip() or _filled(staged, one.place)]
    _rewrite(staged, maker, [one.place for one in extras], progress)
    width = len(maker.fields)
    notes = [*staged.notes, *_notes(maker, reading)]
    return replace(
        staged,
        headers=(*maker.fields, *(one.heading for one in extras)),
        hints={width + new: staged.hints[one.place] for new, one in enumerate(extras) if one.place in staged.hints},
        notes=notes,
        rows=rows,
        cleaned=tuple(_cleaned(maker)),
        mapping=tuple(reading.mapping.items()),
    )


def _rewrite(staged: Staged, maker: RowMaker, extras: Sequence[int], progress: ProgressCallback | None) -> None:
    """RAW anew, block by block: the fields first, then what is kept as it is."""
    cursor, width = staged.cursor, len(maker.fields) + len(extras)
    names = ["_row", *(f"c{i}" for i in range(width))]
    shape = ", ".join(f"{name} {'BIGINT' if name == '_row' else 'VARCHAR'}" for name in names)
    cursor.execute(f"ALTER TABLE {RAW} RENAME TO given_rows")
    cursor.execute(f"CREATE TEMP TABLE {RAW.removeprefix('temp.')} ({shape})")
    last, cleaned = -1, 0
    cells = ", ".join(f"c{i}" for i in range(len(staged.headers)))
    while block := cursor.execute(
        f"SELECT _row, {cells} FROM temp.given_rows WHERE _row > {last} ORDER BY _row LIMIT {BLOCK}"
    ).fetchall():
        made = [[row[0], *maker.row(row[0], row[1:]), *(row[1 + place] for place in extras)] for row in block]
        types = [pa.int64(), *[pa.string()] * width]
        columns = [pa.array(column, kind) for column, kind in zip(zip(*made, strict=True), types, strict=True)]
        cursor.register("block", pa.RecordBatch.from_arrays(columns, names))
        cursor.execute(f"INSERT INTO {RAW} BY NAME SELECT * FROM block")
        cursor.unregister("block")
        last, cleaned = block[-1][0], cleaned + len(block)
        progressed(progress, "clean", cleaned, staged.rows)
    cursor.execute("DROP TABLE temp.given_rows")


def _filled(staged: Staged, place: int) -> bool:
    return bool(staged.one(f"SELECT count(c{place}) FROM {RAW}")[0])


def _top_rating(staged: Staged, reading: TableReading) -> float:
    """What the best possible rating is: 1, 5, 10 or 100, by the largest bare figure of the column."""
    rated = reading.of("reliability")
    if rated is None:
        return 1.0
    most = staged.one(f"SELECT max(TRY_CAST(trim(c{rated.place}) AS DOUBLE)) FROM {RAW}")[0]
    return next((top for top in (1.0, 5.0, 10.0) if float(str(most or 0)) <= top), 100.0)


def _totals(staged: Staged, words: IntakeWords) -> list[tuple[int, str]]:
    """Lines near the end that add the others up: a word such as "Total" first, and little else."""
    cells = ", ".join(f"c{i}" for i in range(len(staged.headers)))
    found = staged.cursor.execute(
        f"SELECT _row, {cells} FROM (SELECT * FROM {RAW} ORDER BY _row DESC LIMIT {LAST_ROWS})"
    ).fetchall()
    lines = []
    for number, *row in found:
        filled = [text for text in row if text and text.strip()]
        first = re.sub(r"[:\s\d,.$]+$", "", cell(filled[0])) if filled else ""
        if first in words.totals and len(filled) <= max(2, len(row) // 3):
            lines.append((number, ", ".join(filled)))
    return sorted(lines)


def _totals_note(staged: Staged, words: IntakeWords) -> list[str]:
    return [f"Row {number} is a totals line and will be left out." for number, _ in _totals(staged, words)]


def _new_columns(reading: TableReading, stored: Sequence[Column] | None) -> list[str]:
    """What the dataset does not have yet: agreeing to the mapping is agreeing to these."""
    had = {column.name for column in stored or ()}
    names = tidy_columns([one.heading for one in reading.columns])
    kept = [one.field or names[one.place] for one in reading.columns if one.why != "skipped"]
    new = [name for name in kept if name not in had and name not in PARTS]
    return [f"{reading.dataset} gets new columns: {', '.join(new)}."] if had and new else []


def _drop_totals(staged: Staged, words: IntakeWords) -> int:
    lines = _totals(staged, words)
    for number, text in lines:
        staged.refused.add(number, shortened(text), "it is a totals line")
        staged.cursor.execute(f"DELETE FROM {RAW} WHERE _row = {number}")
    return len(lines)


def _notes(maker: RowMaker, reading: TableReading) -> list[str]:
    notes = []
    if maker.makes_key:
        stays = "name and phone or e-mail" if reading.dataset == "workers" else "client, role, start and city"
        notes.append(f"There is no {maker.key}, so one was made of {stays}: the next import makes the same.")
    if maker.keyless:
        rows = counted(maker.keyless, "row")
        notes.append(f"{rows} had no {maker.key} of their own, so one was made of what they say.")
    if maker.doubled:
        rows = counted(maker.doubled, "row")
        notes.append(f"{rows} read like an earlier one, without a phone or e-mail to tell: kept as somebody else.")
    skipped = [one.heading for one in reading.columns if one.why == "skipped"]
    if skipped:
        notes.append(f"Left out as you said: {', '.join(skipped)}.")
    return notes


def _as_written(staged: Staged, reading: TableReading) -> Iterator[CleanedColumn]:
    """Cells of a table with the dataset's own headings that stay as they are, although nobody is reached by them."""
    for name, (unfit, reason) in UNREACHABLE.items():
        column = reading.of(name)
        if column is None:
            continue
        misfit = f"nullif(trim(c{column.place}), '') IS NOT NULL AND {unfit.format(cell=f'c{column.place}')}"
        count, first, row = staged.one(
            f"SELECT count(*), arg_min(c{column.place}, _row), min(_row) FROM {RAW} WHERE {misfit}"
        )
        if count:
            sample = Refusal(int(str(row)), name, shortened(masked(name, str(first))), reason)
            yield CleanedColumn(name, column.heading, 0, 0, (), int(str(count)), reason, (sample,))


def _cleaned(maker: RowMaker) -> list[CleanedColumn]:
    tallies = ((name, tally) for name, tally in maker.tallies.items())
    return [tally.as_column(name) for name, tally in tallies if tally.changed or tally.emptied or tally.kept]
