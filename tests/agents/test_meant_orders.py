"""Which order and which hour a report is about, where it says only the client, the day or the hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from memory.agenda import orders_ahead
from tools.fates import Done
from tools.tool import Caller

Made = Callable[..., Any]
SARAH = Caller("Sarah", "admin", "web")


@pytest.fixture
def desk(desk_of: Made) -> Desk:
    """Acme Steel wants two welders on Thursday at seven and two on Saturday at six."""
    made: Desk = desk_of()
    for start in ("2026-04-23T07:00", "2026-04-25T06:00"):
        order = {"client": "Acme Steel", "role": "Welder", "headcount": 2, "start": start, "city": "Gary"}
        assert isinstance(made.gate.call("log_order", order, SARAH), Done)
    return made


def open_seats(desk: Desk) -> dict[str, int]:
    return {one.order.order_id: one.open_seats for one in orders_ahead(desk.store, desk.store.clock.now())}


@pytest.mark.parametrize(
    "text",
    [
        "Sam Single accepted for Acme Steel thursday",
        "Sam Single aceptó para Acme Steel el jueves",
        "Sam Single accepted for the 7am at Acme Steel",
    ],
)
def test_a_day_or_an_hour_takes_a_seat_of_the_order_that_there_is(desk: Desk, say: Made, text: str) -> None:
    desk.answer(say("find 2 welders in Gary for Acme Steel saturday"))
    desk.answer(say(text))
    assert open_seats(desk) == {"O-000001": 1, "O-000002": 2}, desk.store.ledger.rows("bookings")


def test_a_search_for_a_day_is_at_the_hour_of_its_order(desk: Desk) -> None:
    fate = desk.gate.call("hybrid_search", {"role": "Welder", "client": "Acme Steel", "start": "2026-04-23"}, SARAH)
    assert isinstance(fate, Done) and f"{fate.answer.start:%H:%M}" == "07:00"
    other = {"client": "Acme Steel", "role": "Electrician", "start": "2026-04-23"}
    fate = desk.gate.call("log_order", other, SARAH)
    assert isinstance(fate, Done) and f"{fate.answer.start:%H:%M}" == "06:00", "a new order is at its own hour"


def test_another_day_is_not_the_order_that_was_spoken_of(desk: Desk, say: Made) -> None:
    desk.answer(say("Sam Single accepted for Acme Steel thursday"))
    desk.answer(say("find people for O-000001"))
    told = desk.answer(say("same for friday")).text
    assert "booked then" not in told, told


def test_a_call_off_is_of_the_day_that_is_said(desk: Desk, say: Made) -> None:
    for day in ("thursday", "saturday"):
        desk.answer(say(f"Sam Single accepted for Acme Steel {day}"))
    assert open_seats(desk) == {"O-000001": 1, "O-000002": 1}
    told = desk.answer(say("Sam Single called off for saturday, sick kid")).text
    assert "Sat Apr 25 6:00 AM" in told
    assert open_seats(desk) == {"O-000001": 1, "O-000002": 2}


def test_who_gave_a_shift_back_is_not_booked_on_it_without_a_yes(desk: Desk, say: Made) -> None:
    desk.answer(say("Sam Single accepted for Acme Steel thursday"))
    desk.answer(say("cancel Sam Single's booking at Acme Steel for thursday, he is sick"))
    assert [row["stage"] for row in desk.store.ledger.rows("bookings")] == ["cancelled"]
    assert desk.store.ledger.rows("failures") == [], "why it is cancelled is no second report"
    asked = desk.answer(say("Sam Single accepted for Acme Steel thursday")).text
    assert "gave that very shift back: Acme Steel, Thu Apr 23 7:00 AM" in asked
    assert open_seats(desk)["O-000001"] == 2
    desk.answer(say("yes"))
    assert open_seats(desk)["O-000001"] == 1


def test_a_cancelled_booking_is_told_with_its_own_hour(desk: Desk, say: Made) -> None:
    desk.answer(say("Sam Single accepted for Acme Steel thursday"))
    assert "Thu Apr 23 7:00 AM" in desk.answer(say("cancel Sam Single's booking for thursday")).text


def test_who_takes_a_spot_takes_that_of_who_gave_it_back(desk: Desk, say: Made) -> None:
    desk.answer(say("Sam Single accepted for Acme Steel thursday"))
    desk.answer(say("Sam Single called off for thursday, sick kid"))
    desk.answer(say("busca 2 electricistas en Chicago"))
    asked = desk.answer(say("Grace Torez takes Sam's spot")).text
    assert "Acme Steel" in asked and "7:00 AM" in asked and "O-000001" in asked
    desk.answer(say("yes"))
    booked = [
        (row["name"], row["order_id"]) for row in desk.store.ledger.rows("bookings") if row["stage"] == "accepted"
    ]
    assert booked == [("Grace Torez", "O-000001")]


def test_a_new_worker_with_a_known_name_is_asked_about(desk: Desk, say: Made) -> None:
    asked = desk.answer(say("add worker Sam Single, phone 219-555-0777")).text
    assert "Sam Single is on the bench already: Welder, Gary, W-9003." in asked
    desk.answer(say("no"))
    assert desk.store.ledger.rows("additions") == []


def test_an_acceptance_without_a_time_says_that_it_keeps_nobody_away(desk_of: Made, say: Made) -> None:
    told = desk_of().answer(say("Sam Single accepted for Birch")).text
    assert "No time was said, so it keeps nobody from another job then." in told
