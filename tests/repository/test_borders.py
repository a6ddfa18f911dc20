"""The rooms' borders hold, and are seen to be broken when they are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("agents", "tools", "demand", "memory", "gateway", "evals", "chainlit_app", "web_chat", "prompts", "data",
        "slack_bot", "sms_gateway", "digests")  # fmt: skip
PACKAGES = ("agents", "tools", "demand", "memory", "gateway", "evals", "web_chat", "slack_bot")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = ["sh", str(ROOT / "scripts" / "lint_borders.sh"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("chainlit_app.py", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def test_imports_go_down_only(copy: Path) -> None:
    result = lint_imports(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("chainlit_app.py", "import memory.store"),
        ("chainlit_app.py", "from tools.gate import Gate"),
        ("web_chat/history.py", "import memory.store"),
        ("slack_bot/inbox.py", "import memory.store"),
        ("slack_bot/inbox.py", "import web_chat.history"),
        ("gateway/server.py", "import slack_sdk"),
        ("agents/desk.py", "import web_chat.history"),
        ("memory/clock.py", "import tools.gate"),
        ("demand/rules.py", "import agents.desk"),
        ("tools/undo.py", "import langgraph.graph"),
        ("agents/desk.py", "import duckdb"),
        ("gateway/server.py", "import sqlalchemy"),
        ("agents/desk.py", "import chainlit"),
    ],
)
def test_a_broken_border_is_seen(copy: Path, file: str, line: str) -> None:
    path = copy / file
    path.write_text(f"{path.read_text()}\n{line}\n")
    result = lint_imports(copy)
    assert result.returncode == 1 and "BROKEN" in result.stdout, result.stdout + result.stderr


def test_no_other_distribution_owns_our_names() -> None:
    owners = packages_distributions()
    assert {name: owners[name] for name in OURS if name in owners and set(owners[name]) != {"muster"}} == {}
    assert "openai-agents" not in {owner for names in owners.values() for owner in names}


def test_files_stay_small_enough_to_live_in() -> None:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")] + [ROOT / "chainlit_app.py"]
    long = {str(path.relative_to(ROOT)): count for path in files if (count := len(path.read_text().splitlines())) > 300}
    assert long == {}


def test_nothing_opens_at_import(tmp_path: Path) -> None:
    script = (
        "import memory.store, agents.desk, gateway.command, gateway.server, evals.command, os; print(os.listdir('.'))"
    )
    result = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
