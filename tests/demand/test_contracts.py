"""Headcounts, dates, edges and oddities of contracts, on small invented permits."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demand.rules import DemandRules
from memory.errors import NotFound

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2025, 10, 15, 6, tzinfo=CHICAGO)


def due_in(days: int) -> dict[str, str]:
    """A permit whose deadline is so many days after NOW, to the minute."""
    return {"issue_date": f"{NOW.date() + timedelta(days=days - 31)}T00:00:00.000"}


@pytest.mark.parametrize(
    ("cost", "headcount"),
    [
        ("1", 2),
        ("374999", 2),
        ("374999.99", 2),
        ("375000", 3),  # 2.5 workers: half goes up
        ("524999.99", 3),
        ("525000", 4),
        ("1124999", 7),
        ("1125000", 8),
        ("1934275000", 8),
    ],
)
def test_headcount_rounds_half_up_within_bounds(few_permits: Any, desk: Any, cost: str, headcount: int) -> None:
    contract = desk(few_permits({"reported_cost": cost})).contract("0", NOW)
    assert (contract.headcount, contract.cost, contract.cost_usable) == (headcount, float(cost), True)
    exact = int((Decimal(cost) / 150_000).quantize(Decimal(1), ROUND_HALF_UP))
    assert headcount == min(max(exact, 2), 8)


@pytest.mark.parametrize("cost", [None, "", "0", "0.00", "-5000", "n/a", "NaN", "inf", "$1,000", "1" * 30])
def test_an_unusable_cost_counts_the_least_and_no_dollars(few_permits: Any, desk: Any, cost: str | None) -> None:
    built = desk(few_permits({"reported_cost": cost}, {"reported_cost": "1000000"}))
    contract = built.contract("0", NOW)
    assert (contract.headcount, contract.cost, contract.cost_usable) == (2, None, False)
    forecast = built.forecast(NOW)
    assert forecast.counts.cost_flagged == 1
    assert forecast.pipeline_usd == 1_000_000
    assert next(line.demand for line in forecast.roles if line.role == "Electrician") == 2 + 7


def test_outsized_costs_are_used_and_counted(few_permits: Any, desk: Any) -> None:
    forecast = desk(few_permits({"reported_cost": "100000000"}, {"reported_cost": "99999999.99"})).forecast(NOW)
    assert (forecast.counts.outsized, forecast.pipeline_usd) == (1, 199_999_999.99)


@pytest.mark.parametrize("issued", [None, "", "soon", "2025-13-40T00:00:00.000"])
def test_a_permit_without_a_date_is_left_out_and_counted(few_permits: Any, desk: Any, issued: str | None) -> None:
    built = desk(few_permits({"issue_date": issued}, {}))
    assert built.contracts(NOW).total == 1
    assert (built.forecast(NOW).counts.permits, built.forecast(NOW).counts.undated) == (1, 1)


def test_the_rules_can_be_set(few_permits: Any, desk: Any) -> None:
    rules = DemandRules(dollars_per_worker=100, least_workers=1, most_workers=50, start_after_days=20, candidates=2)
    contract = desk(few_permits({"reported_cost": "2500"}), rules=rules).contract("0", NOW)
    assert contract.headcount == 25
    assert (contract.construction_start, contract.deadline) == (date(2025, 10, 21), date(2025, 10, 7))
    assert len(contract.candidates) == 2


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (-31, None),
        (-30, "overdue"),
        (-1, "overdue"),
        (0, "urgent"),
        (7, "urgent"),
        (8, "soon"),
        (21, "soon"),
        (22, "scheduled"),
        (31, "scheduled"),
        (32, None),
    ],
)
def test_edges_of_the_statuses(few_permits: Any, desk: Any, days: int, status: str | None) -> None:
    found = desk(few_permits(due_in(days))).contracts(NOW).contracts
    assert [(c.days_left, c.status) for c in found] == ([(days, status)] if status else [])


def test_days_left_are_whole_days_rounded_down(few_permits: Any, desk: Any) -> None:
    built = desk(few_permits(due_in(7)))
    assert built.contract("0", NOW + timedelta(minutes=1)).days_left == 6
    assert built.contract("0", NOW - timedelta(minutes=1)).days_left == 7
    assert built.contract("0", NOW - timedelta(days=1)).days_left == 8


def test_a_minute_past_the_deadline_is_overdue(few_permits: Any, desk: Any) -> None:
    contract = desk(few_permits(due_in(0))).contract("0", NOW + timedelta(minutes=1))
    assert (contract.days_left, contract.status) == (-1, "overdue")


def test_days_are_counted_in_real_hours_over_a_clock_change(few_permits: Any, desk: Any) -> None:
    source = few_permits({"issue_date": "2025-02-12T00:00:00.000"})
    contract = desk(source).contract("0", datetime(2025, 3, 1, 6, tzinfo=CHICAGO))
    assert contract.deadline == date(2025, 3, 15)
    assert contract.days_left == 13, "the night of March 9 is an hour short, so 14 days are not quite left"


def test_now_in_another_zone_is_the_same_moment(few_permits: Any, desk: Any) -> None:
    built = desk(few_permits(due_in(3), due_in(31)))
    assert built.contracts(NOW.astimezone(ZoneInfo("Asia/Tokyo"))).contracts == built.contracts(NOW).contracts


def test_order_is_deadline_then_cost_then_id(few_permits: Any, desk: Any) -> None:
    source = few_permits(
        due_in(9) | {"id": "late", "reported_cost": "9000000"},
        due_in(2) | {"id": "b", "reported_cost": "100"},
        due_in(2) | {"id": "c", "reported_cost": "n/a"},
        due_in(2) | {"id": "a", "reported_cost": "100"},
        due_in(2) | {"id": "dear", "reported_cost": "1000"},
    )
    assert [c.permit_id for c in desk(source).contracts(NOW).contracts] == ["dear", "a", "b", "c", "late"]


def test_filters(few_permits: Any, desk: Any) -> None:
    built = desk(few_permits(due_in(-3), due_in(0), due_in(7), due_in(8), due_in(9) | {"work_type": "Plumbing Work"}))

    def ids(**wanted: Any) -> list[str]:
        return [c.permit_id for c in built.contracts(NOW, **wanted).contracts]

    assert ids() == ["0", "1", "2", "3", "4"]
    assert ids(status="overdue") == ["0"]
    assert ids(status="soon", role="electrician") == ["3"]
    assert ids(within_days=7) == ["1", "2"]
    assert ids(role="PLUMBER") == ["4"]
    assert ids(city="chicago", state="il", limit=2) == ["0", "1"]
    assert built.contracts(NOW, limit=2).total == 5


def test_another_place_is_empty_and_says_so(few_permits: Any, desk: Any) -> None:
    built = desk(few_permits({}))
    answer = built.contracts(NOW, city="Toledo", state="OH")
    assert (answer.contracts, answer.total) == ((), 0)
    assert answer.hint == "Permits are read for Chicago, IL only, not for Toledo, OH."
    assert "Dog Walker" in (built.contracts(NOW, role="Dog Walker").hint or "")
    assert built.contracts(NOW, role="Welder").hint == "No contract fits: leave out the status, or ask for more days."


def test_one_contract_is_found_or_named_missing(few_permits: Any, desk: Any) -> None:
    built = desk(few_permits({"id": "100"}, {"id": "200", "work_type": "Scaffolding"}))
    assert built.contract("100", NOW) == built.contracts(NOW).contracts[0]
    for permit_id in ("200", "999"):
        with pytest.raises(NotFound, match=permit_id):
            built.contract(permit_id, NOW)


def test_shape(few_permits: Any, desk: Any) -> None:
    contract = asdict(desk(few_permits({})).contract("0", NOW, filled={"0": 1}))
    names = "permit_id role headcount filled city state address cost issued construction_start deadline days_left"
    assert {*names.split(), "status", "candidates", "pattern"} <= contract.keys()
    assert (contract["address"], contract["filled"], contract["city"]) == ("12 W OAK ST", 1, "Chicago")
    assert contract["deadline_at"] == datetime(2025, 11, 1, 6, tzinfo=CHICAGO)
    assert contract["pattern"] == "Electricians of Chicago who stayed held OSHA 10."
    json.dumps(contract, default=str)


def test_a_changed_dataset_is_read_again_and_only_then(few_permits: Any, desk: Any) -> None:
    source = few_permits({})
    built = desk(source)
    built.contracts(NOW)
    built.forecast(NOW)
    source.connection.execute("UPDATE permits SET work_type = 'Plumbing Work'")
    assert built.contract("0", NOW).role == "Electrician"
    assert source.reads == 1
    source.revision = 2
    assert built.contract("0", NOW).role == "Plumber"
    assert source.reads == 2


def test_no_permits_yet(few_permits: Any, desk: Any) -> None:
    source = few_permits({})
    source.revision = None
    built = desk(source)
    assert "muster ingest" in (built.contracts(NOW).hint or "")
    assert "muster ingest" in (built.forecast(NOW).hint or "")
    with pytest.raises(NotFound):
        built.contract("0", NOW)


def test_an_empty_and_a_narrow_dataset(few_permits: Any, desk: Any) -> None:
    source = few_permits({})
    source.connection.execute("DELETE FROM permits")
    assert desk(source).contracts(NOW).total == 0
    narrow = few_permits({})
    narrow.connection.execute(
        "CREATE OR REPLACE TABLE permits AS "
        "SELECT 7 AS id, 'masonry work' AS work_type, DATE '2025-10-01' AS issue_date, 450000.0 AS reported_cost"
    )
    contract = desk(narrow).contract("7", NOW)
    assert (contract.role, contract.headcount, contract.cost, contract.address) == ("Production Worker", 3, 450_000, "")
