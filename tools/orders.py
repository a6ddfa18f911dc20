"""Orders by their id: said ones, those of a file, and contracts that come from permits."""

from __future__ import annotations

from memory.clients import Order, find_order
from memory.errors import NotFound
from tools.tool import Call


def order_named(call: Call, order_id: str) -> Order:
    """The order or contract of this id. Raises NotFound (``unknown_order``)."""
    order = find_order(call.store, order_id)
    if order is not None:
        return order
    try:
        contract = call.demand.contract(order_id, call.now, filled=call.store.experience.filled())
    except NotFound as error:
        raise NotFound(
            f"There is no order or permit “{order_id[:60]}”.",
            code="unknown_order",
            hint="Say what you need without the number, or list contracts first.",
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
