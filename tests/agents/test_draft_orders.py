"""A draft is about the shift that its words name: an order's number, or a client's order of that day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from tools.tool import Caller

Made = Callable[..., Any]
SARAH = Caller("Sarah", "admin", "web")


@pytest.fixture
def desk(desk_of: Made) -> Desk:
    """Acme Steel wants welders tomorrow at six, and twice on Thursday."""
    made: Desk = desk_of()
    for start in ("2026-04-21T06:00", "2026-04-23T07:00", "2026-04-23T14:00"):
        order = {"client": "Acme Steel", "role": "Welder", "city": "Gary", "headcount": 2, "start": start}
        made.gate.call("log_order", order, SARAH)
    return made


@pytest.mark.parametrize(
    "text",
    [
        "draft a text to Sam Single about order O-000001",
        "text Sam Single about O-000001",
        "text Sam Single about tomorrow at Acme Steel",
        "un mensaje a Sam Single sobre el pedido O-000001",
        "escribe a Sam Single sobre mañana en Acme Steel",
    ],
)
def test_the_shift_itself_is_in_the_draft(desk: Desk, say: Made, text: str) -> None:
    (draft,) = desk.answer(say(text)).drafts
    assert "Welder" in draft.text and "6:00 AM" in draft.text and "O-000001" in draft.text


def test_of_two_orders_of_that_day_it_is_asked_which(desk: Desk, say: Made) -> None:
    asked = desk.answer(say("text Sam Single about Thursday at Acme Steel"))
    assert [choice[:8] for choice in asked.choices] == ["O-000002", "O-000003"] and not asked.drafts
    (draft,) = desk.answer(say("2")).drafts
    assert "2:00 PM" in draft.text


def test_a_crew_that_is_booked_is_written_to_about_its_own_shift(desk: Desk, say: Made) -> None:
    desk.gate.call("log_fill", {"workers": ["Sam Single"], "order_id": "O-000002"}, SARAH)
    (draft,) = desk.answer(say("text Sam Single about Acme Steel")).drafts
    assert "7:00 AM" in draft.text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ('text Sam Single "can you work tomorrow at 6am? Call me."', "Can you work tomorrow at 6am? Call me."),
        ("draft a text to Sam Single: are you free? We need you at 6", "Are you free? We need you at 6"),
        ('draft a text to Sam Single asking "can you start at 6?"', "Can you start at 6?"),
        ("dile a Sam Single: ¿puedes venir a las 6?", "¿puedes venir a las 6?"),
    ],
)
def test_a_question_may_stand_in_the_text(desk: Desk, say: Made, text: str, own: str) -> None:
    (draft,) = desk.answer(say(text)).drafts
    assert own.casefold() in draft.text.casefold()


def test_a_question_to_the_desk_is_still_one(desk: Desk, say: Made) -> None:
    reply = desk.answer(say("did you text Sam Single about the job?"))
    assert not reply.drafts and not desk.store.ledger.rows("drafts")
