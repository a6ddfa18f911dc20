"""Days and hours as people say them, on a Monday at eight in the morning."""

from __future__ import annotations

from datetime import datetime

import pytest

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding

STARTS = [
    ("thurs 6a", "2026-04-23T06:00"),
    ("tomorrow 5:30", "2026-04-21T05:30"),
    ("tmrw 8", "2026-04-21T08:00"),
    ("Nov 28 6am", "2026-11-28T06:00"),
    ("11/28 5:30a", "2026-11-28T05:30"),
    ("next monday", "2026-04-27"),
    ("monday", "2026-04-27"),
    ("monday at 9am", "2026-04-20T09:00"),
    ("monday at 7am", "2026-04-27T07:00"),
    ("wed", "2026-04-22"),
    ("today", "2026-04-20"),
    ("tonight at 10", "2026-04-20T22:00"),
    ("the 24th at 7", "2026-04-24T07:00"),
    ("April 3", "2027-04-03"),
    ("2026-05-01", "2026-05-01"),
    ("2026-05-01T06:00", "2026-05-01T06:00"),
    ("in 3 days", "2026-04-23"),
    ("this weekend", "2026-04-25"),
    ("end of month", "2026-04-30"),
    ("a week from thursday", "2026-04-30"),
    ("mon-fri 9-5", "2026-04-20T09:00"),
    ("wed 6a-2p", "2026-04-22T06:00"),
    ("at noon", "2026-04-20T12:00"),
    ("at 6am", "2026-04-21T06:00"),
    ("friday at 0600", "2026-04-24T06:00"),
    ("friday 2:30 pm", "2026-04-24T14:30"),
    ("mañana a las 6", "2026-04-21T06:00"),
    ("mañana a las 6 de la tarde", "2026-04-21T18:00"),
    ("el jueves", "2026-04-23"),
    ("pasado mañana", "2026-04-22"),
    ("el 24 de abril a las 5", "2026-04-24T05:00"),
]


@pytest.mark.parametrize(("said", "start"), STARTS, ids=[said for said, _ in STARTS])
def test_a_start_is_local_wall_time(
    said: str, start: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(f"need 2 welders in Gary {said}", lexicon, Focus(), now)
    assert plan.calls[0].args == {"role": "Welder", "city": "Gary", "headcount": 2, "start": start}


def test_a_figure_is_a_count_an_hour_a_rate_or_a_card(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    text = "friday 4 welders with OSHA 10 at 6 in Gary under $30 for order 1042"
    assert understanding.plan(text, lexicon, Focus(), now).calls[0].args == {
        "role": "Welder", "city": "Gary", "headcount": 4, "start": "2026-04-24T06:00", "order_id": "1042",
        "certifications": ["OSHA 10"], "max_pay_rate": 30,
    }  # fmt: skip


def test_an_order_has_an_end(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    def end(when: str) -> object:
        plan = understanding.plan(f"book 2 welders for Acme {when}", lexicon, Focus(), now)
        return plan.calls[0].args["end"]

    assert end("wed 6a-2p") == "2026-04-22T14:00"
    assert end("wed 10p-6a") == "2026-04-23T06:00"
    assert end("from tuesday 6am to friday 2pm") == "2026-04-24T14:00"


def test_what_was_is_looked_for_in_the_past(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    showed = understanding.plan("Tom Baker showed up at Acme on Friday", lexicon, Focus(), now)
    assert showed.calls[0].args["start"] == "2026-04-17"
    accepted = understanding.plan("Tom Baker accepted for Acme on Friday", lexicon, Focus(), now)
    assert accepted.calls[0].args["start"] == "2026-04-24"


@pytest.mark.parametrize("nonsense", ["feb 30", "13/45", "25:99", "2026-13-45", "9999999999"])
def test_no_date_is_made_of_nonsense(
    nonsense: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(f"need welders in Gary {nonsense}", lexicon, Focus(), now)
    assert "start" not in plan.calls[0].args
