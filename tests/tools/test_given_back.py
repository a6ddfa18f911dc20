"""Whoever gave back a shift is the last to be offered one of that day, and the reason is told."""

from __future__ import annotations

import pytest

from tests.conftest import Counter

SHIFT = "2026-04-22T06:00"


def last_and_first(counter: Counter, start: str | None) -> tuple[str, str, str]:
    """The last and the first of Toledo's welders for a start, and why the last one is where they are."""
    when = {"start": start} if start else {}
    sources = counter.do("hybrid_search", role="Welder", city="Toledo", client="Birch", k=1_000, **when).sources
    return sources[-1].worker_id, sources[0].worker_id, sources[-1].why


def best(counter: Counter) -> str:
    return last_and_first(counter, SHIFT)[1]


def test_a_shift_called_off_puts_them_last_that_day(counter: Counter) -> None:
    worker = best(counter)
    counter.do("log_fill", workers=[worker], client="Acme", start=SHIFT)
    counter.do("log_failure", workers=[worker], client="Acme", reason="other")
    for start in (SHIFT, "2026-04-22T14:00"):
        last, first, why = last_and_first(counter, start)
        assert (last, first != worker) == (worker, True)
        assert why.startswith("last, as a shift of that day was given back")


@pytest.mark.parametrize("start", ["2026-04-23T06:00", "2026-04-21T22:00", None])
def test_on_other_days_they_rank_as_ever(counter: Counter, start: str | None) -> None:
    worker = best(counter)
    counter.do("log_fill", workers=[worker], client="Acme", start=SHIFT)
    counter.do("log_fill", workers=[worker], client="Acme", start=SHIFT, stage="cancelled")
    last, first, why = last_and_first(counter, start)
    assert (first, last != worker) == (worker, True) and "last, as" not in why


def test_a_no_show_is_told_as_one(counter: Counter) -> None:
    worker = best(counter)
    counter.do("log_fill", workers=[worker], client="Acme", start="2026-04-20T06:00")
    counter.do("log_failure", workers=[worker], client="Acme", reason="no_show")
    last, _first, why = last_and_first(counter, "2026-04-20T14:00")
    assert last == worker and why.startswith("last, as a shift of that day was a no-show")
    assert "no-show" in why


def test_undo_puts_them_back(counter: Counter) -> None:
    worker = best(counter)
    counter.do("log_fill", workers=[worker], client="Acme", start=SHIFT)
    counter.do("log_failure", workers=[worker], client="Acme", reason="other")
    counter.do("undo")
    counter.do("undo")
    assert best(counter) == worker
