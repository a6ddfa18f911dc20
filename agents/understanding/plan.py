"""What the built-in planner answers: the calls that a message asks for, or why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Expect = Literal["clarify", "chat", "out_of_scope", "refuse"]


@dataclass(frozen=True)
class PlannedCall:
    """One tool call. ``args`` hold only what the message states or what the conversation settles, ready for JSON."""

    tool: str
    args: Mapping[str, Any] = field(default_factory=dict)
    """Times are local wall time: ``2026-04-20`` or ``2026-04-20T06:00``; workers are full names."""
    worker_ids: Mapping[str, str] = field(default_factory=dict)
    """Name → worker_id where the conversation settles which of several people is meant; never printed."""
    runs: PlannedCall | None = field(default=None, compare=False)
    """The call that answers it at the desk, where that goes by another name; never printed."""


@dataclass(frozen=True)
class Alternative:
    """One way to read a message that can be read in several: what to call it, and the calls it would be."""

    label: str
    calls: tuple[PlannedCall, ...]


@dataclass(frozen=True)
class Plan:
    """Calls in the order they were said, or ``expect`` with the words for the person."""

    calls: tuple[PlannedCall, ...] = ()
    expect: Expect | None = None
    confidence: float = 0.0
    """0 to 1; a write below ``SURE`` is confirmed by the person before it runs."""
    say: str | None = None
    options: tuple[str, ...] = ()
    """Choices for a clarify, at most five."""
    alternatives: tuple[Alternative, ...] = ()
    """Choices that are whole calls; they stand in the place of ``options``."""
    left: tuple[str, ...] = ()
    """Parts of the message, as typed, that touch the trade and came to no call while others did."""
    template: str | None = None
    """The sentences that matched, for the steps of a reply."""


SURE = 0.75
"""Below this the planner is unsure: the executor asks before it writes."""
