"""Which job a report is about where the message says part of it: only the day, only the hour, or whose seat it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agents.focusing import wall_time
from agents.on_the_job import days_said
from agents.review.reviewer import Read
from agents.understanding.focus import Focus
from agents.voice import Voice
from memory.bench import Worker
from memory.errors import MusterError
from memory.experience import FELL_THROUGH
from memory.ledger.tables import from_text
from memory.store import Store
from tools.bookings import ACCEPTING, LADDER, on_the_day
from tools.orders import open_orders
from tools.people import find_people
from tools.shift import Shift, find_shift

STEPS_IN = frozenset(
    "spot place seat slot instead replaces replacing replace covers covering cover lugar puesto vez reemplaza".split()
)
"""Words with which one takes another's seat."""


def at_client(store: Store, said: Mapping[str, Any], now: datetime) -> tuple[Shift, Sequence[Worker]]:
    """A call's client without its time, and its people. Raises MusterError for one that the store does not have."""
    shift = find_shift(store, now, client=said["client"], role=None, city=None, state=None, start=None, order=None)
    return shift, find_people(store, said["workers"], client=shift.client, city=None).workers


class JobsMeant:
    """Settles what bookings and orders leave no doubt about; records nothing."""

    def __init__(self, store: Store, read: Read) -> None:
        self._store = store
        self._read = read

    def settled(
        self, text: str, calls: Sequence[Mapping[str, Any]], focus: Focus, voice: Voice
    ) -> list[dict[str, Any]]:
        """The calls with the day, the hour or the order that each can only be about."""
        made = []
        for call in calls:
            timed = self._at_its_hour(self._of_its_day(call, text, focus), text, focus, voice)
            made.append(self._in_place_of(timed, text, focus, voice))
        return made

    def _of_its_day(self, call: Mapping[str, Any], text: str, focus: Focus) -> dict[str, Any]:
        """A failure of the day that is said, where the worker has a booking then."""
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
            shift, workers = at_client(self._store, said, voice.now)
        except MusterError:
            return call  # the gate meets the same and says what can be done
        ahead = open_orders(self._store, shift, workers, voice.now)
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
