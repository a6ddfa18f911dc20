"""The conversation on README's first screen is what the desk says over the demo that `make run` makes."""

from __future__ import annotations

import re
from pathlib import Path

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import Settings
from gateway.demo.load import make_demo

ROOT = Path(__file__).parents[3]
NOW, SIZE, SEED = "2026-04-20T09:00", 20_000, 1


def conversation() -> list[tuple[str, list[str]]]:
    """What is said → the lines of its answer that the page shows."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```\n(you>.*?)\n```", text, re.DOTALL)
    turns: list[tuple[str, list[str]]] = []
    for line in shown.splitlines():
        who, _, said = line.partition(">") if line[0] != " " else ("", "", line)
        if who == "you":
            turns.append((said.strip(), []))
        else:
            turns[-1][1].append(said.strip())
    return turns


def test_the_first_screen_tells_the_truth(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "demo", now=NOW, model="builtin", _env_file=None)
    make_demo(settings, SIZE, SEED, lambda _progress: None)
    desk = Desk(settings)
    try:
        for said, lines in conversation():
            answer = desk.answer(Incoming(said, Person("Sarah", "admin"), "terminal", "readme")).text.splitlines()
            assert [line for line in lines if line not in answer] == [], (said, answer)
    finally:
        desk.close()


def test_it_is_a_conversation() -> None:
    assert len(conversation()) == 3 and all(lines for _said, lines in conversation())
