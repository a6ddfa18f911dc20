"""An acceptance that names no job, where open orders fit it: which one is asked, and the seat is taken there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk

Make = Callable[..., Any]
ORDER = "book 2 welders for Acme Steel wednesday 6am in Gary"


def bookings(desk: Desk) -> list[tuple[str, str | None, str | None]]:
    return [(row["worker_id"], row["client"], row["order_id"]) for row in desk.store.ledger.rows("bookings")]


@pytest.fixture
def ordered(desk_of: Make, say: Make) -> Desk:
    """A desk with one open order, and a conversation that never saw it."""
    desk: Desk = desk_of()
    opened = desk.answer(say(ORDER, thread="order"))
    assert "O-000001 is open" in opened.text
    return desk


@pytest.mark.parametrize(
    ("said", "people"), [("Sam Single accepted", "2 Welders"), ("Sam Single aceptó", "2 soldadores")]
)
def test_the_open_order_is_offered(ordered: Desk, say: Make, said: str, people: str) -> None:
    asked = ordered.answer(say(said))
    assert bookings(ordered) == [] and f"O-000001: {people}" in asked.text and "Acme Steel" in asked.text
    done = ordered.answer(say("1"))
    assert bookings(ordered) == [("W-9003", "Acme Steel", "O-000001")]
    assert "Acme Steel" in done.text and "?" not in done.text  # one question, not two


def test_another_job_is_an_answer_too(ordered: Desk, say: Make) -> None:
    ordered.answer(say("Sam Single accepted"))
    ordered.answer(say("2"))
    assert bookings(ordered) == [("W-9003", None, None)]


def test_a_new_message_sets_it_aside(ordered: Desk, say: Make) -> None:
    ordered.answer(say("Sam Single accepted"))
    ordered.answer(say("find 2 welders in Gary"))
    assert bookings(ordered) == []


@pytest.mark.parametrize(
    "said",
    [
        "Sam Single accepted for Borg Foods",  # another client
        "Sam Single accepted for Acme Steel friday 6am",  # another day
    ],
)
def test_a_job_that_fits_no_order_is_taken_as_said(ordered: Desk, say: Make, said: str) -> None:
    ordered.answer(say(said))
    assert [order for _worker, _client, order in bookings(ordered)] == [None]


def test_the_client_and_hour_of_an_order_are_its_name(ordered: Desk, say: Make) -> None:
    ordered.answer(say("Sam Single accepted for Acme Steel wednesday 6am"))
    assert bookings(ordered) == [("W-9003", "Acme Steel", "O-000001")]


def test_the_client_alone_is_asked_about(ordered: Desk, say: Make) -> None:
    asked = ordered.answer(say("Sam Single accepted for Acme Steel"))
    assert "O-000001" in asked.text
    ordered.answer(say("1"))
    assert bookings(ordered) == [("W-9003", "Acme Steel", "O-000001")]


def test_a_filled_order_is_not_offered(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("book 1 welder for Acme Steel wednesday 6am in Gary", thread="order"))
    desk.answer(say("Sam Single accepted for Acme Steel wednesday 6am"))
    bench = desk.store.bench()
    welders = zip(bench.names, bench.roles, bench.states, bench.worker_ids, strict=True)
    name, worker_id = next((n, w) for n, r, s, w in welders if (r, s) == ("Welder", "IN") and w != "W-9003")
    desk.answer(say(f"{name} accepted", thread="other"))
    assert bookings(desk) == [("W-9003", "Acme Steel", "O-000001"), (worker_id, None, None)]


def test_what_somebody_stands_on_is_no_question(ordered: Desk, say: Make) -> None:
    ordered.answer(say("Sam Single accepted for Acme Steel wednesday 6am"))
    again = ordered.answer(say("Sam Single accepted", thread="other"))
    assert "already recorded" in again.text and len(bookings(ordered)) == 1
