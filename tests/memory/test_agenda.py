"""What lies ahead: orders with open seats first, and who starts when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from memory.agenda import days_of, orders_ahead, recorded_last, starts_between


def test_open_seats_come_first_then_the_soonest(counter: Any, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order_id,client,role,city,headcount,start,end\n"
        "F-over,Acme,Welder,Gary,2,2026-04-19T06:00,2026-04-19T14:00\n"
        "F-long,Acme,Welder,Gary,2,2026-04-13T06:00,2026-04-30T14:00\n"
        "F-later,Acme,Welder,Gary,2,2026-04-28T06:00,\n"
        "F-old,Acme,Welder,Gary,2,2025-04-28T06:00,\n"
        "F-undated,Acme,Welder,Gary,2,,\n"
    )
    counter.store.ingest(file, "orders", staffer="Sarah")
    full = counter.do("log_order", client="Acme", role="Welder", headcount=1, start="2026-04-20T14:00")
    said = counter.do("log_order", client="Acme", role="Welder", headcount=3)
    counter.do("log_fill", workers=["W-9003"], order_id=full.order_id)
    counter.do("log_fill", workers=["W-9001"], order_id="F-later")
    ahead = orders_ahead(counter.store, counter.store.clock.now())
    assert [(one.order.order_id, one.filled, one.open_seats) for one in ahead] == [
        ("F-long", 0, 2),
        ("F-later", 1, 1),
        (said.order_id, 0, 3),
        (full.order_id, 1, 0),
    ]


def test_a_crew_starts_together(counter: Any) -> None:
    shift = {"client": "Acme", "role": "Welder", "start": "2026-04-21T06:00"}
    counter.do("log_fill", workers=["W-9003", "W-9001"], city="Gary", **shift)
    counter.do("log_fill", workers=["W-9002"], client="Acme", stage="confirmed")  # nobody said when
    today, tomorrow, after = days_of(counter.store.clock.now())
    assert starts_between(counter.store, today, tomorrow) == ()
    (crew,) = starts_between(counter.store, tomorrow, after)
    assert (crew.client, crew.role, crew.city) == ("Acme", "Welder", "Gary")
    assert crew.start == tomorrow + timedelta(hours=6)
    assert {(hand.name, hand.stage) for hand in crew.hands} == {
        ("Sam Single", "accepted"),
        ("Pat Doubleday", "accepted"),
    }
    newest, oldest = recorded_last(counter.store, 2)
    assert newest.seq == oldest.seq + 1
