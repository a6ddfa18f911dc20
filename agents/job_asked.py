"""Which open order an acceptance is for, where the message leaves that open and the store has orders that it fits.

Without the question a seat would stay open although somebody took it, and the booking would be of no client.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from agents.focusing import wall_time
from agents.jobs_meant import JobsMeant, at_client
from agents.on_the_job import days_said
from agents.question import Way, WhichReading
from agents.review.reviewer import Read
from agents.understanding.focus import Focus
from agents.voice import Voice
from memory.agenda import AheadOrder
from memory.clients import Order
from memory.errors import MusterError
from memory.store import Store
from tools.bookings import ACCEPTING, LADDER, goes_on, meant_booking
from tools.log_fill import FillArguments
from tools.orders import open_orders, order_meant
from tools.people import find_people
from tools.shift import Shift, find_shift
from tools.shift_starts import reading_context

MAY_LACK_ORDER = frozenset({"draft_message", "log_fill", "log_failure"})
"""Tools whose calls are looked at."""
MOST = 4
"""Orders that are offered; of more, the soonest."""
SOON = timedelta(days=14)
LATE = timedelta(hours=4)
"""How long after its start an order is still one that somebody is found for."""


class JobsAsked:
    """Looks at orders and bookings; records nothing."""

    def __init__(self, store: Store, read: Read) -> None:
        self._store = store
        self._read = read
        self._meant = JobsMeant(store, read)

    def with_orders(
        self, text: str, calls: Sequence[Mapping[str, Any]], focus: Focus, voice: Voice
    ) -> tuple[list[dict[str, Any]], WhichReading | None]:
        """The calls with the job that each can only be about, or the question which order a draft is for."""
        settled = self._meant.settled(text, calls, focus, voice)
        for place, call in enumerate(settled):
            fits = self._offered(call, text, focus, voice) if call["name"] == "draft_message" else ()
            if len(fits) == 1:
                settled[place] = _with_order(settled, place, fits[0].order.order_id)[place] | {"id": call.get("id")}
            elif fits:
                ways = [
                    Way(label=_label(one, voice), calls=_with_order(settled, place, one.order.order_id))
                    for one in fits[: MOST + 1]
                ]
                return settled, WhichReading(text=text, ways=tuple(ways), sure=True)
        return settled, None

    def _offered(self, call: Mapping[str, Any], text: str, focus: Focus, voice: Voice) -> tuple[AheadOrder, ...]:
        """Orders that a draft to people who are not booked at the client may offer, of the day that is said."""
        said = call["args"]
        if said.get("order_id") or not said.get("client") or not said.get("workers"):
            return ()
        try:
            shift, workers = at_client(self._store, said, voice.now)
        except MusterError:
            return ()  # the gate meets the same and says what can be done
        wanted = (shift.client or "").casefold()
        for worker in workers:
            rows = self._store.experience.bookings(worker.worker_id)
            if any((row["client"] or "").casefold() == wanted and goes_on(row, voice.now, named=True) for row in rows):
                return ()
        fits = [
            one
            for one in open_orders(self._store, shift, workers, voice.now)
            if one.order.start is not None and one.order.start > voice.now
        ]
        lattice, *_others = self._read(text, focus)
        days = days_said(lattice)
        if days:
            return tuple(one for one in fits if one.order.start and one.clock.local(one.order.start).date() in days)
        of_the_talk = [
            one for one in fits if one.order.start and wall_time(one.clock.local(one.order.start)) == focus.start
        ]
        return tuple(of_the_talk if len(of_the_talk) == 1 else fits)

    def ask(self, text: str, calls: Sequence[Mapping[str, Any]], voice: Voice) -> WhichReading | None:
        """The question which order the first open acceptance among the calls is for; None where none is open."""
        for place, call in enumerate(calls):
            fits = self._fits(call, voice) if call["name"] == "log_fill" else ()
            if fits:
                ways = [
                    Way(label=_label(one, voice), calls=_with_order(calls, place, one.order.order_id))
                    for one in fits[:MOST]
                ]
                other = Way(label=voice.say("which_job.other"), calls=_with_order(calls, place, None))
                return WhichReading(text=text, ways=(*ways, other), sure=True)
        return None

    def _fits(self, call: Mapping[str, Any], voice: Voice) -> tuple[AheadOrder, ...]:
        try:
            said = FillArguments.model_validate(call["args"], context=reading_context(self._store))
            if said.order_id or said.stage not in ACCEPTING:
                return ()
            shift = find_shift(
                self._store, voice.now, client=said.client, role=said.role, city=said.city, state=said.state,
                start=said.start, end=said.end, shift=said.shift, order=None,
            )  # fmt: skip
            people = find_people(self._store, said.workers, client=shift.client, city=shift.city)
            if shift.client and shift.start_stated:
                return ()  # said well enough: the order of that hour, or a job of its own
            if order_meant(self._store, shift, people.workers, voice.now) is not None:
                return ()
            for worker in people.workers:
                bookings = self._store.experience.bookings(worker.worker_id)
                meant = meant_booking(bookings, shift, said.stage, voice.now, self._store.site_clock)
                if meant is not None and meant["stage"] in LADDER:
                    return ()
        except (ValidationError, MusterError):
            return ()  # the gate meets the same and says what can be done
        states = {worker.state for worker in people.workers}
        return tuple(
            one
            for one in open_orders(self._store, shift, people.workers, voice.now)
            if one.order.start is not None
            and voice.now - LATE <= one.order.start <= voice.now + SOON
            and one.open_seats >= len(people.workers)
            and _near(one.order, shift, states)
        )


def _near(order: Order, shift: Shift, states: set[str | None]) -> bool:
    """Whether the hour that was said is the order's, and its place the one that was said, else where people live."""
    if shift.start_stated and shift.start != order.start:
        return False
    return order.city == shift.city if shift.city else order.state is None or order.state in states


def _with_order(calls: Sequence[Mapping[str, Any]], place: int, order_id: str | None) -> tuple[dict[str, Any], ...]:
    """The calls with the order in the one that is asked about."""
    more = {"order_id": order_id} if order_id else {}
    return tuple(
        {"name": call["name"], "args": {**call["args"], **more} if at == place else dict(call["args"])}
        for at, call in enumerate(calls)
    )


def _label(one: AheadOrder, voice: Voice) -> str:
    order = one.order
    assert order.start is not None
    client = voice.say("search.for", client=order.client) if order.client else ""
    return voice.say(
        "which_job.order", order_id=order.order_id, people=voice.count_of(order.headcount, order.role), client=client,
        when=voice.moment(order.start, site=order),
    )  # fmt: skip
