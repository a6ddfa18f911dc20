"""Whatever a reply holds, its blocks are within Slack's limits, and its words mean only what they say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.card import Button, Card, Fact, Job, ScorePart
from agents.chart import Bar, Chart
from agents.messages import DraftCard, Line, Part, Reply
from slack_bot.blocks.cards import edit_view, reason_view
from slack_bot.blocks.elements import literal
from slack_bot.blocks.limits import pieces, problems, short, view_problems
from slack_bot.blocks.replies import messages_of
from slack_bot.charts import described, drawn

REPLIES = Path(__file__).parents[2] / "prompts" / "replies"
LONG = "word " * 2_000


def words_of(end: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("chat", "slack"):
        found |= yaml.safe_load((REPLIES / f"{name}{end}").read_text(encoding="utf-8"))[name]
    return found


WORDS = words_of(".yaml")


def card(number: int) -> Card:
    deeds = ("called", "drafted", "accepted", "no_show", "barred")
    return Card(
        number, f"W-{number}", "<!channel> *Ana* & Sons", "Welder", "Gary, IN", 0.8,
        (ScorePart("semantic", 0.6, "Fits"),) * 4, LONG, (LONG,), Job(), f"t-{number}",
        tuple(Fact(f"Fact {n}", LONG) for n in range(12)), "312-555-0100",
        tuple(Button(name, LONG, LONG) for name in deeds),
    )  # fmt: skip


def draft(text: str = LONG) -> DraftCard:
    return DraftCard("DR-1", "Ana Soto", "email", "en", text, len(text), None, "draft", LONG)


@pytest.mark.parametrize("end", [".yaml", ".es.yaml"])
def test_the_worst_reply_fits(end: str) -> None:
    listed = Part(LONG, tuple(Line(LONG, LONG) for _ in range(60)), numbered=True, cards=tuple(map(card, range(60))),
                  reasons=(LONG,) * 5, next_step=LONG)  # fmt: skip
    asked = Part(LONG, choices=(LONG,) * 40)
    edits = Part(LONG, body=LONG, drafts=tuple(replace(draft(), draft_id=f"DR-{n}") for n in range(20)))
    reply = Reply(parts=(listed, edits, asked), demo=True, approval_id="A1")
    messages = messages_of(reply, "slack:T:C:1.2", words_of(end))
    assert len(messages) == 3
    for message in messages:
        assert problems(message.blocks) == [] and problems(message.whole) == []


def test_modals_fit() -> None:
    assert view_problems(edit_view(draft("x" * 3_000), "{}", WORDS)) == []
    assert view_problems(reason_view(LONG, "{}", WORDS)) == []


def test_words_mean_only_what_they_say() -> None:
    (message,) = messages_of(Reply(parts=(Part("<!channel> hi <@U1>", cards=(card(1),)),)), "t", WORDS)
    said = json.dumps(message.whole, ensure_ascii=False)
    assert "&lt;!channel&gt; ∗Ana∗ &amp; Sons" in said
    assert message.whole[0]["text"] == {"type": "plain_text", "text": "<!channel> hi <@U1>", "emoji": False}
    assert literal("a*b~c`d") == "a∗b∼c'd"


def test_texts_are_cut_without_loss_or_within_a_word() -> None:
    assert "".join("".join(pieces("ab " * 5_000)).split()) == "ab" * 5_000
    assert all(len(piece) <= 3_000 for piece in pieces("x" * 10_000))
    assert short("one two three", 9) == "one two…"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"type": "section"}, "no text"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}, "3001"),
        ({"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2_001}]}, "2001"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "block_id": "x" * 256}, "block_id"),
        ({"type": "actions", "elements": []}, "0 elements"),
        ({"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": {"type": "plain_text",
          "text": "x" * 76}}]}, "76"),
        ({"type": "actions", "elements": [{"type": "button", "action_id": "a", "value": "x" * 2_001,
          "text": {"type": "plain_text", "text": "x"}}]}, "value"),
        ({"type": "input", "label": {"type": "plain_text", "text": "x"},
          "element": {"type": "plain_text_input", "action_id": "a"}}, "an input in a message"),
        ({"type": "marquee"}, "unknown type"),
    ],
)  # fmt: skip
def test_what_slack_refuses_is_seen(block: dict[str, Any], said: str) -> None:
    assert said in problems([block])[0]
    assert problems([{"type": "divider"}] * 51) == ["51 blocks"]


def test_a_chart_is_a_picture_with_words() -> None:
    chart = Chart("Coverage", (Bar("Welder", 0.4, "40%", "critical"), Bar("A very long role " * 9, 9, "900%")), 1.5, 1)
    assert drawn(chart).startswith(b"\x89PNG") and described(chart).startswith("Coverage: Welder 40%; ")


def test_both_languages_have_the_same_words() -> None:
    assert WORDS.keys() == words_of(".es.yaml").keys()
