"""Days and hours of a clause, put together: "thurs 6a" → 2026-04-23T06:00."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from agents.understanding.mentions import Day, Hours

START_OF_DAY = time(6)


@dataclass(frozen=True)
class When:
    """ISO wall time or a bare ISO day; empty where it was not said."""

    start: str = ""
    end: str = ""
    day: str = ""


def put_together(
    days: Sequence[Day], hours: Sequence[Hours], now: datetime, *, past: bool, day: str = "", end_day: bool = True
) -> When:
    """When something starts and, where that was said, ends.

    ``now`` is wall time; ``day`` stands in where none was said.

    A weekday is the next one; today's where its time is still ahead. With ``past`` it is the last one.
    """
    first = hours[0] if hours else None
    at = first.start if first else None
    if days:
        start_day = days[0].behind if past else _ahead(days[0], at, now)
    elif day:
        start_day = date.fromisoformat(day[:10])
    elif at is None:
        return When()
    else:
        start_day = now.date() if past or datetime.combine(now.date(), at) > now else now.date() + timedelta(days=1)
    start = f"{start_day}T{at:%H:%M}" if at else (f"{start_day}" if days or day else "")
    return When(start, _end(days, hours, start_day, past=past), f"{start_day}")


def _ahead(day: Day, at: time | None, now: datetime) -> date:
    if day.may_be_today and datetime.combine(day.may_be_today, at or START_OF_DAY) > now:
        return day.may_be_today
    return day.ahead


def _end(days: Sequence[Day], hours: Sequence[Hours], start: date, *, past: bool) -> str:
    last = hours[-1].end if hours else None
    if len(hours) > 1 and last is None:
        last = hours[-1].start
    day = days[0].last if days and days[0].last else days[1].ahead if len(days) > 1 else None
    if past and day is not None and days:
        day = start + (day - days[0].ahead)
    if day is None and last is None:
        return ""
    while day is not None and day < start and start - day < timedelta(days=7):
        day += timedelta(days=7)
    if day is None or day < start:
        overnight = last is not None and last <= hours[0].start
        day = start + timedelta(days=1) if overnight else start
    return f"{day}T{last:%H:%M}" if last else f"{day}"
