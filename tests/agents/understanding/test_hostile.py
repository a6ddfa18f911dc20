"""Hostile text: what is too long is not read, what is read ends in a plan. Times are `scripts/bench_planner.py`'s."""

from __future__ import annotations

from datetime import datetime

import pytest

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding


@pytest.mark.parametrize(
    "text",
    ["welder " * 7_200, "a" * 50_000, "need, " * 8_400, "1" * 50_000, "Tom Baker and " * 3_600, "$" * 50_000],
    ids=["words", "one word", "commas", "digits", "names", "marks"],
)
def test_50000_letters_are_not_read(
    text: str, understanding: Understanding, big_lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, big_lexicon, Focus(), now)
    assert (plan.expect, plan.template) == ("clarify", "too_long")
    assert plan.say and "too long" in plan.say


@pytest.mark.parametrize(
    "text", ["need " * 249, "a, " * 120, "x" * 1_999, "Maria and " * 60, "1 " * 240, "welder " * 240, "no-show " * 120]
)
def test_the_longest_message_that_is_read_ends_in_a_plan(
    text: str, understanding: Understanding, big_lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, big_lexicon, Focus(), now)
    assert plan.calls or plan.say


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "\n\n", "🙂", "...", "/", "\x00", "İstanbul", "ﬁnd welders", "مرحبا", "١٢"]
)
def test_no_text_breaks_it(text: str, understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    plan = understanding.plan(text, lexicon, Focus(), now)
    assert plan.calls or plan.say
