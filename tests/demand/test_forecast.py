"""The forecast: window, coverage, order, places."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demand.rules import DemandRules
from memory.errors import BadInput

NOW = datetime(2025, 10, 15, 6, tzinfo=ZoneInfo("America/Chicago"))


@pytest.mark.parametrize(
    ("issued", "days", "counted"),
    [
        ("2025-09-15T06:00:00.000", 30, 0),
        ("2025-09-15T06:00:01.000", 30, 1),
        ("2025-09-16T00:00:00.000", 30, 1),
        ("2025-10-15T00:00:00.000", 30, 1),
        ("2025-10-15T06:00:00.000", 30, 1),
        ("2025-10-15T06:00:01.000", 30, 0),
        ("2025-09-15T06:00:00.000", 31, 1),
        ("2025-10-08T00:00:00.000", 7, 0),
        ("2025-10-09T00:00:00.000", 7, 1),
    ],
)
def test_the_window_ends_now(few_permits: Any, desk: Any, issued: str, days: int, counted: int) -> None:
    forecast = desk(few_permits({"issue_date": issued})).forecast(NOW, days=days)
    assert forecast.counts.permits == counted
    assert sum(line.demand for line in forecast.roles) == 2 * counted


@pytest.mark.parametrize(
    ("supply", "status"),
    [(0, "critical"), (4, "critical"), (5, "tight"), (9, "tight"), (10, "watch"), (14, "watch"), (15, "ok")],
)
def test_coverage_thresholds(few_permits: Any, desk: Any, roster: Any, supply: int, status: str) -> None:
    source = few_permits(*[{}] * 5)
    (line,) = desk(source, roster({"Electrician": supply})).forecast(NOW, role="electrician").roles
    assert (line.demand, line.supply, line.coverage, line.status) == (10, supply, supply / 10, status)


def test_no_demand_is_ok_and_has_no_ratio(few_permits: Any, desk: Any, roster: Any) -> None:
    forecast = desk(few_permits({}), roster({"Truck Driver": 7})).forecast(NOW, role="Truck Driver")
    (line,) = forecast.roles
    assert (line.demand, line.supply, line.coverage, line.status, line.pipeline_usd) == (0, 7, None, "ok", 0)


def test_the_worst_covered_come_first_then_the_dearest(few_permits: Any, desk: Any, roster: Any) -> None:
    source = few_permits(
        {"work_type": "Plumbing Work"},
        {"work_type": "Reroofing", "reported_cost": "9000"},
        {"work_type": "Electrical Work", "reported_cost": "90000"},
        {"work_type": "Mechanical Work", "reported_cost": "7000"},
    )
    bench = roster({"Plumber": 0, "Electrician": 1, "Roofer": 1, "Maintenance Tech": 2, "Packer": 40})
    lines = desk(source, bench).forecast(NOW).roles
    assert [line.role for line in lines][:4] == ["Plumber", "Electrician", "Roofer", "Maintenance Tech"]
    assert [line.status for line in lines][:5] == ["critical", "tight", "tight", "watch", "ok"]


def test_places_and_roles_that_permits_do_not_know(few_permits: Any, desk: Any) -> None:
    built = desk(few_permits({}))
    elsewhere = built.forecast(NOW, city="Toledo")
    assert (elsewhere.roles, elsewhere.counts.permits) == ((), 0)
    assert elsewhere.hint == "Permits are read for Chicago, IL only, not for Toledo."
    assert built.forecast(NOW, state="IN").hint is not None
    assert built.forecast(NOW, city="CHICAGO", state="il").roles == built.forecast(NOW).roles
    assert built.forecast(NOW, role="Dog Walker").hint == "Neither a permit nor the bench knows the role 'Dog Walker'."


def test_it_says_where_its_numbers_are_from(few_permits: Any, desk: Any) -> None:
    forecast = desk(few_permits({})).forecast(NOW, days=14)
    assert (forecast.source, forecast.as_of, forecast.days) == ("dataset permits", NOW, 14)
    assert forecast.fetched_at is not None and forecast.fetched_at.tzinfo is not None


def test_thresholds_can_be_set(few_permits: Any, desk: Any, roster: Any) -> None:
    rules = DemandRules(critical_below=2.0)
    (line,) = desk(few_permits({}), roster({"Electrician": 3}), rules).forecast(NOW, role="Electrician").roles
    assert line.status == "critical"


@pytest.mark.parametrize("days", [0, -3])
def test_a_window_without_days_is_refused(few_permits: Any, desk: Any, days: int) -> None:
    with pytest.raises(BadInput, match="none"):
        desk(few_permits({})).forecast(NOW, days=days)
