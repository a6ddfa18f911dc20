"""A demo desk for tests of what is said: clients, permits and weeks of outcomes, all invented."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.desk import Desk
from agents.settings import Settings
from gateway.demo.load import make_demo

DEMO_NOW = "2026-04-20T10:00"
"""A Monday."""


@pytest.fixture(scope="session")
def prepared_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of 1,500 workers, made once; copy it, never write to it."""
    folder = tmp_path_factory.mktemp("demo") / "store"
    make_demo(Settings(data=folder, now=DEMO_NOW, _env_file=None), 1_500, 1, lambda _progress: None)
    return folder


@pytest.fixture
def demo_desk(prepared_demo: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a demo of one's own."""
    folder = Path(shutil.copytree(prepared_demo, tmp_path / "demo"))
    desk = Desk(Settings(data=folder, now=DEMO_NOW, _env_file=None), folder)
    yield desk
    desk.close()
