"""docs/api.md names every route, docs/errors.md every error code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agents.desk import Desk
from gateway.server import build_app

ROOT = Path(__file__).parents[3]
ROOMS = ("memory", "demand", "tools", "agents", "gateway", "chainlit_app.py")
CODE = re.compile(r"""(?:\bcode=|default_code[^=\n]*= )["']([a-z_0-9]+)["']""")


def sources() -> list[Path]:
    return [path for room in ROOMS for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))]


def codes_raised() -> set[str]:
    return {code for path in sources() for code in CODE.findall(path.read_text(encoding="utf-8"))}


def test_every_route_is_in_the_api_page(desk: Desk) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    paths = build_app(desk, chat=False).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    routes.add("GET /openapi.json")
    named = set(re.findall(r"`((?:GET|POST|DELETE|PUT|PATCH) /[^`]*)`", page))
    assert routes - named == set(), "not in docs/api.md"
    assert named - routes == set(), "in docs/api.md, but not served"


def test_every_error_code_is_in_the_errors_page() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z_0-9]+)` \|", page, re.MULTILINE))
    raised = codes_raised() | {"no_such_route", "method_not_allowed", "bad_request"}
    assert len(raised) > 40
    assert raised - named == set(), "not in docs/errors.md"
    assert named - raised == set(), "in docs/errors.md, but nobody raises it"


@pytest.mark.parametrize("line", re.findall(r"^\| `.*$", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE))
def test_every_code_has_a_meaning_and_a_way_out(line: str) -> None:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert len(cells) == 4
    assert all(cells)
