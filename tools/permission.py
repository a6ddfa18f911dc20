"""Who may call what, and which calls a person must say yes to first."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from memory.errors import NotAllowed
from tools.tool import ROLES, Arguments, Caller, Role, Tool

TRUSTED = frozenset({"person", "builtin"})
"""Whose writes need no second look: a person's own call, and what the built-in planner is sure of."""


def permit(tool: Tool, caller: Caller) -> None:
    """Raises NotAllowed where the caller's role is too weak or the profile does not see what the tool reads."""
    least = max(
        ROLES.index(tool.least_role),
        ROLES.index("viewer" if tool.effect == "read" or tool.own_affair else "recruiter"),
    )
    require_role(caller, ROLES[least], tool.name)
    if tool.needs_whole_bench:
        require_whole_bench(caller, tool.name)
    outside = tool.datasets - caller.profile.datasets
    if outside:
        raise out_of_scope(caller, outside)


def out_of_scope(caller: Caller, outside: Collection[str]) -> NotAllowed:
    """The caller's profile does not contain these datasets; which it does is told."""
    return NotAllowed(
        f"The profile {caller.profile.name} does not see {', '.join(sorted(outside))}.",
        code="out_of_scope",
        hint="Activate another profile.",
        details={
            "profile": caller.profile.name,
            "outside": sorted(outside),
            "allowed": sorted(caller.profile.datasets),
        },
    )


def require_role(caller: Caller, least: Role, deed: str) -> None:
    """Raises NotAllowed (``role_too_weak``) where the caller's role is weaker."""
    if ROLES.index(caller.role) < ROLES.index(least):
        raise NotAllowed(
            f"{deed} needs the role {least}; {caller.staffer} is {caller.role}.",
            code="role_too_weak",
            hint="Ask a manager to do it, or an admin for the role.",
            details={"staffer": caller.staffer, "role": caller.role, "needed": least},
        )


def require_whole_bench(caller: Caller, deed: str) -> None:
    """Raises NotAllowed (``out_of_scope``) where the caller's profile sees a part of the bench."""
    if caller.profile.where is not None:
        raise NotAllowed(
            f"{deed} is for those who see the whole bench; the profile {caller.profile.name} sees a part of it.",
            code="out_of_scope",
            hint="Ask somebody who sees the whole bench.",
            details={"profile": caller.profile.name, "allowed": sorted(caller.profile.datasets)},
        )


def needs_approval(tool: Tool, arguments: Arguments, caller: Caller) -> bool:
    """Whether a person must say yes: to every send, and to a write that was guessed or that a model proposed."""
    match tool.effect:
        case "read":
            return False
        case "send":
            return True
        case "write":
            guessed = not caller.sure or caller.proposer not in TRUSTED
            return guessed and not tool.only_reads(arguments)
        case _:
            assert_never(tool.effect)
