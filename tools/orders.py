"""Orders by their id: said ones, those of a file, and contracts that come from permits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from demand.desk import DemandDesk
from memory.agenda import AheadOrder, orders_ahead
from memory.bench import Worker
from memory.clients import Order, find_order
from memory.errors import NotFound
from memory.store import Store
from tools.shift import Shift
from tools.tool import Call


def order_named(call: Call, order_id: str) -> Order:
    """The order or contract of this id. Raises NotFound (``unknown_order``)."""
    return find_order_or_contract(call.store, call.demand, order_id, call.now)


def find_order_or_contract(store: Store, demand: DemandDesk, order_id: str, now: datetime) -> Order:
    """The same outside a call."""
    order = find_order(store, order_id)
    if order is not None:
        return order
    try:
        contract = demand.contract(order_id, now, filled=store.experience.filled())
    except NotFound as error:
        raise NotFound(
            f"There is no order or permit “{order_id[:60]}”.",
            code="unknown_order",
            hint="Say what you need without the number, or list contracts first.",
            details={"order_id": order_id[:60]},
        ) from error
    return Order(
        order_id=contract.permit_id,
        client=None,
        role=contract.role,
        city=contract.city,
        state=contract.state,
        headcount=contract.headcount,
        start=contract.deadline_at,
        end=None,
        shift=None,
    )


def order_meant(store: Store, shift: Shift, workers: Sequence[Worker], now: datetime) -> Order | None:
    """The one order with an open seat that a report of client and start is about; None where none or several are.

    Such a report names the order without its number: whoever accepted for Acme at six takes a seat of Acme's at six.
    """
    if shift.order_id or not shift.client or not shift.start_stated:
        return None
    fits = [one.order for one in open_orders(store, shift, workers, now) if one.order.start == shift.start]
    return fits[0] if len(fits) == 1 else None


def open_orders(store: Store, shift: Shift, workers: Sequence[Worker], now: datetime) -> tuple[AheadOrder, ...]:
    """Orders with open seats that people of these trades can be meant for, as far as the job was said."""
    roles = {(shift.role or worker.role or "").casefold() for worker in workers}
    return tuple(
        one
        for one in orders_ahead(store, now)
        if one.open_seats
        and roles == {(one.order.role or "").casefold()}
        and (shift.client is None or (one.order.client or "").casefold() == shift.client.casefold())
    )
