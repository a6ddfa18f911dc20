""" "for 7" behind people who are counted already is a start; behind people nobody counted it is asked about."""

from __future__ import annotations

from datetime import datetime

import pytest

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding

STARTS = [
    ("find me a packer for 7", None, "2026-04-21T07:00"),
    ("a packer at Midwest Steel for 7", None, "2026-04-21T07:00"),
    ("one welder for 7 at Midwest Steel", 1, "2026-04-21T07:00"),
    ("a welder for 6 tomorrow", None, "2026-04-21T06:00"),
    ("2 packers for 7", 2, "2026-04-21T07:00"),
    ("somebody for 7 at Midwest Steel", None, "2026-04-21T07:00"),
    ("a welder for 3 at Midwest Steel", None, "2026-04-20T15:00"),
    ("necesito un empacador para 7 en Midwest Steel", None, "2026-04-21T07:00"),
]


@pytest.mark.parametrize(("text", "headcount", "start"), STARTS, ids=[text for text, *_ in STARTS])
def test_people_who_are_counted_come_at_that_hour(
    text: str, headcount: int | None, start: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    (call,) = understanding.plan(text, lexicon, Focus(), now).calls
    assert (call.args.get("headcount"), call.args.get("start")) == (headcount, start)
    assert "query" not in call.args


@pytest.mark.parametrize("text", ["packers for 7", "need packers for 7 at Midwest Steel", "empacadores para 7"])
def test_people_whom_nobody_counted_are_asked_about(
    text: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(text, lexicon, Focus(), now)
    assert plan.expect == "clarify" and not plan.calls
    count, hour = (way.calls[0].args for way in plan.alternatives)
    assert (count["headcount"], count.get("start")) == (7, None)
    assert (hour.get("headcount"), hour["start"]) == (None, "2026-04-21T07:00")
    assert [way.label for way in plan.alternatives] == ["7 people", "A start at 07:00"]


COUNTS = [
    ("a welder for 3 days", {"role": "Welder"}),
    ("welders for 6 people", {"role": "Welder", "headcount": 6}),
    ("need 20 packers for Midwest Steel", {"role": "Packer", "client": "Midwest Steel", "headcount": 20}),
    ("packers for 40", {"role": "Packer", "headcount": 40}),
]


@pytest.mark.parametrize(("text", "args"), COUNTS, ids=[text for text, _ in COUNTS])
def test_other_figures_stay_what_they_were(
    text: str, args: dict[str, object], understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    (call,) = understanding.plan(text, lexicon, Focus(), now).calls
    assert call.args == args
