"""Which column of a foreign table is which field: by its heading, by its values, or as a person said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz

from memory.errors import BadInput
from memory.intake.evidence import BY_VALUE, CHECKED, CONTRADICTED, LIKELY, share
from memory.intake.words import PARTS, Field, IntakeWords, plain
from memory.lake.known import KNOWN, Known
from memory.lake.names import tidy_columns

TYPO = 86
"""The rapidfuzz ratio from which a heading is taken for a misspelt one."""
SHORTEST_TYPO = 5
EXTRA, SKIP = "extra", "skip"
OF_MANY_KINDS = frozenset({"start", "name"})
"""Fields whose values do not tell which of several such columns is meant: a table has many dates."""
MADE_KEYS = frozenset({"workers", "orders"})
"""Datasets whose key can be made from a row."""

Why = Literal["exact", "given", "heading", "typo", "values", "extra", "second", "contradicted", "skipped"]
"""How a column was read; the first four after ``exact`` by surety. ``second``: another column is that field already."""
GUESSES: frozenset[Why] = frozenset({"heading", "typo", "values"})
_SURETY: Mapping[Why, int] = {"exact": 0, "given": 0, "heading": 1, "values": 2, "typo": 3}


@dataclass(frozen=True)
class ColumnReading:
    """One column, and what it was taken for."""

    place: int
    heading: str
    field: str | None
    """A field or a part of one (`PARTS`); None where it is kept under its own name, or left out."""
    why: Why
    like: str = ""
    """What it was read by: the word it was taken for, or the field that its heading names in vain."""
    rank: int = 0
    """Place of that word among those of its field."""


@dataclass(frozen=True)
class Missing:
    """A field that no column is, and what that costs."""

    field: str
    without: str


@dataclass(frozen=True)
class TableReading:
    """A table's columns as they were understood."""

    dataset: str
    columns: tuple[ColumnReading, ...]
    missing: tuple[Missing, ...]
    makes_key: bool
    """Every row gets an id that is made from what it says."""

    @property
    def guessed(self) -> bool:
        """Whether a person should look before anything is taken in."""
        return self.makes_key or any(one.why in GUESSES for one in self.columns)

    @property
    def mapping(self) -> dict[str, str]:
        """Heading → field, ``extra`` or ``skip``: what, given back, reads the table in exactly this way.

        A column without a heading, or with that of an earlier one, goes by the name that it gets.
        """
        names = tidy_columns([one.heading for one in self.columns])
        said: dict[str, str] = {}
        for one, name in zip(self.columns, names, strict=True):
            key = name if not one.heading or one.heading in said else one.heading
            said[key] = one.field or (SKIP if one.why == "skipped" else EXTRA)
        return said

    def of(self, field: str) -> ColumnReading | None:
        """The column that is a field."""
        return next((one for one in self.columns if one.field == field), None)


def read_columns(
    dataset: str,
    headings: Sequence[str],
    values: Sequence[Sequence[str]],
    words: IntakeWords,
    *,
    given: Mapping[str, str],
    stored: Collection[str],
) -> TableReading:
    """Read headings and the cells of a sample of rows, column by column; ``given`` is what a person said of headings.

    ``stored`` are the columns that the dataset has already. Raises BadInput (``bad_mapping``, ``missing_columns``).
    """
    known, fields = KNOWN[dataset], words.fields[dataset]
    names = tidy_columns(headings)
    said = _given(given, headings, names, known, fields)
    own = {name for name in names if name in known.columns}
    settled = set(known.required) <= own
    columns: list[ColumnReading] = []
    for place, (heading, name) in enumerate(zip(headings, names, strict=True)):
        if place in said:
            columns.append(_as_said(place, heading, said[place]))
        elif name in known.columns:
            columns.append(ColumnReading(place, heading, name, "exact"))
        elif name in stored:
            columns.append(ColumnReading(place, heading, None, "extra"))
        else:
            columns.append(_by_heading(place, heading, values[place], fields, words, sure_only=settled))
    columns = _one_each(columns)
    if not settled:
        columns = _by_values(columns, values, known, fields, words)
    columns = _sorted_parts(columns, values)
    return _complete(dataset, columns, known, fields)


def _given(
    given: Mapping[str, str], headings: Sequence[str], names: Sequence[str], known: Known, fields: Sequence[Field]
) -> dict[int, str]:
    """Place → what a person said of it."""
    takes = (*known.columns, *(field.name for field in fields if field.name in PARTS), EXTRA, SKIP)
    said: dict[int, str] = {}
    for heading, field in given.items():
        places = [place for place, one in enumerate(headings) if one == heading]
        places = places or [place for place, one in enumerate(names) if one == heading]
        places = places or [place for place, one in enumerate(headings) if plain(one) == plain(heading)]
        if not places:
            raise BadInput(
                f"The file has no column {heading[:60]!r}.",
                code="bad_mapping",
                hint=f"It has: {', '.join(one for one in headings if one)[:300]}.",
            )
        if field not in takes:
            raise BadInput(
                f"{heading[:60]!r} cannot be {field[:60]!r}.",
                code="bad_mapping",
                hint=f"A column can be: {', '.join(takes)}.",
            )
        if field not in (EXTRA, SKIP) and field in said.values():
            raise BadInput(
                f"Two columns cannot both be {field}.",
                code="bad_mapping",
                hint=f"Say {EXTRA} of one of them to keep it as it is.",
            )
        said[places[0]] = field
    return said


def _as_said(place: int, heading: str, field: str) -> ColumnReading:
    if field == SKIP:
        return ColumnReading(place, heading, None, "skipped")
    return ColumnReading(place, heading, None if field == EXTRA else field, "given")


def _by_heading(
    place: int, heading: str, values: Sequence[str], fields: Sequence[Field], words: IntakeWords, *, sure_only: bool
) -> ColumnReading:
    found = _named(plain(heading), fields, typos=not sure_only)
    if found is None:
        return ColumnReading(place, heading, None, "extra")
    field, rank, why = found
    check = CHECKED.get(field.name)
    if check is not None and any(map(str.strip, values)) and share(values, check, words) < CONTRADICTED:
        return ColumnReading(place, heading, None, "contradicted", field.name)
    return ColumnReading(place, heading, field.name, why, field.called[rank], rank)


def _named(heading: str, fields: Sequence[Field], *, typos: bool) -> tuple[Field, int, Why] | None:
    for field in fields:
        if heading in field.called:
            return field, field.called.index(heading), "heading"
    if not typos or len(heading) < SHORTEST_TYPO:
        return None
    scored = (
        (fuzz.ratio(heading, called, score_cutoff=TYPO), field, rank)
        for field in fields
        for rank, called in enumerate(field.called)
        if len(called) >= SHORTEST_TYPO
    )
    score, field, rank = max(scored, key=lambda one: one[0])
    return (field, rank, "typo") if score else None


def _one_each(columns: Sequence[ColumnReading]) -> list[ColumnReading]:
    """Of several columns for one field the surest is it; the others are kept under their own names."""
    best: dict[str, ColumnReading] = {}
    for one in columns:
        if one.field is not None:
            held = best.get(one.field)
            if held is None or (_SURETY[one.why], one.rank) < (_SURETY[held.why], held.rank):
                best[one.field] = one
    return [
        one if one.field is None or best[one.field] is one else _second(one, best[one.field].heading)
        for one in columns
    ]  # fmt: skip


def _second(one: ColumnReading, instead: str) -> ColumnReading:
    return ColumnReading(one.place, one.heading, None, "second", f"{one.field}, which is {instead}")


def _by_values(
    columns: Sequence[ColumnReading],
    values: Sequence[Sequence[str]],
    known: Known,
    fields: Sequence[Field],
    words: IntakeWords,
) -> list[ColumnReading]:
    """Columns whose headings say nothing, by what is in them."""
    taken = _fields_of(columns)
    read = list(columns)
    for field, fits in BY_VALUE.items():
        if field in taken or field not in known.columns or field not in {one.name for one in fields}:
            continue
        open_ones = [one for one in read if one.why in ("extra", "contradicted")]
        scored = [(share(values[one.place], fits, words), -one.place, one) for one in open_ones]
        likely = sorted((one for one in scored if one[0] >= LIKELY), key=lambda one: one[:2], reverse=True)
        if likely and (len(likely) == 1 or field not in OF_MANY_KINDS):
            best = likely[0][2]
            read[best.place] = ColumnReading(best.place, best.heading, field, "values", field)
            taken.add(field)
    return read


def _fields_of(columns: Sequence[ColumnReading]) -> set[str]:
    """What the columns are, and what they are parts of."""
    fields = {one.field for one in columns if one.field}
    return fields | {PARTS[field] for field in fields if field in PARTS}


def _sorted_parts(columns: Sequence[ColumnReading], values: Sequence[Sequence[str]]) -> list[ColumnReading]:
    """Settle what is a whole and what a part: a "Nombre" beside an "Apellido" is a first name."""
    read = list(columns)
    by_field = {one.field: one for one in columns if one.field}
    name, last, first = (by_field.get(one) for one in ("name", "last_name", "first_name"))
    if name and last and not first and name.why != "exact" and not _holds(values, name, last):
        read[name.place] = ColumnReading(name.place, name.heading, "first_name", name.why, name.like, name.rank)
        name = None
    if name is not None:
        for part in ("first_name", "middle_name", "last_name"):
            if found := by_field.get(part):
                read[found.place] = _second(found, name.heading)
    place, city = by_field.get("place"), by_field.get("city")
    if place and city:
        read[place.place] = _second(place, city.heading)
    for part in ("start_time", "end_time"):
        found, whole = by_field.get(part), by_field.get(PARTS[part])
        if found and not whole:
            read[found.place] = ColumnReading(found.place, found.heading, PARTS[part], found.why, found.like)
    return read


def _holds(values: Sequence[Sequence[str]], whole: ColumnReading, part: ColumnReading) -> bool:
    """Whether the whole names repeat the last ones."""
    pairs = [(a, b) for a, b in zip(values[whole.place], values[part.place], strict=True) if a and b]
    return bool(pairs) and sum(b.casefold() in a.casefold() for a, b in pairs) > len(pairs) / 2


def _complete(dataset: str, columns: Sequence[ColumnReading], known: Known, fields: Sequence[Field]) -> TableReading:
    have = _fields_of(columns)
    have |= {"state"} if "place" in have else set()
    makes_key = known.key not in have and dataset in MADE_KEYS
    absent = [name for name in known.required if name not in have and not (makes_key and name == known.key)]
    if makes_key and not have:
        absent = list(known.required)
    if absent:
        raise _missing_columns(dataset, absent, columns)
    missing = tuple(
        Missing(one.name, one.without) for one in fields if one.without and one.name not in have
    )  # fmt: skip
    return TableReading(dataset, tuple(columns), missing, makes_key)


def _missing_columns(dataset: str, absent: Sequence[str], columns: Sequence[ColumnReading]) -> BadInput:
    free = [one.heading for one in columns if one.field is None and one.heading]
    example = f"{free[0] if free else 'Heading'}={absent[0]}"
    listed: dict[str, Any] = {"missing": list(absent), "present": tidy_columns([one.heading for one in columns])}
    return BadInput(
        f"{dataset} needs the column{'s' if len(absent) > 1 else ''} {', '.join(absent)}, and no heading says so.",
        code="missing_columns",
        hint=f"The source has {', '.join(free[:10]) or 'no other columns'}; say which it is, as in: --map {example!r}",
        details=listed,
    )
