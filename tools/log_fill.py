"""Report that people took, worked or finished a job; what was accepted makes the next ranking better."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from memory.bench import Worker
from memory.errors import BadInput, Conflict
from memory.experience import STANDING
from memory.grammar import clock_words, in_words
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text
from tools.endorsement import endorse, order_playbook, seed_playbook, withdraw
from tools.orders import order_named
from tools.people import Ghost, Named, find_people
from tools.shift import (
    LADDER,
    booking_row,
    clashing_booking,
    find_shift,
    most_common,
    recorded_before,
    same_booking,
)
from tools.shift import Shift as WhereAndWhen
from tools.tool import Answer, Arguments, Call, Moment, Name, Names, Shift, Tool

Stage = Literal[
    "offered", "delivered", "replied", "accepted", "confirmed", "showed", "completed", "declined", "cancelled"
]


class FillArguments(Arguments):
    """Who, where, for whom, and how far it got."""

    workers: Names
    role: Name | None = None
    client: Name | None = None
    city: Name | None = None
    state: Name | None = None
    start: Moment | None = None
    end: Moment | None = None
    shift: Shift | None = None
    order_id: Name | None = None
    stage: Stage = "accepted"


class FillLogged(Answer):
    """What was recorded, what stood already, and which names are not on the bench."""

    playbook_id: str | None
    stage: str
    people: tuple[Named, ...] = ()
    recorded: tuple[str, ...]
    """Worker ids with something new."""
    already_recorded: tuple[str, ...]
    rejected_ghost_names: tuple[Ghost, ...]
    client: str | None
    role: str | None
    city: str | None
    state: str | None
    start: datetime
    order_id: str | None

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "client": self.client, "workers": list(self.recorded)}


@dataclass
class _Progress:
    """What the report came to so far."""

    new: list[Worker] = field(default_factory=list)
    moved: list[Worker] = field(default_factory=list)
    standing: list[tuple[Worker, Row]] = field(default_factory=list)
    playbook_id: str | None = None


def log_fill(call: Call) -> FillLogged:
    """Record it for everybody named, or for nobody.

    Raises Conflict for somebody the client does not want back (``do_not_return``), who is booked elsewhere then
    (``double_booked``), or whose name fits several people; NotFound for an unknown client or order.
    """
    arguments: FillArguments = call.arguments
    unit = call.writing
    shift = find_shift(
        call.store, call.now, client=arguments.client, role=arguments.role,
        city=arguments.city, state=arguments.state, start=arguments.start, end=arguments.end, shift=arguments.shift,
        order=order_named(call, arguments.order_id) if arguments.order_id else None,
    )  # fmt: skip
    people = find_people(call.store, arguments.workers, client=shift.client, city=shift.city)
    workers = list(people.workers)
    _refuse_barred(call, workers, shift)
    progress = _Progress(playbook_id=order_playbook(unit, shift.order_id))
    for worker in workers:
        _record(call, worker, shift, arguments.stage, progress)
    if arguments.stage in STANDING:
        _seed(call, progress, shift)
    note = " ".join(filter(None, [_words(progress, shift, arguments.stage, call.now), people.ghost_note()]))
    return FillLogged(
        playbook_id=progress.playbook_id,
        stage=arguments.stage,
        people=people.named,
        recorded=tuple(w.worker_id for w in progress.new + progress.moved),
        already_recorded=tuple(w.worker_id for w, _row in progress.standing),
        rejected_ghost_names=people.ghosts,
        client=shift.client,
        role=shift.role or most_common([w.role for w in workers]),
        city=shift.city or most_common([w.city for w in workers]),
        state=shift.state or most_common([w.state for w in workers]),
        start=shift.start,
        order_id=shift.order_id,
        note=note,
    )


def _refuse_barred(call: Call, workers: list[Worker], shift: WhereAndWhen) -> None:
    barred = call.store.experience.do_not_return(shift.client)
    names = [w.name for w in workers if w.worker_id in barred]
    if names and call.arguments.stage not in ("declined", "cancelled"):
        raise Conflict(
            f"{shift.client} does not want {in_words(names)} back.",
            code="do_not_return",
            hint="Send somebody else, or take the name off the client's list first.",
            details={
                "workers": [w.worker_id for w in workers if w.worker_id in barred],
                "names": names,
                "client": shift.client,
            },
        )


def _record(call: Call, worker: Worker, shift: WhereAndWhen, stage: str, progress: _Progress) -> None:
    unit = call.writing
    bookings = unit.rows("bookings", worker_id=worker.worker_id)
    booking = same_booking(bookings, shift)
    if booking is not None and booking["stage"] in LADDER:
        progress.playbook_id = progress.playbook_id or booking["playbook_id"]
        if stage in LADDER and LADDER.index(stage) <= LADDER.index(booking["stage"]):
            progress.standing.append((worker, booking))
            return
        unit.update("bookings", {"booking_id": booking["booking_id"]}, stage=stage)
        if stage not in LADDER and booking["playbook_id"]:
            withdraw(unit, booking["playbook_id"], worker.worker_id)
            unit.update("bookings", {"booking_id": booking["booking_id"]}, playbook_id=None)
            progress.playbook_id = None
        progress.moved.append(worker)
        return
    if stage in STANDING:
        clash = clashing_booking(bookings, shift)
        if clash is not None:
            raise Conflict(
                f"{worker.name} is booked at {clash['client'] or 'another site'} then.",
                code="double_booked",
                hint="Choose another time or somebody else, or cancel that booking first.",
                details={
                    "worker_id": worker.worker_id,
                    "name": worker.name,
                    "client": clash["client"],
                    "booking_id": clash["booking_id"],
                    "start": clash["start"],
                },
            )
    unit.insert("bookings", booking_row(unit, worker, shift, stage, None, call.caller.staffer))
    progress.new.append(worker)


def _seed(call: Call, progress: _Progress, shift: WhereAndWhen) -> None:
    """Endorse everybody who newly stands: in the order's playbook, in the booking's own, or in a new one."""
    unit = call.writing
    rows = [
        (worker, booking)
        for worker in progress.new + progress.moved
        if (booking := same_booking(unit.rows("bookings", worker_id=worker.worker_id), shift))
        and not booking["playbook_id"]
    ]
    if not rows:
        return
    workers = [worker for worker, _booking in rows]
    role = shift.role or most_common([w.role for w in workers])
    if role is None:
        raise BadInput("It is not known which role that was.", code="role_missing", hint="Say the role.")
    if progress.playbook_id is None or not shift.order_id:
        progress.playbook_id = seed_playbook(
            unit, workers, role=role,
            city=shift.city or most_common([w.city for w in workers]),
            state=shift.state or (most_common([w.state for w in workers]) if not shift.city else None),
            client=shift.client, order_id=shift.order_id,
            at=shift.start, source="fill",
        )  # fmt: skip
    else:
        endorse(unit, progress.playbook_id, workers)
    for _worker, booking in rows:
        unit.update("bookings", {"booking_id": booking["booking_id"]}, playbook_id=progress.playbook_id)


def _words(progress: _Progress, shift: WhereAndWhen, stage: str, now: datetime) -> str:
    parts = []
    at = f" for {shift.client}" if shift.client else ""
    when = f", {clock_words(shift.start.astimezone(now.tzinfo))}" if shift.start_stated else ""
    if progress.new or progress.moved:
        parts.append(f"{in_words([w.name for w in progress.new + progress.moved])}: {stage}{at}{when}.")
    for worker, row in progress.standing:
        where = f" for {row['client']}" if row["client"] else ""
        before = recorded_before(row["staffer"], from_text(row["recorded_at"]), now)
        parts.append(f"{worker.name}: {row['stage']}{where}, {before}")
    return " ".join(parts)


TOOL = Tool(
    name="log_fill",
    effect="write",
    summary="Record that workers accepted, confirmed, showed up or finished.",
    arguments=FillArguments,
    answer=FillLogged,
    run=log_fill,
)
