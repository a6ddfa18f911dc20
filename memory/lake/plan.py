"""Which column of a source becomes which column of a dataset, and of what kind."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from memory.errors import BadInput
from memory.lake.inference import infer
from memory.lake.kinds import MOMENT, Kind, kind_of_type, trimmed
from memory.lake.known import Known
from memory.lake.names import tidy_columns
from memory.lake.report import Sensitivity
from memory.lake.schema import Column, drift, fingerprint
from memory.lake.sensitivity import sensitivity
from memory.lake.site_time import Zones, at_site
from memory.lake.staging import RAW, Staged

Growth = Literal["never", "declared", "agreed"]
"""``declared``: only columns that a known dataset may have; ``agreed``: all, a person has seen them."""
SAMPLE = 300
"""Rows whose values have a say in how sensitive a column is."""


@dataclass(frozen=True)
class Target:
    """One column: where its text is, and what becomes of it."""

    cell: str
    """The column of RAW."""
    original: str
    column: Column
    kind: Kind


@dataclass(frozen=True)
class Plan:
    """How the staged rows fit a dataset."""

    targets: tuple[Target, ...]
    columns: tuple[Column, ...]
    """Of the whole dataset afterwards."""
    notes: tuple[str, ...]
    added: tuple[Column, ...] = ()
    """Of those, what the stored dataset does not have yet."""


def plan(
    staged: Staged,
    dataset: str,
    known: Known | None,
    stored: Sequence[Column] | None,
    *,
    grow: Growth = "never",
    sites: Zones | None = None,
) -> Plan:
    """Raises BadInput (``missing_columns``) and Conflict (``schema_conflict``).

    ``grow``: which columns that the dataset lacks are added instead of being drift. ``sites``: the zones in which wall
    times of a dataset with sites are read.
    """
    names = tidy_columns(staged.headers)
    places = _used(staged)
    if known:
        _require(dataset, known, [names[place] for place in places])
    notes: list[str] = []
    kinds = _kinds(staged, names, places, known, stored, notes)
    if known and known.site and sites:
        _read_at_sites(kinds, names, places, known.site, sites)
    levels = _levels(staged, names, places, known, stored)
    required = known.required if known else ()
    targets = tuple(
        Target(
            f"c{place}",
            staged.headers[place],
            Column(names[place], kinds[place].type, names[place] not in required, levels[place]),
            kinds[place],
        )
        for place in places
    )
    met = [target.column for target in targets]
    if stored is None:
        return Plan(targets, tuple(met), tuple(notes))
    added: tuple[Column, ...] = ()
    if known:
        # Of a dataset with a meaning, optional columns may stay away.
        present = {column.name for column in met}
        had = {column.name for column in stored}
        new = [column for column in met if column.name not in had]
        match grow:
            case "never":
                pass
            case "declared":
                added = tuple(column for column in new if column.name in known.columns)
            case "agreed":
                added = tuple(new)
        met += [column for column in stored if column.name not in present]
    if fingerprint(met) != fingerprint((*stored, *added)):
        raise drift(dataset, stored, met)
    return Plan(targets, (*stored, *added), tuple(notes), added)


def _used(staged: Staged) -> list[int]:
    """All columns but those that have neither a name nor a value."""
    filled = staged.one(f"SELECT {', '.join(f'count(c{i})' for i in range(len(staged.headers)))} FROM {RAW}")
    return [i for i, header in enumerate(staged.headers) if header.strip() or filled[i]]


def _require(dataset: str, known: Known, names: Sequence[str]) -> None:
    absent = [name for name in known.required if name not in names]
    if not absent:
        return
    near = {name: difflib.get_close_matches(name, names, n=1, cutoff=0.5) for name in absent}
    renames = [f"{found[0]} → {name}" for name, found in near.items() if found]
    raise BadInput(
        f"{dataset} needs the column{'s' if len(absent) > 1 else ''} {', '.join(absent)}.",
        code="missing_columns",
        hint=f"Rename {', '.join(renames)}?" if renames else f"The source has {', '.join(names[:10])}.",
        details={"missing": absent, "present": list(names)},
    )


def _kinds(
    staged: Staged,
    names: Sequence[str],
    places: Sequence[int],
    known: Known | None,
    stored: Sequence[Column] | None,
    notes: list[str],
) -> dict[int, Kind]:
    """Declared, else stored, else inferred. A stored type that most cells contradict gives way, and shows as drift."""
    declared = known.columns if known else {}
    types = {column.name: column.type for column in stored or ()}
    kinds = {place: declared[names[place]] for place in places if names[place] in declared}
    for place in places:
        if place not in kinds and names[place] in types:
            kind = kind_of_type(types[names[place]])
            if _mostly_fits(staged, f"c{place}", kind):
                kinds[place] = kind
    for place, guess in infer(staged, names, [place for place in places if place not in kinds]).items():
        kinds[place] = guess.kind
        if guess.doubt:
            notes.append(f"{names[place]} is kept as text: {guess.doubt}.")
    return kinds


def _read_at_sites(
    kinds: dict[int, Kind], names: Sequence[str], places: Sequence[int], site: tuple[str, str], sites: Zones
) -> None:
    """Moments become the wall time of the row's site; a source without states leaves them the shop's."""
    cells = {names[place]: f"c{place}" for place in places}
    city, state = (cells.get(name) for name in site)
    if state is not None:
        kinds |= {place: at_site(kind, city, state, sites) for place, kind in kinds.items() if kind is MOMENT}


def _mostly_fits(staged: Staged, cell: str, kind: Kind) -> bool:
    if not kind.otherwise:
        return True
    filled, fitting = staged.one(f"SELECT count({trimmed(cell)}), count({kind.value(cell)}) FROM {RAW}")
    return 2 * int(str(fitting)) >= int(str(filled))


def _levels(
    staged: Staged, names: Sequence[str], places: Sequence[int], known: Known | None, stored: Sequence[Column] | None
) -> dict[int, Sensitivity]:
    """What is stored stands; the rest is judged by name and by the first values."""
    before = {column.name: column.sensitivity for column in stored or ()}
    cells = ", ".join(f"c{place}" for place in places)
    columns = list(zip(*staged.cursor.execute(f"SELECT {cells} FROM {RAW} LIMIT {SAMPLE}").fetchall(), strict=True))
    open_data = known is not None and known.open_data
    return {
        place: before.get(names[place]) or sensitivity(names[place], [v for v in values if v], open_data=open_data)
        for place, values in zip(places, columns, strict=True)
    }
