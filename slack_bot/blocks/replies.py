"""A reply as messages: which one holds which parts, and what stands under its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from agents.messages import Part, Reply, grouped, text_of
from slack_bot.blocks.cards import Words, card_blocks, draft_blocks
from slack_bot.blocks.elements import button, context, literal, sections
from slack_bot.blocks.limits import ACTIONS, BUTTON, BUTTON_VALUE, MESSAGE_TEXT, MOST_BLOCKS, Block, short

CARDS = 5
"""Candidates with buttons in a message; of further ones a line is said."""
DRAFTS = 5


@dataclass(frozen=True)
class Message:
    """One message. Plain data, so that it can wait on disk for its delivery."""

    text: str
    """All of its words: shown in notifications, and streamed."""
    blocks: list[Block]
    """What stands under the words."""
    charts: list[dict[str, Any]]
    language: str

    @property
    def whole(self) -> list[Block]:
        """Words and blocks: what a message consists of that was not streamed, or is drawn anew."""
        room = MOST_BLOCKS["message"] - len(self.blocks)
        return [*sections(self.text, "said")[:room], *self.blocks]


def messages_of(reply: Reply, thread: str, words: Words) -> list[Message]:
    """A message for each list; the demo's mark and the buttons for what people think of it under the last."""
    groups = [_few(parts) for parts in grouped(reply.parts, _fills_a_message)]
    made = [_message(parts, reply, thread, words) for parts in groups]
    last = list(made[-1].blocks)
    if reply.demo:
        last.append(context(literal(reply.demo_line), "demo"))
    last.append(feedback(thread, words))
    return [*made[:-1], replace(made[-1], blocks=last)]


def feedback(thread: str, words: Words) -> Block:
    """Two small thumbs."""
    return {
        "type": "context_actions",
        "block_id": "feedback",
        "elements": [{
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": _plain(words["good"]), "value": f"good {thread}"},
            "negative_button": {"text": _plain(words["bad"]), "value": f"bad {thread}"},
        }],
    }  # fmt: skip


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _message(parts: Sequence[Part], reply: Reply, thread: str, words: Words) -> Message:
    last = parts[-1]
    blocks: list[Block] = []
    for card in last.cards:
        blocks += [*([{"type": "divider"}] if blocks else []), *card_blocks(card, thread, words)]
    if last.cards and len(last.lines) > len(last.cards):
        rest = list(enumerate(last.lines, 1))[len(last.cards) :]
        blocks += sections("\n".join(f"{place}. {line.text}" for place, line in rest), "more")
    for draft in last.drafts:
        blocks += draft_blocks(draft, thread, words)
    said = "" if last.drafts else last.next_step  # a draft has buttons
    following = [*last.reasons, *filter(None, [said])] if blocks else []
    if blocks:
        blocks += sections("\n".join(following), "next")
        parts = (*parts[:-1], replace(last, reasons=(), next_step=""))
    choices = [choice for part in parts for choice in part.choices][:ACTIONS]
    if choices:
        blocks.append(choice_buttons(choices, reply.approval_id, thread))
    text = text_of(parts, buttons=True, cards=True, drafts=True)
    charts = [asdict(chart) for part in parts for chart in part.charts]
    return Message(short(text, MESSAGE_TEXT) or "…", blocks[: MOST_BLOCKS["message"] - 4], charts, reply.language)


def choice_buttons(choices: Sequence[str], approval_id: str | None, thread: str) -> Block:
    """What can be answered; where it is a yes or no to something that waits, bound to exactly that."""
    row = []
    for number, choice in enumerate(choices):
        if approval_id is not None:
            value = {"approval": approval_id, "approve": number == 0, "thread": thread, "say": short(choice, BUTTON)}
            row.append(button(choice, f"decide:{number}", value, style="primary" if number == 0 else "danger"))
        else:
            said = short(choice, BUTTON_VALUE // 2 - 200)
            row.append(button(choice, f"choose:{number}", {"say": said, "thread": thread}))
    return {"type": "actions", "block_id": "choices", "elements": row}


def chosen(blocks: Sequence[Block], said: str, who: str, words: Words) -> list[Block]:
    """Blocks whose choices were answered."""
    noted = context(f"✓ {literal(said)} · {words['by'].format(who=f'<@{who}>')}", "chosen")
    return [noted if block.get("block_id") == "choices" else block for block in blocks]


def _fills_a_message(part: Part) -> bool:
    return bool(part.cards or part.drafts or part.charts)


def _few(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The last part with no more cards than a message holds."""
    last = parts[-1]
    return (*parts[:-1], replace(last, cards=last.cards[:CARDS], drafts=last.drafts[:DRAFTS]))
