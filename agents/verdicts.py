"""What the reviewer says of a step."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Approve:
    """The step is right and nothing is left to do."""


@dataclass(frozen=True)
class Continue:
    """The step is right and more is to come."""

    remaining: int


@dataclass(frozen=True)
class Drift:
    """The step leaves what the person asked for."""

    reason: str
    code: str
    """Which check found it (see `docs/reviewer.md`)."""


Verdict = Approve | Continue | Drift
