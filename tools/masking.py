"""What of a worker's record a role may see. Every path that shows a worker asks here."""

from __future__ import annotations

from dataclasses import replace

from memory.bench import Worker
from memory.errors import NotAllowed
from tools.tool import ROLES, Caller

PAY = "pay_rate"


def sees_private(caller: Caller) -> bool:
    """Whether the role may see how to reach people, and what they cost."""
    return ROLES.index(caller.role) >= ROLES.index("recruiter")


def masked(worker: Worker, caller: Caller) -> Worker:
    """The record as the caller may see it: a viewer sees who can do what."""
    if sees_private(caller):
        return worker
    phone = f"***{worker.phone[-2:]}" if worker.phone else None
    return replace(worker, phone=phone, email="***" if worker.email else None, pay_rate=None, resume_text=None)


def refuse_probing(caller: Caller, max_pay_rate: float | None, sql_filter: str | None) -> None:
    """Who may not see pay may not search by it either: a few searches would find it out.

    Raises NotAllowed (``masked_field``).
    """
    if not sees_private(caller) and (max_pay_rate is not None or PAY in (sql_filter or "").casefold()):
        raise NotAllowed(
            f"{caller.staffer} is {caller.role}, and does not see what people are paid.",
            code="masked_field",
            hint="Leave the pay out of the search, or ask a recruiter.",
            details={"fields": [PAY], "role": caller.role},
        )
