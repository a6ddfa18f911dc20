"""One worker is not the answer to two contracts of a week while the bench lasts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.allocation import NO_SLOT, proposed, queue
from demand.rules import DemandRules

NOW = datetime(2025, 10, 15, 6, tzinfo=ZoneInfo("America/Chicago"))


def due_in(days: int, **fields: str) -> dict[str, str]:
    return {"issue_date": f"{NOW.date() + timedelta(days=days - 31)}T00:00:00.000", **fields}


class Numbered:
    def __init__(self, number: int) -> None:
        self.worker_id = f"W-{number}"


@given(
    contracts=st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5), st.booleans()), max_size=60),
    bench=st.integers(0, 70),
    size=st.integers(1, 6),
)
def test_nobody_is_proposed_twice_in_a_week_while_the_bench_lasts(
    contracts: list[tuple[int, int, bool]], bench: int, size: int
) -> None:
    columns = list(zip(*contracts, strict=True)) if contracts else [(), (), ()]
    slots = queue(np.array(columns[0], np.int16), np.array(columns[1], np.int64), np.array(columns[2], bool))
    ranked = [Numbered(number) for number in range(bench)]
    weeks: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (role, week, is_open), slot in zip(contracts, slots.slot.tolist(), strict=True):
        candidates, shared = proposed(ranked, slot, size)
        ids = [who.worker_id for who in candidates]
        earlier = weeks[role, week]
        assert len(ids) == len(set(ids)) == (min(size, bench) if is_open else 0)
        assert shared == bool(set(ids) & set(earlier)), "shared says exactly whether somebody stands earlier"
        if shared:
            assert len(earlier) + size > bench, "somebody was proposed twice although others were free"
        if not earlier and ids:
            assert ids[0] == "W-0", "the most pressing contract gets the best"
        earlier.extend(ids)


def test_a_week_is_seven_days_and_the_urgent_one_starts_today() -> None:
    rules = DemandRules()
    weeks = {days: rules.week(days) for days in range(-30, 32)}
    assert [days for days, week in weeks.items() if week == 0] == list(range(8)), "the urgent days"
    assert [days for days, week in weeks.items() if week == 1] == list(range(8, 15))
    assert [days for days, week in weeks.items() if week == -1] == list(range(-7, 0))
    assert [days for days, week in weeks.items() if week == 2] == list(range(15, 22)), "soon ends with a week"


def test_the_most_pressing_contract_gets_the_best(few_permits: Any, desk: Any) -> None:
    source = few_permits(due_in(6), due_in(1), due_in(3), due_in(9), due_in(3, work_type="Plumbing Work"))
    found = {c.permit_id: [w.worker_id for w in c.candidates] for c in desk(source).contracts(NOW).contracts}
    first = [f"Electrician {number}" for number in range(15)]
    assert (found["1"], found["2"], found["0"]) == (first[:5], first[5:10], first[10:])
    assert found["3"] == first[:5], "next week starts with the best again"
    assert found["4"][0] == "Plumber 0"


def test_where_the_bench_runs_out(few_permits: Any, desk: Any, roster: Any) -> None:
    source = few_permits(*[due_in(2)] * 3, due_in(9))
    answer = desk(source, roster({"Electrician": 12})).contracts(NOW)
    (short,) = answer.short
    assert (short.role, short.week_from, short.contracts, short.served, short.bench) == (
        "Electrician",
        date(2025, 10, 17),
        3,
        2,
        12,
    )
    assert [c.candidates_shared for c in answer.contracts] == [False, False, True, False]
    assert [w.worker_id for w in answer.contracts[2].candidates] == [f"Electrician {n}" for n in (10, 11, 0, 1, 2)]


@pytest.mark.parametrize("size", [0, 3])
def test_a_bench_of_less_than_five(few_permits: Any, desk: Any, roster: Any, size: int) -> None:
    answer = desk(few_permits(due_in(2), due_in(2)), roster({"Electrician": size})).contracts(NOW)
    assert [len(c.candidates) for c in answer.contracts] == [size, size]
    assert [c.candidates_shared for c in answer.contracts] == [False, size > 0]
    assert [(short.served, short.bench) for short in answer.short] == [(0, size)]


def test_a_filled_contract_takes_nobody(few_permits: Any, desk: Any) -> None:
    source = few_permits(due_in(1), due_in(2))
    filled, waiting = desk(source).contracts(NOW, filled={"0": 2}).contracts
    assert (filled.filled, filled.candidates) == (2, ())
    assert waiting.candidates[0].worker_id == "Electrician 0"
    half, _ = desk(source).contracts(NOW, filled={"0": 1}).contracts
    assert len(half.candidates) == 5
    assert proposed([Numbered(1)], NO_SLOT, 5) == ((), False)


def test_a_filter_or_limit_does_not_change_who_is_proposed(few_permits: Any, desk: Any) -> None:
    source = few_permits(*[due_in(days) for days in (1, 2, 3, 4)])
    whole = desk(source).contracts(NOW).contracts
    assert desk(source).contracts(NOW, limit=2).contracts == whole[:2]
    assert desk(source).contract("3", NOW) == whole[3]


def test_rankings_are_kept_until_bench_or_memory_change(few_permits: Any, desk: Any, roster: Any) -> None:
    bench = roster({"Electrician": 40})
    built = desk(few_permits(due_in(1), due_in(2)), bench)
    built.contracts(NOW)
    built.contracts(NOW, limit=1)
    assert bench.asked == [("Electrician", "Chicago", "IL", 10)]
    bench.revision = 2
    built.contracts(NOW)
    assert len(bench.asked) == 2
