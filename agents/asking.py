"""The question for a person's yes: what the graph waits for, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class Asked(BaseModel):
    """What the graph stopped for. Plain data: it outlives the process."""

    model_config = ConfigDict(frozen=True)

    approvals: dict[str, str]
    """Call id → approval id; they are decided together."""
    text: str
    choices: tuple[str, ...]
    planned_by: str

    @property
    def approval_ids(self) -> tuple[str, ...]:
        return tuple(self.approvals.values())

    @property
    def handle(self) -> str:
        """The approval by which the whole question is known."""
        return self.approval_ids[0]


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
    return Asked.model_validate(asked).approvals if asked else {}
