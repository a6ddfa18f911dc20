"""Which shift a report is about: the order, the client's site, the time, and the bookings that stand there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from memory.bench import Worker
from memory.clients import Order
from memory.experience import STANDING
from memory.ledger.ledger import Row, Unit
from memory.ledger.tables import from_text, to_text
from memory.search_types import SHIFT_HOURS
from memory.store import Store
from tools.place import Unknown, canonical_city, canonical_role, canonical_state, known_client, state_of

LADDER = ("offered", "delivered", "replied", "accepted", "confirmed", "showed", "completed")
"""How far a booking can get; everything else ended it."""


@dataclass(frozen=True)
class Shift:
    """Where and when, as far as it is known."""

    order_id: str | None
    client: str | None
    role: str | None
    city: str | None
    state: str | None
    start: datetime
    end: datetime
    start_stated: bool
    """False where the start is only the moment of the report: such a booking is no reason to refuse another."""
    shift: str | None


def find_shift(
    store: Store,
    now: datetime,
    *,
    order: Order | None,
    client: str | None,
    role: str | None,
    city: str | None,
    state: str | None,
    start: datetime | None,
    end: datetime | None = None,
    shift: str | None = None,
) -> Shift:
    """Put together what was said, what the order says and where the client is.

    Raises NotFound for a client that does not exist.
    """
    named = client or (order.client if order else None)
    site = known_client(store, named) if named else None
    city = city or (order.city if order else None)
    state = state or (order.state if order else None)
    if city is None and site is not None:
        city, state = site.city, state or site.state
    city = _said_or_known(canonical_city(store, city), city) if city else None
    state = _said_or_known(canonical_state(store, state), state) if state else state_of(store, city)
    role = role or (order.role if order else None)
    stated = start or (order.start if order else None)
    begins = stated or now
    return Shift(
        order_id=order.order_id if order else None,
        client=site.client if site else None,
        role=_said_or_known(canonical_role(store, role), role) if role else None,
        city=city,
        state=state,
        start=begins,
        end=end or (order.end if order else None) or begins + timedelta(hours=SHIFT_HOURS),
        start_stated=stated is not None,
        shift=shift or (order.shift if order else None),
    )


def _said_or_known(found: str | Unknown, said: str) -> str:
    return said if isinstance(found, Unknown) else found


def most_common(values: Sequence[str | None]) -> str | None:
    """The value that most of the workers share; the first of them where several tie."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def same_booking(bookings: Sequence[Row], shift: Shift) -> Row | None:
    """Of a worker's bookings the one that this report is about again: same order, or client and overlapping time."""
    for row in sorted(bookings, key=lambda row: row["stage"] not in LADDER):  # one that goes on before one that ended
        same_order = shift.order_id is not None and row["order_id"] == shift.order_id
        same_site = (row["client"] or "").casefold() == (shift.client or "").casefold() and not (
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


def booking_elsewhere(bookings: Sequence[Row], shift: Shift) -> Row | None:
    """What stands against booking the worker for this shift; None where they stand on it already."""
    same = same_booking(bookings, shift)
    return None if same is not None and same["stage"] in LADDER else clashing_booking(bookings, shift)


def latest_booking(unit: Unit, worker: Worker, client: str | None, order_id: str | None) -> Row | None:
    """The worker's newest booking of this order, else with this client, else of all."""
    rows = sorted(unit.rows("bookings", worker_id=worker.worker_id), key=lambda row: str(row["recorded_at"]))
    if order_id is not None:
        rows = [row for row in rows if row["order_id"] == order_id]
    elif client is not None:
        rows = [row for row in rows if (row["client"] or "").casefold() == client.casefold()]
    return rows[-1] if rows else None


def recorded_before(staffer: str, at: datetime, now: datetime) -> str:
    """``already recorded by Sarah at 05:12; nothing changed.``, with the day where it was another one."""
    local = at.astimezone(now.tzinfo)
    day = "" if local.date() == now.date() else f" on {local:%b %-d}"
    return f"already recorded by {staffer} at {local:%H:%M}{day}; nothing changed."


def _overlaps(row: Row, shift: Shift) -> bool:
    return from_text(row["start"]) < shift.end and from_text(row["end"]) > shift.start


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
