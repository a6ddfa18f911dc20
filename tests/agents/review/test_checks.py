"""One example a check, and what must not set it off; each code has its line in the docs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from agents.language import LANGUAGES, words_path
from agents.review.doubts import DoubtCode
from agents.review.findings import Code
from agents.verdicts import Approve, Drift

ROOT = Path(__file__).parents[3]
ACME, LAKESIDE = "Acme Manufacturing", "Lakeside Foods"
FOUND: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("need 4 welders for Acme", "log_order", {"client": ACME, "role": "Welder", "headcount": 4}, "off_topic"),
    ("thanks, that is all", "undo", {}, "off_topic"),
    ("who is free in Gary tomorrow?", "contracts", {"city": "Gary"}, "off_topic"),
    ("Tom Baker was late", "log_failure", {"workers": ["Tom Baker"]}, "kind"),
    ("Tom Baker did not accept", "log_fill", {"workers": ["Tom Baker"]}, "kind"),
    ("Tom Baker no ha aceptado", "log_fill", {"workers": ["Tom Baker"]}, "kind"),
    ("has Tom Baker accepted?", "log_fill", {"workers": ["Tom Baker"]}, "question"),
    ("Tom Baker accepted, right?", "log_fill", {"workers": ["Tom Baker"]}, "question"),
    ("maybe Tom Baker accepted", "log_fill", {"workers": ["Tom Baker"]}, "unsure"),
    ("Tom Baker accepted", "log_fill", {"workers": ["Luis Ortega"]}, "worker"),
    ("Maria Lopez accepted", "log_fill", {"workers": ["W-102"]}, "which"),
    ("packers for Lakeside", "hybrid_search", {"role": "Packer", "client": LAKESIDE}, "which"),
    ("Tom Baker and Wei Chen accepted", "log_fill", {"workers": ["Wei Chen"]}, "missing"),
    ("the fifth one accepted", "log_fill", {"workers": ["Wei Chen"]}, "shown"),
    ("Tom Baker no-showed at Acme", "log_failure", {"workers": ["Tom Baker"], "client": LAKESIDE}, "client"),
    ("no-show for Foobar Works: Tom Baker", "log_failure", {"workers": ["Tom Baker"], "client": ACME}, "client"),
    ("need welders in Gary", "hybrid_search", {"role": "Welder", "city": "Toledo"}, "city"),
    ("need welders in Gary", "hybrid_search", {"role": "Welder", "city": "Gary", "state": "OH"}, "state"),
    ("need welders in Gary", "hybrid_search", {"role": "Roofer", "city": "Gary"}, "role"),
    ("who can fill order 1042?", "hybrid_search", {"order_id": "1050"}, "order"),
    ("approve D-12", "review_draft", {"action": "approve", "draft_id": "D-13"}, "draft"),
    ("approve it", "review_draft", {"action": "approve", "draft_id": "D-13"}, "draft"),
    ("discard D-12", "review_draft", {"action": "approve", "draft_id": "D-12"}, "kind"),
    ("should I approve D-12?", "review_draft", {"action": "approve", "draft_id": "D-12"}, "question"),
    ("thanks, that is all", "review_draft", {"action": "list"}, "off_topic"),
    ("text Wei Chen to bring boots", "draft_message", {"workers": ["Wei Chen"], "about_text": "bring $200"}, "words"),
    ("change D-12 to: be there at 6", "review_draft", {"action": "edit", "draft_id": "D-12", "text": "be there at 7"},
     "words"),
    ("need welders in Gary", "hybrid_search", {"role": "Welder", "certifications": ["OSHA 10"]}, "certification"),
    ("welders with OSHA 30", "hybrid_search", {"role": "Welder", "certifications": ["OSHA 10"]}, "certification"),
    ("need welders", "hybrid_search", {"role": "Welder", "client": "Umbrella Works"}, "unknown"),
    ("need welders", "hybrid_search", {"role": "Welder", "city": "Atlantis"}, "unknown"),
    ("need people", "hybrid_search", {"role": "Dragon Tamer"}, "unknown"),
    ("Tom Baker accepted", "log_fill", {"workers": ["Tom Baker"], "order_id": "7777"}, "unknown"),
    ("need welders tomorrow", "hybrid_search", {"role": "Welder", "start": "2026-04-22"}, "date"),
    ("need welders", "hybrid_search", {"role": "Welder", "start": "2026-04-22T06:00"}, "date"),
    ("need welders at 6am", "hybrid_search", {"role": "Welder", "start": "2026-04-21T18:00"}, "date"),
    ("what did I do yesterday?", "daily_summary", {"date": "2026-04-18"}, "date"),
    ("what is tight this week?", "forecast", {"days": 30}, "days"),
    ("need welders for nights", "hybrid_search", {"role": "Welder", "shift": "day"}, "shift"),
    ("need welders under 30/hr", "hybrid_search", {"role": "Welder", "max_pay_rate": 40}, "pay"),
    ("need a welder", "hybrid_search", {"role": "Welder", "headcount": 2}, "count"),
    ("top 3 welders in Gary", "hybrid_search", {"role": "Welder", "city": "Gary", "k": 9}, "count"),
    ("hand off the Acme workspace to Sarah", "workspace", {"action": "handoff", "client": ACME, "staffer": "Tom"},
     "staffer"),
    ("Latoya Grant accepted for Acme", "log_fill", {"workers": ["Latoya Grant"], "client": ACME}, "do_not_return"),
    ("shortlist Latoya Grant for Acme", "workspace", {"action": "shortlist", "workers": ["W-113"], "client": ACME},
     "do_not_return"),
    ("book Ana Ruiz for Acme tomorrow 7am", "log_fill",
     {"workers": ["Ana Ruiz"], "client": ACME, "start": "2026-04-21T07:00"}, "double_booked"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "tool", "arguments", "code"), FOUND, ids=[f"{row[3]}: {row[0]}" for row in FOUND])
def test_a_check_finds_its_fault(bench: Any, text: str, tool: str, arguments: dict[str, Any], code: str) -> None:
    (verdict,) = bench.verdicts({"say": text, "calls": [{"tool": tool, "args": arguments}]})
    assert isinstance(verdict, Drift)
    assert verdict.code == code
    assert "{" not in verdict.reason


PASSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("approve D-12", "review_draft", {"action": "approve", "draft_id": "D-000012"}),
    (
        "change D-12 to: are you in? Call me, yes or no",
        "review_draft",
        {"action": "edit", "draft_id": "D-12", "text": "are you in? Call me, yes or no"},
    ),
    ("which drafts are waiting?", "review_draft", {"action": "list", "status": "draft"}),
    ("descarta D-12", "review_draft", {"action": "discard", "draft_id": "D-12"}),
    ("who else is free, and Tom Baker accepted", "log_fill", {"workers": ["Tom Baker"]}),
    ("Tom Baker accepted. Who else is free?", "log_fill", {"workers": ["Tom Baker"]}),
    ("can you log that Tom Baker accepted?", "log_fill", {"workers": ["Tom Baker"]}),
    ("Tom Baker accepted, replacing Luis Ortega", "log_fill", {"workers": ["Tom Baker"]}),
    ("Wei Chen accepted for the Acme order 7777", "log_fill", {"workers": ["Wei Chen"], "order_id": "7777"}),
    ("Tom Baker took it, Wei Chen same", "log_fill", {"workers": ["Tom Baker", "Wei Chen"]}),
    ("Gary Novak accepted", "log_fill", {"workers": ["Gary Novak"]}),
    ("Maria Lopez accepted for Acme", "log_fill", {"workers": ["Maria Lopez"], "client": ACME}),
    ("packers in Toledo OH", "hybrid_search", {"role": "Packer", "city": "Toledo", "state": "OH"}),
    ("2-3 welders tomorrow", "hybrid_search", {"role": "Welder", "headcount": 3, "start": "2026-04-21"}),
    ("welders for a 12-hour shift from 6am tomorrow", "hybrid_search", {"role": "Welder", "start": "2026-04-21T06:00"}),
)


@pytest.mark.parametrize(("text", "tool", "arguments"), PASSED, ids=[row[0] for row in PASSED])
def test_what_is_right_passes(bench: Any, text: str, tool: str, arguments: dict[str, Any]) -> None:
    (verdict,) = bench.verdicts({"say": text, "calls": [{"tool": tool, "args": arguments}]})
    assert verdict == Approve()


def test_what_a_tool_cannot_read_is_the_gates_to_refuse(bench: Any) -> None:
    bad = {"tool": "log_fill", "args": {"wrkers": ["Luis Ortega"]}}
    assert bench.verdicts({"say": "Tom Baker accepted", "calls": [bad]}) == (Approve(),)


def test_every_code_is_documented_and_has_words(bench: Any) -> None:
    text = (ROOT / "docs" / "reviewer.md").read_text(encoding="utf-8")
    rows = " ".join(re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", rows)) == {*get_args(Code), *get_args(DoubtCode)}
    for language in LANGUAGES:
        words = yaml.safe_load(words_path(ROOT / "prompts" / "replies", "desk", language).read_text(encoding="utf-8"))
        assert words["approvals"]["doubts"].keys() == set(get_args(DoubtCode)), language
    assert {row[3] for row in FOUND} == set(get_args(Code)) - {
        "second_opinion", "offered_barred", "offered_booked", "miscounted", "not_recorded",
    }  # fmt: skip
