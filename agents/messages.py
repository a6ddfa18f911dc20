"""What goes in and comes out of a conversation, the same for every channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tools.tool import Channel, Role

LONGEST_MESSAGE = 4_000
"""Characters; a longer message is answered with how to bring in a file."""


@dataclass(frozen=True)
class Person:
    """Who is talking, as the channel has established it."""

    name: str
    role: Role


DEMO_PERSON = Person("Sarah", "admin")
"""Who is signed in on the desk's own machine while no staffers are set up."""


@dataclass(frozen=True)
class Incoming:
    """A message as a surface hands it over."""

    text: str
    person: Person
    channel: Channel
    thread: str
    """The conversation; one message at a time is answered in each."""
    key: str | None = None
    """The event's own id, so that a repeated delivery does nothing twice."""


@dataclass(frozen=True)
class Step:
    """Something the desk did on the way to its answer."""

    kind: Literal["plan", "call", "result", "verdict"]
    title: str
    detail: str = ""


@dataclass(frozen=True)
class ScorePart:
    """A term of the score, signed."""

    name: str
    value: float


@dataclass(frozen=True)
class Card:
    """A candidate as people see it."""

    rank: int
    worker_id: str
    name: str
    role: str
    place: str
    score: float
    parts: tuple[ScorePart, ...]
    why: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A small table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Reply:
    """The answer. ``text`` is complete by itself; cards and grids show the same facts where a channel can."""

    text: str
    cards: tuple[Card, ...] = ()
    grids: tuple[Grid, ...] = ()
    choices: tuple[str, ...] = ()
    """What to answer, where the desk asks back."""
    approval_id: str | None = None
    """Where ``choices`` are yes and no to something that waits for them: the handle for a button (`Desk.decide`)."""
    planned_by: str = "builtin"
    """The planner or model that read the message."""
    calls: tuple[Mapping[str, Any], ...] = ()
    """Tool calls that were made, with their outcome."""
    failure_log: str | None = None
    demo: bool = False
    """Everybody named is invented."""
