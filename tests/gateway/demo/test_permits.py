"""The demo's permits: the feed's shape, and contracts and a forecast worth looking at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from demand.desk import DemandDesk
from demand.work_types import WorkTypes
from gateway.demo.permits import permits
from gateway.demo.words import DemoWords

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "permits" / "chicago_permits_2025.ndjson.gz"


@pytest.fixture(scope="module")
def table(words: DemoWords, now: datetime) -> pa.Table:
    return permits(words, 7, now)


def test_shape_is_the_feeds(table: pa.Table) -> None:
    if not REAL.is_file():
        pytest.skip("needs ../shared/data/permits")
    real = duckdb.execute("SELECT * FROM read_json(?, sample_size=-1)", [str(REAL)]).to_arrow_table()
    assert set(table.column_names) == set(real.column_names) - {"location"}
    assert all(field.type == pa.string() for field in table.schema)
    assert set(table["permit_type"].to_pylist()) <= set(real["permit_type"].to_pylist()), "spelled like the feed"
    assert set(table["work_type"].to_pylist()) <= set(real["work_type"].to_pylist())
    for share in ("work_type", "reported_cost"):
        ours, theirs = (each.column(share).null_count / each.num_rows for each in (table, real))
        assert ours == pytest.approx(theirs, abs=0.06)


def test_permits_end_today(table: pa.Table, now: datetime) -> None:
    days = sorted(set(table["issue_date"].to_pylist()))
    assert days[-1] == "2026-04-20T00:00:00.000"
    assert days[0] >= f"{now.date() - timedelta(days=90)}"
    assert len(set(table["id"].to_pylist())) == table.num_rows > 1_000
    assert all(permit_id.startswith("DEMO-") for permit_id in table["id"].to_pylist())


def test_the_same_seed_makes_the_same_permits(table: pa.Table, words: DemoWords, now: datetime) -> None:
    assert permits(words, 7, now).equals(table)
    assert not permits(words, 8, now).equals(table)
    assert permits(words, 7, now, months=0).num_rows == 0


def test_costs_are_numbers_or_missing(table: pa.Table) -> None:
    costs = [None if cost is None else int(cost) for cost in table["reported_cost"].to_pylist()]
    assert min(cost for cost in costs if cost is not None) == 0
    assert any(cost is None for cost in costs) and max(cost or 0 for cost in costs) > 5_000_000


def test_the_demo_has_something_to_show(table: pa.Table, bench: pa.Table, now: datetime, prompts: Path) -> None:
    connection = duckdb.connect()
    connection.register("given", table)
    source = SimpleNamespace(
        name="demo permits", version=lambda: 1, fetched_at=lambda: now, cursor=lambda: connection, table=lambda: "given"
    )
    columns = (bench[name].to_pylist() for name in ("role", "state", "availability"))
    supply: Mapping[str, int] = Counter(
        role for role, state, free in zip(*columns, strict=True) if state == "IL" and free == "available"
    )
    ranker: Any = SimpleNamespace(
        version=lambda: 1,
        rank=lambda role, city, state, k: [SimpleNamespace(worker_id=str(n)) for n in range(min(k, supply[role]))],
        pattern=lambda role, city, state: None,
        supplies=lambda state: supply,
    )
    desk = DemandDesk(source, ranker, ranker, WorkTypes.read(prompts / "demand" / "work_types.yaml"))
    forecast = desk.forecast(now)
    assert {line.status for line in forecast.roles} >= {"tight", "ok"}
    assert forecast.pipeline_usd > 10_000_000
    assert forecast.counts.unmapped == 0
    assert next(line.demand for line in forecast.roles if line.role == "Welder") > 0
    assert {contract.status for contract in desk.contracts(now).contracts} == {"overdue", "urgent", "soon", "scheduled"}
    assert 5 < len(desk.contracts(now, status="overdue").contracts) < 60, (
        "a desk that is kept up has few past their day"
    )
