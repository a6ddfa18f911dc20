"""One row of a foreign table → one row of the dataset: parts put together, cells cleaned, an id made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from memory.intake.cells import CLEANERS, Cleaned, Cleaner, clock, place
from memory.intake.reading import TableReading
from memory.intake.words import IntakeWords, cell
from memory.lake.known import KNOWN
from memory.lake.report import CleanedColumn, Refusal, shortened
from memory.lake.sensitivity import discreet
from memory.vocabulary import fold

EXAMPLES = 3
PRIVATE = frozenset({"name", "phone", "email", "zip", "resume_text", "worker_id", "city"})
"""Fields whose changed cells a report counts and does not repeat."""
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "workers": ("name", "phone", "email", "city", "role"),
    "orders": ("client", "role", "start", "city", "headcount"),
}
PREFIX = {"workers": "W", "orders": "J"}


@dataclass
class Tally:
    """What became of one field's cells."""

    heading: str
    changed: int = 0
    emptied: int = 0
    examples: dict[str, str] = field(default_factory=dict)
    kept: int = 0
    reason: str = ""
    samples: list[Refusal] = field(default_factory=list)

    def as_column(self, name: str) -> CleanedColumn:
        shown = () if name in PRIVATE else tuple(self.examples.items())
        return CleanedColumn(
            name, self.heading, self.changed, self.emptied, shown, self.kept, self.reason, tuple(self.samples)
        )


class RowMaker:
    """Turns rows of one table; counts what it does to them."""

    def __init__(self, reading: TableReading, words: IntakeWords, ratio_cleaner: Cleaner) -> None:
        self._words = words
        self._dataset = reading.dataset
        self._place = {one.field: one.place for one in reading.columns if one.field}
        self._cleaners = {**CLEANERS, "reliability": ratio_cleaner}
        self.makes_key = reading.makes_key
        self.key = KNOWN[reading.dataset].key
        headings = {one.field: one.heading for one in reading.columns if one.field}
        self.fields = [name for name in KNOWN[reading.dataset].columns if self._is_filled(name)]
        self.tallies = {name: Tally(headings.get(name, "")) for name in self.fields}
        self._seen: dict[str, str] = {}
        self.keyless = 0
        """Rows whose own id is empty, so that one was made."""
        self.doubled = 0
        """Rows without phone and e-mail that read like an earlier one; each is kept as somebody else."""

    def _is_filled(self, name: str) -> bool:
        have = self._place
        match name:
            case "name":
                return bool({"name", "first_name", "last_name"} & have.keys())
            case "city" | "state" | "zip":
                return name in have or "place" in have
            case _:
                return name in have or (name == self.key and self.makes_key)

    def row(self, number: int, cells: Sequence[str | None]) -> list[str | None]:
        """The dataset's fields of a row, in the order of ``fields``."""
        found = self._composed(cells)
        made = {name: self._clean(name, number, found.get(name, "")) for name in self.fields if name in found}
        if self.makes_key:
            made[self.key] = self._id(made)
        elif self._dataset in PREFIX and not made.get(self.key):
            made[self.key] = self._id(made)
            self.keyless += 1
        return [made.get(name) or None for name in self.fields]

    def _composed(self, cells: Sequence[str | None]) -> dict[str, str]:
        def of(name: str) -> str:
            return (cells[self._place[name]] or "").strip() if name in self._place else ""

        found = {name: of(name) for name in self.fields if name in self._place}
        if "name" in self.fields and "name" not in self._place:
            found["name"] = " ".join(filter(None, map(of, ("first_name", "middle_name", "last_name"))))
        if "place" in self._place:
            parts = place(of("place"), self._words) or (of("place"), "", "")
            for name, part in zip(("city", "state", "zip"), parts, strict=True):
                found[name] = found.get(name) or part
        for name in ("start", "end"):
            hour = of(f"{name}_time")
            if hour and found.get(name):
                found[name] = f"{found[name]} {clock(hour) or hour}"
        return found

    def _clean(self, name: str, number: int, text: str) -> str:
        if not text:
            return ""
        tally = self.tallies[name]
        if cell(text) in self._words.empty:
            tally.emptied += 1
            return ""
        cleaner = self._cleaners.get(name)
        cleaned = cleaner(text, self._words) if cleaner else Cleaned(text)
        if cleaned.problem:
            tally.kept += 1
            tally.reason = tally.reason or cleaned.problem
            if len(tally.samples) < EXAMPLES:
                tally.samples.append(Refusal(number, name, shortened(masked(name, text)), cleaned.problem))
        elif cleaned.text != text:
            tally.changed += 1
            if len(tally.examples) < EXAMPLES:
                tally.examples.setdefault(shortened(text), shortened(cleaned.text))
        return cleaned.text

    def _id(self, made: Mapping[str, str]) -> str:
        """From what says who it is: the same at the next import. A row that says too little is somebody of its own."""
        if self._dataset == "workers" and (made.get("phone") or made.get("email")):
            identity = f"{fold(made.get('name', ''))}|{made.get('phone') or made.get('email', '').lower()}"
            certain = True
        else:
            identity = "|".join(fold(made.get(name, "")) for name in IDENTITY[self._dataset])
            certain = False
        return self._unique(identity, certain)

    def _unique(self, identity: str, certain: bool) -> str:
        """An id of one's own; only who is certainly the same gets the same one."""
        again, text = 1, identity
        while (holder := self._seen.get(made := made_id(self._dataset, text))) is not None:
            if holder == identity and certain:
                return made
            again += 1
            text = f"{identity}#{again}"
        self.doubled += again > 1 and not certain
        self._seen[made] = identity
        return made


def made_id(dataset: str, identity: str) -> str:
    """``W-`` or ``J-`` and twelve figures that only depend on the identity."""
    figures = int(hashlib.sha256(identity.encode()).hexdigest(), 16) % 10**12
    return f"{PREFIX[dataset]}-{figures:012d}"


def masked(name: str, text: str) -> str:
    """A cell as a preview may show it."""
    text = " ".join(text.split())
    match name:
        case "phone":
            return f"…{''.join(sign for sign in text if sign.isdigit())[-2:]}"
        case "email":
            return f"{text[:1]}…@{text.rpartition('@')[2][:1]}…"
        case "name" | "first_name" | "last_name" | "middle_name":
            return " ".join(f"{part[:1]}…" for part in text.replace(",", " ").split())
        case "role" | "city":
            return discreet(text)
        case "resume_text" | "site_address":
            return f"{text[:6]}… ({len(text)} characters)"
        case _:
            return text
