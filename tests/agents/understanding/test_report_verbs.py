"""A misspelt verb of a report is read as the one that it is nearest to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding

ANA, TOM = "Ana Ruiz", "Tom Baker"
ACCEPTED: tuple[str, dict[str, Any]] = ("log_fill", {"workers": [ANA]})
NO: tuple[str, dict[str, Any]] = ("log_contact", {"workers": [TOM], "outcome": "declined"})
MISSPELT = [
    ("Ana Ruiz accpted and Tom Baker said no", [ACCEPTED, NO]),
    ("Ana Ruiz acepted, Tom Baker declned", [ACCEPTED, NO]),
    ("Ana Ruiz acepto y Tom Baker rechzo", [ACCEPTED, NO]),
    ("Tom Baker confrimed", [("log_fill", {"workers": [TOM], "stage": "confirmed"})]),
    ("Tom Baker cancled on us", [("log_failure", {"workers": [TOM], "reason": "other"})]),
]


@pytest.mark.parametrize(("text", "calls"), MISSPELT, ids=[text for text, _ in MISSPELT])
def test_a_verb_with_one_wrong_letter_is_that_verb(
    text: str, calls: list[tuple[str, dict[str, Any]]], understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, lexicon, Focus(), now)
    assert [(call.tool, call.args) for call in plan.calls] == calls


@pytest.mark.parametrize("word", ["competed", "shower", "accounted", "caller"])
def test_another_word_stays_what_it_is(
    word: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    lattice = understanding.read(f"Tom Baker {word}", lexicon, Focus(), now)
    assert lattice.message.words[-1].norm == word


def test_a_name_is_no_verb(understanding: Understanding, now: datetime) -> None:
    lexicon = Lexicon.build(understanding.vocabulary, workers=[("w1", "Ann Showd", "Welder", "Gary")])
    assert understanding.read("Ann Showd", lexicon, Focus(), now).message.words[-1].norm == "showd"
