"""When a shift starts that was said without its hour: "2nd shift tomorrow", "tonight"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any, Self

from pydantic import ModelWrapValidatorHandler, ValidationInfo, model_validator

from memory.clients import orders_of
from memory.clock import SHIFT_STARTS, shift_at
from memory.experience import STANDING
from memory.ledger.tables import from_text
from memory.store import Store
from tools.tool import Arguments

Starts = Callable[[str | None, str, date], time]
"""Client, shift and day → the hour."""


class OfAShift(Arguments):
    """Base of arguments with a ``start`` and a ``shift``: a bare date with a shift starts when that shift does."""

    @model_validator(mode="wrap")
    @classmethod
    def _with_its_hour(cls, said: Any, read: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        starts: Starts | None = (info.context or {}).get("starts")
        if starts is None or not isinstance(said, dict) or not lacks_hour(said):
            return read(said)
        day, client = date.fromisoformat(said["start"].strip()), said.get("client")
        hour = starts(client if isinstance(client, str) else None, said["shift"], day)
        return read({**said, "start": f"{day}T{hour:%H:%M}"})


def lacks_hour(said: Any) -> bool:
    """Whether arguments, as they were said, have a day and a shift but no hour."""
    start, shift = said.get("start"), said.get("shift")
    if not isinstance(start, str) or not isinstance(shift, str) or shift not in SHIFT_STARTS:
        return False
    if len(start.strip()) != len("2026-04-20"):
        return False
    try:
        date.fromisoformat(start.strip())
    except ValueError:
        return False
    return True


def reading_context(store: Store) -> dict[str, Any]:
    """What arguments are read with: the shop's zone, and when shifts start."""
    return {"zone": store.settings.zone, "starts": partial(usual_start, store)}


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
