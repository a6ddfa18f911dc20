"""Whether a call's days and times are ones that the message can mean."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from agents.review.evidence import Evidence
from agents.review.findings import Finding, ProposedCall
from agents.review.records import Records
from agents.understanding.mentions import Day, Hours
from agents.understanding.moments import START_OF_DAY
from memory.clients import Order
from memory.clock import shift_at
from memory.search_types import SHIFT_HOURS

HAPPENED = frozenset({"showed", "completed"})
"""Stages that are told on the day itself."""
ONE_DAY = timedelta(days=1)


def check_start(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The start is on a day and at a time that is said, else the conversation's or the order's."""
    start = _wall(call.text("start"), evidence.now)
    if start is None:
        return None
    known = list(_known_starts(call, evidence, records))
    if start.date() in _days(call, evidence, known) and _is_at(start, call, evidence, known):
        return None
    return _finding(str(call.text("start")), call, evidence)


def check_end(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The end is one that is said, or as many hours behind the start as are said."""
    said, start = call.text("end"), _wall(call.text("start"), evidence.now)
    end = _wall(said, evidence.now)
    if said is None or end is None:
        return None
    hours = [m.value for m in evidence.said("hours", call) if isinstance(m.value, Hours)]
    times = {moment for one in hours for moment in (one.start, one.end)}
    lengths = {int(norm) for norm in evidence.norms if norm.isdigit() and int(norm) <= 24} | {SHIFT_HOURS}
    order = records.order(call.text("order_id"))
    if order is not None and order.end is not None and _at_site(order.end, order, records) == end:
        return None
    before = evidence.focus.last_call.args.get("end") if evidence.focus.last_call else None
    if before is not None and not hours and str(before)[-5:] == said[-5:]:
        return None  # "same for saturday": another day until the same hour
    if start is not None and (end - start) in {timedelta(hours=length) for length in lengths}:
        return None
    days = _days(call, evidence, [start] if start else [])
    days |= {start.date(), start.date() + ONE_DAY} if start else set()
    if end.date() in days and ("T" not in said or end.time() in times):
        return None
    return _finding(said, call, evidence)


def check_date(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The day of a summary is one that is said; today where none is."""
    day = _wall(call.text("date"), evidence.now)
    if day is None:
        return None
    said = {moment for one in said_days(call, evidence) for moment in one}
    today = evidence.now.date()
    if day.date() in (said or {today}) or (not said and str(call.text("date")) in evidence.remembered("date")):
        return None
    return _finding(str(call.text("date")), call, evidence)


def check_days(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """How far a look ahead goes is what is said: a number of days, or until the day or the end of the week or month."""
    for name in ("days", "within_days"):
        value = call.number(name)
        spans = {m.value for m in evidence.said("span", call) if isinstance(m.value, int)}
        until = {(moment - evidence.now.date()).days for one in said_days(call, evidence) for moment in one}
        if value is None or not spans | until:
            continue
        if value in spans | until or value in {one + 1 for one in until} | _to_the_end(evidence.now.date(), spans):
            continue
        said = [*evidence.said("span", call), *evidence.said("date", call)]
        return Finding("days", {"value": f"{value:g}", "said": evidence.quote(said)})
    return None


def _to_the_end(today: date, spans: set[int]) -> set[int]:
    """Days that are left of the week, or of the month, where one is spoken of."""
    week, month = 6 - today.weekday(), monthrange(today.year, today.month)[1] - today.day
    return {*((week - 2, week, week + 1) if 7 in spans else ()), *((month, month + 1, 31) if 30 in spans else ())}


def _finding(value: str, call: ProposedCall, evidence: Evidence) -> Finding:
    said = [*evidence.said("date", call), *evidence.said("hours", call), *evidence.said("span", call)]
    return Finding("date", {"value": value.replace("T", " "), "said": evidence.quote(said)})


def _known_starts(call: ProposedCall, evidence: Evidence, records: Records) -> Iterable[datetime]:
    for text in evidence.remembered("start"):
        moment = _wall(str(text), evidence.now)
        if moment is not None:
            yield moment
    order = records.order(call.text("order_id"))
    if order is not None and order.start is not None:
        yield _at_site(order.start, order, records)


def _at_site(moment: datetime, order: Order, records: Records) -> datetime:
    """Wall time at the order's site."""
    return records.store.site_clock(order.city, order.state).local(moment).replace(tzinfo=None)


def said_days(call: ProposedCall, evidence: Evidence) -> list[set[date]]:
    """For each day that is said, every date that it can mean."""
    days = [m.value for m in evidence.said("date", call) if isinstance(m.value, Day)]
    return [_dates(day) for day in days]


def _dates(day: Day) -> set[date]:
    dates = {day.ahead, day.behind, *([day.may_be_today] if day.may_be_today else ())}
    if day.last is not None:
        dates |= {day.ahead + number * ONE_DAY for number in range(max((day.last - day.ahead).days, 0) + 1)}
    return dates


def _days(call: ProposedCall, evidence: Evidence, known: list[datetime]) -> set[date]:
    """Dates that the message can mean; where it says none, those that the conversation leaves."""
    said = said_days(call, evidence)
    if said:
        return {moment for one in said for moment in one}
    today = evidence.now.date()
    days = {moment.date() for moment in known}
    if evidence.said("hours", call):
        days |= {today, today + ONE_DAY}
    spans = [m.value for m in evidence.said("span", call) if isinstance(m.value, int)]
    days |= {today + number * ONE_DAY for span in spans for number in range(span + 1)}
    if evidence.words.now_words.find(evidence.norms) or call.text("stage") in HAPPENED:
        days.add(today)
    return days


def _is_at(start: datetime, call: ProposedCall, evidence: Evidence, known: list[datetime]) -> bool:
    if "T" not in str(call.text("start")):
        return True
    at = start.time()
    hours = [m.value for m in evidence.said("hours", call) if isinstance(m.value, Hours)]
    if hours:
        return at in {one.start for one in hours}
    if at == START_OF_DAY or at in {moment.time() for moment in known}:
        return True
    spoken = {shift for shift, said in evidence.words.part_of_day.items() if said & set(evidence.norms)}
    named = {str(m.value) for m in evidence.said("shift", call)}
    now = bool(evidence.words.now_words.find(evidence.norms)) and start.date() == evidence.now.date()
    return shift_at(at.hour) in spoken | named or now


def _wall(text: str | None, now: datetime) -> datetime | None:
    """A moment as wall time at the shop; None where it is none: that is the gate's to refuse."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == 10:
        moment = datetime.combine(moment.date(), time())
    return moment.astimezone(now.tzinfo).replace(tzinfo=None) if moment.tzinfo else moment
