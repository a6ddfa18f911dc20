"""What an ingest tells: how far it is, and afterwards what it took, what it refused and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SAMPLES = 20
"""How many refusals are shown with their cell; beyond that they are only counted."""
SHOWN = 80
"""Characters of a cell that a report repeats."""

Sensitivity = Literal["PII", "PHI", "Financial", "Internal", "Public"]


@dataclass(frozen=True)
class Progress:
    """One step of an ingest, for a progress bar."""

    stage: str
    """``look`` (headings), ``read`` (bytes), ``clean``, ``type``, ``write`` (rows), ``embed``, ``index`` (workers)."""
    done: int
    total: int | None


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True)
class Refusal:
    """A row or a cell that was not taken."""

    row: int | None
    """As a spreadsheet counts: the header is row 1 of a CSV. In JSON the first record is row 1."""
    column: str | None
    """None where the whole row is meant."""
    value: str
    reason: str


@dataclass(frozen=True)
class BadCells:
    """Cells of one column that did not fit its type. They are empty now; the rest of their rows was kept."""

    column: str
    count: int
    reason: str
    samples: tuple[Refusal, ...]


@dataclass(frozen=True)
class CleanedColumn:
    """What became of the cells of one field of a table with foreign headings."""

    column: str
    heading: str
    """In the source; empty where it was put together from several."""
    changed: int
    """Cells that are written otherwise now, with the same meaning."""
    emptied: int
    """Cells such as N/A."""
    examples: tuple[tuple[str, str], ...]
    """(as it was, as it is); none of a field that tells who somebody is."""
    kept: int
    """Cells that could not be read as this field."""
    reason: str
    samples: tuple[Refusal, ...]


@dataclass(frozen=True)
class Misfits:
    """Cells of one column that are not what it holds, and what was done with them."""

    column: str
    fate: Literal["emptied", "kept"]
    count: int
    first: Refusal


@dataclass(frozen=True)
class Earlier:
    """When the same bytes were taken in before."""

    source: str
    staffer: str
    at: str
    """ISO, with its zone."""


@dataclass
class Refusals:
    """Counts refused rows while a file is read, and keeps the first few."""

    count: int = 0
    samples: list[Refusal] = field(default_factory=list)

    def add(self, row: int | None, value: str, reason: str, count: int = 1) -> None:
        """Note ``count`` rows refused for one reason; ``value`` is cut to what a report shows."""
        self.count += count
        if len(self.samples) < SAMPLES:
            self.samples.append(Refusal(row, None, shortened(value), reason))


def shortened(value: str) -> str:
    """A cell on one line, short enough to be shown."""
    flat = " ".join(value.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


@dataclass(frozen=True)
class IngestReport:
    """The result of one ingest. ``rows_kept`` = ``new`` + ``changed`` + ``same``."""

    dataset: str
    source: str
    status: Literal["ingested", "unchanged"]
    sha256: str
    fingerprint: str
    rows_in: int = 0
    """Rows in the source; blank lines do not count."""
    rows_kept: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: tuple[Refusal, ...] = ()
    """The first refused rows, at most SAMPLES."""
    refused_count: int = 0
    bad_cells: tuple[BadCells, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences for people: what became text and why, which names were tidied, what was left out."""
    renamed: tuple[tuple[str, str], ...] = ()
    """(name in the source, name in the dataset) where they differ."""
    recognised: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Optional columns of a known dataset that the source lacks, the most useful first."""
    unknown: tuple[str, ...] = ()
    """Columns that a known dataset gives no meaning to; they are kept and can be queried."""
    sensitivity: tuple[tuple[str, Sensitivity], ...] = ()
    cleaned: tuple[CleanedColumn, ...] = ()
    """Of a table with foreign headings; of another one only the cells that stay as written and fit nothing."""
    mapping: tuple[tuple[str, str], ...] = ()
    """(heading, field, ``extra`` or ``skip``) of a table with foreign headings, as it was read."""
    seconds: float = 0.0
    earlier: Earlier | None = None
    """Only where nothing was done, for the same bytes are in."""

    @property
    def misfits(self) -> tuple[Misfits, ...]:
        """Every column with cells that did not fit, and the first of them."""
        emptied = [Misfits(one.column, "emptied", one.count, one.samples[0]) for one in self.bad_cells]
        empty = {one.column for one in emptied}
        kept = [one for one in self.cleaned if one.kept and one.column not in empty]
        return (*emptied, *(Misfits(one.column, "kept", one.kept, one.samples[0]) for one in kept))

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON answer; ``sensitivity``, ``renamed`` and ``mapping`` become objects."""
        objects = {name: dict(getattr(self, name)) for name in ("renamed", "sensitivity", "mapping")}
        return asdict(self) | objects
