"""`muster chat`: answers alone, and the steps to whoever asks for them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Muster = Callable[..., Result]


def test_a_chat_shows_answers_and_its_steps_only_when_asked(
    muster: Muster, prepared_store: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(prepared_store, tmp_path / "store")
    said = {"input": "who is Sam Single?\n\n", "env": {"MUSTER_MODEL": "builtin"}}
    quiet = muster("chat", "--data", folder, **said).stdout
    full = muster("chat", "--steps", "--data", folder, **said).stdout
    assert "Sam Single" in quiet.split("you>", 1)[1]
    steps = [line for line in full.splitlines() if line.startswith(("  plan ", "  result ", "  verdict "))]
    assert len(steps) >= 2
    assert not set(steps) & set(quiet.splitlines())
    assert "language model" not in quiet
