"""A shift without its hour starts when that client's does, else when such shifts customarily do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Counter
from tools.shift_starts import lacks_hour


@pytest.mark.parametrize(("shift", "hour"), [("day", 6), ("swing", 14), ("night", 22)])
def test_each_shift_has_its_customary_start(counter: Counter, shift: str, hour: int) -> None:
    answer = counter.do("hybrid_search", role="Welder", start="2026-04-21", shift=shift, client="Acme")
    assert (answer.start.day, answer.start.hour) == (21, hour)


def test_a_clients_own_start_comes_first(counter: Counter) -> None:
    counter.do("log_order", client="Acme", role="Welder", start="2026-04-10T23:00")
    counter.do("log_order", client="Acme", role="Welder", start="2026-04-11T23:00", shift="night")
    counter.do("log_order", client="Acme", role="Welder", start="2026-04-24T18:30", shift="night")
    for day, start in (("2026-04-21", (23, 0)), ("2026-04-24", (18, 30))):
        answer = counter.do("hybrid_search", role="Welder", start=day, shift="night", client="acme")
        assert (answer.start.hour, answer.start.minute) == start
    other = counter.do("hybrid_search", role="Welder", start="2026-04-21", shift="night", client="Birch")
    assert other.start.hour == 22


def test_bookings_tell_it_where_there_is_no_order(counter: Counter) -> None:
    counter.do("log_fill", workers=["Sam Single"], client="Acme", start="2026-04-10T15:00")
    opened = counter.do("log_order", client="Acme", role="Welder", start="2026-04-21", shift="swing")
    assert opened.start.hour == 15
    assert "3:00 PM" in opened.note


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ({"start": "2026-04-21", "shift": "night"}, True),
        ({"start": "2026-04-21T06:00", "shift": "night"}, False),
        ({"start": "2026-04-21", "shift": "any"}, False),
        ({"start": "2026-04-21"}, False),
        ({"start": "2026-04-99", "shift": "night"}, False),
        ({"shift": "night"}, False),
    ],
)
def test_only_a_day_with_a_shift_lacks_its_hour(said: dict[str, Any], lacks: bool) -> None:
    assert lacks_hour(said) is lacks
