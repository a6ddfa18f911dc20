"""Candidates and drafts as blocks, and the same after one of their buttons was used."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from agents.card import Button, Card, CardStand
from agents.messages import DraftCard
from slack_bot.blocks.elements import button, context, literal, marked, plain
from slack_bot.blocks.limits import BUTTON, INPUT_TEXT, SECTION, TITLE, Block, pieces, short

Words = Mapping[str, Any]
WHY, FACT = 900, 150
"""Letters of a candidate's reasons and of one fact, so that a card is within a section."""
_DIALLED = re.compile(r"[^\d+]")


def card_blocks(card: Card, thread: str, words: Words) -> list[Block]:
    """A candidate: who, why, what is known, what it is based on, and what can be done."""
    about = " · ".join(literal(each) for each in (card.role, card.place) if each)
    facts = [f"*{literal(short(fact.label, FACT))}* {literal(short(fact.value, FACT))}" for fact in card.facts]
    if card.phone:
        facts.append(f"*{words['phone']}* <tel:{_DIALLED.sub('', card.phone)}|{literal(card.phone)}>")
    lines = (f"*{card.rank}. {literal(card.name)}* · {about}", short(literal(card.why), WHY), " · ".join(facts))
    head = "\n".join(filter(None, lines))
    who: Block = {"type": "section", "block_id": f"card:{card.card_id}:who", "text": marked(short(head, SECTION))}
    parts = ", ".join(f"{literal(part.label)} {part.value:+.2f}" for part in card.parts if abs(part.value) >= 0.005)
    score = f"{words['score']} {card.score:.2f}" + (f" ({parts})" if parts else "")
    cited = f"\n{words['past']}: {literal('; '.join(card.citations))}" if card.citations else ""
    basis = context(score + cited, f"card:{card.card_id}:basis")
    return [who, basis, *_state(card.card_id, (), card.buttons, thread, words, {})]


def stood(
    blocks: Sequence[Block],
    stands: Mapping[str, CardStand],
    thread: str,
    words: Words,
    pressers: Mapping[tuple[str, str], str],
) -> list[Block]:
    """Blocks with the cards as they stand now: what was recorded, by whom, Undo, and what can still be done."""
    now: list[Block] = []
    for block in blocks:
        kind, _, rest = str(block.get("block_id", "")).partition(":")
        card_id, _, piece = rest.rpartition(":")
        if kind != "card" or card_id not in stands or piece not in ("done", "actions"):
            now.append(block)
        elif piece == "actions":
            stand = stands[card_id]
            now += _state(card_id, stand.recorded, stand.buttons, thread, words, pressers)
    return now


def _state(
    card_id: str,
    recorded: Sequence[Any],
    buttons: Sequence[Button],
    thread: str,
    words: Words,
    pressers: Mapping[tuple[str, str], str],
) -> list[Block]:
    made: list[Block] = []
    if recorded:
        lines = []
        for one in recorded:
            user = pressers.get((card_id, one.deed))
            by = f" · {words['by'].format(who=f'<@{user}>')}" if user else ""
            lines.append(f"✓ {literal(one.label)}{by}")
        made.append(context("\n".join(lines), f"card:{card_id}:done"))
    value = {"card": card_id, "thread": thread}
    row = [
        button(f"{one.undo}: {one.label.split(' · ')[0]}", f"press:{one.deed}:back", value)
        for one in recorded if one.undo
    ]  # fmt: skip
    for each in buttons:
        # A reason is asked for in a modal, which is a question of its own.
        sure = "" if each.deed == "barred" else each.sure
        style = "primary" if each.deed == "accepted" else "danger" if each.deed == "barred" else ""
        named = {**value, "label": short(each.label, BUTTON)} if each.deed == "barred" else value
        row.append(button(each.label, f"press:{each.deed}", named, style=style, sure=sure, yes=words["record"],
                          no=words["cancel"]))  # fmt: skip
    if row:
        made.append({"type": "actions", "block_id": f"card:{card_id}:actions", "elements": row})
    return made


def fingerprint(draft: DraftCard) -> str:
    """Of the words that somebody approves."""
    return hashlib.sha256(f"{draft.subject}\n{draft.text}".encode()).hexdigest()[:16]


def draft_blocks(draft: DraftCard, thread: str, words: Words) -> list[Block]:
    """A draft with its words and what may be done with it; one that is settled has no buttons."""
    size = f"{draft.characters} {words['characters']}"
    head = f"*{words['to']} {literal(draft.to)}*" + (f"\n{literal(draft.subject)}" if draft.subject else "")
    name = f"draft:{draft.draft_id}"
    made: list[Block] = [{"type": "section", "block_id": f"{name}:head", "text": marked(short(head, SECTION))}]
    made += [
        {"type": "section", "block_id": f"{name}:text:{number}", "text": plain(piece)}
        for number, piece in enumerate(pieces(draft.text))
    ]
    made.append(context(f"{size} · {literal(words[draft.status])}", f"{name}:size"))
    if draft.status == "draft":
        value = {"draft": draft.draft_id, "seen": fingerprint(draft), "thread": thread}
        row = [
            button(words["approve"], "draft:approve", value, style="primary"),
            button(words["edit"], "draft:edit", value),
            button(words["discard"], "draft:discard", value, style="danger", sure=words["discard_sure"],
                   yes=words["discard"], no=words["cancel"]),
        ]  # fmt: skip
        if len(draft.text) > INPUT_TEXT:
            del row[1]  # too long for a modal's field
        made.append({"type": "actions", "block_id": f"{name}:actions", "elements": row})
    return made


def redrafted(blocks: Sequence[Block], draft: DraftCard, thread: str, words: Words) -> list[Block]:
    """Blocks with one draft as it is now."""
    name, now = f"draft:{draft.draft_id}:", list[Block]()
    for block in blocks:
        block_id = str(block.get("block_id", ""))
        if not block_id.startswith(name):
            now.append(block)
        elif block_id == f"{name}head":
            now += draft_blocks(draft, thread, words)
    return now


def edit_view(draft: DraftCard, metadata: str, words: Words) -> Block:
    """The modal in which a draft's text is changed."""
    field = {"type": "plain_text_input", "action_id": "text", "multiline": True, "initial_value": draft.text,
             "max_length": INPUT_TEXT}  # fmt: skip
    return _modal("edit", words["edit_title"], metadata, words, draft.to, field)


def reason_view(label: str, metadata: str, words: Words) -> Block:
    """The modal that asks why somebody is not to be sent to a client again."""
    field = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": 500}
    view = _modal("barred", words["barred_title"], metadata, words, words["barred_reason"], field)
    view["blocks"][0]["optional"] = True
    view["blocks"].insert(0, {"type": "section", "block_id": "what", "text": plain(short(label, SECTION))})
    return view


def _modal(name: str, title: str, metadata: str, words: Words, label: str, field: Block) -> Block:
    return {
        "type": "modal",
        "callback_id": name,
        "private_metadata": metadata,
        "title": plain(short(title, TITLE)),
        "submit": plain(short(words["save"], TITLE)),
        "close": plain(short(words["cancel"], TITLE)),
        "blocks": [{"type": "input", "block_id": "said", "label": plain(short(label, 150)), "element": field}],
    }
