"""Report that somebody let a client down, and find who can step in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from memory.bench import Worker
from memory.boost import FAILURE_WEIGHTS, PENALTY_WEIGHT
from memory.experience import FAILURE_WORDS
from memory.grammar import in_words
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text, to_text
from memory.search_types import SHIFT_HOURS, SearchRequest
from memory.site_clock import SiteClock
from tools.bookings import failed_booking, has_begun, on_the_day
from tools.endorsement import withdraw
from tools.hybrid_search import Ranking, as_ranking
from tools.people import Ghost, Named, People, find_people
from tools.place import known_client
from tools.shift import most_common, recorded_before
from tools.tool import Answer, Arguments, Call, Name, Names, Tool

Reason = Literal["no_show", "late", "quit", "sent_home", "other"]
STAGE_AFTER = {"no_show": "no_show", "quit": "cancelled", "sent_home": "cancelled"}
"""What becomes of the booking; after any other reason the worker is still on it, but for a shift yet to come."""
BEGUN = ("no_show", "late", "sent_home")
"""Reasons that only a shift that has begun gives."""


class FailureArguments(Arguments):
    """Who, at which client, and what happened."""

    workers: Names
    client: Name | None = None
    reason: Reason = "no_show"
    order_id: Name | None = None
    date: dt.date | None = Field(None, description="the day of the shift that is meant, where the worker has several")


class FailureLogged(Answer):
    """What was recorded, and who could step in."""

    reason: str
    people: tuple[Named, ...] = ()
    recorded: tuple[str, ...]
    already_recorded: tuple[str, ...]
    without_booking: tuple[str, ...] = ()
    """Of the recorded, those without a booking that it can have been."""
    early: tuple[str, ...] = ()
    """Of the recorded, those whose shift had not begun, where the failure needs one that had."""
    rejected_ghost_names: tuple[Ghost, ...]
    client: str | None
    order_id: str | None
    role: str | None
    city: str | None
    state: str | None
    called_off: tuple[str, ...] = ()
    """Of the recorded, those who said before their shift that they would not come."""
    start: datetime | None
    start_stated: bool = False
    """False where the start of the booking is only the moment at which it was reported."""
    refill: Ranking | None = None

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "client": self.client, "workers": list(self.recorded)}


@dataclass
class _Progress:
    """What the report came to so far; a booking is None where the worker has none that it can have been."""

    recorded: list[tuple[Worker, Row | None]] = field(default_factory=list)
    again: list[tuple[Worker, Row]] = field(default_factory=list)
    """With the failure that was recorded before."""


def log_failure(call: Call) -> FailureLogged:
    """Record the failure for everybody named; a booking that fell through is closed, so that its seat is open.

    Which booking it was is settled by the order or client that is named, else by the time: never one long past. Where
    none can have been, the failure counts against the worker and no booking changes.
    """
    arguments: FailureArguments = call.arguments
    client = known_client(call.store, arguments.client).client if arguments.client else None
    people = find_people(call.store, arguments.workers, client=client)
    progress = _Progress()
    for worker in people.workers:
        _record(call, worker, client, progress)
    return _answer(call, client, progress, people)


def _record(call: Call, worker: Worker, client: str | None, progress: _Progress) -> None:
    arguments: FailureArguments = call.arguments
    unit = call.writing
    same = unit.rows("failures", worker_id=worker.worker_id, reason=arguments.reason)
    told = {row["booking_id"]: row for row in same}
    booking = failed_booking(
        on_the_day(unit.rows("bookings", worker_id=worker.worker_id), arguments.date, call.store.site_clock),
        arguments.reason, told, call.now, client=client, order_id=arguments.order_id,
    )  # fmt: skip
    if booking and booking["booking_id"] in told:
        progress.again.append((worker, told[booking["booking_id"]]))
        return
    stage = STAGE_AFTER.get(arguments.reason)
    if booking and _is_called_off(call, booking):
        stage = "cancelled"  # what goes wrong before the shift is that they will not come to it
    if booking and stage:
        unit.update("bookings", {"booking_id": booking["booking_id"]}, stage=stage)
    if booking and booking["playbook_id"] and stage == "cancelled" and not has_begun(booking, call.now):
        withdraw(unit, booking["playbook_id"], worker.worker_id)  # nobody has worked there yet
        unit.update("bookings", {"booking_id": booking["booking_id"]}, playbook_id=None)
    unit.insert(
        "failures",
        {
            "failure_id": unit.next_id("F"),
            "worker_id": worker.worker_id,
            "name": worker.name,
            "client": client or (booking["client"] if booking else None),
            "order_id": arguments.order_id or (booking["order_id"] if booking else None),
            "booking_id": booking["booking_id"] if booking else None,
            "reason": arguments.reason,
            "at": to_text(call.now),
            "staffer": call.caller.staffer,
        },
    )
    progress.recorded.append((worker, booking))


def _answer(call: Call, client: str | None, progress: _Progress, people: People) -> FailureLogged:
    arguments: FailureArguments = call.arguments
    booking = next((booking for _worker, booking in progress.recorded if booking), None)
    workers = [worker for worker, _row in progress.recorded] or [worker for worker, _row in progress.again]
    at = client or (booking["client"] if booking else None)
    start = _clock(call, booking).local(from_text(booking["start"])) if booking else None
    return FailureLogged(
        reason=arguments.reason,
        people=people.named,
        recorded=tuple(w.worker_id for w, _row in progress.recorded),
        already_recorded=tuple(w.worker_id for w, _row in progress.again),
        without_booking=tuple(w.worker_id for w, row in progress.recorded if row is None),
        called_off=tuple(w.worker_id for w, row in progress.recorded if _is_called_off(call, row)),
        early=tuple(worker.worker_id for worker in _early(call, progress)),
        rejected_ghost_names=people.ghosts,
        client=at,
        order_id=arguments.order_id or (booking["order_id"] if booking else None),
        role=booking["role"] if booking else most_common([w.role for w in workers]),
        city=booking["city"] if booking else most_common([w.city for w in workers]),
        state=booking["state"] if booking else most_common([w.state for w in workers]),
        start=start,
        start_stated=bool(booking and booking["start_stated"]),
        note=" ".join(filter(None, [*_words(call, progress), people.ghost_note()])),
    )


def _words(call: Call, progress: _Progress) -> Iterator[str]:
    arguments: FailureArguments = call.arguments
    what = FAILURE_WORDS[arguments.reason]
    for (job, ahead), names in _by_job(call, progress).items():
        yield f"{in_words(names)}: {FAILURE_WORDS['called_off'] if ahead else what}{job} recorded."
    if progress.recorded:
        yield f"It costs {PENALTY_WEIGHT * FAILURE_WEIGHTS[arguments.reason]:.2f} in the ranking and fades with time."
    loose = [worker.name for worker, booking in progress.recorded if booking is None]
    if loose:
        yield f"There is no booking of {in_words(loose)} that it can have been, so no seat was opened."
    early = [worker.name for worker in _early(call, progress)]
    if early:
        yield f"That shift of {in_words(early)} has not begun yet: if it was called off, undo this and say so."
    for worker, row in progress.again:
        at = f" at {row['client']}" if row["client"] else ""
        yield f"{worker.name}: {what}{at} was {recorded_before(row['staffer'], from_text(row['at']), call.now)}"


def _early(call: Call, progress: _Progress) -> list[Worker]:
    """Whose shift is yet to come, of a failure that only one on its way can have."""
    if call.arguments.reason not in BEGUN:
        return []
    return [worker for worker, row in progress.recorded if row and not has_begun(row, call.now)]


def _clock(call: Call, booking: Row) -> SiteClock:
    return call.store.site_clock(booking["city"], booking["state"])


def _is_called_off(call: Call, booking: Row | None) -> bool:
    """Whether what went wrong is that somebody will not come to a shift that is still ahead."""
    return call.arguments.reason == "other" and booking is not None and not has_begun(booking, call.now)


def _by_job(call: Call, progress: _Progress) -> dict[tuple[str, bool], list[str]]:
    """Where and when in words, and whether it was called off ahead → who of the recorded."""
    jobs: dict[tuple[str, bool], list[str]] = {}
    for worker, booking in progress.recorded:
        client = call.arguments.client and known_client(call.store, call.arguments.client).client
        client = client or (booking["client"] if booking else None)
        stated = booking is not None and booking["start_stated"]
        when = f", {_clock(call, booking).words(from_text(booking['start']))}," if booking and stated else ""
        job = (f"{f' at {client}' if client else ''}{when}", _is_called_off(call, booking))
        jobs.setdefault(job, []).append(worker.name)
    return jobs


def refill(call: Call, logged: FailureLogged) -> FailureLogged:
    """Add who could step in: not the one who failed, and nobody who is booked for that shift."""
    if not logged.recorded or logged.role is None:
        return logged
    experience = call.store.experience
    call.store.mirror.sync()
    start = logged.start if logged.start and logged.start + timedelta(hours=SHIFT_HOURS) > call.now else None
    booked = {row["worker_id"] for row in experience.booked_on(logged.order_id)} if logged.order_id else set()
    if start is None and logged.client is not None:  # no shift to fill any more: whoever still goes there is taken
        booked |= {row["worker_id"] for row in experience.booked_at(logged.client, call.now)}
    request = SearchRequest(
        role=logged.role,
        city=logged.city,
        state=logged.state,
        client=logged.client,
        start=start,
        leave_out=frozenset(logged.recorded) | frozenset(booked),
        k=5,
    )
    return logged.model_copy(update={"refill": as_ranking(call.store.search(request), request, len(logged.recorded))})


TOOL = Tool(
    name="log_failure",
    effect="write",
    summary="Record a no-show, lateness, walk-off or other failure, and find a replacement.",
    arguments=FailureArguments,
    answer=FailureLogged,
    run=log_failure,
    follow_up=refill,
)
