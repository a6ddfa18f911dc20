"""Somebody is taken off the list that was just shown; a word of a do-not-return asks for a yes to what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Made = Callable[..., Any]


@pytest.mark.parametrize("text", ["take {name} off the list", "leave out {name}", "quita a {name} de la lista"])
def test_the_list_comes_again_without_them(desk_of: Made, say: Made, text: str) -> None:
    desk = desk_of()
    first, *others = desk.answer(say("find 3 welders in Gary for Acme Steel tomorrow 6am")).cards
    reply = desk.answer(say(text.format(name=first.name)))
    assert [card.name for card in reply.cards][: len(others)] == [one.name for one in others]
    assert first.name in reply.text and "Acme Steel" in reply.text
    assert not desk.store.ledger.rows("blacklist")


def test_it_holds_for_what_is_asked_of_that_list_next(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    first, second, *_others = desk.answer(say("find 3 welders in Gary for Acme Steel tomorrow 6am")).cards
    desk.answer(say("skip the first one"))
    reply = desk.answer(say("leave out the first one"))
    assert {first.name, second.name}.isdisjoint(card.name for card in reply.cards)
    assert f"2 left out, as you said: {first.name} and {second.name}." in reply.text
    again = desk.answer(say("same but at 7am"))
    assert {first.name, second.name}.isdisjoint(card.name for card in again.cards) and "7:00 AM" in again.text


def test_a_clients_own_list_is_another(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    desk.answer(say("don't send Sam Single to Acme Steel"))
    desk.answer(say("find 3 welders in Gary for Birch"))
    reply = desk.answer(say("take Sam Single off the Acme Steel list"))
    assert [call["tool"] for call in reply.calls] == ["blacklist"] and not desk.store.ledger.rows("blacklist")


@pytest.mark.parametrize("text", ["Sam Single is blacklisted at Acme Steel", "blacklist Sam Single at Acme Steel"])
def test_blacklisted_asks_first_and_says_what_it_does(desk_of: Made, say: Made, text: str) -> None:
    desk = desk_of()
    asked = desk.answer(say(text))
    assert asked.approval_id and "Do not send Sam Single to Acme Steel again." in asked.text
    assert not desk.store.ledger.rows("blacklist")
    desk.answer(say("yes"))
    assert len(desk.store.ledger.rows("blacklist")) == 1
