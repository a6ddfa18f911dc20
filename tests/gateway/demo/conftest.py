"""One demo shop of 20,000 workers for all tests of this folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from gateway.demo.bench import workers
from gateway.demo.words import DemoWords
from memory.site_clock import Clocks, SiteClock
from memory.vocabulary import Vocabulary

PROMPTS = Path(__file__).parents[3] / "prompts"


@pytest.fixture(scope="session")
def prompts() -> Path:
    return PROMPTS


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 4, 20, 8, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture(scope="session")
def words() -> DemoWords:
    return DemoWords.read(PROMPTS / "demo")


@pytest.fixture(scope="session")
def bench(words: DemoWords, now: datetime) -> pa.Table:
    return pa.concat_tables(workers(words, 20_000, 7, now.date()))


@pytest.fixture(scope="session")
def clocks(prompts: Path) -> Clocks:
    vocabulary, shop = Vocabulary.load(prompts / "vocabulary"), ZoneInfo("America/Chicago")
    return lambda city, state: SiteClock(vocabulary.zone(city, state) or shop, shop)
