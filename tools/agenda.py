"""What lies ahead: who works when, and which seats are still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from memory.agenda import AheadOrder, Crew, orders_ahead, starts_between
from memory.errors import NotFound
from memory.grammar import counted, in_words
from memory.search_types import SHIFT_HOURS
from memory.site_clock import Clocks
from tools.place import Unknown, canonical_role, known_client
from tools.tool import Answer, Arguments, Call, Day, Name, Tool

LOOKED_AHEAD = 14
"""Days that a crew is looked for in where no day is named."""


class AgendaArguments(Arguments):
    """Which part of what lies ahead."""

    show: Literal["crew", "open"] = Field("crew", description="who works, or which orders have open seats")
    client: Name | None = None
    role: Name | None = None
    date: Day | None = None
    days: Annotated[int, Field(ge=1, le=365)] | None = Field(None, description="from the date, else from today")
    order_id: Name | None = None


class Hand(BaseModel):
    """Somebody of a crew."""

    model_config = ConfigDict(frozen=True)

    worker_id: str
    name: str
    stage: str


class CrewAhead(BaseModel):
    """Who starts together."""

    model_config = ConfigDict(frozen=True)

    client: str | None
    role: str | None
    city: str | None
    state: str | None = None
    start: datetime
    """On the site's clock."""
    hands: tuple[Hand, ...]


class OpenSeats(BaseModel):
    """An order with seats that nobody has taken."""

    model_config = ConfigDict(frozen=True)

    order_id: str
    client: str | None
    role: str | None
    city: str | None = None
    state: str | None = None
    headcount: int
    open_seats: int
    start: datetime | None
    """On the site's clock."""


class Agenda(Answer):
    """Crews and open orders of the days, the soonest first."""

    show: Literal["crew", "open"]
    client: str | None = None
    role: str | None = None
    order_id: str | None = None
    first: dt.date | None = None
    """The first of the days that were asked about, and the last; none where no day was."""
    last: dt.date | None = None
    crews: tuple[CrewAhead, ...] = ()
    orders: tuple[OpenSeats, ...] = ()
    people: int = 0
    open_seats: int = 0


def agenda(call: Call) -> Agenda:
    """Look ahead. Raises NotFound for an unknown client or order; a role that nobody has is met by nobody."""
    wanted: AgendaArguments = call.arguments
    client = known_client(call.store, wanted.client).client if wanted.client else None
    found = canonical_role(call.store, wanted.role) if wanted.role else None
    role = wanted.role if isinstance(found, Unknown) else found
    since, until = _days(wanted, call.now)
    ahead = list(orders_ahead(call.store, call.now))
    if wanted.order_id and not any(_is(one.order.order_id, wanted.order_id) for one in ahead):
        raise NotFound(
            f"There is no order “{wanted.order_id[:60]}” ahead.",
            code="unknown_order",
            hint="Ask what is open, or name the client.",
            details={"order_id": wanted.order_id[:60]},
        )
    named = wanted.date is not None or wanted.days is not None
    orders = tuple(
        _seats(one)
        for one in ahead
        if one.open_seats
        and _is(one.order.client, client)
        and _is(one.order.role, role)
        and _is(one.order.order_id, wanted.order_id)
        and (not named or _lasts_into(one, since, until))
    )
    crews = _crews(call, wanted, since, until, client, role)
    people = len({hand.worker_id for crew in crews for hand in crew.hands})
    seats = sum(one.open_seats for one in orders)
    return Agenda(
        show=wanted.show, client=client, role=role, order_id=wanted.order_id,
        first=since.date() if named else None, last=(until - timedelta(days=1)).date() if named else None,
        crews=crews, orders=orders, people=people, open_seats=seats,
        note=_note(wanted.show, crews, orders, call.store.site_clock),
    )  # fmt: skip


def _days(wanted: AgendaArguments, now: datetime) -> tuple[datetime, datetime]:
    """The first midnight, and the one behind the last day."""
    first = wanted.date or now.date()
    count = wanted.days or (1 if wanted.date else LOOKED_AHEAD)
    since = datetime.combine(first, time.min, now.tzinfo)
    return since, datetime.combine(first + timedelta(days=count), time.min, now.tzinfo)


def _crews(
    call: Call, wanted: AgendaArguments, since: datetime, until: datetime, client: str | None, role: str | None
) -> tuple[CrewAhead, ...]:
    crews = starts_between(call.store, since, until)
    booked = {row["worker_id"] for row in call.store.experience.booked_on(wanted.order_id)} if wanted.order_id else None
    return tuple(
        _crew(crew, booked)
        for crew in crews
        if _is(crew.client, client)
        and _is(crew.role, role)
        and (booked is None or any(hand.worker_id in booked for hand in crew.hands))
    )


def _crew(crew: Crew, booked: set[str] | None) -> CrewAhead:
    hands = (one for one in crew.hands if booked is None or one.worker_id in booked)
    return CrewAhead(
        client=crew.client, role=crew.role, city=crew.city, state=crew.state, start=crew.start,
        hands=tuple(Hand(worker_id=one.worker_id, name=one.name, stage=one.stage) for one in hands),
    )  # fmt: skip


def _seats(one: AheadOrder) -> OpenSeats:
    order = one.order
    return OpenSeats(
        order_id=order.order_id, client=order.client, role=order.role, city=order.city, state=order.state,
        headcount=order.headcount, open_seats=one.open_seats,
        start=one.clock.local(order.start) if order.start else None,
    )  # fmt: skip


def _lasts_into(one: AheadOrder, since: datetime, until: datetime) -> bool:
    start = one.order.start
    if start is None:
        return False
    return start < until and (one.order.end or start + timedelta(hours=SHIFT_HOURS)) > since


def _is(name: str | None, wanted: str | None) -> bool:
    """Whether a name is the one that is wanted, or any is."""
    return wanted is None or (name or "").casefold() == wanted.casefold()


def _note(show: str, crews: Iterable[CrewAhead], orders: Iterable[OpenSeats], clocks: Clocks) -> str:
    if show == "open":
        lines = [
            f"{one.open_seats} of {counted(one.headcount, one.role or 'worker')} for {one.client or one.order_id}"
            for one in orders
        ]
        return f"Still open: {in_words(lines)}." if lines else "No order has an open seat."
    lines = [
        f"{in_words([hand.name for hand in crew.hands])} for {crew.client or crew.role},"
        f" {clocks(crew.city, crew.state).words(crew.start)}"
        for crew in crews
    ]
    return f"{'; '.join(lines)}." if lines else "Nobody is booked."


TOOL = Tool(
    name="agenda",
    effect="read",
    summary="Who is booked on a day, and which orders still have open seats.",
    arguments=AgendaArguments,
    answer=Agenda,
    run=agenda,
    datasets=frozenset({"workers", "orders"}),
)
