"""Which open order an acceptance is for, where the message leaves that open and the store has orders that it fits.

Without the question a seat would stay open although somebody took it, and the booking would be of no client.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from agents.focusing import wall_time
from agents.on_the_job import days_said
from agents.question import Way, WhichReading
from agents.review.reviewer import Read
from agents.understanding.focus import Focus
from agents.voice import Voice
from memory.agenda import AheadOrder
from memory.clients import Order
from memory.errors import MusterError
from memory.experience import FELL_THROUGH
from memory.ledger.tables import from_text
from memory.store import Store
from tools.bookings import ACCEPTING, LADDER, goes_on, meant_booking, on_the_day
from tools.log_fill import FillArguments
from tools.orders import open_orders, order_meant
from tools.people import find_people
from tools.shift import Shift, find_shift
from tools.shift_starts import reading_context

MAY_LACK_ORDER = frozenset({"draft_message", "log_fill", "log_failure"})
"""Tools whose calls are looked at."""
STEPS_IN = frozenset(
    "spot place seat slot instead replaces replacing replace covers covering cover lugar puesto vez reemplaza".split()
)
"""Words with which one takes another's seat."""
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

    def with_orders(
        self, text: str, calls: Sequence[Mapping[str, Any]], focus: Focus, voice: Voice
    ) -> tuple[list[dict[str, Any]], WhichReading | None]:
        """The calls with the order that each draft about a client can only be for, or the question which one.

        A failure is of the day that is said, where the worker has a booking then.
        """
        settled = []
        for call in calls:
            timed = self._at_its_hour(self._of_its_day(call, text, focus), text, focus, voice)
            settled.append(self._in_place_of(timed, text, focus, voice))
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

    def _of_its_day(self, call: Mapping[str, Any], text: str, focus: Focus) -> dict[str, Any]:
        said = dict(call["args"])
        if call["name"] != "log_failure" or said.get("order_id") or said.get("date"):
            return dict(call)
        lattice, *_others = self._read(text, focus)
        days = days_said(lattice)
        if not days:
            return dict(call)
        try:
            people = find_people(self._store, said.get("workers", ()), client=said.get("client"), city=None)
        except MusterError:
            return dict(call)  # the gate meets the same and says what can be done
        clocks = self._store.site_clock
        booked = [
            row for worker in people.workers for row in self._store.experience.bookings(worker.worker_id)
            if row["stage"] in LADDER
        ]  # fmt: skip
        fits = [day for day in days if on_the_day(booked, day, clocks)]
        return {**call, "args": {**said, "date": fits[0].isoformat()}} if len(fits) == 1 else dict(call)

    def _at_its_hour(self, call: dict[str, Any], text: str, focus: Focus, voice: Voice) -> dict[str, Any]:
        """ "Accepted for the 7am at Acme": the order of that hour, whatever day the conversation spoke of last."""
        said = call["args"]
        if call["name"] != "log_fill" or not said.get("client") or "T" not in str(said.get("start", "")):
            return call
        lattice, *_others = self._read(text, focus)
        if days_said(lattice) or not any(one.kind == "hours" for at in lattice.mentions for one in at):
            return call
        hour = str(said["start"]).partition("T")[2][:5]
        try:
            shift = find_shift(self._store, voice.now, client=said["client"], role=None, city=None, state=None,
                               start=None, order=None)  # fmt: skip
            people = find_people(self._store, said["workers"], client=shift.client, city=None)
        except MusterError:
            return call  # the gate meets the same and says what can be done
        ahead = open_orders(self._store, shift, people.workers, voice.now)
        starts = {one.order.order_id: str(wall_time(one.clock.local(one.order.start)))
                  for one in ahead if one.order.start is not None}  # fmt: skip
        fits = [order_id for order_id, start in starts.items() if start.endswith(f"T{hour}")]
        if len(fits) != 1 or starts[fits[0]] == said["start"]:
            return call
        return {**call, "args": {**said, "start": starts[fits[0]], "order_id": fits[0]}}

    def _in_place_of(self, call: dict[str, Any], text: str, focus: Focus, voice: Voice) -> dict[str, Any]:
        """ "Astrid takes Ross's spot": the order on which somebody who is named beside the report gave back a shift."""
        said = call["args"]
        if call["name"] != "log_fill" or said.get("stage", "accepted") not in ACCEPTING:
            return call
        lattice, *_others = self._read(text, focus)
        if not STEPS_IN & {word.norm for word in lattice.message.words}:
            return call
        named = {worker.worker_id for at in lattice.mentions for one in at for person in one.people
                 for worker in person.workers}  # fmt: skip
        try:
            people = find_people(self._store, said["workers"], client=None, city=None)
        except MusterError:
            return call  # the gate meets the same and says what can be done
        others = named - {worker.worker_id for worker in people.workers}
        left = {
            row["order_id"]: row
            for worker_id in others
            for row in self._store.experience.bookings(worker_id)
            if row["stage"] in FELL_THROUGH and row["order_id"] and from_text(row["end"]) > voice.now
        }
        if len(left) != 1:
            return call
        ((order_id, row),) = left.items()
        start = wall_time(self._store.site_clock(row["city"], row["state"]).local(from_text(row["start"])))
        job = {"client": row["client"], "role": row["role"], "start": start, "order_id": order_id}
        kept = {name: value for name, value in said.items() if name not in ("city", "state", "shift", "end")}
        return {**call, "args": {**kept, **{name: value for name, value in job.items() if value}}}

    def _offered(self, call: Mapping[str, Any], text: str, focus: Focus, voice: Voice) -> tuple[AheadOrder, ...]:
        """Orders that a draft to people who are not booked at the client may offer, of the day that is said."""
        said = call["args"]
        if said.get("order_id") or not said.get("client") or not said.get("workers"):
            return ()
        try:
            shift = find_shift(self._store, voice.now, client=said["client"], role=None, city=None, state=None,
                               start=None, order=None)  # fmt: skip
            people = find_people(self._store, said["workers"], client=shift.client, city=None)
        except MusterError:
            return ()  # the gate meets the same and says what can be done
        wanted = (shift.client or "").casefold()
        for worker in people.workers:
            rows = self._store.experience.bookings(worker.worker_id)
            if any((row["client"] or "").casefold() == wanted and goes_on(row, voice.now, named=True) for row in rows):
                return ()
        fits = [
            one
            for one in open_orders(self._store, shift, people.workers, voice.now)
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
