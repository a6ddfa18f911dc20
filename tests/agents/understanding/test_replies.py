"""What the desk tells people to say, it understands."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding

REPLIES = Path(__file__).parents[3] / "prompts" / "replies"
TALK = Focus(client="Acme Manufacturing", shown=(ShownWorker("w5", "Ana Ruiz"),))
VALUES = {
    "said": "Ana Ruiz", "first": "Ana Ruiz", "people": "Welders", "client": "Acme Manufacturing", "role": "Welder",
    "city": "Gary", "certification": "OSHA 10", "name": "Ana Ruiz", "draft_id": "D-000001",
    "order_id": "O-000001", "other": "7am", "names": "Ana Ruiz", "when": " tomorrow 6am",
}  # fmt: skip
FRAGMENTS = {
    "thurs 6a", "jueves a las 6", "4pm", "4 de la tarde", "draft a text to", "escribe un mensaje a", "abre una orden",
    "Text OK", "Acepta mensajes",
}  # fmt: skip
"""Parts of an answer to a question or of a message, and headings of a list; not messages of their own."""
COMMAND = "muster "
"""What is typed into a terminal."""
ECHOES = {"{query}", "{said}", "{field}", "{value}"}
"""The person's own words, or a file's, given back."""


def quoted(name: str) -> list[tuple[str, str]]:
    """(file, example) for everything between “ and ” in a file of words."""
    text = (REPLIES / f"{name}.yaml").read_text(encoding="utf-8")
    found = re.findall(r"“([^”]+)”", "\n".join(leaves(yaml.safe_load(text))))
    return [
        (name, said) for said in dict.fromkeys(found) if said not in FRAGMENTS | ECHOES and not said.startswith(COMMAND)
    ]


def leaves(words: Any) -> list[str]:
    if isinstance(words, dict):
        return [text for inside in words.values() for text in leaves(inside)]
    return [str(words)]


@pytest.mark.parametrize(
    ("file", "said"),
    [one for name in ("understanding", "understanding.es", "frame", "frame.es") for one in quoted(name)],
)
def test_what_the_desk_suggests_is_understood(
    file: str, said: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    place, client = (" en Gary", " para Acme Manufacturing") if file.endswith(".es") else (" in Gary", " for Acme")
    people = "2 Welders" if "client}" in said and "people}" in said else VALUES["people"]
    filled = said
    if said.startswith(("find a", "busca un")):
        filled = filled.replace("{place}", place).replace("{client}", client)
    filled = filled.format(**{**VALUES, "people": people})
    plan = understanding.plan(filled, lexicon, TALK, now)
    known = plan.calls or plan.expect == "chat" or (plan.expect == "clarify" and plan.template == "which")
    assert known, (filled, plan.expect, plan.say)


def test_the_examples_are_found() -> None:
    assert len(quoted("understanding")) > 10 and len(quoted("frame.es")) > 8


def test_another_language_changes_only_the_words(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    english = understanding.plan("what is the weather", lexicon, Focus(), now)
    spanish = understanding.plan("what is the weather", lexicon, Focus(), now, "es")
    assert (english.expect, english.confidence) == (spanish.expect, spanish.confidence)
    assert english.say != spanish.say and spanish.say and spanish.say.startswith("Eso no lo hago")
    assert understanding.plan("what is the weather", lexicon, Focus(), now).say == english.say
