"""A candidate as people see one, the job that the desk had in mind for them, and what can be done with one tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DeedName = Literal["called", "drafted", "accepted", "no_show", "barred"]
"""What a button of a card records."""


@dataclass(frozen=True)
class Deed:
    """A button that was pressed: the desk itself knows whom the card is of, and for which job."""

    name: DeedName
    card_id: str
    takes_back: bool = False
    """It is the button that takes back what the one of this name recorded."""
    reason: str = ""
    """Why, where the channel asked for it; only ``barred`` keeps it."""


@dataclass(frozen=True)
class DraftChange:
    """What a person does to a draft in its editor. Whoever may change one may change any: they are the shop's."""

    action: Literal["edit", "approve", "discard"]
    draft_id: str
    text: str | None = None
    """The whole new text of an edit."""


@dataclass(frozen=True)
class ScorePart:
    """A term of the score, signed."""

    name: str
    value: float
    label: str
    """The name in the language of the reply."""


@dataclass(frozen=True)
class Job:
    """What the list that a card stands in was made for."""

    role: str | None = None
    client: str | None = None
    city: str | None = None
    state: str | None = None
    start: str | None = None
    """Wall time of the site, ``2026-04-21T06:00``."""
    order_id: str | None = None


@dataclass(frozen=True)
class Button:
    """Something that can be done with one tap."""

    deed: DeedName
    label: str
    sure: str = ""
    """What is asked in place first; empty where nothing is."""


@dataclass(frozen=True)
class Fact:
    """Something that is known about a person, under its name in the language of the reply."""

    label: str
    value: str


@dataclass(frozen=True)
class Card:
    """A candidate."""

    rank: int
    worker_id: str
    name: str
    role: str
    place: str
    score: float
    parts: tuple[ScorePart, ...]
    why: str
    citations: tuple[str, ...]
    job: Job = Job()
    card_id: str = ""
    """Its own, in its conversation; given when the reply is made."""
    facts: tuple[Fact, ...] = ()
    """Reliability, pay, certifications with their expiry."""
    phone: str = ""
    """To be dialled; empty where there is none or the person may not see it."""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """What a button of a card recorded, as it stands now."""

    deed: DeedName
    label: str
    """``Accepted · recorded 5:12 AM``."""
    undo: str
    """The words of the button that takes it back; empty where it cannot be taken back from here."""


@dataclass(frozen=True)
class CardStand:
    """Where a card stands: what was recorded from it, and what can still be."""

    recorded: tuple[Recorded, ...]
    buttons: tuple[Button, ...]
