"""The desk's own questions: an answer by number, name or id goes on with the message that was asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from agents.understanding.plan import Plan
from agents.understanding.understanding import Understanding

Make = Callable[..., Any]


def booked(desk: Desk) -> set[tuple[str, str | None]]:
    return {(row["worker_id"], row["client"]) for row in desk.store.ledger.rows("bookings")}


@pytest.mark.parametrize("answer", ["2", "the second one", "W-9002", "Pat Doubleday, Welder, Toledo (W-9002)", "9002"])
def test_a_first_name_of_two_people(desk_of: Make, say: Make, told: Make, answer: str) -> None:
    asked = desk_of().answer(say("Pat accepted for Acme Steel"))
    assert asked.choices == tuple(f"Pat Doubleday, Welder, Toledo (W-900{n})" for n in (1, 2))
    desk = desk_of()
    reply = desk.answer(say(answer))
    assert "Pat Doubleday: accepted for Acme Steel" in reply.text
    assert booked(desk) == {("W-9002", "Acme Steel")}
    told(desk)
    desk.answer(say(answer))
    assert len(desk.store.ledger.rows("bookings")) == 1, "a question is answered once"


@pytest.mark.parametrize("answer", ["yes", "1", "Sam Single", "sam", "the welder", "the one in Gary", "W-9003"])
def test_one_person_is_offered_and_taken(desk_of: Make, say: Make, answer: str) -> None:
    desk = desk_of()
    asked = desk.answer(say("Sam accepted for Acme Steel"))
    assert asked.choices == ("Yes", "No") and "Is it Sam Single, Welder, Gary?" in asked.text
    desk.answer(say(answer))
    assert booked(desk) == {("W-9003", "Acme Steel")}


def test_two_unclear_people_are_asked_one_after_the_other(desk_of: Make, say: Make, told: Make) -> None:
    desk = desk_of()
    assert len(desk.answer(say("Pat and Sam accepted for Acme Steel")).choices) == 2
    assert "Is it Sam Single, Welder, Gary?" in desk.answer(say("1")).text
    desk.answer(say("1"))
    assert booked(desk) == {("W-9001", "Acme Steel"), ("W-9003", "Acme Steel")}
    told(desk)


def test_a_client_that_is_offered_is_added_to_the_message(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("find 2 welders in Gary for Acme Steel"))
    assert "Is it Acme Steel?" in desk.answer(say("Sam Single is DNR")).text
    desk.answer(say("1"))
    (barred,) = desk.store.ledger.rows("blacklist")
    assert (barred["worker_id"], barred["client"]) == ("W-9003", "Acme Steel")


def test_words_of_a_choice_in_a_request_are_a_request(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("Sam accepted for Acme Steel"))
    assert desk.answer(say("find 2 welders in Gary for Acme Steel")).cards
    assert booked(desk) == set()


def test_a_number_that_is_not_offered_chooses_nobody(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("Pat accepted for Acme Steel"))
    assert not desk.answer(say("3")).calls and booked(desk) == set()


def test_an_answer_never_leads_back_to_the_same_question(
    desk_of: Make, say: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = Plan(expect="clarify", confidence=0.5, say="Which one?", options=("Sam Single, Welder, Gary", "that site"))
    monkeypatch.setattr(Understanding, "plan", lambda *_args: same)
    desk = desk_of()
    for answer in ("1", "2"):
        assert len(desk.answer(say("sam there")).choices) == 2
        reply = desk.answer(say(answer))
        assert reply.text.startswith("I still cannot read that.") and not reply.choices
