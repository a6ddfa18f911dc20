"""The fates of a tool call. Exactly one of them comes back from the gate, and all are audited."""

from __future__ import annotations

from dataclasses import dataclass

from memory.errors import MusterError
from tools.tool import Answer


@dataclass(frozen=True)
class Done:
    """It ran. ``replayed`` where the same key had run before: nothing was done twice."""

    answer: Answer
    replayed: bool = False
    entry: int | None = None
    """The number of the journal's entry; None for a read, a replay, and a write that changed nothing."""
    missed: MusterError | None = None
    """What the follow-up of a write met; the note tells it in English."""


@dataclass(frozen=True)
class Retry:
    """The arguments can be mended: unknown order, a date that is none, a name that fits several people."""

    error: MusterError


@dataclass(frozen=True)
class Refused:
    """Policy or state says no: right, scope, do-not-return, double booking, storage away."""

    error: MusterError


@dataclass(frozen=True)
class Crash:
    """A bug. The reference finds the traceback in the log; its text never reaches a model."""

    reference: str


Fate = Done | Retry | Refused | Crash
