"""Who works when, and which seats are open: asked in words, answered from bookings and orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from agents.wording_reasons import why
from tools.fates import Done
from tools.hybrid_search import Ranking
from tools.tool import Caller

Made = Callable[..., Any]
SARAH = Caller("Sarah", "admin", "web")


@pytest.fixture
def booked(desk_of: Made) -> Desk:
    """Sam Single works at Acme Steel tomorrow at six; of its three seats two are open, and two of Birch's on Friday."""
    desk: Desk = desk_of()
    for name, arguments in (
        ("log_order", {"client": "Acme Steel", "role": "Welder", "headcount": 3, "start": "2026-04-21T06:00"}),
        ("log_order", {"client": "Birch", "role": "Welder", "headcount": 2, "start": "2026-04-24T07:00"}),
        ("log_fill", {"workers": ["Sam Single"], "order_id": "O-000001"}),
    ):
        desk.gate.call(name, arguments, SARAH)
    return desk


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("who do I have tomorrow", "1 person is booked for tomorrow:"),
        ("who do I have tomorrow at Acme Steel?", "1 person is booked for Acme Steel for tomorrow:"),
        ("who's working tomorrow", "Sam Single (accepted)"),
        ("who's working today at Birch", "Nobody is booked for Birch for today."),
        ("who's on O-000001", "1 person is booked on O-000001:"),
        ("a quién tengo mañana", "1 persona apuntada para mañana:"),
        ("quién trabaja mañana en Acme Steel", "Sam Single (aceptó)"),
    ],
)
def test_who_works_is_told(booked: Desk, say: Made, text: str, told: str) -> None:
    answer = booked.answer(say(text)).text
    assert told in answer
    if "tomorrow" in text or "mañana" in text:
        assert "6:00 AM" in answer and "O-000001" in answer


@pytest.mark.parametrize(
    ("text", "seats", "orders"),
    [
        ("what's still open", "4 seats are open:", {"O-000001", "O-000002"}),
        ("what orders are open", "4 seats are open:", {"O-000001", "O-000002"}),
        ("how many seats are still open for Acme Steel", "2 seats are open for Acme Steel:", {"O-000001"}),
        ("what's open for Friday", "2 seats are open for Apr 24:", {"O-000002"}),
        ("is O-000002 filled?", "2 seats are open on O-000002:", {"O-000002"}),
        ("qué nos falta por cubrir mañana", "2 puestos libres para mañana:", {"O-000001"}),
        ("what's open for today", "No seat is open for today.", set()),
    ],
)
def test_open_seats_are_told(booked: Desk, say: Made, text: str, seats: str, orders: set[str]) -> None:
    reply = booked.answer(say(text))
    assert seats in reply.text
    assert {line.text[:8] for part in reply.parts for line in part.lines} == orders


def test_that_order_is_the_one_just_told(booked: Desk, say: Made) -> None:
    booked.answer(say("what's open for Friday"))
    reply = booked.answer(say("get me 3 for that order"))
    assert reply.calls[0]["tool"] == "hybrid_search"
    assert reply.calls[0]["arguments"] == {"headcount": 3, "order_id": "O-000002"}
    assert "for Birch" in reply.text


def test_ese_pedido_too(booked: Desk, say: Made) -> None:
    booked.answer(say("qué hay abierto para el viernes"))
    reply = booked.answer(say("dame 3 para ese pedido"))
    assert reply.calls and reply.calls[0]["arguments"] == {"headcount": 3, "order_id": "O-000002"}


def test_whoever_is_told_of_can_be_pointed_at(booked: Desk, say: Made) -> None:
    booked.answer(say("who do I have tomorrow"))
    reply = booked.answer(say("the first one confirmed"))
    assert "Sam Single: confirmed" in reply.text


def test_whoever_gave_the_day_back_is_told_in_spanish(booked: Desk, say: Made) -> None:
    booked.answer(say("Sam Single can't make it tomorrow"))
    fate = booked.gate.call(
        "hybrid_search", {"role": "Welder", "city": "Gary", "start": "2026-04-21T14:00", "k": 500}, SARAH
    )
    assert isinstance(fate, Done) and isinstance(fate.answer, Ranking)
    last = fate.answer.sources[-1]
    assert last.name == "Sam Single"
    assert why(last, booked.voice("es", booked.store.clock.now())).startswith("al final, porque ese día devolvió")
