"""What the reviewer says of a step."""

from __future__ import annotations

from dataclasses import dataclass

from agents.review.findings import Finding
from memory.errors import NotAllowed


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
    """In English: for the model, the log and the audit. People are told `finding` in their own language."""
    finding: Finding

    @property
    def code(self) -> str:
        """Which check found it (see `docs/reviewer.md`)."""
        return self.finding.code

    def error(self) -> NotAllowed:
        """The refusal of a call that is this drift."""
        return NotAllowed(
            self.reason, code="drift", details={"finding": self.finding.code, "facts": dict(self.finding.facts)}
        )


Verdict = Approve | Continue | Drift
