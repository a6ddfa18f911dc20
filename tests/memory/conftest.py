"""A lake without datasets, and the real data, for the rooms of memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from memory.lake import Lake
from memory.lake.manifest import BOOK, table_of, versions


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """Loading DuckDB's extensions is most of what a small test would cost, so the tests share one lake."""
    opened = Lake.open(tmp_path_factory.mktemp("lake"), zone=ZoneInfo("America/Chicago"))
    yield opened
    opened.close()


@pytest.fixture
def empty(opened: Lake) -> Callable[[], None]:
    """Takes every dataset out of the shared lake."""

    def clear() -> None:
        engine = opened._engine
        with engine.fresh() as cursor:
            names = list(versions(cursor))
            if names:
                with engine.writing(cursor):
                    for name in names:
                        cursor.execute(f"DROP TABLE {table_of(name)}")
                    cursor.execute(f"DELETE FROM {BOOK}")

    return clear


@pytest.fixture
def lake(opened: Lake, empty: Callable[[], None]) -> Iterator[Lake]:
    """A lake without datasets."""
    yield opened
    empty()


@pytest.fixture(scope="session")
def real_data() -> Path:
    folder = Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data, the real data for tests")
    return folder
