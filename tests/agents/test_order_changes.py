"""An order is changed and cancelled in words: which one, what is new, who has to hear of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from tools.tool import Caller

Made = Callable[..., Any]
SARAH = Caller("Sarah", "admin", "web")
FRIDAY = {"client": "Acme Steel", "role": "Welder", "headcount": 2, "start": "2026-04-24T06:00"}


@pytest.fixture
def desk(desk_of: Made) -> Desk:
    """Acme Steel wants two welders on Friday at six; Sam Single is one of them."""
    made: Desk = desk_of()
    for name, arguments in (
        ("log_order", FRIDAY),
        ("log_fill", {"workers": ["Sam Single"], "order_id": "O-000001"}),
    ):
        made.gate.call(name, arguments, SARAH)
    return made


def order(desk: Desk) -> dict[str, Any]:
    (row,) = desk.store.ledger.rows("orders")
    return row


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("change the Acme Steel order to 4 welders", "is now 4 Welders (was 2). Sam Single stays booked."),
        ("push the Acme Steel order to 7am", "is now Fri Apr 24 7:00 AM (was Fri Apr 24 6:00 AM)."),
        ("move the Acme Steel friday order to saturday", "is now Sat Apr 25 6:00 AM (was Fri Apr 24 6:00 AM)."),
        ("extend O-000001 to 4pm", "is now to Fri Apr 24 4:00 PM."),
        ("raise the pay on O-000001 to $27 an hour", "is now pay $27.00 an hour."),
        ("sube el pedido de Acme Steel a 5", "ahora es: 5 soldadores (antes 2). Sam Single sigue con el trabajo."),
        ("mueve el pedido de Acme Steel a las 7 am", "ahora es: vie 24 abr 7:00 AM (antes vie 24 abr 6:00 AM)."),
    ],
)
def test_what_is_new_is_told_with_what_it_was(desk: Desk, say: Made, text: str, told: str) -> None:
    answer = desk.answer(say(text)).text
    assert told in answer and "O-000001" in answer


def test_whoever_has_to_hear_of_it_is_named_and_can_be_told_at_once(desk: Desk, say: Made) -> None:
    moved = desk.answer(say("push the Acme Steel order to 7am")).text
    assert "Sam Single is booked for the new time, and does not know yet." in moved
    assert "“draft a text to Sam Single”" in moved
    (draft,) = desk.answer(say("draft a text to Sam Single")).drafts
    assert "Fri Apr 24 7:00 AM" in draft.text and "You are booked" in draft.text


@pytest.mark.parametrize(
    ("text", "yes", "released"),
    [
        ("Acme Steel cancelled their order for friday", "yes", "Sam Single was booked and is free again"),
        ("Acme Steel canceló el pedido del viernes", "sí", "Sam Single tenía ese trabajo y queda libre"),
    ],
)
def test_cancelling_with_a_crew_is_asked_about_first(desk: Desk, say: Made, text: str, yes: str, released: str) -> None:
    asked = desk.answer(say(text)).text
    assert "Sam Single" in asked and not desk.store.ledger.rows("cancelled_orders")
    assert released in desk.answer(say(yes)).text
    assert [row["order_id"] for row in desk.store.ledger.rows("cancelled_orders")] == ["O-000001"]
    (draft,) = desk.answer(say("draft a text to Sam Single")).drafts
    assert "Acme Steel" in draft.text and ("cancel" in draft.text), draft.text


def test_a_no_leaves_the_order_and_its_crew(desk: Desk, say: Made) -> None:
    desk.answer(say("cancel order O-000001"))
    desk.answer(say("no"))
    assert not desk.store.ledger.rows("cancelled_orders")
    assert [row["stage"] for row in desk.store.ledger.rows("bookings")] == ["accepted"]


def test_an_order_without_a_crew_is_cancelled_at_once_and_undo_brings_it_back(desk_of: Made, say: Made) -> None:
    desk: Desk = desk_of()
    desk.answer(say("book 2 welders for Acme Steel friday 6am"))
    assert "is cancelled: 2 Welders" in desk.answer(say("cancel that order")).text
    assert "No seat is open" in desk.answer(say("what's still open for Acme Steel?")).text
    desk.answer(say("undo"))
    assert "2 seats are open" in desk.answer(say("what's still open for Acme Steel?")).text


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("make it 3", "headcount", 3),
        ("actually make it 7am", "start", "T12:00"),
        ("and make it 7am instead of 6", "start", "T12:00"),
        ("start 7am on that one", "start", "T12:00"),
        ("que sean 4", "headcount", 4),
        ("ponle 4 personas", "headcount", 4),
        ("make that order 4 people", "headcount", 4),
        ("make friday 4 people", "headcount", 4),
        ("bump pay to 22 on that order", "pay_rate", 22.0),
        ("sube la paga a 22", "pay_rate", 22.0),
    ],
)
def test_what_was_just_opened_is_corrected_and_not_opened_twice(
    desk_of: Made, say: Made, text: str, column: str, value: Any
) -> None:
    desk: Desk = desk_of()
    desk.answer(say("book 2 welders for Acme Steel friday 6am"))
    desk.answer(say(text))
    assert order(desk)[column] == value or str(value) in str(order(desk)[column])


@pytest.mark.parametrize("answer", ["2", "the sunday one", "O-000003"])
def test_which_of_several_is_asked_with_each_to_choose(desk: Desk, say: Made, answer: str) -> None:
    for day in ("saturday", "sunday"):
        desk.answer(say(f"book 3 welders for Birch {day} 6am"))
    asked = desk.answer(say("push the Birch order to 8am"))
    assert asked.choices == ("O-000002: 3 Welders, Sat Apr 25 6:00 AM", "O-000003: 3 Welders, Sun Apr 26 6:00 AM")
    assert "Sun Apr 26 8:00 AM (was Sun Apr 26 6:00 AM)" in desk.answer(say(answer)).text
    starts = {row["order_id"]: row["start"][11:13] for row in desk.store.ledger.rows("orders")}
    assert starts == {"O-000001": "11", "O-000002": "11", "O-000003": "13"}


def test_a_search_is_still_corrected_as_a_search(desk: Desk, say: Made) -> None:
    desk.answer(say("find 2 welders in Gary"))
    assert desk.answer(say("make it 5")).calls[0]["tool"] == "hybrid_search"
    assert order(desk)["headcount"] == 2


@pytest.mark.parametrize("changed", [(), ("make it 3",)])
@pytest.mark.parametrize("text", ["same for saturday", "same order for saturday", "lo mismo para el sábado"])
def test_the_same_for_another_day_is_a_second_order(
    desk_of: Made, say: Made, text: str, changed: tuple[str, ...]
) -> None:
    desk: Desk = desk_of()
    for said in ("book 2 welders for Acme Steel friday 6am", *changed, text):
        desk.answer(say(said))
    if changed:
        desk.answer(say("yes"))
    days = [(row["start"][:13], row["headcount"]) for row in desk.store.ledger.rows("orders")]
    assert days == [("2026-04-24T11", 3 if changed else 2), ("2026-04-25T11", 3 if changed else 2)]


def test_who_was_booked_is_told_in_the_same_message(desk: Desk, say: Made) -> None:
    asked = desk.answer(say("cancel order O-000001 and text everybody on it")).text
    assert "text everybody on it" in asked
    desk.answer(say("yes"))
    (draft,) = desk.answer(say("text everybody on it")).drafts
    assert draft.to == "Sam Single" and "cancelled your shift" in draft.text


def test_cancelling_and_a_word_to_those_named_are_one_message(desk: Desk, say: Made) -> None:
    desk.answer(say("cancel order O-000001 and tell Sam Single"))
    (draft,) = desk.answer(say("yes")).drafts
    assert draft.to == "Sam Single" and "cancelled your shift" in draft.text


def test_who_is_booked_on_that_order_leaves_nothing_out(desk: Desk, say: Made) -> None:
    desk.answer(say("push the Acme Steel order to 7am"))
    answer = desk.answer(say("whos booked on that order?")).text
    assert "Sam Single" in answer and "left out" not in answer


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("is Sam Single free on friday?", "No: Sam Single is booked at Acme Steel on Apr 24."),
        ("is Sam Single free on saturday?", "Yes: nothing is booked for Sam Single on Apr 25."),
        ("¿está Sam Single libre el viernes?", "No: Sam Single ya va con Acme Steel el 24 abr."),
    ],
)
def test_whether_somebody_is_free_is_a_yes_or_a_no(desk: Desk, say: Made, text: str, told: str) -> None:
    assert desk.answer(say(text)).text.startswith(told)
