"""Orders by their id: said ones, those of a file, and contracts that come from permits."""

from __future__ import annotations

from datetime import datetime

from demand.desk import DemandDesk
from memory.clients import Order, find_order
from memory.errors import NotFound
from memory.store import Store
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
