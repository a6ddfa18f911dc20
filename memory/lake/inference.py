"""What type the cells of a column have, judged over the whole file; doubt becomes text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from memory.lake.kinds import DAY, EXACT, LOCAL_TIME, NUMBER, TRUTH, WHOLE, WORLD_TIME, Kind, kind_of_type, trimmed
from memory.lake.report import shortened
from memory.lake.staging import RAW, Staged

SAMPLE = 2_000
LIKELY = 0.5
"""A type that more of the sample fits than this is tried on the whole column, and named when it fails."""
_CHAINS: tuple[tuple[Kind, ...], ...] = ((WHOLE, NUMBER), (TRUTH,), (DAY, LOCAL_TIME), (WORLD_TIME,))
_TEXT_NAMES = re.compile(
    r"(^|_)(id|ids|zip|zipcode|zip_code|postal|postcode|phone|telephone|tel|fax|mobile|cell|ssn|ein|sku|code|account"
    r"|licen[cs]e)(_|\d|$)|(^|_)(case|permit|badge|card|file|job|order|serial)_(no|number|num|nbr)$"
)
"""Numbers by their looks only: nobody adds them up, and a leading zero matters."""


@dataclass(frozen=True)
class Guess:
    """The kind of a column, and why it is text where it might have been something else."""

    kind: Kind
    doubt: str = ""


def infer(staged: Staged, names: Sequence[str], places: Sequence[int]) -> dict[int, Guess]:
    """By column number, for the columns in ``places``; ``names`` are the tidied names of all columns."""
    guesses: dict[int, Guess] = {}
    for place in places:
        hint = staged.hints.get(place)
        if _TEXT_NAMES.search(names[place]) and not (hint and hint.endswith("[]")):
            guesses[place] = Guess(EXACT)
        elif hint is None:
            guesses[place] = _from_text(staged, f"c{place}")
        else:
            guesses[place] = _from_hint(staged, f"c{place}", hint)
    return guesses


def _from_text(staged: Staged, cell: str) -> Guess:
    sample = f"(SELECT {cell} FROM {RAW} WHERE {trimmed(cell)} IS NOT NULL LIMIT {SAMPLE})"
    counts = staged.one(
        "SELECT count(*), " + ", ".join(f"count({chain[-1].value(cell)})" for chain in _CHAINS) + f" FROM {sample}"
    )
    total, *fits = (int(str(count)) for count in counts)
    best = max(range(len(fits)), key=lambda position: fits[position])
    return _first_fit(staged, cell, _CHAINS[best]) if total and fits[best] > LIKELY * total else Guess(EXACT)


def _from_hint(staged: Staged, cell: str, hint: str) -> Guess:
    if hint == "VARCHAR":
        return Guess(EXACT)
    if "JSON" in hint:
        return Guess(EXACT, "it holds lists of objects, kept as JSON")
    return _first_fit(staged, cell, (kind_of_type(hint),))


def _first_fit(staged: Staged, cell: str, chain: Sequence[Kind]) -> Guess:
    filled = f"{trimmed(cell)} IS NOT NULL"
    for kind in chain:
        misfit = f"{filled} AND ({kind.value(cell)}) IS NULL"
        # An example is sought first: most columns of text betray themselves in their first rows.
        found = staged.one(f"SELECT _row, {cell} FROM {RAW} WHERE {misfit} LIMIT 1")
        if not found:
            return Guess(kind)
    count = staged.one(f"SELECT count(*) FROM {RAW} WHERE {misfit}")[0]
    example = f"{shortened(str(found[1]))!r} in row {found[0]}"
    otherwise = chain[-1].otherwise
    if count != 1:
        otherwise = otherwise.replace("is ", "are ", 1)
    return Guess(EXACT, f"{count} of its cells {otherwise}, e.g. {example}")
