"""What was understood of a table, for the person who says whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from memory.errors import Conflict
from memory.intake.reading import GUESSES, ColumnReading, Missing, TableReading, Why
from memory.intake.rows import masked
from memory.intake.words import IntakeWords
from memory.lake.names import tidy_columns
from memory.lake.report import shortened
from memory.lake.sensitivity import sensitivity

SAMPLES = 2


@dataclass(frozen=True)
class PreviewColumn:
    """One column: where it goes, why, and what is in it."""

    heading: str
    field: str | None
    """A field or a part of one; None where it has no meaning to the desk."""
    becomes: str
    """The column of the dataset; empty where it is left out."""
    why: str
    how: Why
    """``why`` as a word of the program's."""
    like: str
    guessed: bool
    doubtful: bool
    """Guessed by more than what its heading says."""
    samples: tuple[str, ...]
    """At most two different cells; what tells who somebody is, is masked."""


@dataclass(frozen=True)
class Preview:
    """A table as it was understood; nothing is taken in yet."""

    dataset: str
    source: str
    rows: int
    columns: tuple[PreviewColumn, ...]
    missing: tuple[Missing, ...]
    notes: tuple[str, ...]
    guessed: bool
    """Whether a person should say yes first."""
    mapping: dict[str, str]
    """Heading → field, ``extra`` or ``skip``."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON answer."""
        return asdict(self)


def preview_of(
    reading: TableReading,
    source: str,
    rows: int,
    values: Sequence[Sequence[str]],
    notes: Sequence[str],
    words: IntakeWords,
) -> Preview:
    """The reading in words; ``values`` are the cells of a sample, column by column."""
    own = tidy_columns([one.heading for one in reading.columns])
    return Preview(
        dataset=reading.dataset,
        source=source,
        rows=rows,
        columns=tuple(_column(one, own[one.place], values[one.place], reading, words) for one in reading.columns),
        missing=reading.missing,
        notes=tuple(notes),
        guessed=reading.guessed,
        mapping=reading.mapping,
    )


def unconfirmed(preview: Preview) -> Conflict:
    """The error for a table that nobody looked at yet."""
    guessed = [f"{one.heading} → {one.becomes}" for one in preview.columns if one.guessed]
    named = ", ".join(guessed[:6]) + (", ..." if len(guessed) > 6 else "")
    return Conflict(
        f"The columns of {preview.source} were partly guessed{f' ({named})' if named else ''}; nothing was taken in.",
        code="headings_unconfirmed",
        hint="Look at the mapping, and say yes to it: --yes on the command line, confirm=true over HTTP.",
        details={"preview": preview.as_json(), "mapping": preview.mapping},
    )


def _column(
    one: ColumnReading, own: str, values: Sequence[str], reading: TableReading, words: IntakeWords
) -> PreviewColumn:
    shown = list(dict.fromkeys(" ".join(value.split()) for value in values if value.strip()))[:SAMPLES]
    if one.field is not None:
        shown = [shortened(masked(one.field, value)) for value in shown]
    elif sensitivity(own, [value for value in values if value], open_data=False) != "Internal":
        shown = ["…" for _ in shown[:1]]
    return PreviewColumn(
        heading=one.heading or f"(column {one.place + 1}, without a heading)",
        field=one.field,
        becomes=_becomes(one, own, reading),
        why=words.why[one.why].format(like=one.like),
        how=one.why,
        like=one.like,
        guessed=one.why in GUESSES,
        doubtful=one.why in GUESSES - {"heading"},
        samples=tuple(shown),
    )


def _becomes(one: ColumnReading, own: str, reading: TableReading) -> str:
    match one.field:
        case None:
            return "" if one.why == "skipped" else own
        case "first_name" | "middle_name" | "last_name":
            return "name"
        case "place":
            return " and ".join(name for name in ("city", "state") if reading.of(name) is None)
        case "start_time" | "end_time":
            return one.field.removesuffix("_time")
        case field:
            return field
