"""Which shift a draft is about, and what the records say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from memory.bench import Worker
from memory.clients import Client, Order, find_client, find_order, orders_of
from memory.experience import STANDING
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text
from tools.bookings import RELEASED, UNSTATED_WITHIN, has_begun
from tools.draft_words import Template
from tools.orders import order_named, which_order
from tools.place import job_clock, known_client
from tools.tool import Call

State = Literal["booked", "failed", "released", "open"]
"""The worker's state with the job: on it and it is yet to end; let the client down on it; was on it until the client
cancelled it; not on it."""
UPCOMING = tuple(stage for stage in STANDING if stage != "completed")


@dataclass(frozen=True)
class Asked:
    """The job as the call names it; both are None where it names none."""

    order: Order | None = None
    client: Client | None = None
    start: datetime | None = None
    """Of the shift, where it is said and no order is named."""

    @property
    def named(self) -> bool:
        return self.order is not None or self.client is not None

    def fits(self, row: Row) -> bool:
        """Whether a booking or failure is of this job."""
        if self.order is not None:
            return bool((row["order_id"] or "").casefold() == self.order.order_id.casefold())
        if self.start is not None and "start" in row and not self._starts_with(row):
            return False
        return self.client is None or (row["client"] or "").casefold() == self.client.client.casefold()

    def _starts_with(self, booking: Row) -> bool:
        return bool(booking["start_stated"] and from_text(booking["start"]) == self.start)


@dataclass(frozen=True)
class Job:
    """What is known of a shift; nothing in it is guessed."""

    order_id: str | None = None
    booking_id: str | None = None
    client: str | None = None
    role: str | None = None
    city: str | None = None
    state: str | None = None
    address: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    """Only where an order says it."""
    pay_rate: Decimal | None = None
    """The order's; never the worker's own."""
    reason: str | None = None
    """Of a failure."""


def asked_job(call: Call, order_id: str | None, client: str | None, start: datetime | None) -> Asked:
    """The order and client that are named. Raises NotFound for one that is unknown."""
    order = order_named(call, order_id, also_cancelled=True) if order_id else None
    if order is not None and find_order(call.store, order.order_id) is None:
        order = replace(order, start=None)  # a contract's deadline is the day by which people are wanted, no start
    named = client or (order.client if order else None)
    site = known_client(call.store, named) if named else None
    said = start if order is None else None
    return Asked(order, site, job_clock(call.store, site.client if site else None, None, None).read(said))


def job_of_worker(call: Call, worker: Worker, asked: Asked, wanted: Template | None) -> tuple[State, Job]:
    """The worker's state with the job that is meant, and the job.

    Raises BadInput (``which_order``) where an offer can be of several orders of the client.
    """
    rows = [row for row in call.writing.rows("bookings", worker_id=worker.worker_id) if asked.fits(row)]
    if wanted == "no_show":
        return _failed(call, worker, asked, rows, also_begun=True) or ("open", _open(call, worker, asked))
    coming = [row for row in rows if row["stage"] in UPCOMING and _to_come(row, call.now)]
    if coming and wanted != "offer":
        first = min(coming, key=lambda row: str(row["start"]))
        return "booked", booked_job(call, first)
    released = [row for row in rows if row["stage"] == RELEASED and _to_come(row, call.now)]
    if released and wanted in (None, "called_off"):
        return "released", booked_job(call, min(released, key=lambda row: str(row["start"])))
    failed = _failed(call, worker, asked, rows, also_begun=False) if wanted is None else None
    return failed or ("open", _open(call, worker, asked))


def booked_job(call: Call, row: Row) -> Job:
    """The job of a booking, with what its order adds."""
    order = find_order(call.store, row["order_id"]) if row["order_id"] else None
    job = Job(
        order_id=row["order_id"], booking_id=row["booking_id"], client=row["client"], role=row["role"],
        city=row["city"], state=row["state"], start=from_text(row["start"]) if row["start_stated"] else None,
        end=order.end if order else None, pay_rate=order.pay_rate if order else None,
    )  # fmt: skip
    return _with_site(call, job)


def crew_of(call: Call, asked: Asked) -> tuple[Job, list[Row]]:
    """Who is booked on the order, else on the client's next shift; the job, and the bookings by name."""
    if asked.order is not None:
        rows = [row for row in call.store.experience.booked_on(asked.order.order_id) if row["stage"] in UPCOMING]
        job = _with_site(call, _of_order(asked.order, asked.client))
        if job.start is None and rows and rows[0]["start_stated"]:
            job = replace(job, start=from_text(rows[0]["start"]))
        return job, sorted(rows, key=lambda row: str(row["name"]))
    assert asked.client is not None, "a draft to a client names it or its order"
    wanted = asked.client.client.casefold()
    rows = [
        row
        for row in call.store.mirror.rows("bookings")
        if (row["client"] or "").casefold() == wanted and row["stage"] in UPCOMING and _to_come(row, call.now)
    ]
    if not rows:
        return _with_site(call, Job(client=asked.client.client)), []
    first = min(rows, key=lambda row: (not row["start_stated"], str(row["start"])))
    together = [row for row in rows if row["start"] == first["start"] and row["order_id"] == first["order_id"]]
    roles = {row["role"] for row in together}
    job = replace(booked_job(call, first), booking_id=None, role=first["role"] if len(roles) == 1 else None)
    return job, sorted(together, key=lambda row: str(row["name"]))


def _failed(
    call: Call, worker: Worker, asked: Asked, rows: Sequence[Row], *, also_begun: bool
) -> tuple[State, Job] | None:
    """The newest failure of late; ``also_begun``: else the last shift that has begun, of which nobody told yet."""
    since = call.now - UNSTATED_WITHIN
    told = [
        row
        for row in call.writing.rows("failures", worker_id=worker.worker_id)
        if asked.fits(row) and from_text(row["at"]) >= since and (not also_begun or row["reason"] == "no_show")
    ]
    if told:
        failure = max(told, key=lambda row: str(row["at"]))
        booking = next((row for row in rows if row["booking_id"] == failure["booking_id"]), None)
        job = booked_job(call, booking) if booking else _bare(call, failure)
        return "failed", replace(job, reason=failure["reason"])
    begun = [row for row in rows if row["start_stated"] and has_begun(row, call.now) and from_text(row["end"]) >= since]
    if also_begun and begun:
        return "failed", replace(booked_job(call, max(begun, key=lambda row: str(row["start"]))), reason="no_show")
    return None


def _bare(call: Call, failure: Row) -> Job:
    """A failure without a booking: when the shift was is not known."""
    return _with_site(call, Job(order_id=failure["order_id"], client=failure["client"]))


def _open(call: Call, worker: Worker, asked: Asked) -> Job:
    """The job that is offered: the order's, else the client's one order with open seats."""
    if asked.order is not None:
        return _with_site(call, _of_order(asked.order, asked.client))
    if asked.client is None:
        return Job()
    filled = call.store.experience.filled()
    orders = [
        order
        for order in orders_of(call.store, asked.client.client)
        if order.start is not None
        and order.start > call.now
        and asked.start in (None, order.start)
        and filled.get(order.order_id, 0) < order.headcount
    ]
    fits = [order for order in orders if order.role in (worker.role, None)]
    if len(fits) > 1:
        raise which_order(call.store, asked.client.client, fits)
    if not fits:
        return _with_site(call, Job(client=asked.client.client, start=asked.start))
    return _with_site(call, _of_order(fits[0], asked.client))


def _of_order(order: Order, client: Client | None) -> Job:
    return Job(
        order_id=order.order_id, client=client.client if client else None, role=order.role, city=order.city,
        state=order.state, start=order.start, end=order.end, pay_rate=order.pay_rate,
    )  # fmt: skip


def _with_site(call: Call, job: Job) -> Job:
    """With the client's address, where the job is in the client's city, or its city is not known otherwise."""
    site = find_client(call.store, job.client) if job.client else None
    if site is None:
        return job
    if job.city is None:
        return replace(job, city=site.city, state=site.state or job.state, address=site.site_address)
    here = (site.city or "").casefold() == job.city.casefold()
    return replace(job, state=job.state or site.state, address=site.site_address) if here else job


def _to_come(row: Row, now: datetime) -> bool:
    end = from_text(row["end"])
    return bool(end > now if row["start_stated"] else end > now - UNSTATED_WITHIN)
