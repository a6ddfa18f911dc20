"""Open an order: what a client asked for, and who could fill it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from memory.grammar import counted
from memory.ledger.tables import to_text
from memory.search_types import SearchRequest
from memory.site_clock import SiteClock
from tools.hybrid_search import Ranking, as_ranking
from tools.place import Unknown, canonical_city, canonical_role, canonical_state, known_client, state_of
from tools.shift_starts import OfAShift
from tools.tool import Answer, Call, Moment, Money, Name, Shift, Tool


class OrderArguments(OfAShift):
    """The order as it was said."""

    joins_orders: ClassVar[bool] = False

    client: Name
    role: Name
    headcount: Annotated[int, Field(ge=1, le=500)] = 1
    start: Moment | None = None
    end: Moment | None = None
    shift: Shift | None = None
    city: Name | None = None
    state: Name | None = None
    pay_rate: Money | None = None
    bill_rate: Money | None = None


class OpenedOrder(Answer):
    """The order's number, and who could fill it."""

    order_id: str
    client: str
    role: str
    city: str | None
    state: str | None
    headcount: int
    start: datetime | None
    end: datetime | None = None
    shift: str | None
    pay_rate: float | None = None
    """USD an hour, as is ``bill_rate``."""
    bill_rate: float | None = None
    candidates: Ranking | None = None

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "order_id": self.order_id, "client": self.client}


def open_order(call: Call) -> OpenedOrder:
    """Record the order; role and place are the bench's own names where it knows them, else as said."""
    wanted: OrderArguments = call.arguments
    store, unit = call.store, call.writing
    client = known_client(store, wanted.client)
    role = canonical_role(store, wanted.role)
    city = canonical_city(store, wanted.city) if wanted.city else client.city
    state = canonical_state(store, wanted.state) if wanted.state else None
    role_name = wanted.role if isinstance(role, Unknown) else role
    city_name = wanted.city if isinstance(city, Unknown) else city
    state_name = wanted.state if isinstance(state, Unknown) else state
    if state_name is None:
        state_name = state_of(store, city_name) or (client.state if city_name == client.city else None)
    clock = store.site_clock(city_name, state_name)
    start, end = clock.read(wanted.start), clock.read(wanted.end)
    order_id = unit.next_id("O")
    unit.insert(
        "orders",
        {
            "order_id": order_id,
            "client": client.client,
            "role": role_name,
            "city": city_name,
            "state": state_name,
            "headcount": wanted.headcount,
            "start": to_text(start) if start else None,
            "end": to_text(end) if end else None,
            "shift": wanted.shift,
            "pay_rate": f"{wanted.pay_rate:.2f}" if wanted.pay_rate else None,
            "bill_rate": f"{wanted.bill_rate:.2f}" if wanted.bill_rate else None,
            "staffer": call.caller.staffer,
            "recorded_at": to_text(call.now),
        },
    )
    place = ", ".join(part for part in (city_name, state_name if wanted.state else None) if part)
    job = f"{counted(wanted.headcount, role_name)} for {client.client}{f' in {place}' if place else ''}"
    return OpenedOrder(
        order_id=order_id,
        client=client.client,
        role=role_name,
        city=city_name,
        state=state_name,
        headcount=wanted.headcount,
        start=start,
        end=end,
        shift=wanted.shift,
        pay_rate=wanted.pay_rate,
        bill_rate=wanted.bill_rate,
        note=f"Order {order_id} is open: {', '.join([job, *_terms(wanted, clock)])}.",
    )


def _terms(wanted: OrderArguments, clock: SiteClock) -> Iterator[str]:
    """Hours, shift and rates, as far as they were stated."""
    start, end = clock.read(wanted.start), clock.read(wanted.end)
    if start and end:
        yield clock.span_words(start, end)
    elif start:
        yield clock.words(start)
    elif end:
        yield f"to {clock.words(end)}"
    if wanted.shift:
        yield f"{wanted.shift} shift"
    if wanted.pay_rate:
        yield f"pay ${wanted.pay_rate:,.2f} an hour"
    if wanted.bill_rate:
        yield f"bill ${wanted.bill_rate:,.2f}"


def who_could(call: Call, opened: OpenedOrder) -> OpenedOrder:
    """Add the ranking for the order."""
    request = SearchRequest(
        role=opened.role,
        city=opened.city,
        state=opened.state,
        client=opened.client,
        start=opened.start,
        shift=None if opened.shift in (None, "any") else opened.shift,
        order_id=opened.order_id,
        k=max(5, opened.headcount),
    )
    answer = call.store.search(request)
    return opened.model_copy(update={"candidates": as_ranking(answer, request, opened.headcount)})


TOOL = Tool(
    name="log_order",
    effect="write",
    summary="Open a job order for a client and see who could fill it.",
    arguments=OrderArguments,
    answer=OpenedOrder,
    run=open_order,
    follow_up=who_could,
    datasets=frozenset({"workers", "orders"}),
)
