"""A first name alone means whoever is booked for the day or the client that is spoken of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from tools.tool import Caller

Made = Callable[..., Any]
SARAH = Caller("Sarah", "admin", "web")


def called(desk: Desk, first: str, count: int) -> list[tuple[str, str]]:
    """The first few of the bench with this first name: id and name."""
    found = [(one.worker_id, one.name) for one in desk.lexicon().names.called(first)]
    assert len(found) > count
    return found[:count]


def book(desk: Desk, worker_id: str, client: str, start: str) -> None:
    desk.gate.call("log_fill", {"workers": [worker_id], "client": client, "start": start}, SARAH)


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("Omar can't make it tomorrow", "log_failure"),
        ("Omar no puede ir mañana", "log_failure"),
        ("Omar can't work tomorrow", "log_failure"),
        ("Omar confirmed for Acme Steel tomorrow", "log_fill"),
    ],
)
def test_the_one_who_is_booked_is_taken(desk_of: Made, say: Made, text: str, tool: str) -> None:
    desk = desk_of()
    (one, name), (other, _name) = called(desk, "omar", 2)
    book(desk, one, "Acme Steel", "2026-04-21T06:00")
    book(desk, other, "Birch", "2026-04-23T06:00")
    reply = desk.answer(say(text))
    assert [(call["tool"], call["arguments"]["workers"]) for call in reply.calls] == [(tool, [one])]
    assert name in reply.text and reply.calls[0]["outcome"] == "ok"


def test_whoever_is_not_booked_only_declines(desk_of: Made, say: Made) -> None:
    reply = desk_of().answer(say("Sam Single can't work tomorrow"))
    assert [(call["tool"], call["arguments"]["outcome"]) for call in reply.calls] == [("log_contact", "declined")]


def test_a_client_tells_them_apart(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    (one, _name), (other, name) = called(desk, "omar", 2)
    book(desk, one, "Acme Steel", "2026-04-20T06:00")
    book(desk, other, "Birch", "2026-04-20T06:00")
    reply = desk.answer(say("Omar no-showed at Birch"))
    assert reply.calls[0]["arguments"]["workers"] == [other] and name in reply.text


def test_several_booked_stand_in_the_question_alone(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    both = called(desk, "omar", 2)
    for worker_id, _name in both:
        book(desk, worker_id, "Acme Steel", "2026-04-21T06:00")
    reply = desk.answer(say("Omar can't make it tomorrow"))
    assert len(reply.choices) == 2 and not reply.calls
    assert {choice.split(",")[0] for choice in reply.choices} == {name for _id, name in both}


def test_without_a_booking_all_are_asked_about(desk_of: Made, say: Made) -> None:
    reply = desk_of().answer(say("Omar no-showed at Acme Steel"))
    assert len(reply.choices) == 5 and not reply.calls


def test_the_only_one_of_a_name_is_asked_with_yes_and_no(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    reply = desk.answer(say("Sam no-showed at Acme Steel"))
    assert reply.choices == ("Yes", "No") and "Sam Single" in reply.text
    assert "Sam Single" in desk.answer(say("yes")).text
    assert len(desk.store.ledger.rows("failures")) == 1


def test_a_list_of_one_is_a_yes_or_no_question(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    desk.answer(say("find 3 welders in Gary for Acme Steel"))
    asked = desk.answer(say("block Sam Single"))
    assert asked.choices == ("Yes", "No") and "Is it Acme Steel?" in asked.text
    assert "Acme Steel" in desk.answer(say("yes")).text
    assert [row["client"] for row in desk.store.ledger.rows("blacklist")] == ["Acme Steel"]


def test_no_to_a_list_of_one_does_nothing(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    desk.answer(say("find 3 welders in Gary for Acme Steel"))
    desk.answer(say("block Sam Single"))
    desk.answer(say("no"))
    assert not desk.store.ledger.rows("blacklist")


@pytest.mark.parametrize("text", ["who can cover a forklift shift in Gary tonight?", "necesito un soldador en Gary"])
def test_a_place_behind_in_is_nobody(demo_desk: Desk, say: Made, text: str) -> None:
    reply = demo_desk.answer(say(text))
    assert [call["arguments"]["city"] for call in reply.calls] == ["Gary"]
