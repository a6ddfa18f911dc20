"""What building permits ask of the bench, by role."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from demand.desk import DEFAULT_DAYS
from demand.forecast import Forecast, PermitCounts, RoleForecast
from demand.gaps import Gap
from memory.errors import NotFound
from memory.grammar import counted
from tools.place import Unknown, canonical_city, canonical_role, canonical_state
from tools.tool import Answer, Arguments, Call, Name, Tool

NAMED = 4
"""Roles of one status that the note names."""


class ForecastArguments(Arguments):
    """Which roles and place, and over how many days of permits."""

    role: Name | None = None
    city: Name | None = None
    state: Name | None = None
    days: Annotated[int, Field(ge=1, le=365)] = DEFAULT_DAYS


class ForecastAnswer(Answer):
    """Roles, the most pressing first."""

    roles: tuple[RoleForecast, ...]
    days: int
    as_of: datetime
    permits: PermitCounts
    source: str
    fetched_at: datetime | None
    hint: str | None
    gap: Gap | None = None
    """What ``hint`` says."""


def forecast(call: Call) -> ForecastAnswer:
    """Sum the permits of the window and set the bench against them."""
    arguments: ForecastArguments = call.arguments
    found = call.demand.forecast(
        call.now,
        role=plain(arguments.role, canonical_role, call),
        city=plain(arguments.city, canonical_city, call),
        state=plain(arguments.state, canonical_state, call),
        days=arguments.days,
    )
    note = found.hint or _words(found)
    return ForecastAnswer(
        roles=found.roles, days=found.days, as_of=found.as_of, permits=found.counts, source=found.source,
        fetched_at=found.fetched_at, hint=found.hint, gap=found.gap, note=note,
    )  # fmt: skip


def _words(found: Forecast) -> str:
    """``2 roles are critical (Welder 40%, Roofer 25%), 1 is tight (Plumber 82%).``"""
    said: list[str] = []
    for status in ("critical", "tight"):
        lines = [line for line in found.roles if line.status == status and line.coverage is not None]
        named = [f"{line.role} {line.coverage:.0%}" for line in lines[:NAMED]]
        more = f" and {len(lines) - NAMED} more" if len(lines) > NAMED else ""
        roles = counted(len(lines), "role") if not said else f"{len(lines)}"
        if lines:
            said.append(f"{roles} {'is' if len(lines) == 1 else 'are'} {status} ({', '.join(named)}{more})")
    return f"{', '.join(said)}." if said else "Nothing is tight: the bench covers what permits ask for."


def plain(said: str | None, canonical: object, call: Call) -> str | None:
    """The bench's name for what was said, or what was said: permits know roles and places that the bench does not."""
    if said is None:
        return None
    assert callable(canonical)
    try:
        found = canonical(call.store, said)
    except NotFound:  # no bench yet: permits can be asked about all the same
        return said
    return said if isinstance(found, Unknown) else str(found)


TOOL = Tool(
    name="forecast",
    effect="read",
    summary="Demand from building permits against the bench, by role: critical, tight, watch or ok.",
    arguments=ForecastArguments,
    answer=ForecastAnswer,
    run=forecast,
    datasets=frozenset({"permits"}),
)
