"""What a tool is: a name, an effect, checked arguments, an answer, and a function between them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from demand.desk import DemandDesk
from memory.clock import check_near, read_moment
from memory.errors import BadInput
from memory.lake.report import ProgressCallback
from memory.ledger.ledger import Unit
from memory.phrase import Language
from memory.store import Store

Effect = Literal["read", "write", "send"]
Role = Literal["viewer", "recruiter", "manager", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "recruiter", "manager", "admin")
"""Weakest first."""
Channel = Literal["web", "slack", "sms", "terminal", "http", "mcp", "schedule"]


@dataclass(frozen=True)
class Profile:
    """What a staffer's searches may see."""

    name: str = "default"
    datasets: frozenset[str] = frozenset({"workers", "clients", "orders", "permits", "call_log"})
    where: str | None = None
    """A condition over the bench's columns; whoever does not meet it is not there. None is the whole bench."""

    @property
    def mark(self) -> str:
        """Tells what was said under this binding from what was said under another; empty for the whole bench."""
        if self.where is None:
            return ""
        return f"{self.name}.{hashlib.sha256(self.where.encode()).hexdigest()[:8]}:"


MARK = re.compile(r"[a-z0-9_-]+\.[0-9a-f]{8}:")
"""A `Profile.mark` that is not empty, also of a profile that was changed or deleted since."""


@dataclass(frozen=True)
class Caller:
    """Who calls, from where, on whose proposal. It comes from the channel, never from a model."""

    staffer: str
    role: Role
    channel: Channel
    profile: Profile = field(default_factory=Profile)
    proposer: str = "person"
    """The planner or model behind the call; ``person`` for a direct one."""
    sure: bool = True
    """Whether the planner was sure of what it read; a write that it was not sure of waits for a yes."""
    language: Language = "en"
    """What the caller speaks; a draft to somebody whose own language is not known is written in it."""
    key: str | None = None
    """Idempotency key of the event behind the call; None makes every call its own."""


def holds_nul(said: Any) -> bool:
    """Whether a text in it has a NUL, which the catalogue of the lake and PostgreSQL cannot keep."""
    if isinstance(said, str):
        return "\0" in said
    if isinstance(said, Mapping):
        return any(holds_nul(one) for pair in said.items() for one in pair)
    return isinstance(said, list | tuple) and any(map(holds_nul, said))


class Arguments(BaseModel):
    """Base of a tool's arguments: unknown fields are refused, texts and lists are bounded."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_max_length=2_000)

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, said: Any) -> Any:
        if holds_nul(said):
            raise ValueError("a text has the character NUL in it, which no text has")
        return said


class Answer(BaseModel):
    """Base of a tool's answer. Answers are kept for replays: a field that joins later needs a default."""

    model_config = ConfigDict(frozen=True)

    note: str = ""
    """What happened in a sentence, for people."""

    def facts(self) -> dict[str, Any]:
        """What the journal keeps for summaries."""
        return {"text": self.note}


@dataclass(frozen=True)
class Call:
    """A call that passed the gate's checks."""

    arguments: Any
    """An instance of the tool's `Arguments`."""
    caller: Caller
    store: Store
    demand: DemandDesk
    now: datetime
    unit: Unit | None = None
    """The open transaction of a write; None in a read and in a follow-up."""
    progress: ProgressCallback | None = None
    """Told how far long work is."""

    @property
    def writing(self) -> Unit:
        """The open transaction. Only a write has one."""
        assert self.unit is not None, "a read tool asked for a transaction"
        return self.unit


@dataclass(frozen=True)
class Tool:
    """One entry of the catalogue."""

    name: str
    effect: Effect
    summary: str
    arguments: type[Arguments]
    answer: type[Answer]
    run: Callable[[Call], Answer]
    datasets: frozenset[str] = frozenset({"workers"})
    """What the caller's profile must contain."""
    least_role: Role = "viewer"
    needs_whole_bench: bool = False
    """Not for a profile that sees a part of the bench: what it writes could lie outside of that."""
    own_affair: bool = False
    """A write that changes only what the caller sees: any role may."""
    only_reads: Callable[[Any], bool] = lambda _arguments: False
    """Whether a write with these arguments changes nothing, so that nobody need be asked."""
    follow_up: Callable[[Call, Any], Answer] | None = None
    """Runs after a write was committed and adds what a read can say, such as who could step in."""


def _read_moment(value: object, info: ValidationInfo) -> object:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if not isinstance(value, str):
        raise ValueError("a date or time is text such as 2026-04-20T06:00")
    assert info.context is not None, "the gate validates with the shop's zone as context"
    try:
        return read_moment(value, info.context["zone"])
    except BadInput as error:
        raise ValueError(f"{error.message} {error.hint}") from error


def _near(day: date) -> date:
    check_near(day)
    return day


Day = Annotated[date, AfterValidator(_near)]
"""A calendar day, near enough to be counted from."""
Moment = Annotated[datetime, BeforeValidator(_read_moment, json_schema_input_type=str)]
"""ISO date (06:00 is meant) or time. Without an offset it is wall time, here on the shop's clock until the tool knows
the job's site and reads it there (`SiteClock.read`)."""
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=200)]
"""Workers by id or by name."""
Name = Annotated[str, Field(min_length=1, max_length=200)]
Money = Annotated[float, Field(gt=0, le=10_000)]
Shift = Literal["day", "night", "swing", "any"]
