"""The bookings that a worker has, and which of them a report is about.

A report names a job (an order, a client, a time) or leaves it open: "Maria confirmed", "he didn't show". What is left
open is settled by what can have been: a booking that goes on, near now. Nothing is made up where such a booking stands,
and a job long past is never rewritten by a report that does not name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from memory.bench import Worker
from memory.errors import Conflict
from memory.experience import STANDING
from memory.grammar import in_words
from memory.ledger.ledger import Row, Unit
from memory.ledger.tables import from_text, to_text
from memory.site_clock import Clocks
from tools.shift import Shift

LADDER = ("offered", "delivered", "replied", "accepted", "confirmed", "showed", "completed")
"""How far a booking can get; everything else ended it."""
ACCEPTING = ("offered", "delivered", "replied", "accepted")
"""Stages in which a job begins; the others speak of one that there is."""
ARRIVED = ("showed", "completed")
"""Stages that time tells apart: the shift that has begun is meant."""
RELEASED = "released"
"""Stage of a booking whose order the client cancelled: the worker gave nothing back."""
REPORTED_WITHIN = timedelta(days=3)
"""How long after its end a shift is still the one that "he didn't show" is about."""
UNSTATED_WITHIN = timedelta(days=14)
"""The same where the client is named, or where the booking's own time was never said."""


def same_booking(bookings: Sequence[Row], shift: Shift) -> Row | None:
    """Of a worker's bookings the one that this report is about again: same order, or client and overlapping time."""
    for row in sorted(bookings, key=lambda row: row["stage"] not in LADDER):  # one that goes on before one that ended
        same_order = shift.order_id is not None and row["order_id"] == shift.order_id
        same_site = _same(row["client"], shift.client) and not (
            shift.order_id and row["order_id"] and row["order_id"] != shift.order_id
        )
        if same_order or (same_site and _overlaps(row, shift)):
            return row
    return None


def clashing_booking(bookings: Sequence[Row], shift: Shift) -> Row | None:
    """Of a worker's bookings another standing one at a stated time that overlaps this stated time."""
    if not shift.start_stated:
        return None
    for row in bookings:
        if row["stage"] in STANDING and row["start_stated"] and _overlaps(row, shift):
            return row
    return None


def meant_booking(bookings: Sequence[Row], shift: Shift, stage: str, now: datetime, clocks: Clocks) -> Row | None:
    """Of a worker's bookings the one that a report of ``stage`` moves on, or finds recorded; None for a new job.

    Raises Conflict (``which_booking``) where it may be any of several.
    """
    same = same_booking(bookings, shift)
    if shift.order_id is not None or (same is not None and same["stage"] in LADDER):
        return same
    going_on = [row for row in bookings if row["stage"] in LADDER and _may_be(row, shift, stage, now)]
    if not going_on:
        return same
    if stage in ARRIVED:
        return min(going_on, key=lambda row: _distance(row, now))
    further = [row for row in going_on if stage not in LADDER or LADDER.index(row["stage"]) < LADDER.index(stage)]
    fits = further or going_on
    if len(fits) > 1:
        raise _which(fits, clocks)
    return fits[0]


def booking_elsewhere(bookings: Sequence[Row], shift: Shift, stage: str, now: datetime, clocks: Clocks) -> Row | None:
    """What stands against booking the worker for this shift; None where they stand on it already."""
    same = meant_booking(bookings, shift, stage, now, clocks)
    return None if same is not None and same["stage"] in LADDER else clashing_booking(bookings, shift)


def failed_booking(
    bookings: Sequence[Row],
    reason: str,
    told: Iterable[str],
    now: datetime,
    *,
    client: str | None,
    order_id: str | None,
) -> Row | None:
    """Of a worker's bookings the one that a failure was on; None where none can have been.

    ``told`` are the ids of bookings on which this failure is recorded already. A shift that has begun comes before one
    that has not; a finished one is no no-show's.
    """
    closed = {"completed"} if reason == "no_show" else set()
    known = frozenset(told)
    fits = [
        row
        for row in bookings
        if (row["booking_id"] in known or (row["stage"] in LADDER and row["stage"] not in closed))
        and (order_id is None or row["order_id"] == order_id)
        and (client is None or order_id is not None or _same(row["client"], client))
        and (order_id is not None or not _is_past(row, now, named=client is not None))
    ]
    return min(fits, key=lambda row: (_distance(row, now), row["stage"] not in STANDING), default=None)


def on_the_day(bookings: Sequence[Row], day: date | None, clocks: Clocks) -> list[Row]:
    """Those that start on a day, each on its site's clock; all of them where no day is meant."""
    if day is None:
        return list(bookings)
    starts = ((row, clocks(row["city"], row["state"]).local(from_text(row["start"]))) for row in bookings)
    return [row for row, start in starts if row["start_stated"] and start.date() == day]


def standing_now(bookings: Sequence[Row], now: datetime) -> Row | None:
    """The standing booking that is on, else the next one."""
    fits = [row for row in bookings if row["stage"] in STANDING and from_text(row["end"]) > now]
    return min(fits, key=lambda row: _distance(row, now), default=None)


def is_open(row: Row, now: datetime) -> bool:
    """Whether a booking goes on, or has ended so lately that its failure may still be reported."""
    return goes_on(row, now, named=False)


def goes_on(row: Row, now: datetime, *, named: bool) -> bool:
    """The same; of a client that is ``named`` one that ended longer ago too."""
    return row["stage"] in LADDER and row["stage"] != "completed" and not _is_past(row, now, named=named)


def has_begun(row: Row, now: datetime) -> bool:
    """Whether the shift of a booking has started."""
    return bool(from_text(row["start"]) <= now)


def shift_of(row: Row) -> Shift:
    """The shift of a booking."""
    return Shift(
        order_id=row["order_id"], client=row["client"], role=row["role"], city=row["city"], state=row["state"],
        start=from_text(row["start"]), end=from_text(row["end"]), start_stated=bool(row["start_stated"]),
        shift=row["shift"],
    )  # fmt: skip


def booking_row(unit: Unit, worker: Worker, shift: Shift, stage: str, playbook_id: str | None, staffer: str) -> Row:
    """A new booking's row."""
    return {
        "booking_id": unit.next_id("B"),
        "worker_id": worker.worker_id,
        "name": worker.name,
        "order_id": shift.order_id,
        "client": shift.client,
        "role": shift.role or worker.role,
        "city": shift.city or worker.city,
        "state": shift.state or worker.state,
        "start": to_text(shift.start),
        "end": to_text(shift.end),
        "start_stated": shift.start_stated,
        "shift": shift.shift,
        "stage": stage,
        "playbook_id": playbook_id,
        "staffer": staffer,
        "recorded_at": to_text(unit.now),
    }


def _may_be(row: Row, shift: Shift, stage: str, now: datetime) -> bool:
    """Whether a booking fits what was said of the job, where neither its order nor the client and the time were."""
    if shift.client is not None and not _same(row["client"], shift.client):
        return False
    if shift.start_stated:  # "Maria confirmed for Friday": her Friday
        if shift.client is not None and stage in ACCEPTING:
            return False  # two shifts a day at one client are two jobs
        same_day = from_text(row["start"]).astimezone(shift.start.tzinfo).date() == shift.start.date()
        same_role = shift.role is None or _same(row["role"], shift.role)
        return same_role and bool(row["start_stated"]) and (same_day or _overlaps(row, shift))
    if shift.client is None and not shift.is_bare:
        return False  # a role or a city is another job's until it is said which
    return not _is_past(row, now, named=True) if stage in ARRIVED else from_text(row["end"]) > now


def _is_past(row: Row, now: datetime, *, named: bool) -> bool:
    within = UNSTATED_WITHIN if named or not row["start_stated"] else REPORTED_WITHIN
    return from_text(row["end"]) < now - within


def _distance(row: Row, now: datetime) -> tuple[bool, timedelta]:
    """Begun before still to come; the nearest first."""
    start = from_text(row["start"])
    return start > now, abs(start - now)


def _which(rows: Sequence[Row], clocks: Clocks) -> Conflict:
    """That a report may be about any of several bookings."""
    jobs = [
        f"{row['client'] or row['role']} {clocks(row['city'], row['state']).words(from_text(row['start']))}"
        for row in sorted(rows, key=lambda row: str(row["start"]))
    ]
    return Conflict(
        f"{rows[0]['name']} has {len(rows)} bookings: {in_words(jobs)}.",
        code="which_booking",
        hint="Say for which client, or which day.",
        details={
            "worker_id": rows[0]["worker_id"],
            "name": rows[0]["name"],
            "count": len(rows),
            "clients": [str(row["client"] or row["role"]) for row in rows],
            "bookings": [{name: row[name] for name in ("booking_id", "client", "role", "start")} for row in rows],
        },
    )


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()


def _overlaps(row: Row, shift: Shift) -> bool:
    return from_text(row["start"]) < shift.end and from_text(row["end"]) > shift.start
