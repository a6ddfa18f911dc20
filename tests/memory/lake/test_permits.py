from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from memory.lake import Lake

NOW = datetime(2026, 4, 20, tzinfo=UTC)


def test_two_years_of_permits(lake: Lake, real_data: Path) -> None:
    first, second = (real_data / "permits" / f"chicago_permits_{year}.ndjson.gz" for year in (2025, 2024))
    started = time.perf_counter()
    report = lake.ingest(first, "permits", staffer="sarah", now=NOW)
    assert time.perf_counter() - started < 20
    assert (report.rows_in, report.new, report.refused_count, report.bad_cells) == (31_690, 31_690, 0, ())
    assert lake.ingest(first, "permits", staffer="sarah", now=NOW).status == "unchanged"
    assert lake.ingest(second, "permits", staffer="sarah", now=NOW).new == 32_918
    manifest = lake.manifest("permits")
    assert manifest.rows == 64_608
    types = {column.name: column.type for column in manifest.columns}
    assert types.pop("location_coordinates") == "DOUBLE[]"
    assert set(types.values()) == {"VARCHAR"}
    assert {column.sensitivity for column in manifest.columns} == {"Public"}
