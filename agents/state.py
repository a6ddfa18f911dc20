"""What a conversation keeps between turns, and what one turn is given."""

from __future__ import annotations

import operator
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Annotated, Any, Protocol, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages

from agents.card import Deed
from agents.language import USUAL, Language
from agents.messages import Part, Reply
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.plan import PlannedCall
from agents.verdicts import Drift, Verdict
from agents.voice import Voice
from tools.fates import Fate
from tools.tool import Caller, Profile


class State(TypedDict, total=False):
    """Kept by the checkpointer."""

    messages: Annotated[list[AnyMessage], add_messages]
    focus: dict[str, Any]
    malformed: int
    """Malformed calls in a row in this turn."""
    drifts: int
    """Drifts in a row in this turn."""
    question: dict[str, Any] | None
    """What the desk asked back and waits for (see `agents.question`)."""
    settled: bool
    """The person chose these very calls, in answer to the desk's own question."""
    meant: dict[str, Any] | None
    """What the proposal was made from (`agents.proposing.Meant`), where that is not the message as it was typed."""
    asked: dict[str, Any] | None
    """The newest proposal's question for a yes (`agents.asking.ApprovalQuestion`); kept after its answer."""
    doubts: dict[str, Any]
    """Call id → why the person is asked before it (`agents.review.doubts.Doubt`)."""
    set_aside: bool
    """Whether that question was left without an answer."""
    asker: dict[str, Any]
    """Whose request the turn is about; somebody else may say yes to it."""
    cards: dict[str, Any]
    """Card id → what the desk put on it and what its buttons recorded (`agents.cards.KeptCard`)."""
    say: str
    """The planner's own words, where it made no call."""
    choices: list[str]
    dropped: list[str]
    """Handles of the files that came with the newest message."""
    files: Annotated[dict[str, str], operator.or_]
    """Folded name → handle of every file that was dropped into the conversation."""
    left: list[str]
    """Parts of the message that came to no call, until the person is told."""
    language: Language
    """The one of the newest message that showed its language."""


@dataclass(frozen=True)
class Made:
    """A call that was made, and what became of it."""

    tool: str
    arguments: Mapping[str, Any]
    fate: Fate
    planned_by: str = "builtin"
    sure: bool = True
    drift: Drift | None = None
    """What the reviewer found in what it came to."""
    pressed: Deed | None = None
    """The button that it was made with."""


@dataclass
class Turn:
    """What one turn gathers; it ends with the turn."""

    made: list[Made] = field(default_factory=list)
    earlier: int = 0
    """How many of ``made`` belong to what was set aside before this message was read."""
    keyed: int = 0
    """Calls so far that got a key from the turn's event: a second delivery numbers them alike."""
    verdicts: list[Verdict] = field(default_factory=list)
    planned_by: str = "builtin"
    notice: str = ""
    """One line for the reply: the model that was asked for is away."""
    failure_log: str | None = None
    reply: Reply | None = None

    def begin(self) -> None:
        """Before the graph is run; it is run twice where a message sets something aside first."""
        self.earlier = len(self.made)
        self.reply = None

    def next_key(self, event: str | None) -> str | None:
        """The idempotency key of the turn's next call; None where no event has an id."""
        self.keyed += 1
        return f"{event}:{self.keyed - 1}" if event else None

    @property
    def new(self) -> list[Made]:
        """The calls of this message."""
        return self.made[self.earlier :]


class Dresses(Protocol):
    """Gives the cards of parts their ids, facts and buttons (`agents.cards.Cards`)."""

    def dressed(self, parts: Sequence[Part], context: Context) -> list[Part]: ...


@dataclass(frozen=True)
class Context:
    """Identity and time come from here, never from what a model writes."""

    turn_id: str
    caller: Caller
    now: datetime
    turn: Turn
    key: str | None
    """The id of the event that brought the message."""
    thread: str
    demo: bool
    voice: Voice
    cards: Dresses


def caller_to_keep(caller: Caller) -> dict[str, Any]:
    """Who asks, as plain data."""
    profile = {"name": caller.profile.name, "datasets": sorted(caller.profile.datasets), "where": caller.profile.where}
    who = {"staffer": caller.staffer, "role": caller.role, "channel": caller.channel, "profile": profile}
    return {**who, "language": caller.language}


def caller_from(kept: Mapping[str, Any], present: Caller) -> Caller:
    """Who asked; as they are known now, where they are the ones who talk."""
    if kept["staffer"] == present.staffer and kept["channel"] == present.channel:
        return present
    bound = kept["profile"]
    profile = Profile(bound["name"], frozenset(bound["datasets"]), bound.get("where"))
    return Caller(kept["staffer"], kept["role"], kept["channel"], profile, language=kept.get("language", USUAL))


def focus_from(kept: Mapping[str, Any] | None) -> Focus:
    """The focus as the checkpointer kept it."""
    if not kept:
        return Focus()
    people = {name: tuple(ShownWorker(**one) for one in kept[name]) for name in ("shown", "booked", "recent")}
    last = kept["last_call"]
    call = PlannedCall(last["tool"], last["args"], last["worker_ids"]) if last else None
    return Focus(**{**kept, **people, "drafts": tuple(kept.get("drafts", ())), "last_call": call})


LOOKED_UP = frozenset({"engaged", "waiting", "asker"})
"""What a focus has for one message only."""


def focus_to_keep(focus: Focus) -> dict[str, Any]:
    """The focus as plain data."""
    call = focus.last_call
    plain = {"tool": call.tool, "args": dict(call.args), "worker_ids": dict(call.worker_ids)} if call else None
    bare = Focus(**{**{name: getattr(focus, name) for name in Focus.__dataclass_fields__}, "last_call": None})
    kept = {name: value for name, value in asdict(bare).items() if name not in LOOKED_UP}
    return {**kept, "last_call": plain}


class ThreadLocks:
    """One lock a conversation: two runs at once on one thread would lose messages."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def of(self, thread: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(thread, threading.Lock())
