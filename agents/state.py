"""What a conversation keeps between turns, and what one turn is given."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages

from agents.language import Language
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.plan import PlannedCall
from agents.verdicts import Verdict
from agents.voice import Voice
from tools.fates import Fate
from tools.tool import Caller

MESSAGES_KEPT = 40
"""A thread's messages that are kept; the focus carries what older ones were about."""


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
    """The proposal is the person's answer to the desk's own question."""
    say: str
    """The planner's own words, where it made no call."""
    choices: list[str]
    language: Language
    """The one of the newest message that showed its language."""


@dataclass(frozen=True)
class Made:
    """A call that was made, and what became of it."""

    tool: str
    arguments: Mapping[str, Any]
    fate: Fate


@dataclass
class Turn:
    """What one turn gathers; it ends with the turn."""

    made: list[Made] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    failure_log: str | None = None


@dataclass(frozen=True)
class Context:
    """Identity and time come from here, never from what a model writes."""

    turn_id: str
    caller: Caller
    now: datetime
    turn: Turn
    key: str | None
    voice: Voice


def focus_from(kept: Mapping[str, Any] | None) -> Focus:
    """The focus as the checkpointer kept it."""
    if not kept:
        return Focus()
    people = {name: tuple(ShownWorker(**one) for one in kept[name]) for name in ("shown", "booked", "recent")}
    last = kept["last_call"]
    call = PlannedCall(last["tool"], last["args"], last["worker_ids"]) if last else None
    return Focus(**{**kept, **people, "last_call": call})


def focus_to_keep(focus: Focus) -> dict[str, Any]:
    """The focus as plain data."""
    call = focus.last_call
    plain = {"tool": call.tool, "args": dict(call.args), "worker_ids": dict(call.worker_ids)} if call else None
    bare = Focus(**{**{name: getattr(focus, name) for name in Focus.__dataclass_fields__}, "last_call": None})
    return {**asdict(bare), "last_call": plain}


class ThreadLocks:
    """One lock a conversation: two runs at once on one thread would lose messages."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def of(self, thread: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(thread, threading.Lock())
