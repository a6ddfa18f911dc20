"""The command line in this process, over stores of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from gateway.command import build_app


@pytest.fixture
def muster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """muster("ingest", "bench.csv", ...) in a folder without a `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in ("MUSTER_DATA", "MUSTER_PORT", "MUSTER_NOW"):
        monkeypatch.delenv(name, raising=False)
    app, runner = build_app(), CliRunner()
    return lambda *words, **how: runner.invoke(app, [str(word) for word in words], **how)
