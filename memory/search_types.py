"""What a search is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from memory.boost import NEAREST_PLAYBOOKS
from memory.patterns import Pattern
from memory.playbooks import Citation

SHIFT_HOURS = 8
"""Length of a booking whose end nobody stated."""


@dataclass(frozen=True)
class SearchRequest:
    """What is looked for. Names are canonical (see `memory.vocabulary`)."""

    query: str | None = None
    role: str | None = None
    city: str | None = None
    state: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    shift: str | None = None
    certifications: tuple[str, ...] = ()
    client: str | None = None
    max_pay_rate: float | None = None
    availability: str | None = "available"
    sql_filter: str | None = None
    order_id: str | None = None
    """Leaves out who is booked on this order already."""
    leave_out: frozenset[str] = frozenset()
    """Worker ids that must not come back, whatever they score."""
    use_playbook_memory: bool = True
    playbook_memory_k: int = NEAREST_PLAYBOOKS
    k: int = 10


@dataclass(frozen=True)
class Source:
    """One ranked worker. ``score = semantic + reliability_part + boost - penalty``."""

    worker_id: str
    name: str
    role: str | None
    city: str | None
    state: str | None
    score: float
    semantic: float
    reliability_part: float
    boost: float
    penalty: float
    citations: tuple[Citation, ...]
    why: str
    """The reasons of the score in English, from the fields above and the two below."""
    reliability: float | None = None
    """None where no record is known: then its part is 0."""
    failures: Mapping[str, int] = field(default_factory=dict)
    """Reason → how often, where failures still cost something."""
    gave_back: str = ""
    """Stage of a booking of that day that fell through (cancelled, no_show): whoever has one comes last."""


@dataclass(frozen=True)
class SearchPlan:
    """How the ranking was made."""

    strategy: str
    """``filter only``, ``exact``, or ``approximate:`` and the back end."""
    selectivity: float
    """Share of the bench that passes the filter, 0..1."""


@dataclass(frozen=True)
class BookedWorker:
    """Somebody who would fit but is booked then."""

    worker_id: str
    name: str
    client: str | None
    start: str
    end: str


Remark = Literal["no_vectors"]
"""What is odd about a search: it was not sorted by its words, since the bench has no vectors yet."""


@dataclass(frozen=True)
class SearchAnswer:
    """Ranked workers and what stands behind the ranking."""

    sources: tuple[Source, ...]
    sql_matches: int
    """How many pass everything: filters, do-not-returns and bookings."""
    plan: SearchPlan
    pattern: Pattern | None
    """What the people of similar fills share; None without such fills, and where memory was not asked."""
    already_booked: tuple[BookedWorker, ...] = ()
    do_not_return: int = 0
    """How many the client's list took out."""
    remarks: tuple[Remark, ...] = ()
