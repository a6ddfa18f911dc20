"""What time it is for the business, in one place, so that a test or a replay can freeze it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from memory.errors import BadInput

START_OF_DAY = time(6, 0)
"""What a bare date means: the first shift starts at six."""
SHIFT_STARTS = {"day": START_OF_DAY, "swing": time(14, 0), "night": time(22, 0)}
"""When each shift customarily starts."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Of days that are taken: a little further out, other zones and the lengths of shifts lead off the calendar."""


@dataclass(frozen=True)
class Clock:
    """Business time. Signatures, leases and time-outs use `machine_now` instead."""

    zone: ZoneInfo
    frozen: datetime | None = None
    """An aware datetime, or None for the running clock."""

    def now(self) -> datetime:
        """The present moment, aware, in the shop's zone."""
        return (self.frozen or datetime.now(UTC)).astimezone(self.zone)

    def today(self) -> date:
        """The shop's calendar day."""
        return self.now().date()


def shift_at(hour: int) -> str:
    """The shift that begins at this hour."""
    return "day" if 4 <= hour < 12 else "swing" if 12 <= hour < 18 else "night"


def machine_now() -> datetime:
    """The machine's own time in UTC, which `MUSTER_NOW` never freezes: for time-outs and leases."""
    return datetime.now(UTC)


def check_near(day: date) -> None:
    """Raises ValueError for a day that no shop plans or remembers."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"it must be a day of the years {FIRST_YEAR} to {LAST_YEAR}")


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """ISO date or datetime → aware datetime; a bare date is 06:00, a time without offset is ``zone``'s wall time.

    One with an offset keeps it, so that only wall time lies on a `ZoneInfo`.

    Raises BadInput where the text is neither, or a day far off.
    """
    cleaned = text.strip()
    try:
        if len(cleaned) == 10:
            moment = datetime.combine(date.fromisoformat(cleaned), START_OF_DAY, zone)
        else:
            moment = datetime.fromisoformat(cleaned)
        check_near(moment)
    except ValueError as error:
        raise BadInput(
            f"{cleaned[:40]!r} is not a date or time.",
            code="bad_time",
            hint="Write it as 2026-04-20 or 2026-04-20T06:00.",
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
