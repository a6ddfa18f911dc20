"""The planner over labelled messages that people wrote who had not seen its sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.understanding.plan import Plan, PlannedCall
from evals.planning import FOLDER, Labelled, Shop, judge, read_messages, same
from memory.errors import BadInput


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop()


FLOORS = {"seen": (0.96, 0.93), "unseen": (0.94, 0.90), "fresh": (0.94, 0.90), "later": (0.92, 0.88),
          "last": (0.92, 0.88), "two_requests": (0.95, 0.91), "november": (0.97, 0.95),
          "closing": (0.94, 0.90), "two_requests_unseen": (0.78, 0.77)}  # fmt: skip
"""Least share of right tools and right arguments: a little below what is reached, so that a step back is seen."""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_messages_are_understood(path: Path, shop: Shop) -> None:
    tools, arguments = FLOORS[path.stem]
    scored = shop.score(read_messages(path))
    wrong = [(one.labelled.message_id, one.plan.expect, one.wrong) for one in scored.judged if not one.sequence]
    assert scored.sequences >= tools, wrong
    assert scored.arguments >= arguments, [one.wrong for one in scored.judged if one.wrong]
    left = [(one.labelled.text, one.plan.left) for one in scored.judged if one.sequence and one.plan.left]
    assert len(left) <= 0.015 * len(scored.judged), left
    unasked = [(one.labelled.text, one.unasked, one.plan.confidence) for one in scored.judged if one.unasked]
    assert len(unasked) <= 0.02 * len(scored.judged), unasked
    assert all(confidence < 0.75 for _text, _tools, confidence in unasked), (
        "none of these is done before a person's yes"
    )


FILL = (("log_fill", {"workers": ["Ana Ruíz"], "start": "2026-04-21"}),)


def judged(*calls: PlannedCall, answers: tuple[object, ...] = (FILL,)) -> tuple[bool, int, int, tuple[str, ...]]:
    labelled = Labelled("1", "Ana accepted", answers, None)  # type: ignore[arg-type]
    found = judge(labelled, Plan(calls), frozenset({"log_fill", "undo"}))
    return found.sequence, found.arguments, found.right, found.unasked


def test_a_plan_is_held_against_its_label() -> None:
    right = PlannedCall("log_fill", {"workers": ["Ana Ruiz"], "start": "2026-04-21", "role": "Welder"})
    assert judged(right) == (True, 2, 2, ())
    assert judged(PlannedCall("log_fill", {"workers": ["Ana Ruiz"]})) == (True, 2, 1, ())
    assert judged(PlannedCall("undo")) == (False, 2, 0, ("undo",))
    assert judged() == (False, 2, 0, ())
    assert judged(PlannedCall("undo"), answers=(FILL, (("undo", {}),))) == (True, 0, 0, ())


@pytest.mark.parametrize(
    ("name", "wanted", "found", "equal"),
    [
        ("workers", ["A", "B"], ["B", "A"], True),
        ("workers", ["A", "A"], ["A", "B"], False),
        ("pay_rate", 19, 19.0, True),
        ("city", "Gary", "Hammond", False),
        ("query", "good with dogs", "dogs", True),
        ("query", "good with dogs", "own tools", False),
    ],
)
def test_values_that_say_the_same(name: str, wanted: object, found: object, equal: bool) -> None:
    assert same(name, wanted, found) is equal


def test_a_line_that_is_no_message_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": 1, "text": "hi", "calls": [], "expect": "chat"}\n{"id": 2}\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"Line 2 of mine\.jsonl"):
        list(read_messages(path))
