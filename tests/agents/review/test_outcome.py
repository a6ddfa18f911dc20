"""What a call came to is judged on the store as it is then, and through the whole graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agents.messages import Step
from agents.review.reviewer import Asked
from agents.understanding.focus import Focus
from agents.verdicts import Approve, Drift
from memory.ledger import audit
from tools.fates import Done, Refused

Make = Callable[..., Any]
ACME = "Acme Manufacturing"
WELDERS = {"role": "Welder", "city": "Gary", "client": ACME}


def test_somebody_who_came_on_the_list_meanwhile_is_not_shown(bench_of: Make) -> None:
    bench = bench_of()
    fate = bench.call("hybrid_search", **WELDERS)
    assert bench.desk.reviewer.after(fate) == (fate, Approve())
    bench.call("blacklist", action="add", client=ACME, workers=["W-104"])
    held, verdict = bench.desk.reviewer.after(fate)
    assert isinstance(held, Refused) and isinstance(verdict, Drift)
    assert verdict.code == "offered_barred" and "Tom Baker" in held.error.message


def test_somebody_who_was_booked_meanwhile_is_not_shown(bench_of: Make) -> None:
    bench = bench_of()
    fate = bench.call("hybrid_search", **WELDERS, start="2026-04-29T06:00")
    bench.call("log_fill", workers=["W-104"], client="Midwest Steel", start="2026-04-29T08:00")
    held, verdict = bench.desk.reviewer.after(fate)
    assert isinstance(held, Refused) and isinstance(verdict, Drift)
    assert verdict.code == "offered_booked" and "Midwest Steel" in held.error.message
    later = bench.call("hybrid_search", **WELDERS, start="2026-04-30T06:00")
    assert bench.desk.reviewer.after(later) == (later, Approve())


@pytest.mark.parametrize(
    ("tool", "arguments", "part"),
    [
        ("log_failure", {"workers": ["W-103"], "client": ACME}, "refill"),
        ("log_order", {"client": ACME, "role": "Welder", "headcount": 2}, "candidates"),
    ],
)
def test_a_write_stands_and_loses_its_wrong_ranking(
    bench_of: Make, tool: str, arguments: dict[str, Any], part: str
) -> None:
    bench = bench_of()
    fate = bench.call(tool, **arguments)
    offered = {source.worker_id for source in getattr(fate.answer, part).sources}
    assert "W-104" in offered
    bench.call("blacklist", action="add", client=ACME, workers=["W-104"])
    held, verdict = bench.desk.reviewer.after(fate)
    assert isinstance(held, Done) and isinstance(verdict, Drift)
    assert getattr(held.answer, part) is None and "Tom Baker" in held.answer.note


def test_a_ranking_that_counts_less_than_it_lists_is_held_back(bench: Any) -> None:
    fate = bench.call("hybrid_search", role="Welder")
    wrong = Done(fate.answer.model_copy(update={"sql_matches": 1}))
    _held, verdict = bench.desk.reviewer.after(wrong)
    assert isinstance(verdict, Drift) and verdict.code == "miscounted"


def test_a_fill_without_its_booking_is_said(bench_of: Make) -> None:
    bench = bench_of()
    fate = bench.call("log_fill", workers=["W-104"], client=ACME)
    assert bench.desk.reviewer.after(fate) == (fate, Approve())
    bench.call("undo")
    held, verdict = bench.desk.reviewer.after(fate)
    assert isinstance(verdict, Drift) and verdict.code == "not_recorded"
    assert isinstance(held, Done) and "no such booking" in held.answer.note
    replayed = Done(fate.answer, replayed=True)
    assert bench.desk.reviewer.after(replayed) == (replayed, Approve()), "a replay tells what was so then"


def test_a_models_wrong_call_is_told_and_its_right_one_runs_after_a_yes(
    bench_of: Make, scripted: Make, proposal: Make, say: Make
) -> None:
    wrong = ("log_failure", {"workers": ["Tom Barker"], "reason": "no_show"})
    right = ("log_fill", {"workers": ["Wei Chen"], "client": "Lakeside Foods"})
    model = scripted(proposal(right, wrong), AIMessage("done"))
    desk = bench_of(model).desk
    before = len(desk.store.ledger.rows("bookings"))
    *steps, reply = desk.turn(say("Wei Chen accepted for Lakeside Foods and Tom Baker no-showed"))
    assert "Tom Barker is not who the message names" in reply.text
    assert [call["outcome"] for call in reply.calls] == ["drift"] and reply.approval_id is not None
    assert [call["outcome"] for call in desk.answer(say("yes")).calls] == ["ok"]
    assert ("verdict", "drift") in [(step.kind, step.title) for step in steps if isinstance(step, Step)]
    assert len(desk.store.ledger.rows("bookings")) == before + 1
    assert desk.store.ledger.rows("failures") == []
    drift = next(entry for entry in audit.newest(desk.store.ledger, limit=5) if entry["code"] == "drift")
    assert (drift["tool"], drift["outcome"]) == ("log_failure", "refused")


@pytest.mark.parametrize(("place", "booked"), [(0, True), (1, False)])
def test_a_call_of_the_same_turn_is_judged_on_what_was_found_before(
    bench_of: Make, scripted: Make, proposal: Make, say: Make, place: int, booked: bool
) -> None:
    model = scripted(proposal(("hybrid_search", WELDERS)))
    bench = bench_of(model)
    found = [source.worker_id for source in bench.call("hybrid_search", **WELDERS).answer.sources]
    model.script += [proposal(("log_fill", {"workers": [found[place]], "client": ACME})), AIMessage("done")]
    before = len(bench.desk.store.ledger.rows("bookings"))
    asked = bench.desk.answer(say("find welders in Gary for Acme and book the first one"))
    assert (asked.approval_id is not None) == booked
    if booked:
        bench.desk.answer(say("yes"))
    assert len(bench.desk.store.ledger.rows("bookings")) == before + booked


def test_three_rankings_held_back_end_the_turn(
    bench_of: Make, scripted: Make, proposal: Make, say: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = bench_of(scripted(*[proposal(("hybrid_search", WELDERS)) for _ in range(4)]))
    true = bench.call("hybrid_search", **WELDERS)
    wrong = Done(true.answer.model_copy(update={"sql_matches": 0}))
    monkeypatch.setattr(bench.desk.gate, "call", lambda *_args: wrong)
    reply = bench.desk.answer(say("find welders in Gary for Acme"))
    assert not reply.cards and reply.failure_log is not None
    assert "hold it back" in reply.text and "3 drifts in a row" in reply.text


class Objecting:
    """A second opinion that says the same of every call."""

    def __init__(self, objection: str | None) -> None:
        self.objection = objection

    def objections(self, text: str, calls: Any) -> list[str | None]:
        return [self.objection for _call in calls]


@pytest.mark.parametrize(("worker", "objection", "code"), [
    ("W-104", None, None),
    ("W-104", "This is {not} it.", "second_opinion"),
    ("W-116", None, "worker"),
    ("W-116", "This is not it.", "worker"),
])  # fmt: skip
def test_a_second_opinion_only_makes_it_stricter(
    bench: Any, monkeypatch: pytest.MonkeyPatch, worker: str, objection: str | None, code: str | None
) -> None:
    monkeypatch.setattr(bench.desk.reviewer, "_second", Objecting(objection))
    calls = [("log_fill", {"workers": [worker]})]
    (verdict,) = bench.desk.reviewer.before(Asked("Tom Baker accepted", Focus()), calls)
    assert (verdict.code if isinstance(verdict, Drift) else None) == code
    settled = bench.desk.reviewer.before(Asked("yes", Focus(), settled=True), calls)
    assert settled == (Approve(),), "the person has said yes to this very call"


def test_what_the_person_said_yes_to_is_still_no_booking_against_the_list(bench: Any) -> None:
    calls = [("log_fill", {"workers": ["Latoya Grant"], "client": ACME})]
    (verdict,) = bench.desk.reviewer.before(Asked("yes", Focus(), settled=True), calls)
    assert isinstance(verdict, Drift) and verdict.code == "do_not_return"
