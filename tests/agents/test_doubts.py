"""A plain report that is odd by what the store knows is asked about first; and what a report never takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk

Make = Callable[..., Any]
ACME = "find 2 welders in Gary for Acme Steel wednesday 6am"


def bookings(desk: Desk) -> dict[str, tuple[str | None, str]]:
    return {row["worker_id"]: (row["client"], row["stage"]) for row in desk.store.ledger.rows("bookings")}


def failures(desk: Desk) -> list[tuple[str, str | None, str | None]]:
    return [(row["worker_id"], row["client"], row["order_id"]) for row in desk.store.ledger.rows("failures")]


@pytest.fixture
def friday(desk_of: Make, say: Make) -> Make:
    """A desk at some moment, where on Monday Sam was booked at Acme for Wednesday."""
    desk = desk_of()
    desk.answer(say(ACME))
    desk.answer(say("Sam Single accepted"))
    assert bookings(desk) == {"W-9003": ("Acme Steel", "accepted")}
    return desk_of


ODD = ("Sam Single no-showed", "Sam Single was a no show at Acme Steel", "Sam Single llegó tarde")


@pytest.mark.parametrize("said", ODD)
def test_a_failure_days_ahead_is_asked_about(friday: Make, say: Make, said: str) -> None:
    desk = friday(now="2026-04-21T10:00")
    asked = desk.answer(say(said, thread="new"))
    assert failures(desk) == [] and bookings(desk)["W-9003"][1] == "accepted"
    assert "Acme Steel" in asked.text and ("only starts" in asked.text or "apenas empieza" in asked.text)
    desk.answer(say("yes", thread="new"))
    assert [(worker, client) for worker, client, _order in failures(desk)] == [("W-9003", "Acme Steel")]


def test_a_no_leaves_it(friday: Make, say: Make) -> None:
    desk = friday(now="2026-04-21T10:00")
    desk.answer(say("Sam Single no-showed", thread="new"))
    desk.answer(say("no", thread="new"))
    assert failures(desk) == []


def test_right_behind_the_booking_it_is_asked_too(friday: Make, say: Make) -> None:
    desk = friday()
    reply = desk.answer(say("he no-showed"))
    assert bookings(desk)["W-9003"] == ("Acme Steel", "accepted") and "only starts" in reply.text


def test_once_it_has_begun_nothing_is_asked(friday: Make, say: Make) -> None:
    desk = friday(now="2026-04-22T06:30")
    desk.answer(say("Sam Single no-showed", thread="new"))
    assert [(worker, client) for worker, client, _order in failures(desk)] == [("W-9003", "Acme Steel")]


def other_trade(desk: Desk) -> Any:
    """Somebody with a name of their own who is no welder."""
    bench = desk.store.bench()
    workers = bench.workers(list(bench.worker_ids))
    return next(w for w in workers if w.role == "Forklift Operator" and len(bench.named(w.name)) == 1)


def test_somebody_of_another_trade_is_not_booked_for_the_last_search(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    driver = other_trade(desk)
    desk.answer(say(ACME))
    asked = desk.answer(say(f"{driver.name} accepted"))
    assert bookings(desk) == {}
    assert f"{driver.name} was not on the list: Forklift Operator, {driver.city}." in asked.text
    desk.answer(say("yes"))
    assert bookings(desk) == {driver.worker_id: ("Acme Steel", "accepted")}


def test_also_where_they_were_chosen_from_several(desk_of: Make, say: Make) -> None:
    """The list that counts is the search's, not the desk's own question."""
    desk = desk_of()
    desk.answer(say("find 2 forklift drivers in Gary for Acme Steel wednesday 6am"))
    assert len(desk.answer(say("Pat accepted")).choices) == 2
    asked = desk.answer(say("2"))
    assert "Pat Doubleday was not on the list: Welder, Toledo." in asked.text and bookings(desk) == {}
    desk.answer(say("yes"))
    assert bookings(desk) == {"W-9002": ("Acme Steel", "accepted")}


def shown_in(desk: Desk) -> list[dict[str, str]]:
    """The people of the conversation's cards."""
    config: Any = {"configurable": {"thread_id": "t"}}
    return list(desk.conversation._room.graph.get_state(config).values["focus"]["shown"])


def test_a_trade_that_is_said_is_nothing_odd(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    driver = other_trade(desk)
    desk.answer(say(ACME))
    desk.answer(say(f"{driver.name} accepted the forklift job at Borg Foods tomorrow 6am"))
    (row,) = desk.store.ledger.rows("bookings")
    assert (row["client"], row["role"], row["city"]) == ("Borg Foods", "Forklift Operator", driver.city)


def test_a_second_job_of_nobody_knows_what_is_asked_about(friday: Make, say: Make) -> None:
    desk = friday(now="2026-04-21T10:00")
    desk.answer(say("find welders in Gary", thread="new"))
    asked = desk.answer(say("Sam Single accepted", thread="new"))
    assert "is booked already: Acme Steel" in asked.text
    assert len(desk.store.ledger.rows("bookings")) == 1


def test_a_bare_confirmation_is_of_the_booking(friday: Make, say: Make) -> None:
    desk = friday(now="2026-04-21T10:00")
    desk.answer(say("Sam Single confirmed", thread="new"))
    assert bookings(desk) == {"W-9003": ("Acme Steel", "confirmed")}


def test_a_no_show_does_not_take_an_order_that_was_just_opened(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("Sam Single accepted for Acme Steel today 6am"))
    desk.answer(say("open an order for 2 forklift drivers at Borg Foods friday 6am"))
    desk.answer(say("Sam Single no-showed"))
    assert failures(desk) == [("W-9003", "Acme Steel", None)]
    assert bookings(desk)["W-9003"] == ("Acme Steel", "no_show")


def test_a_no_show_of_somebody_shown_is_the_clients_they_were_shown_for(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("find welders in Gary for Acme Steel"))
    shown_in_first = shown_in(desk)[0]["worker_id"]
    reply = desk.answer(say("the first one no-showed"))
    assert failures(desk) == [(shown_in_first, "Acme Steel", None)]
    assert "There is no booking of" in reply.text


def test_what_somebody_did_elsewhere_is_not_the_conversations(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("Sam Single accepted for Borg Foods today 6am", thread="other"))
    desk.answer(say("find welders in Gary for Acme Steel"))
    desk.answer(say("Sam Single no-showed"))
    assert failures(desk) == [("W-9003", "Borg Foods", None)]


def test_a_no_of_somebody_who_is_booked_is_asked_about(friday: Make, say: Make) -> None:
    desk = friday(now="2026-04-21T10:00")
    asked = desk.answer(say("Sam Single declined", thread="new"))
    assert "Sam Single is booked: Acme Steel" in asked.text and desk.store.ledger.rows("contacts") == []
    desk.answer(say("cancel Sam Single's booking", thread="new"))
    desk.answer(say("yes", thread="new"))
    assert bookings(desk) == {"W-9003": ("Acme Steel", "cancelled")}
    desk.answer(say("Sam Single declined", thread="new"))
    assert len(desk.store.ledger.rows("contacts")) == 1, "once the seat is free nothing is odd"


@pytest.mark.parametrize(
    "said", ["Sam Single can't make it Wednesday", "Sam Single called in sick", "Sam Single ya no puede"]
)
def test_somebody_who_cannot_come_frees_the_seat(friday: Make, say: Make, said: str) -> None:
    desk = friday(now="2026-04-21T10:00")
    desk.answer(say(said, thread="new"))
    assert bookings(desk)["W-9003"] == ("Acme Steel", "cancelled")
    assert [(worker, client) for worker, client, _order in failures(desk)] == [("W-9003", "Acme Steel")]
    assert desk.store.ledger.rows("playbooks") == [], "a shift that nobody worked is no success"


@pytest.mark.parametrize("said", ["Sam Single can't make it tomorrow", "Sam Single ya no puede mañana"])
def test_a_day_on_which_they_have_no_shift_is_asked_about(friday: Make, say: Make, said: str) -> None:
    desk = friday(now="2026-04-19T10:00")
    asked = desk.answer(say(said, thread="new"))
    assert bookings(desk)["W-9003"] == ("Acme Steel", "accepted") and failures(desk) == []
    assert "Acme Steel" in asked.text and ("would end" in asked.text or "deja libre" in asked.text)


def test_somebody_without_a_booking_is_asked_about_before_it_costs_them(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    asked = desk.answer(say("Sam Single called in sick for tomorrow"))
    assert failures(desk) == [] and "Sam Single has no booking" in asked.text
    desk.answer(say("yes"))
    assert len(failures(desk)) == 1


def test_somebody_only_shown_who_cannot_make_it_has_declined(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    (first, *_) = desk.answer(say(ACME)).cards
    desk.answer(say(f"{first.name} can't make it"))
    assert failures(desk) == []
    assert [(row["worker_id"], row["outcome"]) for row in desk.store.ledger.rows("contacts")] == [
        (first.worker_id, "declined")
    ]


OFF = ("take Sam Single off the Acme Steel job", "remove Sam Single from the Acme Steel order", "cancel Sam's shift")
OFF_ES = ("quita a Sam Single del trabajo de Acme Steel", "cancela el turno de Sam Single")


@pytest.mark.parametrize("said", [*OFF, *OFF_ES])
def test_somebody_is_taken_off_a_job(friday: Make, say: Make, said: str) -> None:
    desk = friday(now="2026-04-21T10:00")
    desk.answer(say(said))
    assert bookings(desk)["W-9003"] == ("Acme Steel", "cancelled") and failures(desk) == []
