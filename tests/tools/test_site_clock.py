"""Hours that are said are the site's: in the order, the booking, the search and every note."""

from __future__ import annotations

from typing import Any

import pytest

from memory.ledger.tables import from_text

TOLEDO = {"client": "Maumee Castings", "role": "Welder"}
SIX_IN_TOLEDO = "2026-04-22T10:00:00+00:00"


@pytest.fixture
def shop(counter: Any) -> Any:
    """A shop in Chicago with a client in Toledo, where it is an hour later."""
    counter.do("add_client", client="Maumee Castings", city="Toledo", state="OH")
    return counter


def utc(text: str) -> str:
    return from_text(text).isoformat()


def test_an_order_is_opened_on_the_sites_clock(shop: Any) -> None:
    opened = shop.do("log_order", start="2026-04-22T06:00", end="2026-04-22T14:30", **TOLEDO)
    (row,) = shop.store.ledger.rows("orders")
    assert utc(row["start"]) == SIX_IN_TOLEDO and utc(row["end"]) == "2026-04-22T18:30:00+00:00"
    assert "Wed Apr 22 6:00 AM to 2:30 PM EDT" in opened.note
    assert opened.start.isoformat() == "2026-04-22T06:00:00-04:00"


def test_a_bare_day_begins_at_six_there(shop: Any) -> None:
    shop.do("log_order", start="2026-04-22", **TOLEDO)
    assert utc(shop.store.ledger.rows("orders")[0]["start"]) == SIX_IN_TOLEDO


def test_an_offset_that_is_stated_stands(shop: Any) -> None:
    opened = shop.do("log_order", start="2026-04-22T06:00-05:00", **TOLEDO)
    assert utc(shop.store.ledger.rows("orders")[0]["start"]) == "2026-04-22T11:00:00+00:00"
    assert "7:00 AM EDT" in opened.note


def test_an_acceptance_at_that_hour_takes_the_orders_seat(shop: Any) -> None:
    shop.do("log_order", start="2026-04-22T06:00", headcount=2, **TOLEDO)
    welder = shop.do("hybrid_search", role="Welder", city="Toledo", k=1).sources[0].worker_id
    filled = shop.do("log_fill", workers=[welder], client="Maumee Castings", start="2026-04-22T06:00")
    assert filled.order_id == "O-000001" and "6:00 AM EDT" in filled.note


def test_a_search_at_that_hour_leaves_out_who_is_booked(shop: Any) -> None:
    welder = shop.do("hybrid_search", role="Welder", city="Toledo", k=1).sources[0].worker_id
    shop.do("log_fill", workers=[welder], start="2026-04-22T06:00", end="2026-04-22T07:00", **TOLEDO)
    found = shop.do("hybrid_search", start="2026-04-22T06:00", k=1_000, **TOLEDO)
    assert [one.worker_id for one in found.already_booked] == [welder]
    assert found.start.isoformat() == "2026-04-22T06:00:00-04:00" and found.site_state == "OH"
    assert not shop.do("hybrid_search", start="2026-04-22T07:00", k=1_000, **TOLEDO).already_booked


def test_several_bookings_are_named_by_their_own_clocks(shop: Any) -> None:
    shop.do("add_client", client="Gary Works", city="Gary", state="IN")
    welder = shop.do("hybrid_search", role="Welder", city="Toledo", k=1).sources[0].worker_id
    shop.do("log_fill", workers=[welder], start="2026-04-22T06:00", **TOLEDO)
    shop.do("log_fill", workers=[welder], start="2026-04-23T06:00", client="Gary Works", role="Welder")
    which = shop.try_("log_fill", workers=[welder], stage="confirmed").error
    assert "Maumee Castings Wed Apr 22 6:00 AM EDT and Gary Works Thu Apr 23 6:00 AM." in which.message
