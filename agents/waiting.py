"""What waits for a yes or a no, for whoever looks at it from outside of the conversation that asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agents.phrases import Phrases
from agents.voice import Voice
from memory.errors import MusterError
from memory.ledger.approvals import Approval
from tools.gate import Gate
from tools.tool import Caller


@dataclass(frozen=True)
class Waiting:
    """One open question."""

    approval_id: str
    """By which it is decided; any other of ``approval_ids`` does it too."""
    approval_ids: tuple[str, ...]
    """One a call; they are decided together."""
    deeds: tuple[str, ...]
    """What each call would do, in words."""
    staffer: str
    """For whom it would be done."""
    planned_by: str
    channel: str
    thread: str
    at: str
    """When it was asked, in business time."""
    expires_at: str
    """By the machine's clock."""


def waiting_for(caller: Caller, gate: Gate, phrases: Phrases, voice: Voice) -> Iterator[Waiting]:
    """The open questions that this person may answer, the oldest first."""
    for asked in gate.approvals.waiting(caller):
        first = asked[0]
        try:
            deeds = tuple(_deed(one, gate, phrases, voice) for one in asked)
        except MusterError:
            continue  # asked by an earlier version: its tool is gone or takes other arguments, so nothing can run
        yield Waiting(
            approval_id=first.approval_id,
            approval_ids=tuple(one.approval_id for one in asked),
            deeds=deeds,
            staffer=first.staffer,
            planned_by=first.proposer,
            channel=first.channel,
            thread=first.thread,
            at=first.at,
            expires_at=first.expires_at,
        )


def _deed(asked: Approval, gate: Gate, phrases: Phrases, voice: Voice) -> str:
    checked = gate.checked(asked.tool, asked.exact_arguments)
    return phrases.deed(voice, gate.catalogue[asked.tool], checked)
