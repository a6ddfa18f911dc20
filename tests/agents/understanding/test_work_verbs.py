"""What people can do names their role: "who can pack", "quién sabe soldar", where the store has it."""

from __future__ import annotations

from datetime import datetime

import pytest

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding

VERBS = [
    ("who can weld", {"role": "Welder"}),
    ("who can pack tomorrow", {"role": "Packer", "start": "2026-04-21"}),
    ("anyone who knows how to weld", {"role": "Welder"}),
    ("who can drive a forklift", {"role": "Forklift Operator"}),
    ("someone to roof in Gary", {"role": "Roofer", "city": "Gary"}),
    ("need 2 people who can frame at Midwest Steel", {"role": "Carpenter", "client": "Midwest Steel", "headcount": 2}),
    ("¿quién puede soldar mañana?", {"role": "Welder", "start": "2026-04-21"}),
    ("quien sabe manejar montacargas", {"role": "Forklift Operator"}),
    ("quien maneja montacargas", {"role": "Forklift Operator"}),
    ("alguien que sepa empacar", {"role": "Packer"}),
]


@pytest.mark.parametrize(("text", "args"), VERBS, ids=[text for text, _ in VERBS])
def test_a_verb_is_the_role(
    text: str, args: dict[str, object], understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    (call,) = understanding.plan(text, lexicon, Focus(), now).calls
    assert (call.tool, call.args) == ("hybrid_search", args)


def test_a_role_that_the_store_does_not_have_stays_a_wish(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    (call,) = understanding.plan("who can paint in Gary", lexicon, Focus(), now).calls
    assert "role" not in call.args and "paint" in call.args["query"]


@pytest.mark.parametrize("text", ["pack up and go home", "text Tom Baker to pack his lunch"])
def test_a_verb_of_nobody_asked_for_is_none(
    text: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, lexicon, Focus(), now)
    assert all("role" not in call.args for call in plan.calls)
