"""Report that somebody let a client down, and find who can step in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from memory.bench import Worker
from memory.boost import FAILURE_WEIGHTS, PENALTY_WEIGHT
from memory.experience import FAILURE_WORDS
from memory.grammar import in_words
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text, to_text
from memory.search_types import SearchRequest
from tools.hybrid_search import Ranking, as_ranking
from tools.people import Ghost, Named, People, find_people
from tools.place import known_client
from tools.shift import latest_booking, most_common, recorded_before
from tools.tool import Answer, Arguments, Call, Name, Names, Tool

Reason = Literal["no_show", "late", "quit", "sent_home", "other"]
STAGE_AFTER = {"no_show": "no_show", "quit": "cancelled", "sent_home": "cancelled"}
"""What becomes of the booking; after any other reason the worker is still on it."""


class FailureArguments(Arguments):
    """Who, at which client, and what happened."""

    workers: Names
    client: Name | None = None
    reason: Reason = "no_show"
    order_id: Name | None = None


class FailureLogged(Answer):
    """What was recorded, and who could step in."""

    reason: str
    people: tuple[Named, ...] = ()
    recorded: tuple[str, ...]
    already_recorded: tuple[str, ...]
    rejected_ghost_names: tuple[Ghost, ...]
    client: str | None
    order_id: str | None
    role: str | None
    city: str | None
    state: str | None
    start: datetime | None
    refill: Ranking | None = None

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "client": self.client, "workers": list(self.recorded)}


def log_failure(call: Call) -> FailureLogged:
    """Record the failure for everybody named; a booking that fell through is closed, so that its seat is open."""
    arguments: FailureArguments = call.arguments
    unit = call.writing
    client = known_client(call.store, arguments.client).client if arguments.client else None
    people = find_people(call.store, arguments.workers, client=client)
    recorded: list[Worker] = []
    again: list[tuple[Worker, Row]] = []
    bookings: list[Row] = []
    for worker in people.workers:
        booking = latest_booking(unit, worker, client, arguments.order_id)
        earlier = booking and unit.rows("failures", booking_id=booking["booking_id"], reason=arguments.reason)
        if earlier:
            again.append((worker, earlier[0]))
            continue
        if booking and arguments.reason in STAGE_AFTER:
            unit.update("bookings", {"booking_id": booking["booking_id"]}, stage=STAGE_AFTER[arguments.reason])
        if booking:
            bookings.append(booking)
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
        recorded.append(worker)
    return _answer(call, arguments, client, recorded, again, bookings, people)


def _answer(
    call: Call,
    arguments: FailureArguments,
    client: str | None,
    recorded: list[Worker],
    again: list[tuple[Worker, Row]],
    bookings: list[Row],
    people: People,
) -> FailureLogged:
    booking = bookings[0] if bookings else None
    workers = recorded or [worker for worker, _row in again]
    at = client or (booking["client"] if booking else None)
    parts = []
    if recorded:
        cost = PENALTY_WEIGHT * FAILURE_WEIGHTS[arguments.reason]
        parts.append(
            f"{in_words([w.name for w in recorded])}: {FAILURE_WORDS[arguments.reason]}"
            f"{f' at {at}' if at else ''} recorded. It costs {cost:.2f} in the ranking and fades with time."
        )
    for worker, row in again:
        what = f"{worker.name}: {FAILURE_WORDS[row['reason']]}{f' at {at}' if at else ''}"
        parts.append(f"{what} was {recorded_before(row['staffer'], from_text(row['at']), call.now)}")
    return FailureLogged(
        reason=arguments.reason,
        people=people.named,
        recorded=tuple(w.worker_id for w in recorded),
        already_recorded=tuple(w.worker_id for w, _row in again),
        rejected_ghost_names=people.ghosts,
        client=at,
        order_id=arguments.order_id or (booking["order_id"] if booking else None),
        role=booking["role"] if booking else most_common([w.role for w in workers]),
        city=booking["city"] if booking else most_common([w.city for w in workers]),
        state=booking["state"] if booking else most_common([w.state for w in workers]),
        start=from_text(booking["start"]).astimezone(call.now.tzinfo) if booking else None,
        note=" ".join(filter(None, [*parts, people.ghost_note()])),
    )


def refill(call: Call, logged: FailureLogged) -> FailureLogged:
    """Add who could step in: not the one who failed, and nobody who is booked for that shift."""
    if not logged.recorded or logged.role is None:
        return logged
    experience = call.store.experience
    call.store.mirror.sync()
    booked = {row["worker_id"] for row in experience.booked_on(logged.order_id)} if logged.order_id else set()
    if (
        logged.start is None and logged.client is not None
    ):  # which shift is not known: whoever still goes there is taken
        booked |= {row["worker_id"] for row in experience.booked_at(logged.client, call.now)}
    request = SearchRequest(
        role=logged.role,
        city=logged.city,
        state=logged.state,
        client=logged.client,
        start=logged.start,
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
