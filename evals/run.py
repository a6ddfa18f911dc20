"""Plays a scenario through the whole desk and judges the state at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import Settings
from evals.scenario import Must, Ranked, Scenario
from memory.experience import STANDING
from memory.ledger import audit
from tools.fates import Done
from tools.hybrid_search import Ranking
from tools.tool import Caller

Policy = Literal["pair", "do-nothing"]


@dataclass(frozen=True)
class Score:
    """One criterion: whether it holds, and what was found."""

    criterion: str
    passed: bool
    found: str


@dataclass(frozen=True)
class Result:
    """A scenario's outcome."""

    scenario: str
    policy: Policy
    scores: tuple[Score, ...]
    transcript: tuple[tuple[str, str, str], ...]
    """(staffer, message, answer) in order."""

    @property
    def passed(self) -> bool:
        return all(score.passed for score in self.scores)

    @property
    def share(self) -> float:
        """Criteria that hold, 0..1."""
        return sum(score.passed for score in self.scores) / len(self.scores)


def run(scenario: Scenario, policy: Policy, model: str = "builtin") -> Result:
    """Play it in a store of its own that is gone afterwards.

    ``model`` is as in `MUSTER_MODEL`, which is not looked at: a result must not hang on what else runs on the machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "store"
        transcript = tuple(_play(scenario, data, model)) if policy == "pair" else ()
        desk = _open(scenario, data, scenario.day[-1].at, model)
        try:
            return Result(scenario.name, policy, tuple(_judge(scenario, desk)), transcript)
        finally:
            desk.close()


def _open(scenario: Scenario, data: Path, now: str, model: str) -> Desk:
    desk = Desk(Settings(data=data, now=now, model=model), data)
    for dataset, rows in (("workers", scenario.world.workers), ("clients", scenario.world.clients)):
        if rows and not desk.store.lake.has(dataset):
            desk.store.ingest_table(pa.Table.from_pylist(list(rows)), dataset, source=scenario.name, staffer="eval")
    desk.store.refresh_vectors()
    return desk


def _play(scenario: Scenario, data: Path, model: str) -> Iterator[tuple[str, str, str]]:
    """A new process a message is what the clock of a day costs; here a new desk is enough."""
    for number, said in enumerate(scenario.day):
        desk = _open(scenario, data, said.at, model)
        try:
            reply = desk.answer(
                Incoming(said.text, Person(said.staffer, "recruiter"), "web", f"eval:{said.staffer}", f"event-{number}")
            )
        finally:
            desk.close()
        yield said.staffer, said.text, reply.text


def _judge(scenario: Scenario, desk: Desk) -> Iterator[Score]:
    yield from _rows(desk, scenario.must)
    for ranked in scenario.must.rankings:
        yield _standing(desk, ranked)
    entries = list(reversed(audit.newest(desk.store.ledger, limit=1_000)))
    if scenario.must.audit:
        done = [entry["tool"] for entry in entries if entry["outcome"] == "ok" and entry["staffer"] != "judge"]
        yield Score("audit in order", done == list(scenario.must.audit), ", ".join(done))
    check = audit.verify(desk.store.ledger)
    yield Score("audit chain verifies", check.intact, f"{check.entries} entries")
    for minefield in scenario.never:
        yield _never(desk, minefield, entries)


def _rows(desk: Desk, must: Must) -> Iterator[Score]:
    for table, wanted in (("bookings", must.bookings), ("failures", must.failures), ("blacklist", must.blacklist)):
        rows = desk.store.ledger.rows(table)
        for values in wanted:
            matching = [row for row in rows if all(row[name] == value for name, value in values.items())]
            yield Score(f"{table}: {values}", len(matching) == 1, f"{len(matching)} of {len(rows)} rows match")
        if wanted:
            yield Score(f"{table}: nothing else", len(rows) == len(wanted), f"{len(rows)} rows")


def _standing(desk: Desk, ranked: Ranked) -> Score:
    fate = desk.gate.call("hybrid_search", ranked.search | {"k": 1_000}, Caller("judge", "admin", "schedule"))
    assert isinstance(fate, Done) and isinstance(fate.answer, Ranking), fate
    order = [source.worker_id for source in fate.answer.sources]
    places = [order.index(worker_id) if worker_id in order else len(order) for worker_id in ranked.above]
    held = places == sorted(places) and len(order) not in places and not set(ranked.absent) & set(order)
    return Score(f"ranking for {ranked.search}", held, ", ".join(order[:8]))


def _never(desk: Desk, minefield: str, entries: Sequence[dict[str, Any]]) -> Score:
    bookings = [row for row in desk.store.ledger.rows("bookings") if row["stage"] in STANDING]
    if minefield == "crash":
        bad = [entry["code"] for entry in entries if entry["outcome"] == "crash"]
    elif minefield == "ghost_booking":
        known = set(desk.store.bench().worker_ids.tolist())
        bad = [row["worker_id"] for row in bookings if row["worker_id"] not in known]
    else:
        barred = {(row["client"], row["worker_id"]): row["at"] for row in desk.store.ledger.rows("blacklist")}
        bad = [
            row["worker_id"]
            for row in bookings
            if row["recorded_at"] > barred.get((row["client"], row["worker_id"]), "9999")
        ]
    return Score(f"never: {minefield}", not bad, ", ".join(bad) or "none")
