"""Report that people took, worked or finished a job; what was accepted makes the next ranking better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from memory.bench import Worker
from memory.clients import Order
from memory.errors import BadInput
from memory.experience import STANDING
from memory.grammar import in_words
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text
from tools.bookings import LADDER, booking_row, clashing_booking, meant_booking, shift_of
from tools.endorsement import endorse, order_playbook, seed_playbook, withdraw
from tools.orders import order_meant, order_named
from tools.people import Ghost, Named, find_people
from tools.refusals import booked_then, not_wanted_back
from tools.shift import Shift as WhereAndWhen
from tools.shift import find_shift, home_of, most_common, recorded_before
from tools.shift_starts import OfAShift
from tools.tool import Answer, Call, Moment, Name, Names, Shift, Tool

Stage = Literal[
    "offered", "delivered", "replied", "accepted", "confirmed", "showed", "completed", "declined", "cancelled"
]


class FillArguments(OfAShift):
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


class FilledJob(BaseModel):
    """Those of the recorded who share a client and a start."""

    model_config = ConfigDict(frozen=True)

    workers: tuple[str, ...]
    """Worker ids."""
    client: str | None
    start: datetime
    start_stated: bool
    city: str | None = None
    state: str | None = None


class FillLogged(Answer):
    """What was recorded, what stood already, and which names are not on the bench."""

    playbook_id: str | None
    stage: str
    people: tuple[Named, ...] = ()
    recorded: tuple[str, ...]
    """Worker ids with something new."""
    already_recorded: tuple[str, ...]
    jobs: tuple[FilledJob, ...] = ()
    """The recorded by their jobs: a report that names none is about each one's own."""
    booking_ids: tuple[str, ...] = ()
    """The booking of each: of the recorded, then of the already recorded."""
    rejected_ghost_names: tuple[Ghost, ...]
    client: str | None
    role: str | None
    city: str | None
    state: str | None
    start: datetime
    start_stated: bool = True
    """False where the start is only the moment of the report."""
    order_id: str | None

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "client": self.client, "workers": list(self.recorded)}


@dataclass(frozen=True)
class _Report:
    """One worker's part of the report."""

    worker: Worker
    shift: WhereAndWhen
    """The job as it was said, else the one of the booking that is meant."""
    booking: Row | None
    """A booking that goes on and that the report is about."""


@dataclass
class _Progress:
    """What the report came to so far."""

    new: list[_Report] = field(default_factory=list)
    moved: list[_Report] = field(default_factory=list)
    standing: list[_Report] = field(default_factory=list)
    playbook_id: str | None = None

    @property
    def recorded(self) -> list[_Report]:
        return self.new + self.moved


def log_fill(call: Call) -> FillLogged:
    """Record it for everybody named, or for nobody.

    A report that names no job, or only the client, is about the booking that the worker has. Raises Conflict for
    somebody the client does not want back (``do_not_return``), who is booked elsewhere then (``double_booked``), whose
    bookings fit several ways (``which_booking``), or whose name fits several people; NotFound for an unknown client or
    order.
    """
    arguments: FillArguments = call.arguments
    unit = call.writing
    order_said = order_named(call, arguments.order_id) if arguments.order_id else None
    said = _shift(arguments, call, order_said)
    people = find_people(call.store, arguments.workers, client=said.client, city=said.city)
    order = order_meant(call.store, said, people.workers, call.now) if arguments.stage in STANDING else None
    if order or not (said.city or said.state):
        said = _shift(arguments, call, order or order_said, people.workers)
    reports = [_report(call, worker, said) for worker in people.workers]
    _refuse_barred(call, reports)
    progress = _Progress(playbook_id=order_playbook(unit, said.order_id))
    for report in reports:
        _record(call, report, progress)
    if arguments.stage in STANDING:
        _seed(call, progress, said)
    shift = reports[0].shift if reports else said
    workers = [report.worker for report in reports]
    note = " ".join(filter(None, [_words(progress, arguments.stage, call), people.ghost_note()]))
    return FillLogged(
        playbook_id=progress.playbook_id,
        stage=arguments.stage,
        people=people.named,
        recorded=tuple(report.worker.worker_id for report in progress.recorded),
        already_recorded=tuple(report.worker.worker_id for report in progress.standing),
        jobs=tuple(
            FilledJob(
                workers=tuple(each.worker.worker_id for each in those),
                client=job.client,
                start=call.store.site_clock(*_place(job, those)).local(job.start),
                start_stated=job.start_stated,
                city=_place(job, those)[0],
                state=_place(job, those)[1],
            )
            for job, those in _by_job(progress.recorded)
        ),
        booking_ids=tuple(r.booking["booking_id"] for r in progress.recorded + progress.standing if r.booking),
        rejected_ghost_names=people.ghosts,
        client=shift.client,
        role=shift.role or most_common([w.role for w in workers]),
        city=shift.city or most_common([w.city for w in workers]),
        state=shift.state or most_common([w.state for w in workers]),
        start=shift.start,
        start_stated=shift.start_stated,
        order_id=shift.order_id,
        note=note,
    )


def _shift(arguments: FillArguments, call: Call, order: Order | None, workers: Sequence[Worker] = ()) -> WhereAndWhen:
    return find_shift(
        call.store, call.now, client=arguments.client, role=arguments.role,
        city=arguments.city, state=arguments.state, start=arguments.start, end=arguments.end, shift=arguments.shift,
        order=order, workers=workers,
    )  # fmt: skip


def _report(call: Call, worker: Worker, said: WhereAndWhen) -> _Report:
    bookings = call.writing.rows("bookings", worker_id=worker.worker_id)
    booking = meant_booking(bookings, said, call.arguments.stage, call.now, call.store.site_clock)
    if booking is None or booking["stage"] not in LADDER:
        return _Report(worker, said, None)
    other_order = said.order_id is not None and said.order_id != booking["order_id"]
    return _Report(worker, said if other_order else shift_of(booking), booking)


def _refuse_barred(call: Call, reports: list[_Report]) -> None:
    if call.arguments.stage in ("declined", "cancelled"):
        return
    for report in reports:
        client = report.shift.client
        barred = call.store.experience.do_not_return(client)
        unwanted = [each.worker for each in reports if each.worker.worker_id in barred and each.shift.client == client]
        if client and unwanted:
            raise not_wanted_back(client, [Named(w.worker_id, w.name) for w in unwanted])


def _record(call: Call, report: _Report, progress: _Progress) -> None:
    unit, stage, worker, booking = call.writing, call.arguments.stage, report.worker, report.booking
    if booking is not None:
        progress.playbook_id = progress.playbook_id or booking["playbook_id"]
        if stage in LADDER and LADDER.index(stage) <= LADDER.index(booking["stage"]):
            progress.standing.append(report)
            return
        unit.update("bookings", {"booking_id": booking["booking_id"]}, stage=stage)
        if stage not in LADDER and booking["playbook_id"]:
            withdraw(unit, booking["playbook_id"], worker.worker_id)
            unit.update("bookings", {"booking_id": booking["booking_id"]}, playbook_id=None)
            progress.playbook_id = None
        progress.moved.append(report)
        return
    if stage in STANDING:
        clash = clashing_booking(unit.rows("bookings", worker_id=worker.worker_id), report.shift)
        if clash is not None:
            raise booked_then(Named(worker.worker_id, worker.name), clash)
    row = booking_row(unit, worker, report.shift, stage, None, call.caller.staffer)
    unit.insert("bookings", row)
    progress.new.append(replace(report, booking=row))


def _seed(call: Call, progress: _Progress, said: WhereAndWhen) -> None:
    """Endorse everybody who newly stands: in the order's playbook, in the booking's own, or in a new one a job."""
    unit = call.writing
    unseeded = [report for report in progress.recorded if report.booking and not report.booking["playbook_id"]]
    for shift, reports in _by_job(unseeded):
        workers = [report.worker for report in reports]
        role = shift.role or most_common([w.role for w in workers])
        if role is None:
            raise BadInput("It is not known which role that was.", code="role_missing", hint="Say the role.")
        if progress.playbook_id is not None and said.order_id:
            playbook_id = progress.playbook_id
            endorse(unit, playbook_id, workers)
        else:
            playbook_id = seed_playbook(
                unit, workers, role=role,
                city=shift.city or most_common([w.city for w in workers]),
                state=shift.state or (most_common([w.state for w in workers]) if not shift.city else None),
                client=shift.client, order_id=shift.order_id,
                at=shift.start, source="fill",
            )  # fmt: skip
        progress.playbook_id = playbook_id
        for report in reports:
            assert report.booking is not None
            unit.update("bookings", {"booking_id": report.booking["booking_id"]}, playbook_id=playbook_id)


def _words(progress: _Progress, stage: str, call: Call) -> str:
    parts = []
    for shift, reports in _by_job(progress.recorded):
        at = f" for {shift.client}" if shift.client else ""
        clock = call.store.site_clock(*_place(shift, reports))
        when = f", {clock.words(shift.start)}" if shift.start_stated else ""
        parts.append(f"{in_words([report.worker.name for report in reports])}: {stage}{at}{when}.")
    for report in progress.standing:
        row = report.booking
        assert row is not None
        where = f" for {row['client']}" if row["client"] else ""
        before = recorded_before(row["staffer"], from_text(row["recorded_at"]), call.now)
        parts.append(f"{report.worker.name}: {row['stage']}{where}, {before}")
    return " ".join(parts)


def _place(shift: WhereAndWhen, reports: Sequence[_Report]) -> tuple[str | None, str | None]:
    """City and state of a job; where nobody said them, of those who work it."""
    return (shift.city, shift.state) if shift.city or shift.state else home_of([each.worker for each in reports])


def _by_job(reports: list[_Report]) -> list[tuple[WhereAndWhen, list[_Report]]]:
    """Those of one client and start together, in the order said."""
    jobs: dict[tuple[str | None, datetime], tuple[WhereAndWhen, list[_Report]]] = {}
    for report in reports:
        jobs.setdefault((report.shift.client, report.shift.start), (report.shift, []))[1].append(report)
    return list(jobs.values())


TOOL = Tool(
    name="log_fill",
    effect="write",
    summary="Record that workers accepted, confirmed, showed up or finished.",
    arguments=FillArguments,
    answer=FillLogged,
    run=log_fill,
)
