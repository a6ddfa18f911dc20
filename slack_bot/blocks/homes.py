"""The home tab as blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.brief import Brief
from agents.messages import DraftCard, Reply
from agents.waiting import Waiting
from slack_bot.blocks.cards import Words, draft_blocks
from slack_bot.blocks.elements import button, context, literal, plain, sections
from slack_bot.blocks.limits import HEADER, Block, short

MOST_APPROVALS = 12
MOST_DRAFTS = 8
MOST_DEADLINES = 6


@dataclass(frozen=True)
class Asked:
    """An open question, and when it was asked as people say it."""

    waiting: Waiting
    when: str


def home_view(
    brief: Brief,
    due: Reply,
    waiting: Sequence[Asked],
    drafts: Sequence[DraftCard],
    choices: Sequence[str],
    words: Words,
    note: str = "",
) -> Block:
    """What the day begins with, then what can be decided here."""
    (part,) = brief.reply.parts
    blocks: list[Block] = [_header(part.fact)]
    if note:
        blocks.append(context(literal(note), "note"))
    if part.lines:
        blocks += sections("\n".join(f"• {line.text}" for line in part.lines), "brief")
    deadlines = [line.text for part in due.parts for line in part.lines][:MOST_DEADLINES]
    if deadlines:
        blocks += [{"type": "divider"}, _header(words["home_deadlines"])]
        blocks += sections("\n".join(f"• {line}" for line in deadlines), "deadlines")
    blocks += [{"type": "divider"}, _header(words["home_approvals"])]
    for one in waiting[:MOST_APPROVALS]:
        blocks += _approval(one, choices, words)
    if not waiting:
        blocks.append(context(words["home_none"], "none"))
    if drafts:
        blocks += [{"type": "divider"}, _header(words["home_drafts"])]
        for draft in drafts[:MOST_DRAFTS]:
            blocks += draft_blocks(draft, f"slack:home:{draft.draft_id}", words)
    if brief.reply.demo:
        blocks.append(context(literal(brief.reply.demo_line), "demo"))
    return {"type": "home", "blocks": blocks[:100]}


def stranger_view(text: str) -> Block:
    """All that somebody sees who is not linked."""
    return {"type": "home", "blocks": sections(text, "stranger")}


def _approval(asked_for: Asked, choices: Sequence[str], words: Words) -> list[Block]:
    one = asked_for.waiting
    name = f"approval:{one.approval_id}"
    asked = words["home_asked"].format(who=one.staffer, when=asked_for.when)
    row = [
        button(choice, f"decide:{number}", {"approval": one.approval_id, "approve": number == 0, "thread": one.thread,
                                            "say": choice}, style="primary" if number == 0 else "danger")
        for number, choice in enumerate(choices)
    ]  # fmt: skip
    return [
        *sections("\n".join(one.deeds), f"{name}:deeds"),
        context(literal(asked), f"{name}:asked"),
        {"type": "actions", "block_id": f"{name}:actions", "elements": row},
    ]


def _header(text: str) -> Block:
    return {"type": "header", "text": plain(short(text, HEADER))}
