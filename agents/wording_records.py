"""The wording of records: a worker's, and a day's."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from agents.messages import Reply
from memory.experience import FAILURE_WORDS
from memory.ledger.tables import from_text
from tools.daily_summary import DailySummary
from tools.worker_profile import Profiles, Record


def profiles_reply(answer: Profiles, zone: ZoneInfo) -> Reply:
    """Each record in a few lines."""
    parts = [_record(record, zone) for record in answer.records]
    return Reply(text="\n\n".join(filter(None, [*parts, answer.note])))


def _record(record: Record, zone: ZoneInfo) -> str:
    worker = record.worker
    place = ", ".join(part for part in (worker.city, worker.state) if part)
    reliability = f"reliability {worker.reliability:.2f}" if worker.reliability is not None else None
    pay = f"${worker.pay_rate:.2f}/h" if worker.pay_rate else None
    facts = [worker.role, place, worker.availability, worker.shift and f"{worker.shift} shift", reliability, pay]
    lines = [f"{worker.name} ({worker.worker_id}): {', '.join(fact for fact in facts if fact)}."]
    if worker.certifications:
        lines.append(f"Certifications: {', '.join(worker.certifications)}.")
    if worker.skills:
        lines.append(f"Skills: {', '.join(worker.skills)}.")
    reach = " · ".join(part for part in (worker.phone, worker.email) if part)
    if reach:
        lines.append(f"Reach: {reach}")
    for booking in record.bookings[:3]:
        start = from_text(booking.start).astimezone(zone)
        lines.append(f"- {start:%b %-d}: {booking.role or 'job'} at {booking.client or 'a client'}, {booking.stage}")
    for failure in record.failures[:3]:
        at = from_text(failure.at).astimezone(zone)
        lines.append(f"- {at:%b %-d}: {FAILURE_WORDS[failure.reason]} at {failure.client or 'a client'}")
    if record.not_to:
        lines.append(f"Do not send to: {', '.join(record.not_to)}.")
    return "\n".join(lines)


def summary_reply(answer: DailySummary, zone: ZoneInfo) -> Reply:
    """The day, a line a deed."""
    lines = [answer.note]
    lines += [f"{deed.at}  {deed.text}{'  (taken back)' if deed.taken_back else ''}" for deed in answer.deeds]
    return Reply(text="\n".join(lines))
