from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from memory.lake import IngestReport, Lake
from memory.lake.manifest import BOOK, table_of, versions

NOW = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """Loading DuckDB's extensions is most of what a small test would cost, so the tests share one lake."""
    opened = Lake.open(tmp_path_factory.mktemp("lake"), zone=ZoneInfo("America/Chicago"))
    yield opened
    opened.close()


@pytest.fixture
def lake(opened: Lake) -> Iterator[Lake]:
    """A lake without datasets."""
    yield opened
    engine = opened._engine
    with engine.fresh() as cursor:
        names = list(versions(cursor))
        if names:
            with engine.writing(cursor):
                for name in names:
                    cursor.execute(f"DROP TABLE {table_of(name)}")
                cursor.execute(f"DELETE FROM {BOOK}")


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


@pytest.fixture(scope="session")
def real_data() -> Path:
    folder = Path(__file__).parents[3].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data, the real data for tests")
    return folder
