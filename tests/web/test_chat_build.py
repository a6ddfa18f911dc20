"""What Chainlit is given to read."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from agents.card import Card, ScorePart
from agents.installed import install, installed_desk
from agents.settings import ROOT
from gateway.chat_build import TRANSLATIONS, _chainlit_folder, build_chat
from web_chat.elements import cards


class Addresses(HTMLParser):
    """What a page would load."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chat") / "root"
    build_chat(folder)
    return folder


def test_the_page_names_no_other_host(built: Path) -> None:
    theirs = Addresses(_chainlit_folder() / "frontend" / "dist" / "index.html").found
    ours = Addresses(built / "build" / "index.html").found
    assert any(address.startswith("https://") for address in theirs)
    assert ours == [address for address in theirs if address.startswith("/")]
    assert all((built / "build" / address.lstrip("/")).is_file() for address in ours)


def test_the_page_may_load_from_its_own_host_only(built: Path) -> None:
    page = (built / "build" / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'self'" in policy[1]
    assert "http" not in policy[1] and "*" not in policy[1]


def test_settings_keep_other_origins_out(built: Path) -> None:
    settings = tomllib.loads((built / ".chainlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["project"]["allow_origins"] == []
    assert settings["features"]["edit_message"] is False
    assert (built / settings["UI"]["custom_build"] / "index.html").is_file()
    assert (built / settings["UI"]["custom_css"].lstrip("/")).is_file()


def test_words_are_ours_over_theirs(built: Path) -> None:
    words = json.loads((built / ".chainlit" / "translations" / "en-US.json").read_text(encoding="utf-8"))
    theirs = json.loads((_chainlit_folder() / "translations" / "en-US.json").read_text(encoding="utf-8"))
    assert words["chat"]["watermark"] == "Muster proposes; a person decides."
    assert words["chat"]["input"]["actions"] == theirs["chat"]["input"]["actions"]
    assert words["navigation"] == theirs["navigation"]


def test_a_figure_is_rounded_once() -> None:
    """A tie such as 0.125 is rounded by the desk, as in the reason beside the bar; a browser would round it up."""
    part = ScorePart("boost", 0.125, "boost")
    card = Card(1, "W-1", "Eve", "Welder", "Gary", 0.125, (part, ScorePart("penalty", -0.1, "penalty")), "", ())
    (shown,) = cards([card], {}).props["cards"]
    assert shown["score"] == f"{0.125:.2f}"
    assert [one["shown"] for one in shown["parts"]] == [f"+{0.125:.2f}", "−0.10"]


def test_both_languages_have_our_words(built: Path) -> None:
    for language in TRANSLATIONS:
        words = json.loads((built / ".chainlit" / "translations" / f"{language}.json").read_text(encoding="utf-8"))
        assert words["chat"]["watermark"].startswith("Muster")
    settings = tomllib.loads((built / ".chainlit" / "config.toml").read_text(encoding="utf-8"))
    assert "language" not in settings["UI"], "it would be everybody's"


def test_building_again_clears_what_sessions_left(tmp_path: Path) -> None:
    build_chat(tmp_path)
    left = tmp_path / ".files" / "session" / "cards.json"
    left.parent.mkdir(parents=True)
    left.write_text("somebody's cards", encoding="utf-8")
    stale = tmp_path / "build" / "assets" / "index-old.js"
    stale.write_text("an earlier version", encoding="utf-8")
    build_chat(tmp_path)
    assert not left.exists() and not stale.exists()


def test_the_chat_knows_the_desk_and_its_framework_only() -> None:
    """A module on its own is no package, so the import contracts do not see it."""
    tree = ast.parse((ROOT / "chainlit_app.py").read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    rooms = {module.split(".")[0] for module in modules} - sys.stdlib_module_names
    assert rooms == {"agents", "chainlit", "web_chat"}


def test_the_installed_desk_is_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.installed._installed", [])
    with pytest.raises(RuntimeError, match="no desk is installed"):
        installed_desk()
    for desk in (object(), object()):
        install(lambda desk=desk: desk)  # type: ignore[misc]
        assert installed_desk() is desk
