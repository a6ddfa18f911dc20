"""The question for a person's yes: what the graph waits for, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from agents.messages import Part
from agents.state import Made
from tools.fates import Refused

NOT_APPROVED = {"approval_denied": "denied", "approval_expired": "expired"}
"""Error code of a call that waited for a yes in vain → how that is said."""


class ApprovalQuestion(BaseModel):
    """What the graph stopped for. Plain data: it outlives the process."""

    model_config = ConfigDict(frozen=True)

    approvals: dict[str, str]
    """Call id → approval id; they are decided together."""
    part: Part
    """As it was put, in the language of the message that was asked about; its choices are yes and no."""
    planned_by: str

    @property
    def approval_ids(self) -> tuple[str, ...]:
        return tuple(self.approvals.values())

    @property
    def handle(self) -> str:
        """The approval by which the whole question is known."""
        return self.approval_ids[0]

    def to_keep(self) -> dict[str, Any]:
        """The question as plain data."""
        return self.model_dump(exclude_defaults=True)


class Answered(BaseModel):
    """How it goes on. Whether the answer was yes is in the ledger, with the approvals."""

    model_config = ConfigDict(frozen=True)

    text: str | None
    """What the person said; None where nobody answered and the question is set aside."""
    channel: str
    key: str | None = None
    """The event that brought the answer."""


def approvals_of(asked: Mapping[str, Any] | None) -> dict[str, str]:
    """Call id → approval id of a proposal that was asked about; empty where none was."""
    return ApprovalQuestion.model_validate(asked).approvals if asked else {}


def was_turned_down(made: Sequence[Made]) -> bool:
    """Whether a person's yes was wanted and not given: then nothing more is proposed in that turn."""
    return any(isinstance(one.fate, Refused) and one.fate.error.code in NOT_APPROVED for one in made)
