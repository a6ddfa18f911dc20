"""Twenty reports that could mean several people, or nobody: asked about, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person

SARAH = Person("Sarah", "admin")
OUTCOMES = ("bookings", "failures", "contacts", "blacklist", "playbooks", "orders")

CASES = [
    # two people of one name
    "Pat Doubleday accepted",
    "pat doubleday no-showed at Acme Steel",
    "called Pat Doubleday",
    "Doubleday, Pat quit",
    "don't send Pat Doubleday to Acme Steel",
    "book Pat Doubleday for Acme Steel friday 6am",
    "Pat Doubleday llegó tarde",
    # a first or last name alone
    "Pat accepted",
    "Sam no-showed",
    "doubleday is a no for friday",
    "left Sam a voicemail",
    "put Sam on Acme Steel's dnr",
    # nobody of that name, and nobody named
    "Xavier accepted",
    "someone no-showed at Acme Steel",
    "he accepted",
    "the second one is confirmed",
    "those two quit",
    "the guy from yesterday didn't show",
    "ella ya no quiere ir",
    "block him",
]


@pytest.mark.parametrize("text", CASES)
def test_it_is_asked_never_guessed(text: str, desk_of: Callable[..., Desk]) -> None:
    desk = desk_of()
    before: dict[str, Any] = {table: desk.store.ledger.rows(table) for table in OUTCOMES}
    reply = desk.answer(Incoming(text, SARAH, "terminal", "ambiguous"))
    assert {table: desk.store.ledger.rows(table) for table in OUTCOMES} == before, reply.text
    assert "?" in reply.text or "full name" in reply.text or "nothing was" in reply.text.lower(), reply.text


def test_the_answer_to_which_settles_it(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of()
    asked = desk.answer(Incoming("Pat Doubleday accepted", SARAH, "terminal", "which"))
    assert len(asked.choices) == 2
    desk.answer(Incoming("2", SARAH, "terminal", "which"))
    (booking,) = desk.store.ledger.rows("bookings")
    assert booking["worker_id"] in asked.choices[1]
