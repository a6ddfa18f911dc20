"""What stood behind a question that was set aside is left with it, and colours nothing that comes after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.understanding.plan import Plan, PlannedCall

Made = Callable[..., Any]


def unsure(_text: str, *, order: bool = False) -> Plan:
    """A failure that was half understood, so that it is asked about, and something behind it."""
    failure = PlannedCall("log_failure", {"workers": ["Sam Single"], "reason": "no_show"})
    search = PlannedCall("hybrid_search", {"role": "Electrician", "city": "Toledo"})
    opening = PlannedCall("log_order", {"client": "Acme Steel", "role": "Welder", "headcount": 2})
    return Plan((failure, opening if order else search), confidence=0.5)


def roles(reply: Any) -> set[str]:
    return {card.role for card in reply.cards}


@pytest.mark.parametrize(
    "two",
    [
        "Sam Single can't make it tomorrow, find me a maintenance tech at Acme Steel at 7",
        "Sam Single no-showed somewhere, and find me 2 electricians in Toledo",
    ],
)
def test_the_second_half_is_no_part_of_the_next_answer(
    desk_of: Made, say: Made, told: Made, understood: Made, two: str
) -> None:
    desk = desk_of()
    understood(two, unsure(two))
    asked = desk.answer(say(two))
    assert asked.approval_id
    reply = desk.answer(say("who can weld in Gary tomorrow?"))
    assert "Set aside, not done" in reply.text
    assert roles(reply) == {"Welder"} and reply.calls[-1]["arguments"]["role"] == "Welder"
    assert [call["tool"] for call in reply.calls] == ["log_failure", "hybrid_search"]
    told(desk)


def test_a_write_behind_it_is_said_to_be_left(desk_of: Made, say: Made, told: Made, understood: Made) -> None:
    desk = desk_of()
    text = "Sam Single no-showed, and open 2 welders for Acme Steel"
    understood(text, unsure(text, order=True))
    desk.answer(say(text))
    reply = desk.answer(say("find 2 welders in Gary"))
    assert reply.text.count("Set aside, not done") == 2 and "Open an order" in reply.text
    assert not desk.store.ledger.rows("orders") and not desk.store.ledger.rows("failures")
    told(desk)


def test_a_no_to_the_first_lets_the_second_half_go_on(desk_of: Made, say: Made, understood: Made) -> None:
    desk = desk_of()
    text = "Sam Single no-showed, find me an electrician"
    understood(text, unsure(text))
    desk.answer(say(text))
    assert roles(desk.answer(say("no"))) == {"Electrician"}


@pytest.mark.parametrize("answer", ["no", "never mind", "no gracias"])
def test_no_leaves_any_question_of_the_desk(desk_of: Made, say: Made, answer: str) -> None:
    desk = desk_of()
    assert len(desk.answer(say("Pat Doubleday accepted for Acme Steel")).choices) == 2
    reply = desk.answer(say(answer))
    assert "No question is open" not in reply.text and not reply.calls
    assert not desk.store.ledger.rows("bookings")
