"""What a message mentions: each mention is an edge over some of its words; readings that compete stay side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from agents.understanding.lexicon import City
from agents.understanding.names import BenchWorker

Kind = Literal[
    "workers", "client", "role", "city", "state", "date", "hours", "span", "shift", "count", "k", "pay",
    "certification", "order_id", "draft_id", "phone", "email", "path", "people", "there", "availability", "wish",
    "street",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as said. ``workers`` are those who may be meant; empty for a name that nobody has."""

    said: str
    workers: tuple[BenchWorker, ...] = ()
    how: Literal["name", "id", "typo", "ghost", "single", "reference", "nobody"] = "name"
    """single: a first or last name alone; reference: "him", "the second one"; nobody: "someone"."""
    wrong_letters: int = 0
    spec: str = ""
    """What a reference points at: "one", "many", "last", "shown 2", "shown 1-3"."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as said. ``ahead`` is meant unless the sentence speaks of the past."""

    ahead: date
    behind: date
    last: date | None = None
    """The end of "mon-fri"."""
    may_be_today: date | None = None
    """Today, where its weekday was said: meant if the time is still ahead."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Wall time, and where a shift was given ("6a-2p") its end."""

    start: time
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Pay:
    """USD an hour; ``label`` says whether it is a limit, what the worker gets, or what the client is billed."""

    amount: float
    label: Literal["max", "pay", "bill", ""] = ""


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients whose name begins so; one where it is clear. ``ghost`` where the store has none."""

    names: tuple[str, ...]
    ghost: bool = False


Value = tuple[Person, ...] | Clients | City | Day | Hours | Pay | str | int


@dataclass(frozen=True, slots=True)
class Mention:
    """``value`` over the words ``start`` to ``end`` (not included); ``cost`` is doubt, 0 for none."""

    kind: Kind
    start: int
    end: int
    value: Value = field(compare=False)
    cost: float = 0.0

    @property
    def people(self) -> tuple[Person, ...]:
        """Who is mentioned, where people are."""
        return self.value if isinstance(self.value, tuple) else ()
