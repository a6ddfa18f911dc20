"""What a reply looks like in the web chat: which message holds which parts, and the properties of our own elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from agents.brief import Brief
from agents.card import Card, CardStand
from agents.messages import DraftCard, Part, Reply, grouped, text_of

Name = Literal["CandidateCards", "Chart", "Choices", "DataGrid", "DraftReview", "Notes", "Starters"]
"""Files of `web/chat/public/elements`."""
CARDS_OPEN = 3
"""Cards that are shown before the others are asked for."""
LIST_LINE = re.compile(r"(- |\d+\. )")
MARKUP = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|:(?=[A-Za-z])|&(?=#?\w+;)|^#", re.MULTILINE)
"""Everything that Chainlit's Markdown would read as more than text, a colon before a letter included."""
_DIALLED = re.compile(r"[^\d+]")


@dataclass(frozen=True)
class Shown:
    """One of our elements."""

    name: Name
    props: Mapping[str, Any]


@dataclass(frozen=True)
class Bubble:
    """One message, and what stands under its text in this order."""

    text: str
    elements: tuple[Shown, ...] = ()


def bubbles(reply: Reply, words: Mapping[str, str]) -> Iterator[Bubble]:
    """A message for each list; what follows from a list stands under it, and the demo's mark under the last."""
    *groups, last = grouped(reply.parts, lambda part: bool(part.cards or part.grids or part.drafts))
    for parts in groups:
        yield _bubble(parts, reply.approval_id, words)
    mark = (_notes([reply.demo_line], quiet=True),) if reply.demo else ()
    bubble = _bubble(last, reply.approval_id, words)
    yield replace(bubble, elements=(*bubble.elements, *mark))


def opening(brief: Brief) -> Bubble:
    """The first message of a conversation: the brief, and under it what to ask first."""
    (bubble,) = bubbles(brief.reply, {})
    return replace(bubble, elements=(Shown("Starters", {"starters": list(brief.starters)}), *bubble.elements))


def _bubble(parts: tuple[Part, ...], approval_id: str | None, words: Mapping[str, str]) -> Bubble:
    last = parts[-1]
    elements = [cards(last.cards, words)] if last.cards else []
    elements += [Shown("Chart", asdict(chart)) for chart in last.charts]
    fold = words["table"] if last.charts else ""
    elements += [Shown("DataGrid", {**asdict(grid), "fold": fold}) for grid in last.grids]
    elements += [draft_editor(draft, words) for draft in last.drafts]
    said = "" if last.drafts else last.next_step  # an editor has buttons
    following = [*last.reasons, *filter(None, [said])] if elements else []
    if following:
        elements.append(_notes(following))
        parts = (*parts[:-1], replace(last, reasons=(), next_step=""))
    choices = [choice for part in parts for choice in part.choices]
    if choices:
        elements.append(Shown("Choices", {"choices": choices, "chosen": None, "approval": approval_id}))
    return Bubble(as_markdown(text_of(parts, cards=True, grids=True, buttons=True, drafts=True)), tuple(elements))


def cards(shown: Sequence[Card], words: Mapping[str, str]) -> Shown:
    """Candidates, with their figures rounded as their reasons round them. A job is the desk's own business."""
    listed = []
    for card in shown:
        props = asdict(card)
        del props["job"]
        props["score"] = f"{card.score:.2f}"
        for part in props["parts"]:
            part["shown"] = f"{part['value']:+.2f}".replace("-", "−")
        props["dial"] = _DIALLED.sub("", card.phone)
        listed.append(props)
    return Shown("CandidateCards", {"cards": listed, "open": CARDS_OPEN, "stands": {}, "words": dict(words)})


def draft_editor(draft: DraftCard, words: Mapping[str, str]) -> Shown:
    """A draft with its text to be changed."""
    return Shown("DraftReview", {"draft": asdict(draft), "words": dict(words)})


def stood(props: Mapping[str, Any], stands: Mapping[str, CardStand]) -> dict[str, Any]:
    """The properties of candidates with where their cards stand by now."""
    here = {card["card_id"] for card in props["cards"]}
    return {**props, "stands": {card_id: asdict(stand) for card_id, stand in stands.items() if card_id in here}}


def reviewed(props: Mapping[str, Any], draft: DraftCard | None) -> dict[str, Any]:
    """The properties of a draft's editor with the draft as it is by now; of one that was taken back, its address."""
    now = asdict(draft) if draft else {**props["draft"], "status": "gone"}
    return {**props, "draft": now}


def _notes(lines: Sequence[str], *, quiet: bool = False) -> Shown:
    """Lines that stand under a list, where a message's text cannot: its elements come after all of it."""
    return Shown("Notes", {"lines": list(lines), "quiet": quiet})


def as_markdown(text: str) -> str:
    """Plain text in Markdown's clothes: its words are literal, its lines and lists stay what they are."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and lines[-1] and LIST_LINE.match(lines[-1]) and not LIST_LINE.match(line):
            lines.append("")
        lines.append(MARKUP.sub(r"\\\g<0>", line))
    return "\n".join(lines)
