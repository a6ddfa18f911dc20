"""Puts the demo into a store: invented workers, clients, permits, and weeks of outcomes.

The store is marked as a demo before anything is in it, so invented people are never taken for real ones.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import pyarrow as pa

from agents.desk import Desk
from agents.settings import Settings
from gateway.demo.bench import workers
from gateway.demo.clients import clients
from gateway.demo.outcomes import DemoOutcome, outcomes
from gateway.demo.permits import permits
from gateway.demo.words import DemoWords
from memory.bench import Worker
from memory.errors import Conflict
from memory.experience import FAILURE_WORDS
from memory.grammar import in_words
from memory.lake.report import Progress
from memory.ledger.ledger import Actor, Unit
from memory.ledger.tables import to_text
from memory.location import DEMO_MARK
from memory.search_types import SHIFT_HOURS
from tools.bookings import booking_row
from tools.endorsement import seed_playbook
from tools.log_contact import WORDS
from tools.shift import Shift

RECORDED_BY = "Demo"
"""Nobody who signs in: what was made up is no recruiter's day, and nobody's "undo" takes it back."""
OUTCOMES_FROM = 50_000
"""Workers of the first block: enough for every outcome, whatever the size of the bench."""


@dataclass(frozen=True)
class DemoMade:
    """What the demo consists of; kept in its mark once it is whole."""

    workers: int
    seed: int
    clients: int
    permits: int
    outcomes: int


def prepare(folder: Path, size: int, seed: int) -> DemoMade | None:
    """Clear an older or half-made demo out of the way; the demo itself where it is there and whole already.

    Raises Conflict where the folder holds a real store: invented and real people never share one.
    """
    mark = folder / DEMO_MARK
    if not mark.exists():
        if (folder / "lake").exists():
            raise Conflict(
                f"{folder.name} holds a real store; the demo will not be mixed into it.",
                code="real_store",
                hint="Use another folder: muster demo --data DIR.",
            )
        return None
    text = mark.read_text(encoding="utf-8")
    made = DemoMade(**json.loads(text)) if text else None
    if made and (made.workers, made.seed) == (size, seed):
        return made
    shutil.rmtree(folder)
    return None


def make_demo(settings: Settings, size: int, seed: int, progress: Callable[[Progress], None]) -> DemoMade:
    """Make the demo in the settings' folder; what is there and whole already is left alone."""
    folder = settings.folder()
    made = prepare(folder, size, seed)
    if made is not None:
        return made
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMO_MARK).touch()
    desk = Desk(settings, folder)
    try:
        made = _fill(desk, size, seed, progress)
    finally:
        desk.close()
    (folder / DEMO_MARK).write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def _fill(desk: Desk, size: int, seed: int, progress: Callable[[Progress], None]) -> DemoMade:
    words = DemoWords.read(desk.settings.prompts / "demo")
    store, now = desk.store, desk.clock.now()
    source = f"demo generator, seed {seed}"
    first: pa.Table | None = None
    done = 0
    for block in workers(words, size, seed, now.date()):
        store.ingest_table(block, "workers", source=source, staffer=RECORDED_BY)
        first = first if first is not None else block
        done += block.num_rows
        progress(Progress("workers", done, size))
    assert first is not None
    client_table, permit_table = clients(words), permits(words, seed, now)
    store.ingest_table(client_table, "clients", source=source, staffer=RECORDED_BY)
    store.ingest_table(permit_table, "permits", source=source, staffer=RECORDED_BY)
    store.refresh_vectors(progress)
    told = list(outcomes(words, first, seed, now, store.site_clock))
    _record(desk, told, progress)
    return DemoMade(size, seed, client_table.num_rows, permit_table.num_rows, len(told))


def _record(desk: Desk, told: list[DemoOutcome], progress: Callable[[Progress], None]) -> None:
    """Every outcome as its own journal entry, at the time when it happened; all in one transaction."""
    people = {w.worker_id: w for w in desk.store.bench().workers(sorted({i for o in told for i in o.workers}))}
    with desk.store.ledger.write(Actor(RECORDED_BY, "schedule"), desk.clock.now()) as unit:
        for number, outcome in enumerate(told, 1):
            unit.now = outcome.at
            crew = [people[worker_id] for worker_id in outcome.workers]
            for worker in _together(unit, outcome, crew):
                _record_one(unit, outcome, worker)
            text = _in_words(outcome, in_words([worker.name for worker in crew]))
            unit.record(TOOLS[outcome.kind], {"text": text, "client": outcome.client, "demo": True})
            if number % 50 == 0 or number == len(told):
                progress(Progress("outcomes", number, len(told)))


TOOLS = {"fill": "log_fill", "failure": "log_failure", "contact": "log_contact", "blacklist": "blacklist"}


def _together(unit: Unit, outcome: DemoOutcome, crew: list[Worker]) -> Iterator[Worker]:
    """The crew; of a fill, with the bookings and the playbook that they share."""
    if outcome.kind != "fill":
        yield from crew
        return
    start = outcome.start or outcome.at
    playbook_id = seed_playbook(
        unit, crew, role=outcome.role, city=outcome.city, state=outcome.state, client=outcome.client, order_id=None,
        at=start, source="fill",
    )  # fmt: skip
    shift = Shift(None, outcome.client, outcome.role, outcome.city, outcome.state, start,
                  start + timedelta(hours=SHIFT_HOURS), True, None)  # fmt: skip
    for worker in crew:
        unit.insert("bookings", booking_row(unit, worker, shift, str(outcome.stage), playbook_id, RECORDED_BY))
        yield worker


def _in_words(outcome: DemoOutcome, names: str) -> str:
    """What an outcome was, of everybody together."""
    match outcome.kind:
        case "failure":
            return f"{names}: {FAILURE_WORDS[str(outcome.reason)]} at {outcome.client}"
        case "contact":
            return f"{names}: {WORDS[str(outcome.reason)]}"
        case "blacklist":
            return f"{names} will not be sent to {outcome.client} again"
        case "fill":
            return f"{names}: {outcome.stage} for {outcome.client}"


def _record_one(unit: Unit, outcome: DemoOutcome, worker: Worker) -> None:
    """Write one worker's part."""
    who = {"worker_id": worker.worker_id, "name": worker.name, "at": to_text(outcome.at), "staffer": RECORDED_BY}
    if outcome.kind == "failure":
        unit.insert("failures", {"failure_id": unit.next_id("F"), "client": outcome.client, "order_id": None,
                                 "booking_id": None, "reason": outcome.reason} | who)  # fmt: skip
    elif outcome.kind == "contact":
        unit.insert("contacts", {"contact_id": unit.next_id("C"), "outcome": outcome.reason} | who)
    elif outcome.kind == "blacklist":
        unit.insert("blacklist", {"client": outcome.client, "reason_text": outcome.reason_text} | who)
