"""What the store makes doubtful about a report that the message itself says plainly: reasons to ask first.

A doubt is no drift. The report may well be true; but a no-show of a shift that starts on Friday, or a welder booked as
a carpenter because the last search was for carpenters, is put to the person before it is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agents.review.evidence import Evidence
from agents.review.findings import ProposedCall
from agents.review.moments import said_days
from agents.review.records import Records
from memory.errors import MusterError
from memory.experience import STANDING
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text
from memory.playbooks import NOT_WORKED
from tools.add_worker import WorkerArguments
from tools.bookings import failed_booking, has_begun, meant_booking, on_the_day, standing_now
from tools.change_order import ChangeArguments
from tools.log_contact import ContactArguments
from tools.log_failure import BEGUN, FailureArguments
from tools.log_fill import FillArguments
from tools.orders import meant_order
from tools.shift import Shift, find_shift
from tools.tool import Arguments

DoubtCode = Literal[
    "not_begun", "not_listed", "stands", "still_booked", "not_booked", "other_day", "crew_booked", "gave_back",
    "same_name",
]  # fmt: skip
"""One a reason; each has its words in `prompts/replies/desk.yaml` under ``approvals.doubts``."""


@dataclass(frozen=True)
class Doubt:
    """Why a person is asked first."""

    code: DoubtCode
    facts: Mapping[str, str] = field(default_factory=dict)
    """What fills the words; ``start`` is a moment as the ledger keeps it, at ``city`` and ``state``."""


def doubt(call: ProposedCall, checked: Arguments | None, evidence: Evidence, records: Records) -> Doubt | None:
    """The first doubt about a call; None for what is not a report, or where nothing is odd."""
    if isinstance(checked, FailureArguments):
        return _not_begun(checked, records) or _not_booked(call, checked, evidence, records)
    if isinstance(checked, ContactArguments) and checked.outcome == "declined":
        return _still_booked(checked, records)
    if isinstance(checked, FillArguments) and checked.stage in STANDING:
        return (
            _gave_back(checked, records) or _not_listed(call, checked, evidence, records) or _stands(checked, records)
        )
    if isinstance(checked, WorkerArguments):
        return _same_name(checked, records)
    if isinstance(checked, ChangeArguments) and checked.action == "cancel":
        return _crew_booked(checked, records)
    return None


def _not_begun(failed: FailureArguments, records: Records) -> Doubt | None:
    """A failure that only a shift on its way can have, on one that is yet to come."""
    if failed.reason not in BEGUN:
        return None
    site = records.site(failed.client)
    for worker_id in records.worker_ids(tuple(failed.workers), failed.client, None):
        experience = records.store.experience
        told = [row["booking_id"] for row in experience.failures(worker_id) if row["reason"] == failed.reason]
        row = failed_booking(
            on_the_day(experience.bookings(worker_id), failed.date, records.store.site_clock),
            failed.reason, told, records.now,
            client=site.client if site else failed.client, order_id=failed.order_id,
        )  # fmt: skip
        if row is not None and row["booking_id"] not in told and not has_begun(row, records.now):
            return Doubt("not_begun", _shift_facts(row))
    return None


def _not_booked(call: ProposedCall, failed: FailureArguments, evidence: Evidence, records: Records) -> Doubt | None:
    """Somebody who cannot come to a shift that they do not have, or whose next shift is not on the day that is said."""
    if failed.reason != "other":
        return None
    site = records.site(failed.client)
    client = site.client if site else failed.client
    days = set().union(*said_days(call, evidence))
    for worker_id in records.worker_ids(tuple(failed.workers), failed.client, None):
        bookings = records.store.experience.bookings(worker_id)
        told = [row["booking_id"] for row in records.store.experience.failures(worker_id) if row["reason"] == "other"]
        bookings = on_the_day(bookings, failed.date, records.store.site_clock)
        row = failed_booking(bookings, "other", told, records.now, client=client, order_id=failed.order_id)
        if row is None:
            return Doubt("not_booked", {"name": records.about(worker_id)[0]})
        if days and records.local_start(row).date() not in days:
            return Doubt("other_day", _shift_facts(row))
    return None


def _not_listed(call: ProposedCall, filled: FillArguments, evidence: Evidence, records: Records) -> Doubt | None:
    """Somebody who was not shown, of another trade or place than the job that only the conversation speaks of."""
    shown = {one.worker_id for one in evidence.focus.shown}
    role = None if evidence.said("role", call) else evidence.canonical(evidence.lexicon.roles, call.text("role"))
    city = None if evidence.said("city", call) else evidence.canonical(evidence.lexicon.cities, call.text("city"))
    for worker_id in records.worker_ids(tuple(filled.workers), filled.client, filled.city):
        name, own_role, own_city = records.about(worker_id)
        other = (role and own_role and role != own_role) or (city and own_city and city != own_city)
        if other and worker_id not in shown:
            return Doubt("not_listed", {"name": name, "role": own_role or "", "city": own_city or ""})
    return None


def _stands(filled: FillArguments, records: Records) -> Doubt | None:
    """Somebody who is booked, and a report that would make another booking, of no known client or time."""
    if records.order(filled.order_id) is not None:
        return None
    try:
        shift = find_shift(
            records.store, records.now, client=filled.client, role=filled.role, city=filled.city,
            state=filled.state, start=filled.start, order=None,
        )  # fmt: skip
        if shift.client is not None or shift.start_stated:
            return None
        for worker_id in records.worker_ids(tuple(filled.workers), None, shift.city):
            bookings = records.store.experience.bookings(worker_id)
            stands = standing_now(bookings, records.now)
            clocks = records.store.site_clock
            if stands and meant_booking(bookings, shift, filled.stage, records.now, clocks) is None:
                return Doubt("stands", _shift_facts(stands))
    except MusterError:
        return None  # the gate meets the same and says what can be done
    return None


def _gave_back(filled: FillArguments, records: Records) -> Doubt | None:
    """Somebody who gave this very shift back, or said no to it."""
    order = records.order(filled.order_id)
    try:
        shift = find_shift(
            records.store, records.now, client=filled.client, role=filled.role, city=filled.city,
            state=filled.state, start=filled.start, order=order,
        )  # fmt: skip
    except MusterError:
        return None  # the gate meets the same and says what can be done
    if order is None and not shift.start_stated:
        return None
    for worker_id in records.worker_ids(tuple(filled.workers), shift.client, shift.city):
        own = records.store.experience.bookings(worker_id)
        same = [row for row in own if _is_of(row, shift)]
        if same and all(row["stage"] in NOT_WORKED for row in same):
            return Doubt("gave_back", _shift_facts(same[0]))
    return None


def _is_of(row: Row, shift: Shift) -> bool:
    if shift.order_id:
        return bool(row["order_id"] == shift.order_id)
    same_client = (row["client"] or "").casefold() == (shift.client or "").casefold()
    return same_client and from_text(row["start"]) == shift.start


def _same_name(added: WorkerArguments, records: Records) -> Doubt | None:
    """A new worker whose name somebody of the bench has already."""
    if added.worker_id is not None or not records.store.has_workers:
        return None
    ids = records.worker_ids((added.name,), None, None)
    phones = {_digits(worker.phone) for worker in records.store.bench().workers(ids)}
    if not ids or (added.phone is not None and _digits(added.phone) in phones):
        return None  # nobody of that name, or the very same person
    name, role, city = records.about(ids[0])
    return Doubt("same_name", {"name": name, "role": role or "", "city": city or "", "worker_id": ids[0]})


def _digits(phone: str | None) -> str:
    """The ten of a number here, however it is written."""
    return "".join(letter for letter in phone or "" if letter.isdigit())[-10:]


def _still_booked(contact: ContactArguments, records: Records) -> Doubt | None:
    """Somebody who says no, and who stands on a booking that the contact alone would leave as it is."""
    for worker_id in records.worker_ids(tuple(contact.workers), None, None):
        stands = standing_now(records.store.experience.bookings(worker_id), records.now)
        if stands is not None:
            return Doubt("still_booked", _shift_facts(stands))
    return None


def _crew_booked(cancelled: ChangeArguments, records: Records) -> Doubt | None:
    """A cancelled order that somebody is booked on."""
    try:
        order = meant_order(
            records.store, records.demand, records.now, cancelled.order_id, cancelled.client, cancelled.role,
            cancelled.date,
        )  # fmt: skip
    except MusterError:
        return None  # the gate meets the same and says what can be done
    names = [str(row["name"]) for row in records.store.experience.booked_on(order.order_id)]
    if not names or order.cancelled:
        return None
    return Doubt("crew_booked", {"order_id": order.order_id, "names": ", ".join(sorted(names))})


def _shift_facts(row: Row) -> dict[str, str]:
    """Of a booking: who, for whom, when and where."""
    return {
        "name": row["name"], "client": row["client"] or row["role"], "start": row["start"],
        "city": row["city"] or "", "state": row["state"] or "",
    }  # fmt: skip
