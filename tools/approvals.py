"""Asking for a person's yes, taking it, and seeing that it is good for exactly one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from memory.errors import Conflict, MusterError, NotAllowed, NotFound
from memory.ledger import approvals
from memory.ledger.approvals import Approval
from memory.ledger.ledger import Actor
from memory.ledger.tables import from_text
from memory.store import Store
from tools.attempt import Attempt
from tools.permission import permit
from tools.tool import Caller, Tool


class Approvals:
    """The approvals of one store, for the tools of one catalogue."""

    def __init__(self, catalogue: Mapping[str, Tool], store: Store, mark: str = "") -> None:
        """``mark`` begins the threads whose questions are seen; empty is all."""
        self._catalogue = catalogue
        self._mark = mark
        self._store = store

    def request(
        self, name: str, arguments: Mapping[str, Any], caller: Caller, *, thread: str, request: str
    ) -> Approval:
        """Ask for a yes to exactly this call. The same ``request`` asks once, however often it is made."""
        with self._store.ledger.write(Actor(caller.staffer, caller.channel), self._store.clock.now()) as unit:
            return approvals.request(
                unit, request=request, tool=name, arguments=arguments, proposer=caller.proposer, thread=thread
            )

    def decide(self, approval_ids: Sequence[str], approver: Caller, thread: str, *, approve: bool) -> list[Approval]:
        """Take a person's yes or no to what was asked together; they may decide what they may do themselves.

        Raises NotFound (``unknown_approval``) or NotAllowed (``approver_too_weak``), and then nothing is decided.
        """
        with self._store.ledger.write(Actor(approver.staffer, approver.channel), self._store.clock.now()) as unit:
            asked = [self._asked(approvals.find(unit.connection, one), one, thread) for one in approval_ids]
            refused = next((found for one in asked if (found := self._too_weak(one, approver)) is not None), None)
            if refused is None:
                for one in approval_ids:
                    approvals.decide(unit, one, approve=approve)
                decided = [approvals.find(unit.connection, one) for one in approval_ids]
                return [one for one in decided if one is not None]
            approval, error = refused
            Attempt(approval.tool, {"approval": approval.approval_id}, approver, approver.staffer).audit(
                unit, "refused", error.code
            )
        raise error

    def set_aside(self, approval_ids: Sequence[str], by: Caller) -> None:
        """Nobody answered and the conversation moved on: a no that needs no right."""
        with self._store.ledger.write(Actor(by.staffer, by.channel), self._store.clock.now()) as unit:
            for one in approval_ids:
                approvals.decide(unit, one, approve=False)

    def find(self, approval_id: str, thread: str | None = None) -> Approval:
        """An approval, of that thread where one is given. Raises NotFound (``unknown_approval``)."""
        with self._store.ledger.read() as connection:
            return self._asked(approvals.find(connection, approval_id), approval_id, thread)

    def stand(self, approval_ids: Sequence[str]) -> bool:
        """Whether all of these got a yes that can still be used."""
        with self._store.ledger.read() as connection:
            found = [approvals.find(connection, one) for one in approval_ids]
        return all(one is not None and one.status == "approved" and not one.run_out for one in found)

    def waiting(self, approver: Caller) -> list[tuple[Approval, ...]]:
        """Open questions that this person may answer, the oldest first; those of one question are decided together."""
        with self._store.ledger.read() as connection:
            asked = approvals.open_ones(connection)
        found = [one for one in asked if not one.run_out and one.thread.startswith(self._mark)]
        groups: dict[str, tuple[Approval, ...]] = {}
        for one in found:
            groups[one.question] = (*groups.get(one.question, ()), one)
        return [group for group in groups.values() if not any(self._too_weak(one, approver) for one in group)]

    def _asked(self, found: Approval | None, approval_id: str, thread: str | None) -> Approval:
        if found is None or thread not in (None, found.thread) or not found.thread.startswith(self._mark):
            raise unknown(approval_id)
        return found

    def _too_weak(self, approval: Approval, approver: Caller) -> tuple[Approval, NotAllowed] | None:
        tool = self._catalogue.get(approval.tool)
        if tool is None:
            return None  # there is nothing left to run: the gate refuses the call itself
        try:
            permit(tool, approver)
        except NotAllowed as error:
            return approval, NotAllowed(
                f"{approver.staffer} may not decide that: {error.message}",
                code="approver_too_weak",
                hint="It waits for somebody who may.",
            )
        return None


def check(attempt: Attempt, found: Approval | None, approval_id: str, zone: ZoneInfo) -> None:
    """See that an approval is good for exactly this attempt.

    Raises NotFound (``unknown_approval``), NotAllowed (``needs_approval``, ``approval_denied``) or Conflict
    (``approval_mismatch``, ``approval_expired``, ``approval_used``).
    """
    if found is None:
        raise unknown(approval_id)
    if found.arguments_hash != approvals.fingerprint(attempt.tool, attempt.arguments):
        raise Conflict(
            "That yes was given to another call.",
            code="approval_mismatch",
            hint="Ask for a yes to exactly this one.",
        )
    refusal = _refusal(found, zone)
    if refusal is not None:
        raise refusal
    attempt.granted = found


def _refusal(found: Approval, zone: ZoneInfo) -> MusterError | None:
    match found.status:
        case "approved" | "open" if found.run_out:
            return _expired()
        case "approved":
            return None
        case "open":
            return unapproved(found.tool)
        case "expired":
            return _expired()
        case "denied":
            return NotAllowed(
                f"{found.decided_by} said no to that, {_at(found.decided_at, zone)}.",
                code="approval_denied",
                hint="Ask for it anew if it is wanted after all.",
            )
        case "used":
            return Conflict(
                f"{found.decided_by} said yes to that, {_at(found.decided_at, zone)}, and a yes is good for once.",
                code="approval_used",
                hint="Ask for a new yes to do it again.",
            )
        case _:
            assert_never(found.status)


def unapproved(tool: str) -> NotAllowed:
    """Nobody said yes yet."""
    return NotAllowed(
        f"{tool} needs a person's yes, and nobody gave it.",
        code="needs_approval",
        hint="A person must approve exactly this.",
    )


def unknown(approval_id: str) -> NotFound:
    """No such approval, or one of another conversation: which of the two is nobody's business."""
    return NotFound(
        f"Nothing called {approval_id[:60]!r} waits for an answer here.",
        code="unknown_approval",
        hint="Say what you want again.",
    )


def _expired() -> Conflict:
    minutes = int(approvals.VALID_FOR.total_seconds() // 60)
    return Conflict(
        f"The question is older than {minutes} minutes, so its answer no longer counts.",
        code="approval_expired",
        hint="Say it again if it still holds.",
    )


def _at(text: str | None, zone: ZoneInfo) -> str:
    moment: datetime | None = from_text(text).astimezone(zone) if text else None
    return f"{moment:%b %-d %-I:%M %p}" if moment else "at some time"
