"""Contracts that come from building permits, with their deadlines and who could go."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from demand.allocation import Shortfall
from demand.contracts import Contract
from demand.gaps import Gap
from demand.rules import ContractStatus
from memory.grammar import counted, plural
from tools.forecast import plain
from tools.place import canonical_city, canonical_role
from tools.tool import Answer, Arguments, Call, Name, Tool

SHOWN = 50


class ContractArguments(Arguments):
    """Which contracts."""

    role: Name | None = None
    city: Name | None = None
    status: ContractStatus | None = None
    within_days: Annotated[int, Field(ge=0, le=365)] | None = None


class ContractAnswer(Answer):
    """Contracts by deadline."""

    contracts: tuple[Contract, ...]
    total: int
    open_seats: int
    """Seats of the contracts listed that nobody is booked on."""
    short: tuple[Shortfall, ...]
    as_of: datetime
    source: str
    fetched_at: datetime | None
    hint: str | None
    gap: Gap | None = None
    """What ``hint`` says."""


def contracts(call: Call) -> ContractAnswer:
    """List the contracts that fit, the most pressing first, at most fifty with their candidates."""
    arguments: ContractArguments = call.arguments
    call.store.mirror.sync()
    role = plain(arguments.role, canonical_role, call)
    found = call.demand.contracts(
        call.now,
        filled=call.store.experience.filled(),
        role=role,
        city=plain(arguments.city, canonical_city, call),
        status=arguments.status,
        within_days=arguments.within_days,
        limit=SHOWN,
    )
    window = f" due within {counted(arguments.within_days, 'day')}" if arguments.within_days is not None else ""
    kind = f"{arguments.status} contract" if arguments.status else "contract"
    people = f" for {plural(role)}" if role else ""
    note = found.hint or f"{counted(found.total, kind)}{people}{window}."
    return ContractAnswer(
        contracts=found.contracts, total=found.total,
        open_seats=sum(max(c.headcount - c.filled, 0) for c in found.contracts),
        short=found.short, as_of=found.as_of, source=found.source, fetched_at=found.fetched_at, hint=found.hint,
        gap=found.gap, note=note,
    )  # fmt: skip


TOOL = Tool(
    name="contracts",
    effect="read",
    summary="Contracts from building permits, with countdown and candidates.",
    arguments=ContractArguments,
    answer=ContractAnswer,
    run=contracts,
    datasets=frozenset({"permits"}),
)
