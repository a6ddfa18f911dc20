"""Orders by their id or by what they are for: said ones, those of a file, and contracts that come from permits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from demand.desk import DemandDesk
from memory.agenda import AheadOrder, is_over, orders_ahead
from memory.bench import Worker
from memory.clients import Order, find_order
from memory.errors import BadInput, Conflict, NotFound
from memory.grammar import in_words
from memory.ledger.tables import to_text
from memory.store import Store
from tools.place import Unknown, canonical_role, known_client, same_name
from tools.shift import Shift
from tools.tool import Call

MOST_OFFERED = 5
"""Orders that are named where any of them may be meant."""


def order_named(call: Call, order_id: str, *, also_cancelled: bool = False) -> Order:
    """The order or contract of this id.

    Raises NotFound (``unknown_order``), and Conflict (``order_cancelled``) for one that takes nobody any more.
    """
    order = find_order_or_contract(call.store, call.demand, order_id, call.now)
    if order.cancelled and not also_cancelled:
        raise order_is_cancelled(order)
    return order


def order_is_cancelled(order: Order) -> Conflict:
    """That a cancelled order takes nobody and nothing new."""
    return Conflict(
        f"Order {order.order_id} was cancelled.",
        code="order_cancelled",
        hint="Take the cancelling back with “undo”, or open a new order.",
        details={"order_id": order.order_id},
    )


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


def meant_order(
    store: Store,
    demand: DemandDesk,
    now: datetime,
    order_id: str | None,
    client: str | None,
    role: str | None,
    day: date | None,
) -> Order:
    """The one order that is meant, of those that are not over.

    Raises NotFound (``unknown_order``, ``unknown_client``, ``no_such_order``), BadInput (``which_order``), Conflict for
    one of a permit (``order_of_a_permit``) or that is over (``order_over``).
    """
    if order_id is not None:
        return _still_ahead(store, find_order_or_contract(store, demand, order_id, now), now)
    site = known_client(store, client) if client else None
    found = canonical_role(store, role) if role else None
    trade = role if isinstance(found, Unknown) else found
    fits = [
        one.order
        for one in orders_ahead(store, now)
        if (site is None or same_name(one.order.client, site.client))
        and (trade is None or same_name(one.order.role, trade))
        and (day is None or (one.order.start is not None and one.clock.local(one.order.start).date() == day))
    ]
    if len(fits) > 1 or (fits and not (site or trade or day)):
        raise which_order(store, site.client if site else None, fits)
    if not fits:
        raise NotFound(
            f"There is no open order like that{f' for {site.client}' if site else ''}.",
            code="no_such_order",
            hint="“What is open?” lists those that there are.",
            details={"client": site.client if site else None},
        )
    return fits[0]


def _still_ahead(store: Store, order: Order, now: datetime) -> Order:
    if find_order(store, order.order_id) is None:
        raise Conflict(
            f"{order.order_id} is a permit: its seats come from the permit, so they cannot be changed here.",
            code="order_of_a_permit",
            hint="Open an order for what the client wants.",
            details={"order_id": order.order_id},
        )
    if is_over(order, now):
        raise Conflict(
            f"Order {order.order_id} is over.",
            code="order_over",
            hint="Open a new order for what the client wants now.",
            details={"order_id": order.order_id},
        )
    return order


def which_order(store: Store, client: str | None, orders: Sequence[Order]) -> BadInput:
    """That any of several orders may be meant."""
    candidates = [
        {
            "order_id": order.order_id, "client": order.client, "role": order.role, "city": order.city,
            "state": order.state, "headcount": order.headcount, "start": to_text(order.start) if order.start else None,
        }
        for order in orders[:MOST_OFFERED]
    ]  # fmt: skip
    listed = []
    for order in orders[:MOST_OFFERED]:
        when = f", {store.site_clock(order.city, order.state).words(order.start)}" if order.start else ""
        listed.append(f"{order.order_id} ({order.role}{when})")
    more = [f"{len(orders) - MOST_OFFERED} more"] if len(orders) > MOST_OFFERED else []
    return BadInput(
        f"{client or 'The desk'} has {len(orders)} open orders: {in_words([*listed, *more])}.",
        code="which_order",
        hint="Say the order's number.",
        details={
            "client": client,
            "count": len(orders),
            "orders": [order.order_id for order in orders],
            "candidate_orders": candidates,
        },
    )


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
