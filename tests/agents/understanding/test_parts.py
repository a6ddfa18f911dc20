"""Messages with several parts: where one ends and the next begins, and what becomes of a part that is no request."""

from __future__ import annotations

from datetime import datetime

import pytest

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.plan import Plan
from agents.understanding.understanding import Understanding


@pytest.fixture
def read(understanding: Understanding, lexicon: Lexicon, now: datetime) -> object:
    return lambda text: understanding.plan(text, lexicon, Focus(), now)


def tools(plan: Plan) -> list[str]:
    return [call.tool for call in plan.calls]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("find 2 carpenters in Chicago and figure out the packers thing", "figure out the packers thing"),
        ("busca 2 carpinteros en Chicago y arregla lo de los soldadores", "arregla lo de los soldadores"),
        ("find 2 carpenters in Chicago friday and sort out Tom Baker's paycheck", "sort out Tom Baker's paycheck"),
        ("I think Tom Baker no-showed, and find 2 carpenters in Chicago", "I think Tom Baker no-showed"),
        ("forecast welders in Gary and sort out Tom Baker's paycheck", "sort out Tom Baker's paycheck"),
        ("send D-114 & D-115", "D-115"),
    ],
)
def test_a_part_that_came_to_no_call_is_kept(read: object, text: str, left: str) -> None:
    plan = read(text)  # type: ignore[operator]
    assert len(plan.calls) == 1 and plan.left == (left,)
    assert "query" not in plan.calls[0].args


@pytest.mark.parametrize(
    "text",
    [
        "hey, hope the weekend was good. find 2 carpenters in Chicago, thanks",
        "find 2 carpenters in Chicago. order a pizza for the crew",
        "Tom Baker no-showed at Acme, find somebody else",
        "Tom Baker no-showed at Acme, welder, 6a today",
        "don't send Tom Baker to Acme. He fought with the welders",
        "draft a text to Tom Baker saying we need 2 packers at Acme, and 3 welders",
        "find 2 welders in Gary, they are for Acme",
    ],
)
def test_talk_reasons_and_details_are_not_left_out(read: object, text: str) -> None:
    plan = read(text)  # type: ignore[operator]
    assert plan.calls and plan.left == ()


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("he no-showed, and find 2 welders in Gary friday", "Nothing is recorded yet. Who is meant?"),
        ("how is it over there, and who are the welders in Gary", None),
        ("he no-showed", "Who is meant?"),
    ],
)
def test_a_question_about_one_of_several_says_that_none_was_done(read: object, text: str, begins: str | None) -> None:
    plan = read(text)  # type: ignore[operator]
    if begins is None:
        assert not (plan.say or "").startswith("Nothing is recorded")
    else:
        assert plan.calls == () and plan.say.startswith(begins)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("Tom Baker didn't turn up i think", {"workers": ["Tom Baker"], "reason": "no_show"}),
        ("creo que Tom Baker no llegó", {"workers": ["Tom Baker"], "reason": "no_show"}),
        ("Tom Baker probably accepted", {"workers": ["Tom Baker"]}),
    ],
)
def test_a_hedged_report_offers_its_one_reading(read: object, text: str, args: dict[str, object]) -> None:
    plan = read(text)  # type: ignore[operator]
    assert (plan.expect, plan.calls) == ("clarify", ())
    (way,) = plan.alternatives
    (call,) = way.calls
    assert dict(call.args) == args


@pytest.mark.parametrize(
    "text",
    [
        "I think Maria no-showed",
        "I think Nobody Special no-showed",
        "did Tom Baker no-show, I think?",
        "maybe Tom Baker no-showed",
        "I think we should not log Tom Baker as a no-show",
    ],
)
def test_nothing_is_offered_for_what_is_unclear_otherwise(read: object, text: str) -> None:
    plan = read(text)  # type: ignore[operator]
    assert (plan.expect, plan.calls, plan.alternatives) == ("clarify", (), ())
