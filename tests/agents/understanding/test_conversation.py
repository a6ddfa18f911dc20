"""Follow-ups, two requests in one message, and what the conversation adds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lexicon import Lexicon
from agents.understanding.plan import PlannedCall
from agents.understanding.understanding import Understanding

JOB: dict[str, Any] = {"role": "Welder", "client": "Acme Manufacturing", "city": "Gary", "start": "2026-04-22T06:00"}
TALK = Focus(
    **JOB,
    headcount=2,
    shown=(ShownWorker("w1", "Maria Lopez"), ShownWorker("w4", "Tom Baker")),
    last_call=PlannedCall("hybrid_search", {**JOB, "headcount": 2}),
)
TURNS: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
    ("Maria accepted", [("log_fill", {"workers": ["Maria Lopez"], **JOB})]),
    ("Ana Ruiz accepted", [("log_fill", {"workers": ["Ana Ruiz"], **JOB})]),
    ("Maria accepted for Midwest Steel", [("log_fill", {"workers": ["Maria Lopez"], "client": "Midwest Steel"})]),
    ("Tom no-showed", [("log_failure", {"workers": ["Tom Baker"], "reason": "no_show", "client": JOB["client"]})]),
    ("Ana Ruiz no-showed", [("log_failure", {"workers": ["Ana Ruiz"], "reason": "no_show"})]),
    ("open the order", [("log_order", {**JOB, "headcount": 2})]),
    ("same for Friday", [("hybrid_search", {**JOB, "start": "2026-04-24T06:00", "headcount": 2})]),
    ("same but at 7am", [("hybrid_search", {**JOB, "start": "2026-04-22T07:00", "headcount": 2})]),
    ("what about Toledo?", [("hybrid_search", {**JOB, "city": "Toledo", "headcount": 2})]),
    ("need 3 more", [("hybrid_search", {**JOB, "headcount": 3})]),
    ("who can't go there?", [("blacklist", {"action": "list", "client": JOB["client"]})]),
    ("don't send Tom there", [("blacklist", {"action": "add", "workers": ["Tom Baker"], "client": JOB["client"]})]),
    (
        "Maria accepted and Tom no-showed",
        [
            ("log_fill", {"workers": ["Maria Lopez"], **JOB}),
            ("log_failure", {"workers": ["Tom Baker"], "reason": "no_show", "client": JOB["client"]}),
        ],
    ),
    (
        "Tom declined, and also what's tight this week?",
        [("log_contact", {"workers": ["Tom Baker"], "outcome": "declined"}), ("forecast", {"days": 7})],
    ),
    (
        "We need 3 electricians at Midwest Steel tomorrow 6am, please open it",
        [
            (
                "log_order",
                {"role": "Electrician", "client": "Midwest Steel", "headcount": 3, "start": "2026-04-21T06:00"},
            )
        ],
    ),
]


@pytest.mark.parametrize(("text", "calls"), TURNS, ids=[text for text, _ in TURNS])
def test_a_turn_knows_what_was_said_before(
    text: str,
    calls: list[tuple[str, dict[str, Any]]],
    understanding: Understanding,
    lexicon: Lexicon,
    now: datetime,
) -> None:
    plan = understanding.plan(text, lexicon, TALK, now)
    assert [(call.tool, dict(call.args)) for call in plan.calls] == calls


def test_nothing_is_repeated_in_a_new_conversation(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    assert understanding.plan("same for Friday", lexicon, Focus(), now).expect == "clarify"
    assert understanding.plan("who can't go there?", lexicon, Focus(), now).expect == "clarify"


def test_a_missing_client_is_offered(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    plan = understanding.plan("block Tom", lexicon, TALK, now)
    assert (plan.expect, plan.options) == ("clarify", ("Acme Manufacturing",))


def test_a_client_by_half_its_name_is_asked_about(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan("need 2 packers for Lakeside tomorrow", lexicon, Focus(), now)
    assert (plan.expect, plan.options) == ("clarify", ("Lakeside Foods", "Lakeside Paper"))


def test_small_talk_beside_a_request_is_left_out(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    plan = understanding.plan("Thanks! Now find me 2 welders in Gary", lexicon, Focus(), now)
    assert [call.tool for call in plan.calls] == ["hybrid_search"]


def test_the_store_spells_its_own_words(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    own = Lexicon.build(understanding.vocabulary, roles=["WELDER II", "Lift Driver"], certifications=["OSHA-10 card"])
    assert understanding.plan("2 lift drivers", own, Focus(), now).calls[0].args["role"] == "Lift Driver"
    assert understanding.plan("2 welder iis", own, Focus(), now).calls[0].args["role"] == "WELDER II"
    assert understanding.plan("crane whisperers", lexicon, Focus(), now).calls[0].args == {"role": "Crane Whisperer"}
    assert understanding.plan("4 weldrs in Chciago", lexicon, Focus(), now).calls[0].args == {
        "role": "Welder", "city": "Chicago", "headcount": 4,
    }  # fmt: skip


def test_an_unknown_client_is_taken_as_typed(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    plan = understanding.plan("need 4 welders for Foobar Industries", lexicon, Focus(), now)
    assert plan.calls[0].args == {"role": "Welder", "client": "Foobar Industries", "headcount": 4}


def test_a_thin_margin_offers_readings(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    plan = understanding.plan("Baker, Tom: le llamé tres veces y nada", lexicon, Focus(), now)
    assert (plan.expect, plan.calls, plan.template) == ("clarify", (), "thin")
    found = {way.label: [(call.tool, call.args.get("outcome")) for call in way.calls] for way in plan.alternatives}
    assert found["Record that Tom Baker did not answer"] == [("log_contact", "no_answer")]
    assert len(found) > 1


def test_same_for_friday_after_a_report_is_about_the_job(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    report = PlannedCall("log_failure", {"workers": ["Tom Baker"], "reason": "no_show"})
    focus = Focus(role="Welder", city="Gary", start="2026-04-21T06:00", last_call=report)
    (call,) = understanding.plan("same for friday", lexicon, focus, now).calls
    assert (call.tool, call.args) == (
        "hybrid_search",
        {"role": "Welder", "city": "Gary", "start": "2026-04-24T06:00"},
    )


@pytest.mark.parametrize("text", ["2", "yes", "ok", "sí", "no", "Yes."])
def test_an_answer_to_nothing_is_told_so(
    text: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, lexicon, Focus(), now)
    assert (plan.expect, plan.calls) == ("chat", ()) and "No question is open" in (plan.say or "")


@pytest.mark.parametrize("text", ["thanks", "great", "perfect", "gracias", "sounds good"])
def test_kind_words_are_answered_kindly(
    text: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, lexicon, Focus(), now)
    assert plan.expect == "chat" and "No question" not in (plan.say or "")


OF_A_PART = ["make it shorter", "change it to Spanish", "hazlo más corto", "change the address to 5 Main St"]
ONE_VALUE: list[tuple[str, dict[str, str]]] = [
    ("change the time to 7am", {"part": "time", "new": "7:00 AM"}),
    ("change the start to 5:45", {"part": "time", "new": "5:45 AM"}),
    ("change it: start is 5:45", {"part": "time", "new": "5:45 AM"}),
    ("change it: start is 5:45 instead of 6:00", {"old": "6:00 AM", "new": "5:45 AM"}),
    ("change the text to say start is 5:45", {"part": "time", "new": "5:45 AM"}),
    ("change 6:00 to 5:45", {"old": "6:00 AM", "new": "5:45 AM"}),
    ("replace Tom with Tomas", {"old": "Tom", "new": "Tomas"}),
    ("change the name to jane", {"part": "name", "new": "Jane"}),
    ("change the pay to 26", {"part": "pay", "new": "$26"}),
    ("change the day to Friday", {"part": "day", "new": "Friday"}),
    ("cambia la hora a las 7", {"part": "time", "new": "7:00 AM"}),
    ("cambia el nombre a Juana", {"part": "name", "new": "Juana"}),
    ("cambia 6:00 por 5:45", {"old": "6:00 AM", "new": "5:45 AM"}),
]


@pytest.mark.parametrize(("text", "args"), ONE_VALUE, ids=[text for text, _ in ONE_VALUE])
def test_one_value_of_a_draft_is_changed(
    text: str, args: dict[str, str], understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    (call,) = understanding.plan(text, lexicon, Focus(drafts=("D-000012",)), now).calls
    assert (call.tool, call.args) == ("review_draft", {"action": "edit", "draft_id": "D-000012", **args})


def test_a_value_is_changed_in_the_draft_that_is_named(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    (call,) = understanding.plan("change the time on draft D-000003 to 7am", lexicon, Focus(), now).calls
    assert call.args == {"action": "edit", "draft_id": "D-000003", "part": "time", "new": "7:00 AM"}


@pytest.mark.parametrize("text", OF_A_PART)
def test_what_is_to_be_different_is_no_new_text(
    text: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, lexicon, Focus(drafts=("D-000012",)), now)
    assert (plan.expect, plan.calls) == ("clarify", ()) and "change D-000012 to:" in (plan.say or "")


WHOLE = ["change it to: Hi Tom, start is 5:45 tomorrow at Acme, see you there", "change it to say see you at 5:45"]


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_text_still_is_one(text: str, understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    (call,) = understanding.plan(text, lexicon, Focus(drafts=("D-000012",)), now).calls
    assert (call.tool, call.args["action"]) == ("review_draft", "edit") and call.args["text"].endswith(text[-6:])
