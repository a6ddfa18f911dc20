"""What the conversation is about, so that "there", "him" and "same for Friday" mean something."""

from __future__ import annotations

from dataclasses import dataclass

from agents.understanding.names import simple_words
from agents.understanding.plan import PlannedCall


@dataclass(frozen=True)
class ShownWorker:
    """One person of the conversation: a card just shown, a booking, or somebody spoken of."""

    worker_id: str
    name: str

    @property
    def words(self) -> list[str]:
        """The folded words of the name."""
        return simple_words(self.name)


@dataclass(frozen=True)
class WaitingDraft:
    """A draft that nobody has decided yet, known by whom it is to."""

    draft_id: str
    name: str
    """Of the worker, else of the client."""
    worker_id: str | None
    staffer: str


@dataclass(frozen=True)
class Focus:
    """Everything is optional; an empty focus is a new conversation."""

    client: str | None = None
    role: str | None = None
    city: str | None = None
    state: str | None = None
    start: str | None = None
    """Local wall time, ``2026-04-20`` or ``2026-04-20T06:00``."""
    shift: str | None = None
    headcount: int | None = None
    order_id: str | None = None
    shown: tuple[ShownWorker, ...] = ()
    """Cards just shown, in their order."""
    booked: tuple[ShownWorker, ...] = ()
    """People lately booked at ``client``: asked after ``shown`` when a first name stands alone."""
    recent: tuple[ShownWorker, ...] = ()
    """Who was spoken of last: "him", "her", "them"."""
    engaged: frozenset[str] = frozenset()
    """Of the conversation's people the worker ids with a booking of their own; looked up anew for each message."""
    drafts: tuple[str, ...] = ()
    """Ids of the drafts just made, changed or listed: "approve it"."""
    waiting: tuple[WaitingDraft, ...] = ()
    """Drafts that wait for somebody's decision, the newest first; looked up anew for each message."""
    file: str | None = None
    """The name of the file that was shown last and waits to be taken in."""
    file_holds: str | None = None
    """The dataset that it was shown as."""
    asker: str | None = None
    """Whose drafts "my drafts" are."""
    last_call: PlannedCall | None = None
