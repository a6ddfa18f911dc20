"""Approvals: a person's yes or no to one exact call.

They are no projections and leave no trace in the journal: taking back one's last write must find the deed, not the yes
to it, and whoever said yes is in the audit for good. Times that a clock is compared with are the machine's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from memory.clock import machine_now
from memory.ledger.audit import mask
from memory.ledger.ledger import Unit
from memory.ledger.tables import approvals, from_text, to_text

VALID_FOR = timedelta(minutes=30)
"""A call can be finished before one answers; after half an hour the bench and the bookings may have moved on."""

Status = Literal["open", "approved", "denied", "expired", "used"]
RUNNABLE = ("open", "approved")
"""Only these still need the exact arguments; of the others masked ones are kept, as in the audit."""


@dataclass(frozen=True)
class Approval:
    """One request for a yes, and what became of it."""

    approval_id: str
    request: str
    """The proposed call that asked for it: asking twice for one call makes one approval."""
    tool: str
    arguments: str
    """JSON; exact while it may still run, masked afterwards."""
    arguments_hash: str
    staffer: str
    """For whom the call would be made."""
    proposer: str
    channel: str
    thread: str
    at: str
    """Business time."""
    expires_at: str
    """Machine time."""
    status: Status
    decided_by: str | None
    decided_at: str | None
    """Business time."""

    @property
    def exact_arguments(self) -> dict[str, Any]:
        """The arguments; those of an approval that can no longer run are masked."""
        arguments: dict[str, Any] = json.loads(self.arguments)
        return arguments

    @property
    def question(self) -> str:
        """What is asked and decided together: the calls of one proposal."""
        return self.request.rpartition("/")[0]

    @property
    def run_out(self) -> bool:
        """Whether its time is over, by the machine's clock."""
        return machine_now() >= from_text(self.expires_at)


def fingerprint(tool: str, arguments: Mapping[str, Any]) -> str:
    """The hash that binds a record to exactly this call."""
    return hashlib.sha256(json.dumps([tool, dict(arguments)], sort_keys=True, default=str).encode()).hexdigest()


def request(
    unit: Unit, *, request: str, tool: str, arguments: Mapping[str, Any], proposer: str, thread: str
) -> Approval:
    """Ask for a yes to this call; the one that stands where the same request asked before."""
    connection = unit.connection
    expire(connection)
    standing = connection.execute(select(approvals).where(approvals.c.request == request)).mappings().first()
    if standing is not None:
        return Approval(**standing)
    row: dict[str, Any] = {
        "approval_id": unit.next_id("A"),
        "request": request,
        "tool": tool,
        "arguments": json.dumps(dict(arguments), default=str),
        "arguments_hash": fingerprint(tool, arguments),
        "staffer": unit.actor.staffer,
        "proposer": proposer,
        "channel": unit.actor.channel,
        "thread": thread,
        "at": to_text(unit.now),
        "expires_at": to_text(machine_now() + VALID_FOR),
        "status": "open",
        "decided_by": None,
        "decided_at": None,
    }
    connection.execute(insert(approvals).values(row))
    return Approval(**row)


def find(connection: Connection, approval_id: str) -> Approval | None:
    """The approval of an id."""
    row = connection.execute(select(approvals).where(approvals.c.approval_id == approval_id)).mappings().first()
    return None if row is None else Approval(**row)


def open_ones(connection: Connection) -> list[Approval]:
    """Whatever waits for an answer, the oldest first; also what has run out since."""
    asked = select(approvals).where(approvals.c.status == "open").order_by(approvals.c.approval_id)
    return [Approval(**row) for row in connection.execute(asked).mappings()]


def decide(unit: Unit, approval_id: str, *, approve: bool) -> None:
    """Keep the actor's yes or no to an open approval. One that is decided, used or run out stays what it is."""
    expire(unit.connection)
    standing = find(unit.connection, approval_id)
    if standing is not None and standing.status == "open":
        said = {"decided_by": unit.actor.staffer, "decided_at": to_text(unit.now)}
        _move(unit.connection, standing, "approved" if approve else "denied", **said)


def use(connection: Connection, approval: Approval) -> None:
    """A yes is good for one attempt."""
    _move(connection, approval, "used")


def expire(connection: Connection) -> None:
    """Mark what ran out, so that no exact arguments are kept for longer than they can be used."""
    late = select(approvals).where(approvals.c.status.in_(RUNNABLE), approvals.c.expires_at <= to_text(machine_now()))
    for row in connection.execute(late).mappings().all():
        _move(connection, Approval(**row), "expired")


def _move(connection: Connection, approval: Approval, status: Status, **values: str) -> None:
    kept = approval.arguments if status in RUNNABLE else json.dumps(mask(approval.exact_arguments))
    mine = approvals.c.approval_id == approval.approval_id
    connection.execute(update(approvals).where(mine).values(status=status, arguments=kept, **values))
