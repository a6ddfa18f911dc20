"""Both years of real permits against the same rules written once more, by hand, in SQL."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest
import yaml

DICTIONARY = Path(__file__).parents[2] / "prompts" / "demand" / "work_types.yaml"
CHICAGO = ZoneInfo("America/Chicago")

MOMENTS = [
    datetime(2025, 10, 15, 6, tzinfo=CHICAGO),
    datetime(2025, 3, 1, 5, 59, tzinfo=CHICAGO),  # before the clocks go forward
    datetime(2024, 7, 4, 17, 30, tzinfo=CHICAGO),
    datetime(2024, 1, 1, 0, 0, tzinfo=CHICAGO),  # the first day of the data
    datetime(2026, 1, 20, 12, tzinfo=CHICAGO),  # after its end
]


@pytest.fixture(scope="module")
def mapped(real_permits: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Adds ``mapped``: id, role, day, usd (NULL where unusable), headcount; from the YAML alone."""
    words = yaml.safe_load(DICTIONARY.read_text(encoding="utf-8"))
    given = real_permits.cursor()
    for name in ("work_types", "permit_types", "otherwise"):
        rows = [{"says": says.lower(), "role": role} for says, role in words[name].items()]
        given.register(f"given_{name}", pa.Table.from_pylist(rows))
    rules = [{"place": place} | rule for place, rule in enumerate(words["descriptions"])]
    given.register("given_descriptions", pa.Table.from_pylist(rules))
    given.execute(
        """
        CREATE OR REPLACE TABLE mapped AS
        WITH plain AS (
            SELECT id, lower(replace(permit_type, '–', '-')) AS kind, lower(work_type) AS work, issue_date,
                   reported_cost, ' ' || regexp_replace(lower(work_description), '[^a-z0-9]+', ' ', 'g') AS words
            FROM permits
        ), told AS (
            SELECT id, min_by(role, place) AS role
            FROM plain JOIN given_descriptions ON strpos(words, ' ' || says) > 0 GROUP BY id
        ), decided AS (
            SELECT id, coalesce(w.role, k.role, told.role, o.role) AS role, issue_date, reported_cost
            FROM plain
            LEFT JOIN given_work_types w ON w.says = work
            LEFT JOIN given_permit_types k ON k.says = kind
            LEFT JOIN told USING (id)
            LEFT JOIN given_otherwise o ON o.says = kind
        ), costed AS (
            SELECT id, role, strptime(left(issue_date, 10), '%Y-%m-%d')::DATE AS day,
                   CASE WHEN try_cast(reported_cost AS DOUBLE) > 0 THEN reported_cost::BIGINT END AS usd
            FROM decided
        )
        SELECT *, CASE WHEN usd IS NULL OR usd < 375000 THEN 2 WHEN usd >= 1125000 THEN 8
                       ELSE ceil((usd - 75000 + 1) / 150000.0) END::INT AS headcount
        FROM costed
        """
    )
    return real_permits


def expected_contracts(mapped: duckdb.DuckDBPyConnection, now: datetime) -> list[tuple[Any, ...]]:
    cursor = mapped.cursor()
    cursor.execute("SET TimeZone = 'America/Chicago'")
    return cursor.execute(
        """
        WITH timed AS (
            SELECT *, (day + 31) AS deadline,
                   floor((epoch(((day + 31) + INTERVAL 6 HOUR)::TIMESTAMPTZ) - $epoch) / 86400)::INT AS days_left
            FROM mapped WHERE day <= $today AND role IS NOT NULL AND role <> 'none'
        )
        SELECT id, role, headcount, usd, day, day + 45, deadline, days_left,
               CASE WHEN days_left < 0 THEN 'overdue' WHEN days_left <= 7 THEN 'urgent'
                    WHEN days_left <= 21 THEN 'soon' ELSE 'scheduled' END
        FROM timed WHERE days_left >= -30
        ORDER BY deadline, usd DESC NULLS LAST, id
        """,
        {"epoch": now.timestamp(), "today": now.date()},
    ).fetchall()


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_contracts_equal_the_sql_row_by_row(mapped: duckdb.DuckDBPyConnection, desk: Any, now: datetime) -> None:
    answer = desk(mapped).contracts(now)
    found = [
        (c.permit_id, c.role, c.headcount, c.cost, c.issued, c.construction_start, c.deadline, c.days_left, c.status)
        for c in answer.contracts
    ]
    expected = expected_contracts(mapped, now)
    assert found == expected
    assert answer.total == len(expected) > 0


@pytest.mark.parametrize("now", MOMENTS, ids=str)
@pytest.mark.parametrize("days", [30, 7])
def test_forecast_equals_the_sql(
    mapped: duckdb.DuckDBPyConnection, desk: Any, roster: Any, now: datetime, days: int
) -> None:
    forecast = desk(mapped, roster({"Electrician": 900, "Welder": 3})).forecast(now, days=days)
    rows = mapped.execute(
        """
        SELECT role, sum(headcount), coalesce(sum(usd), 0), count(*) FILTER (usd IS NULL)
        FROM mapped WHERE day::TIMESTAMP <= $now AND day::TIMESTAMP > $now - to_days($days) GROUP BY role
        """,
        {"now": now.replace(tzinfo=None), "days": days},
    ).fetchall()
    jobs = {role: (demand, dollars) for role, demand, dollars, _ in rows if role not in (None, "none")}
    assert {line.role: (line.demand, line.pipeline_usd) for line in forecast.roles if line.demand} == jobs
    assert forecast.counts.cost_flagged == sum(row[3] for row in rows if row[0] not in (None, "none"))


def test_every_permit_is_counted_once(mapped: duckdb.DuckDBPyConnection, desk: Any) -> None:
    counts = desk(mapped).forecast(datetime(2026, 1, 1, tzinfo=CHICAGO), days=3_000).counts
    rows = mapped.execute(
        "SELECT count(*), count(*) FILTER (role = 'none'), count(*) FILTER (role IS NULL), "
        "count(*) FILTER (role <> 'none' AND usd IS NULL), count(*) FILTER (role <> 'none' AND usd >= 100000000) "
        "FROM mapped"
    ).fetchone()
    assert (counts.permits, counts.no_job, counts.unmapped, counts.cost_flagged, counts.outsized) == rows
    assert counts.undated == 0
    assert counts.unmapped < 100, "the dictionary has a gap"


def test_the_bench_of_a_week_is_shared_out(mapped: duckdb.DuckDBPyConnection, desk: Any, roster: Any) -> None:
    now = datetime(2025, 10, 15, 6, tzinfo=CHICAGO)
    plenty = desk(mapped, roster(dict.fromkeys(["Electrician", "Carpenter", "Laborer"], 5_000)))
    week = plenty.contracts(now, within_days=7)
    assert week.total > 600
    for role in ("Electrician", "Carpenter", "Laborer"):
        proposed = [who.worker_id for c in week.contracts if c.role == role for who in c.candidates]
        assert len(proposed) == len(set(proposed)) > 400
    assert {short.role for short in week.short} & {"Electrician", "Carpenter", "Laborer"} == set()


def test_answers_are_quick(mapped: duckdb.DuckDBPyConnection, desk: Any) -> None:
    now = datetime(2025, 10, 15, 6, tzinfo=CHICAGO)
    built = desk(mapped)
    built.forecast(now)

    def best(ask: Any) -> float:
        took = []
        for _ in range(3):
            start = perf_counter()
            ask()
            took.append(perf_counter() - start)
        return min(took)

    assert best(lambda: built.forecast(now)) < 0.030
    assert best(lambda: built.contracts(now, within_days=7)) < 0.150
