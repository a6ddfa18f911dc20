from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory.lake import IngestReport, Lake

NOW = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def take(lake: Lake, tmp_path: Path) -> Callable[..., IngestReport]:
    """Ingest text or bytes as a file: take("a,b\\n1,2\\n", "things")."""

    def ingest(content: str | bytes, dataset: str, name: str = "given.csv", **more: object) -> IngestReport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return lake.ingest(path, dataset, staffer="sarah", now=NOW, **more)  # type: ignore[arg-type]

    return ingest


@pytest.fixture
def rows(lake: Lake) -> Callable[..., list[tuple[object, ...]]]:
    """rows("things", "a, b") → what the dataset holds."""

    def read(dataset: str, columns: str = "*") -> list[tuple[object, ...]]:
        return lake.cursor().execute(f"SELECT {columns} FROM {lake.table(dataset)} ORDER BY 1").fetchall()

    return read
