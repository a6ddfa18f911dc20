"""The wording of records: a worker's, and a day's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from agents.messages import Line, Part
from agents.state import Made
from agents.voice import Voice
from agents.wording_facts import told
from agents.wording_recorded import deed_in_words
from memory.bench import Worker
from memory.experience import STANDING
from memory.ledger.tables import from_text
from tools.daily_summary import DailySummary, Deed
from tools.worker_profile import Profiles, Record

HISTORY_SHOWN, DEEDS_SHOWN, TAKEN_BACK_NAMED = 3, 15, 3
_EXPIRY = re.compile(r"(.*?)\s*\((\d{4}-\d\d-\d\d)\)$")
_NORTH_AMERICAN = re.compile(r"\+1(\d{3})(\d{3})(\d{4})$")


def profiles_parts(answer: Profiles, made: Made, voice: Voice) -> tuple[Part, ...]:
    """Each record, then the names that are not on the bench."""
    parts = [_record(record, voice) for record in answer.records]
    if answer.asked is not None:
        day = answer.asked.astimezone(voice.now.tzinfo).date()
        parts = [_answered(part, record, day, voice) for part, record in zip(parts, answer.records, strict=True)]
    if answer.rejected_ghost_names:
        missing = told(answer, made, voice)
        parts.append(missing if parts else replace(missing, next_step=voice.say("fill.check_name")))
    return tuple(parts)


def _record(record: Record, voice: Voice) -> Part:
    worker = record.worker
    lines = [*_details(record, voice), *_bookings(record, voice), *_failures(record, voice)]
    return Part(
        fact=f"{worker.name} ({worker.worker_id}): {', '.join(_facts(worker, voice))}.",
        lines=tuple(Line(line, line) for line in lines),
    )


def _answered(part: Part, record: Record, day: date, voice: Voice) -> Part:
    """With whether they are free on that day said first, and why not."""
    worker, said = record.worker, voice.calendar_day(day)
    booked = next((one for one in record.bookings if one.stage in STANDING and _local(one.start, voice) == day), None)
    if booked is not None:
        client = booked.client or voice.say("profile.client")
        answer = voice.say("profile.booked_then", name=worker.name, day=said, client=client)
    elif worker.availability == "unavailable":
        answer = voice.say("profile.not_available", name=worker.name)
    else:
        answer = voice.say("profile.free_then", name=worker.name, day=said)
    return replace(part, fact=f"{answer} {part.fact}")


def _facts(worker: Worker, voice: Voice) -> Iterator[str]:
    """What decides whether somebody can go, in the order in which a recruiter asks for it."""
    for fact in (worker.role and voice.people(1, worker.role), worker.city, worker.state):
        if fact:
            yield fact
    yield voice.word("profile.availability", worker.availability or "available")
    if worker.shift:
        yield voice.word("profile.shifts", worker.shift)
    rated = worker.reliability is not None
    yield voice.say("profile.reliability", value=f"{worker.reliability:.2f}") if rated else voice.say("profile.unrated")
    if worker.pay_rate:
        yield voice.say("profile.pay", pay=f"{worker.pay_rate:.2f}")


def _details(record: Record, voice: Voice) -> Iterator[str]:
    worker = record.worker
    if record.not_to:
        yield voice.say("profile.barred", clients=voice.names(record.not_to))
    ways = [part for part in (phone_text(worker.phone), worker.email) if part]
    if ways:
        yield voice.say("profile.reach", ways=voice.names(ways, "or"))
    if worker.certifications:
        yield voice.say("profile.certifications", names=", ".join(valid_text(c, voice) for c in worker.certifications))
    if worker.skills:
        yield voice.say("profile.skills", names=", ".join(worker.skills))


def phone_text(phone: str | None) -> str | None:
    """``+1 219-555-1788``; other numbers as they are."""
    return _NORTH_AMERICAN.sub(r"+1 \1-\2-\3", phone) if phone else None


def valid_text(certification: str, voice: Voice) -> str:
    """``AWS D1.1 (until Feb 1, 2028)``."""
    found = _EXPIRY.match(certification)
    if not found:
        return certification
    last = date.fromisoformat(found[2])
    key = "until" if last >= voice.now.date() else "expired"
    return voice.say(f"profile.{key}", name=found[1], day=voice.calendar_day(last))


def _bookings(record: Record, voice: Voice) -> Iterator[str]:
    for booking in record.bookings[:HISTORY_SHOWN]:
        day = voice.calendar_day(_local(booking.start, voice))
        role = voice.people(1, booking.role) if booking.role else voice.say("profile.job")
        client = booking.client or voice.say("profile.client")
        stage = voice.word("profile.stages", booking.stage)
        yield voice.say("profile.booking", day=day, role=role, client=client, stage=stage)


def _failures(record: Record, voice: Voice) -> Iterator[str]:
    for failure in record.failures[:HISTORY_SHOWN]:
        day = voice.calendar_day(_local(failure.at, voice))
        client = failure.client or voice.say("profile.client")
        what = voice.word("profile.failures", "called_off" if failure.called_off else failure.reason)
        yield voice.say("profile.failure", day=day, failure=what, client=client)


def _local(moment: str, voice: Voice) -> date:
    return from_text(moment).astimezone(voice.now.tzinfo).date()


def summary_parts(answer: DailySummary, made: Made, voice: Voice) -> tuple[Part, ...]:
    """The day, a line for what stands; of a long one its latest. All that was taken back has one line."""
    fact = told(answer, made, voice)
    standing = [deed for deed in answer.deeds if not deed.taken_back]
    earlier = len(standing) - DEEDS_SHOWN
    unlisted = [voice.counted("summary.earlier", earlier)] if earlier > 0 else []
    lines = tuple(_deed(deed, voice) for deed in standing[-DEEDS_SHOWN:])
    return (replace(fact, lines=lines, reasons=(*fact.reasons, *unlisted, *_taken_back(answer, voice))),)


def _deed(deed: Deed, voice: Voice) -> Line:
    text = f"{datetime.strptime(deed.at, '%H:%M'):%-I:%M %p} {deed_in_words(deed, voice)}"
    return Line(text, text)


def _taken_back(answer: DailySummary, voice: Voice) -> Iterator[str]:
    gone = [deed_in_words(deed, voice).rstrip(".") for deed in answer.deeds if deed.taken_back]
    texts = [voice.say("summary.quoted", said=text) for text in gone]
    unnamed = len(texts) - TAKEN_BACK_NAMED
    if unnamed > 0:
        texts = [*texts[-TAKEN_BACK_NAMED:], voice.counted("search.others", unnamed)]
    if texts:
        yield voice.say("summary.taken_back", texts=voice.names(texts))
