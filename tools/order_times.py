"""A new time for an order as people say it: only the day, only the hour, or both; what is not said stays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from memory.clock import START_OF_DAY, check_near
from memory.errors import BadInput
from memory.site_clock import SiteClock


def _readable(said: str) -> str:
    parts_of_time(said)
    return said


NewTime = Annotated[str, Field(max_length=40, examples=["2026-04-24", "07:00"]), AfterValidator(_readable)]
"""``2026-04-24``, ``07:00`` or ``2026-04-24T07:00``, by the site's clock unless it has an offset."""


def moved(
    at: datetime | None, said: str, clock: SiteClock, now: datetime, *, after: datetime | None = None
) -> datetime:
    """The moment that ``said`` makes of ``at`` (aware; None where no time was known), on the site's clock.

    Without a day it is on that of ``at``, else today; without an hour at that of ``at``, else 06:00. ``after``: the
    start that an end belongs to; an hour that is not behind it is the next day's. Raises BadInput
    (``ends_before_start``) for an end on a day before it.
    """
    day, hour, stated = parts_of_time(said)
    if stated is not None:
        moment = clock.local(stated)
    else:
        local = clock.local(at) if at else None
        from_day = clock.local(after) if after else local or clock.local(now)
        day_meant = day or from_day.date()
        hour_meant = hour or (local.time() if local else START_OF_DAY)
        moment = datetime.combine(day_meant, hour_meant, clock.zone)
        if after is not None and day is None and moment <= after:
            moment = datetime.combine(day_meant + timedelta(days=1), hour_meant, clock.zone)
    if after is not None and moment <= after:
        raise BadInput(
            "The shift would end before it starts.",
            code="ends_before_start",
            hint="Say an end that is after the start.",
        )
    return moment


def parts_of_time(said: str) -> tuple[date | None, time | None, datetime | None]:
    """Day, hour, and the whole moment where an offset was stated. Raises ValueError for what is no time."""
    text = said.strip()
    try:
        if len(text) == len("2026-04-24"):
            day = date.fromisoformat(text)
            check_near(day)
            return day, None, None
        if "T" not in text and "-" not in text:
            return None, time.fromisoformat(text), None
        moment = datetime.fromisoformat(text)
        check_near(moment)
    except ValueError as error:
        raise ValueError("write it as 2026-04-24, 07:00 or 2026-04-24T07:00") from error
    if moment.tzinfo is not None:
        return None, None, moment
    return moment.date(), moment.time(), None
