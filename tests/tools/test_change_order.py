"""An order is changed or cancelled, with the bookings and the open drafts that hang on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from memory.agenda import orders_ahead
from memory.clients import find_order, orders_of
from memory.ledger.tables import from_text
from tools.fates import Refused, Retry

At = Callable[[str], Any]
NOW = "2026-04-20T09:00"
ORDER = {"client": "Acme Steel", "role": "Welder", "headcount": 2, "start": "2026-04-24T06:00"}


@pytest.fixture
def counter(counter_at: At) -> Any:
    return counter_at(NOW)


def opened(counter: Any, **other: Any) -> str:
    return str(counter.do("log_order", **{**ORDER, **other}).order_id)


def refused(fate: Any) -> str:
    assert isinstance(fate, Refused | Retry), fate
    return str(fate.error.code)


def bookings(counter: Any) -> dict[str, tuple[str, str]]:
    """Worker id → stage and start, on the shop's clock."""
    zone = counter.store.settings.zone
    rows = counter.store.ledger.rows("bookings")
    return {row["worker_id"]: (row["stage"], f"{from_text(row['start']).astimezone(zone):%d %H:%M}") for row in rows}


def ahead(counter: Any) -> dict[str, int]:
    return {one.order.order_id: one.open_seats for one in orders_ahead(counter.store, counter.store.clock.now())}


def test_a_cancelled_order_frees_whoever_was_booked_and_asks_for_nobody(counter: Any) -> None:
    order = opened(counter)
    counter.do("log_fill", workers=["W-9003", "W-9001"], order_id=order)
    counter.do("draft_message", workers=["W-9003"], order_id=order)
    answer = counter.do("change_order", action="cancel", order_id=order)
    assert {one.worker_id for one in answer.people} == {"W-9001", "W-9003"}
    assert answer.discarded == ("D-000001",) and counter.store.ledger.rows("drafts")[0]["status"] == "discarded"
    assert {stage for stage, _start in bookings(counter).values()} == {"released"}
    assert order not in ahead(counter) and not counter.store.ledger.rows("playbooks")
    assert orders_of(counter.store, "Acme Steel") == []
    found = find_order(counter.store, order)
    assert found is not None and found.cancelled
    elsewhere = counter.do("log_fill", workers=["W-9003"], client="Borg Foods", start="2026-04-24T06:00")
    assert elsewhere.recorded == ("W-9003",), "the seat is gone, so the worker is free at that hour"


def test_a_client_who_cancels_counts_against_nobody(counter: Any) -> None:
    before = {one.worker_id: one.score for one in counter.do("hybrid_search", role="Welder", k=50).sources}
    order = opened(counter)
    counter.do("log_fill", workers=["W-9003"], order_id=order)
    counter.do("change_order", action="cancel", order_id=order)
    after = counter.do("hybrid_search", role="Welder", start="2026-04-24T06:00", k=50).sources
    one = next(source for source in after if source.worker_id == "W-9003")
    assert (one.score, one.penalty) == (before["W-9003"], 0) and not one.gave_back


def test_a_cancelled_order_takes_nobody_and_nothing_new(counter: Any) -> None:
    order = opened(counter)
    counter.do("change_order", action="cancel", order_id=order)
    assert refused(counter.try_("log_fill", workers=["W-9003"], order_id=order)) == "order_cancelled"
    assert refused(counter.try_("change_order", order_id=order, headcount=3)) == "order_cancelled"
    offer = counter.try_("draft_message", workers=["W-9003"], order_id=order, about_text="offer it to her")
    assert refused(offer) == "order_cancelled"
    again = counter.do("change_order", action="cancel", order_id=order)
    assert not again.done and "nothing changed" in again.note
    counter.do("undo")
    assert ahead(counter) == {order: 2}, "one undo takes the cancelling back"


def test_undo_puts_the_crew_and_the_drafts_back(counter: Any) -> None:
    order = opened(counter)
    counter.do("log_fill", workers=["W-9003"], order_id=order)
    counter.do("draft_message", workers=["W-9003"], order_id=order)
    kept = {name: counter.store.ledger.rows(name) for name in ("bookings", "playbooks", "playbook_workers", "drafts")}
    counter.do("change_order", action="cancel", order_id=order)
    counter.do("undo")
    assert {name: counter.store.ledger.rows(name) for name in kept} == kept


def test_whoever_was_on_a_cancelled_order_can_be_told(counter: Any) -> None:
    order = opened(counter)
    counter.do("log_fill", workers=["W-9003"], order_id=order)
    counter.do("change_order", action="cancel", order_id=order)
    for about in (None, "that it is cancelled"):
        (draft,) = counter.do("draft_message", workers=["W-9003"], order_id=order, about_text=about).drafts
        assert draft.template == "called_off" and "Acme Steel, Fri Apr 24 6:00 AM" in draft.text, draft.text
        assert draft.characters < 180 and "do not come" in draft.text


def test_new_terms_stand_in_the_order_and_what_is_not_said_stays(counter: Any) -> None:
    order = opened(counter, end="2026-04-24T14:30", pay_rate=24.5)
    answer = counter.do("change_order", client="Acme Steel", headcount=4)
    assert (answer.changed, answer.was.headcount, answer.now.headcount) == (("headcount",), 2, 4)
    assert ahead(counter) == {order: 4}
    answer = counter.do("change_order", order_id=order, start="07:00")
    assert f"{answer.now.start:%d %H:%M}" == "24 07:00" and f"{answer.now.end:%d %H:%M}" == "24 15:30"
    answer = counter.do("change_order", order_id=order, start="2026-04-27")
    assert f"{answer.now.start:%d %H:%M}" == "27 07:00" and f"{answer.now.end:%d %H:%M}" == "27 15:30"
    answer = counter.do("change_order", order_id=order, end="03:00", bill_rate=41.25)
    assert f"{answer.now.end:%d %H:%M}" == "28 03:00", "an hour before the start is the next day's"
    row = counter.store.ledger.rows("orders")[0]
    assert (row["headcount"], row["pay_rate"], row["bill_rate"]) == (4, "24.50", "41.25")
    again = counter.do("change_order", order_id=order, headcount=4)
    assert not again.done and again.changed == ()


def test_a_moved_order_moves_its_crew_and_discards_drafts_that_say_the_old_time(counter: Any) -> None:
    order = opened(counter)
    counter.do("log_fill", workers=["W-9003"], order_id=order)
    counter.do("draft_message", workers=["W-9001"], order_id=order)
    answer = counter.do("change_order", order_id=order, start="2026-04-25T07:00")
    assert bookings(counter) == {"W-9003": ("accepted", "25 07:00")}
    assert answer.discarded == ("D-000001",) and [one.worker_id for one in answer.people] == ["W-9003"]
    assert from_text(counter.store.ledger.rows("playbooks")[0]["at"]) == answer.now.start
    (draft,) = counter.do("draft_message", workers=["W-9003"], order_id=order).drafts
    assert "Sat Apr 25 7:00 AM" in draft.text


def test_nobody_is_moved_into_an_hour_at_which_they_work_elsewhere(counter: Any) -> None:
    order = opened(counter)
    counter.do("log_fill", workers=["W-9003"], order_id=order)
    counter.do("log_fill", workers=["W-9003"], client="Borg Foods", start="2026-04-25T06:00")
    kept = bookings(counter), counter.store.ledger.rows("orders")
    assert refused(counter.try_("change_order", order_id=order, start="2026-04-25")) == "double_booked"
    assert (bookings(counter), counter.store.ledger.rows("orders")) == kept


def test_which_order_is_asked_where_it_is_not_clear(counter: Any) -> None:
    first, second = opened(counter), opened(counter, start="2026-04-27T06:00")
    fate = counter.try_("change_order", client="Acme Steel", headcount=4)
    assert refused(fate) == "which_order" and fate.error.details["orders"] == [first, second]
    assert counter.do("change_order", client="Acme Steel", date="2026-04-27", headcount=4).order_id == second
    assert refused(counter.try_("change_order", client="Borg Foods", headcount=4)) == "no_such_order"
    counter.do("change_order", action="cancel", order_id=first)
    assert counter.do("change_order", client="Acme Steel", headcount=5).order_id == second
    assert refused(counter.try_("change_order", action="cancel")) == "which_order", "an unnamed order is asked about"


def test_what_cannot_be_changed_says_why(counter: Any, counter_at: At) -> None:
    order = opened(counter)
    assert refused(counter.try_("change_order", order_id="O-404", headcount=4)) == "unknown_order"
    assert refused(counter.try_("change_order", order_id=order)) == "bad_arguments"
    assert refused(counter.try_("change_order", order_id=order, action="cancel", headcount=4)) == "bad_arguments"
    assert refused(counter.try_("change_order", order_id=order, start="soon")) == "bad_arguments"
    ends = counter.try_("change_order", order_id=order, end="2026-04-23T06:00")
    assert refused(ends) == "ends_before_start"
    past = counter.try_("change_order", order_id=order, start="2026-04-18T06:00")
    assert refused(past) == "time_is_over" and ahead(counter) == {order: 2}
    assert refused(counter_at("2026-04-25T09:00").try_("change_order", order_id=order, headcount=4)) == "order_over"


def test_fewer_than_are_booked_is_recorded_and_told(counter: Any) -> None:
    order = opened(counter)
    counter.do("log_fill", workers=["W-9003", "W-9001"], order_id=order)
    answer = counter.do("change_order", order_id=order, headcount=1)
    assert answer.too_many == 1 and ahead(counter) == {order: 0}


def test_an_order_of_a_file_is_changed_and_cancelled_too(counter: Any, tmp_path: Any) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,client,role,city,state,headcount,start\n"
        "JO-7,Acme Steel,Welder,Gary,IN,3,2026-04-24T06:00:00-05:00\n"
        "JO-8,Acme Steel,Welder,Gary,IN,3,2026-04-25T06:00:00-05:00\n"
    )
    counter.store.ingest(path, "orders", staffer="Sarah")
    assert counter.do("change_order", order_id="jo-7", headcount=5).order_id == "JO-7"
    assert ahead(counter) == {"JO-7": 5, "JO-8": 3}
    counter.do("change_order", action="cancel", client="Acme Steel", date="2026-04-25")
    assert ahead(counter) == {"JO-7": 5}
    assert [one.headcount for one in orders_of(counter.store, "Acme Steel")] == [5]
