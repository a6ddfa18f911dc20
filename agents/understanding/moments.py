"""Days and hours of a clause, put together: "thurs 6a" → 2026-04-23T06:00."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from agents.understanding.mentions import Day, Hours, Mention
from agents.understanding.words import Word

START_OF_DAY = time(6)
TOLD = frozenset(
    "called calls call phoned rang ring emailed email texted text voicemail vm lvm wrote messaged pinged dialed buzzed "
    "hollered hit llamo llamaron marco marcaron hablo hablaron escribio escribieron aviso avisaron mando".split()
)
"""Words for a call or a message: a time behind one is when that was."""
OF_A_CALL = frozenset(
    "us me in up back again out over just at around from with a an the @ y de la las nos ya hoy by early late".split()
)
"""Words that may stand between."""
TOGETHER = frozenset(
    "to - thru through until till til at from on , ( ) start starting starts @ a las el del al de hasta".split()
)
"""Words that may stand between the day and the times of one job."""


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


def of_the_job(mentions: Sequence[Mention], words: Sequence[Word]) -> Sequence[Mention]:
    """Without the days and times of something else: "Acme called at 5 this morning, 2 welders 4/22 10pm"."""
    groups = _grouped([one for one in mentions if isinstance(one.value, Day | Hours)], words)
    clients = {place for one in mentions if one.kind == "client" for place in range(one.start, one.end)}
    others = [group for group in groups if _is_of_a_call(group, clients, words)]
    left = [group for group in groups if group not in others]
    with_day = any(
        isinstance(group[0].value, Day) and any(isinstance(one.value, Hours) for one in group) for group in left
    )
    if len(left) > 1 and with_day and _is_bare_time(left[0]):
        others.append(left[0])  # that of the day is meant
    return [one for one in mentions if not any(one in group for group in others)] if others else mentions


def _grouped(moments: Sequence[Mention], words: Sequence[Word]) -> list[list[Mention]]:
    """Days and times that stand together: "4/22 10pm to 4/25 6am"."""
    groups: list[list[Mention]] = []
    for one in sorted(moments, key=lambda each: each.start):
        between = words[groups[-1][-1].end : one.start] if groups else ()
        if groups and all(word.norm in TOGETHER for word in between):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _is_of_a_call(group: Sequence[Mention], clients: set[int], words: Sequence[Word]) -> bool:
    """Whether a word for a call stands before its time: "called at 5", "a voicemail from Acme at 6:15"."""
    place = group[0].start - 1
    while place >= 0 and (words[place].norm in OF_A_CALL or place in clients):
        place -= 1
    return isinstance(group[0].value, Hours) and place >= 0 and words[place].norm in TOLD


def _is_bare_time(group: Sequence[Mention]) -> bool:
    return all(isinstance(one.value, Hours) and one.value.end is None for one in group)


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
