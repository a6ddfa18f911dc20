"""A job in another time zone is spoken of on its site's clock, in every reply, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk

Make = Callable[..., Any]


@pytest.fixture
def abroad(desk_of: Make, say: Make) -> Desk:
    """A desk in Chicago that was told of a client in Toledo."""
    desk: Desk = desk_of()
    desk.answer(say("add client Maumee Castings in Toledo, OH", thread="client"))
    return desk


def test_what_is_said_is_what_every_reply_says(abroad: Desk, say: Make) -> None:
    asked = abroad.answer(say("2 welders for Maumee Castings friday 6am")).text
    assert "Fri Apr 24 6:00 AM EDT" in asked
    opened = abroad.answer(say("book 2 welders for Maumee Castings friday 6am in Toledo")).text
    assert "Fri Apr 24 6:00 AM EDT" in opened and "7:00" not in opened and "5:00" not in opened
    name = abroad.store.bench().names[0]
    abroad.answer(say("the first one accepted"))
    (row,) = abroad.store.ledger.rows("bookings")
    assert row["start"].startswith("2026-04-24T10:00") and row["order_id"] == "O-000001" and name
    draft = abroad.answer(say(f"draft a confirmation for {row['name']}")).text
    assert "6:00 AM EDT" in draft and "7:00" not in draft
    again = abroad.answer(say("what did I do today?")).text
    assert "6:00 AM EDT" in again


def test_the_conversation_keeps_the_sites_hour(abroad: Desk, say: Make) -> None:
    abroad.answer(say("2 welders for Maumee Castings friday 6am"))
    later = abroad.answer(say("and saturday?")).text
    assert "Sat Apr 25 6:00 AM EDT" in later


def test_spanish_says_the_same(abroad: Desk, say: Make) -> None:
    said = abroad.answer(say("necesito 2 soldadores para Maumee Castings el viernes a las 6am")).text
    assert "6:00 AM EDT" in said and "7:00" not in said


def test_an_hour_that_is_assumed_is_the_sites(abroad: Desk, say: Make) -> None:
    said = abroad.answer(say("2 welders for Maumee Castings tonight")).text
    assert "Mon Apr 20 10:00 PM EDT" in said and "start at 10:00 PM" in said and "same but at 11pm" in said
