"""A reply as plain text for channels where letters are dear: no markup, few letters, the rest kept for MORE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.messages import Part, Reply
from memory.sms_text import gsm_friendly, letters

LIMIT = 306
"""Letters of two joined GSM-7 segments."""
MOST_LINES = 3
"""Candidates, contracts or deeds in a first answer; the last of them gives way to what to do next."""


@dataclass(frozen=True)
class PlainText:
    """What is sent now, and what MORE brings."""

    shown: str
    rest: tuple[str, ...] = ()
    """Lines in their order; `next_page` makes the following message of them."""


@dataclass(frozen=True)
class _Unit:
    """A piece of a reply that is shown whole or left for later."""

    text: str
    rank: int
    """0 is shown first: facts, the first lines and choices, what to do next, one more line, reasons, other lines."""


_FACT, _BEST, _NEXT, _LAST, _REASON, _OTHER = range(6)


def plain_text(reply: Reply, *, limit: int = LIMIT) -> PlainText:
    """The reply in at most ``limit`` GSM letters: facts, at most three lines, how to answer, then what else fits."""
    units = [unit for part in reply.parts for unit in _units(part)]
    whole = "\n".join(unit.text for unit in units)
    if all(unit.rank != _OTHER for unit in units) and letters(whole) <= limit:
        return PlainText(whole)
    return _packed(units, limit, gsm_friendly(reply.more))


def next_page(rest: Sequence[str], more: str, *, limit: int = LIMIT) -> PlainText:
    """The answer to MORE: the next lines of ``PlainText.rest``; ``more`` is the reply's own."""
    text = "\n".join(rest)
    if letters(text) <= limit:
        return PlainText(text)
    shown: list[str] = []
    room = limit - letters(more) - 1
    for place, line in enumerate(rest):
        if letters("\n".join([*shown, line])) > room:
            if not shown:
                first, left = _cut(line, room)
                return PlainText(f"{first}\n{more}", (left, *rest[place + 1 :]))
            return PlainText("\n".join([*shown, more]), tuple(rest[place:]))
        shown.append(line)
    raise AssertionError("text that fits was returned above")


def _units(part: Part) -> Iterator[_Unit]:
    """The pieces of a part in the order in which they are read: fact, lines, choices, reasons, what next."""
    yield _Unit(gsm_friendly(part.fact), _FACT)
    if part.body:
        yield _Unit(gsm_friendly(part.body), _BEST)
    for place, line in enumerate(part.lines, 1):
        numbered = f"{place} {line.short}" if part.numbered else line.short
        rank = _BEST if place < MOST_LINES else _LAST if place == MOST_LINES else _OTHER
        yield _Unit(gsm_friendly(numbered), rank)
    for number, choice in enumerate(() if part.picked_by_word else part.choices, 1):
        yield _Unit(gsm_friendly(f"{number} {choice}"), _BEST)
    for reason in part.reasons:
        yield _Unit(gsm_friendly(reason), _REASON)
    if part.choices and part.pick:
        yield _Unit(gsm_friendly(part.pick), _BEST)
    elif part.next_step:
        yield _Unit(gsm_friendly(part.next_step), _NEXT)


def _packed(units: Sequence[_Unit], limit: int, more: str) -> PlainText:
    """As many units as fit beside the line about MORE, the most important first, in their own order."""
    room = limit - letters(more) - 1
    if letters(units[0].text) > room:
        first, left = _cut(units[0].text, room)
        return PlainText(f"{first}\n{more}", (left, *(unit.text for unit in units[1:])))
    chosen: set[int] = set()
    used = 0
    for place in sorted(range(len(units)), key=lambda place: units[place].rank):
        size = letters(units[place].text) + 1
        if units[place].rank != _OTHER and used + size <= room + 1:
            chosen.add(place)
            used += size
    shown = [unit.text for place, unit in enumerate(units) if place in chosen]
    rest = tuple(unit.text for place, unit in enumerate(units) if place not in chosen)
    return PlainText("\n".join([*shown, more]), rest)


def _cut(text: str, room: int) -> tuple[str, str]:
    """A text that is longer than the room, between two of its words."""
    end = len(text)
    while letters(text[:end]) > room - 3:
        space = text.rfind(" ", 0, end)
        end = space if space > 0 else end - 1
    return f"{text[:end].rstrip()}...", text[end:].lstrip()
