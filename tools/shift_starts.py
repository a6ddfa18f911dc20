"""When a shift starts that was said without its hour: "2nd shift tomorrow", "tonight", "Acme friday"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any, ClassVar, Self

from pydantic import ModelWrapValidatorHandler, ValidationInfo, model_validator

from memory.clients import find_client, orders_of
from memory.clock import SHIFT_STARTS, shift_at
from memory.experience import STANDING
from memory.ledger.tables import from_text
from memory.store import Store
from tools.tool import Arguments

Starts = Callable[[str | None, str, date], time]
"""Client, shift and day → the hour."""
Known = Callable[[str, str | None, date], time | None]
"""Client, role and day → the hour of its order of that day."""


class OfAShift(Arguments):
    """Base of arguments with a ``start`` and a ``shift``: a bare date with a shift starts when that shift does, one
    without a shift when the client's order of that day does."""

    joins_orders: ClassVar[bool] = True
    """Whether a job on the day of a client's order is that order's."""

    @model_validator(mode="wrap")
    @classmethod
    def _with_its_hour(cls, said: Any, read: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        context = info.context or {}
        day = _bare_day(said) if isinstance(said, dict) and "starts" in context else None
        if day is None:
            return read(said)
        hour = cls._hour(said, day, context["starts"], context["known_start"])
        return read({**said, "start": f"{day}T{hour:%H:%M}"} if hour else said)

    @classmethod
    def _hour(cls, said: dict[str, Any], day: date, starts: Starts, known: Known) -> time | None:
        client, role, shift = (said.get(name) for name in ("client", "role", "shift"))
        if isinstance(shift, str) and shift in SHIFT_STARTS:
            return starts(client if isinstance(client, str) else None, shift, day)
        if not cls.joins_orders or not isinstance(client, str):
            return None
        return known(client, role if isinstance(role, str) else None, day)


def lacks_hour(said: Any) -> bool:
    """Whether arguments, as they were said, have a day and a shift but no hour."""
    shift = said.get("shift")
    return isinstance(shift, str) and shift in SHIFT_STARTS and _bare_day(said) is not None


def _bare_day(said: Any) -> date | None:
    """The day of a start that was said without its hour."""
    start = said.get("start")
    if not isinstance(start, str) or len(start.strip()) != len("2026-04-20"):
        return None
    try:
        return date.fromisoformat(start.strip())
    except ValueError:
        return None


def reading_context(store: Store) -> dict[str, Any]:
    """What arguments are read with: the shop's zone, and when shifts start."""
    return {
        "zone": store.settings.zone,
        "starts": partial(usual_start, store),
        "known_start": partial(start_of_the_day, store),
    }


def start_of_the_day(store: Store, client: str, role: str | None, day: date) -> time | None:
    """The hour at which the client's orders of that day (and role, where one is said) start; None where several fit."""
    site = find_client(store, client)
    hours = set()
    for order in orders_of(store, site.client if site else client):
        if order.start is None or (role and order.role and role.casefold() != order.role.casefold()):
            continue
        local = store.site_clock(order.city, order.state).local(order.start)
        if local.date() == day:
            hours.add(local.time().replace(second=0, microsecond=0))
    return hours.pop() if len(hours) == 1 else None


def usual_start(store: Store, client: str | None, shift: str, day: date) -> time:
    """The start of the client's order of that day and shift, else of most of its orders and bookings, else of most
    shops."""
    met = list(_starts(store, client, shift)) if client else []
    on_the_day = [moment for moment in met if moment.date() == day]
    hours = Counter(moment.time().replace(second=0, microsecond=0) for moment in on_the_day or met)
    return hours.most_common(1)[0][0] if hours else SHIFT_STARTS[shift]


def _starts(store: Store, client: str, shift: str) -> Iterator[datetime]:
    """Starts of the client's orders and bookings of the shift, each on its site's clock."""
    for order in orders_of(store, client):
        if order.start is not None:
            yield from _of_shift(store.site_clock(order.city, order.state).local(order.start), order.shift, shift)
    for row in store.mirror.rows("bookings"):
        same = (row["client"] or "").casefold() == client.casefold()
        if same and row["start_stated"] and row["stage"] in STANDING:
            clock = store.site_clock(row["city"], row["state"])
            yield from _of_shift(clock.local(from_text(row["start"])), row["shift"], shift)


def _of_shift(local: datetime, named: str | None, shift: str) -> Iterator[datetime]:
    if (named if named in SHIFT_STARTS else shift_at(local.hour)) == shift:
        yield local
