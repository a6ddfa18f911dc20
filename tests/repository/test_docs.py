"""What is documented, and what may never stand in a committed file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from agents.settings import Settings
from tools.catalogue import CATALOGUE

ROOT = Path(__file__).parents[2]


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
                            check=True)  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)`", text, re.MULTILINE))
    theirs = {"ollama_host": "OLLAMA_HOST"}  # a variable that another program named
    assert documented == {theirs.get(name, f"MUSTER_{name.upper()}") for name in Settings.model_fields}


def test_every_tool_is_documented() -> None:
    text = (ROOT / "docs" / "tools.md").read_text()
    for tool in CATALOGUE.values():
        (row,) = re.findall(rf"^\| `{tool.name}` \|.*$", text, re.MULTILINE)
        assert f"| {tool.effect} |" in row
        for argument in tool.arguments.model_fields:
            assert re.search(rf"\b{argument}\b", row), (tool.name, argument)


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index


def test_links_between_documents_lead_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), (page.name, target)


def test_no_machine_path_no_registry_no_secret() -> None:
    forbidden = re.compile(
        "|".join(
            [
                "/ro" + "ot/",
                "/wo" + "rk/",
                "py" + r"pi\.org",
                "python" + "hosted",
                r"npm" + r"js\.",
                r"sk-[A-Za-z0-9]{20}",
            ]
        )
    )
    for path in committed():
        if path.suffix in (".png", ".svg", ".ico", ".woff2"):
            continue
        found = forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
        assert found is None, (path.name, found and found.group())


def test_every_package_is_pinned_with_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", lock.strip())
    assert len(blocks) > 150
    for block in blocks:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", block) and "--hash=sha256:" in block, block[:60]
