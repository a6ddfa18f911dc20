"""Change an open order, or cancel it: what the client wants now, and what follows for who is booked on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from memory.agenda import is_over
from memory.clients import Order
from memory.errors import BadInput
from memory.experience import STANDING
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text, to_text
from tools.bookings import ARRIVED, LADDER, RELEASED, clashing_booking, shift_of
from tools.changed_order import TERMS, OrderChanged, changed_order
from tools.endorsement import withdraw
from tools.order_times import NewTime, moved
from tools.orders import meant_order, order_is_cancelled
from tools.people import Named
from tools.permission import require_whole_bench
from tools.refusals import booked_then
from tools.tool import Arguments, Call, Money, Name, Tool

NOT_ARRIVED = tuple(stage for stage in LADDER if stage not in ARRIVED)
"""Stages that a cancelled order ends. Who has shown up has worked."""


class ChangeArguments(Arguments):
    """Which order (its number; else the client, role and day that it has now), and what becomes of it."""

    action: Literal["change", "cancel"] = "change"
    order_id: Name | None = None
    client: Name | None = None
    role: Name | None = None
    date: dt.date | None = Field(None, description="the day for which the order stands now")
    headcount: Annotated[int, Field(ge=1, le=500)] | None = None
    start: NewTime | None = Field(None, description="the new day, hour or both; what is not said stays")
    end: NewTime | None = None
    pay_rate: Money | None = None
    bill_rate: Money | None = None

    @model_validator(mode="after")
    def _fits(self) -> ChangeArguments:
        new = [name for name in TERMS if getattr(self, name) is not None]
        if self.action == "change" and not new:
            raise ValueError("say what is new: headcount, start, end, pay_rate or bill_rate")
        if self.action == "cancel" and new:
            raise ValueError("a cancelled order takes nothing new")
        return self


def change_order(call: Call) -> OrderChanged:
    """Do it for the one order that is meant, and for the bookings and open drafts that hang on it.

    Raises NotFound (``unknown_order``, ``no_such_order``), BadInput (``which_order``, ``ends_before_start``,
    ``time_is_over``), Conflict (``order_of_a_permit``, ``order_over``, ``order_cancelled``, or ``double_booked`` for
    somebody who stands elsewhere at the new time), NotAllowed (``out_of_scope``) where it would leave behind somebody
    whom the profile does not see.
    """
    wanted: ChangeArguments = call.arguments
    order = meant_order(call.store, call.demand, call.now, wanted.order_id, wanted.client, wanted.role, wanted.date)
    _refuse_unseen(call, order)
    if wanted.action == "cancel":
        return _cancelled(call, order)
    if order.cancelled:
        raise order_is_cancelled(order)
    return _changed(call, order, _as_wanted(call, order, wanted))


def _refuse_unseen(call: Call, order: Order) -> None:
    unit, of_it = call.writing, {"order_id": order.order_id}
    if not (unit.sees_all("bookings", **of_it) and unit.sees_all("drafts", **of_it)):
        require_whole_bench(call.caller, f"Changing order {order.order_id}")


def _cancelled(call: Call, order: Order) -> OrderChanged:
    if order.cancelled:
        return changed_order(call, order, order, "cancel", (), (), done=False)
    unit = call.writing
    bookings = [row for row in unit.rows("bookings", order_id=order.order_id) if row["stage"] in NOT_ARRIVED]
    for row in bookings:
        if row["playbook_id"]:
            withdraw(unit, row["playbook_id"], row["worker_id"])
        unit.update("bookings", {"booking_id": row["booking_id"]}, stage=RELEASED, playbook_id=None)
    discarded = _discard_drafts(call, order)
    unit.insert(
        "cancelled_orders",
        {
            "order_id": order.order_id,
            "client": order.client,
            "at": to_text(call.now),
            "staffer": call.caller.staffer,
        },
    )
    return changed_order(call, order, order, "cancel", bookings, discarded)


def _as_wanted(call: Call, order: Order, wanted: ChangeArguments) -> Order:
    clock = call.store.site_clock(order.city, order.state)
    start = moved(order.start, wanted.start, clock, call.now) if wanted.start else order.start
    end = order.end
    if order.end and order.start and start:
        end = order.end + (start - order.start)  # a shift that begins later is as long as it was
    if wanted.end:
        end = moved(end or start, wanted.end, clock, call.now, after=start)
    return replace(
        order,
        headcount=wanted.headcount or order.headcount,
        start=start,
        end=end,
        pay_rate=_money(wanted.pay_rate) or order.pay_rate,
        bill_rate=_money(wanted.bill_rate) or order.bill_rate,
    )


def _changed(call: Call, was: Order, now: Order) -> OrderChanged:
    if now == was:
        return changed_order(call, was, now, "change", _standing(call, was), (), done=False)
    if is_over(now, call.now):
        raise BadInput(
            "That time is over already, so the order stays as it is.",
            code="time_is_over",
            hint="Say a day that is still to come.",
        )
    _keep(call, now)
    bookings = _standing(call, was)
    discarded: tuple[str, ...] = ()
    if (now.start, now.end) != (was.start, was.end):
        _move_bookings(call, now)
    if (now.start, now.end, now.pay_rate) != (was.start, was.end, was.pay_rate):
        discarded = _discard_drafts(call, was)
    return changed_order(call, was, now, "change", bookings, discarded)


def _keep(call: Call, order: Order) -> None:
    """As a row of the ledger; of an order from a file that is what counts from now on."""
    values = {
        "headcount": order.headcount,
        "start": to_text(order.start) if order.start else None,
        "end": to_text(order.end) if order.end else None,
        "pay_rate": f"{order.pay_rate:.2f}" if order.pay_rate else None,
        "bill_rate": f"{order.bill_rate:.2f}" if order.bill_rate else None,
    }
    if call.writing.rows("orders", order_id=order.order_id):
        call.writing.update("orders", {"order_id": order.order_id}, **values)
        return
    said = {name: getattr(order, name) for name in ("order_id", "client", "role", "city", "state", "shift")}
    recorded = {"staffer": call.caller.staffer, "recorded_at": to_text(call.now)}
    call.writing.insert("orders", {**said, **values, **recorded})


def _move_bookings(call: Call, order: Order) -> None:
    """Whoever is booked is booked for the new time; nobody who stands elsewhere then is moved into it."""
    unit = call.writing
    for row in unit.rows("bookings", order_id=order.order_id):
        if row["stage"] not in NOT_ARRIVED or order.start is None:
            continue
        length = from_text(row["end"]) - from_text(row["start"])
        there = replace(shift_of(row), start=order.start, end=order.end or order.start + length, start_stated=True)
        others = [
            one
            for one in unit.rows("bookings", worker_id=row["worker_id"])
            if one["booking_id"] != row["booking_id"] and row["stage"] in STANDING
        ]
        clash = clashing_booking(others, there)
        if clash is not None:
            raise booked_then(Named(row["worker_id"], row["name"]), clash)
        times = {"start": to_text(there.start), "end": to_text(there.end), "start_stated": True}
        unit.update("bookings", {"booking_id": row["booking_id"]}, **times)
        if row["playbook_id"]:
            unit.update("playbooks", {"playbook_id": row["playbook_id"]}, at=times["start"])


def _discard_drafts(call: Call, order: Order) -> tuple[str, ...]:
    """Drafts of the order that are still open say what is no longer so; an approved one was decided by a person."""
    by = {"status": "discarded", "decided_by": call.caller.staffer, "decided_at": to_text(call.now)}
    rows = call.writing.rows("drafts", order_id=order.order_id, status="draft")
    for row in rows:
        call.writing.update("drafts", {"draft_id": row["draft_id"]}, **by)
    return tuple(sorted(row["draft_id"] for row in rows))


def _standing(call: Call, order: Order) -> list[Row]:
    return [row for row in call.writing.rows("bookings", order_id=order.order_id) if row["stage"] in STANDING]


def _money(said: float | None) -> Decimal | None:
    return Decimal(f"{said:.2f}") if said is not None else None


TOOL = Tool(
    name="change_order",
    effect="write",
    summary="Change an open order's headcount, time or rates, or cancel it.",
    arguments=ChangeArguments,
    answer=OrderChanged,
    run=change_order,
    datasets=frozenset({"workers", "orders"}),
)
