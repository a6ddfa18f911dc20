"""A message without its names and figures: what the classifier sees, so that it learns from the words around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Kind, Mention
from agents.understanding.words import Word

MASKS: Mapping[Kind, str] = {
    "workers": "<worker>", "client": "<client>", "role": "<role>", "city": "<city>", "state": "<city>",
    "date": "<date>", "hours": "<time>", "span": "<span>", "shift": "<shift>", "count": "<count>", "k": "<k>",
    "pay": "<pay>", "certification": "<cert>", "order_id": "<order>", "draft_id": "<draft>", "phone": "<phone>",
    "email": "<email>", "path": "<file>", "street": "<street>",
}  # fmt: skip
"""What stands for a mention. References ("him", "there") stay words: they say something about the sentence."""
NAME, NUMBER = "<worker>", "<num>"
"""A first or last name alone (the words around it are the same), and any figure that is none of the above."""
SLOTS: Mapping[str, str] = {
    **{mask.strip("<>"): mask for mask in MASKS.values()},
    "id": "<worker>", "name": NAME, "state": "<city>",
}  # fmt: skip
"""How an exemplar writes a mask: ``{worker}``."""
SPOKEN: Mapping[str, str] = {
    "<worker>": "Tom", "<client>": "the client", "<role>": "workers", "<city>": "the city",
    "<date>": "Friday", "<time>": "6 am", "<span>": "two weeks", "<shift>": "night shift", "<count>": "3", "<k>": "5",
    "<pay>": "$20", "<cert>": "certificate", "<order>": "order 12", "<draft>": "draft 12", "<phone>": "555",
    "<email>": "e-mail", "<file>": "file", "<street>": "12 Main Street", NUMBER: "5",
}  # fmt: skip
LONGEST_MENTION = 40
"""Words of the longest list of names that is one mention."""
A_WORD, A_MENTION = 1.0, 0.5
"""Cost of leaving a word as it is, and of a mask: one that covers two words, or one surely, is cheaper."""
_SLOT = re.compile(r"\{(\w+)\}")
_STAND_IN = re.compile(r"slot([a-z]+)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mask, over the words ``start`` to ``end`` (not included)."""

    text: str
    start: int
    end: int
    mention: Mention | None = None


def with_stand_ins(exemplar: str) -> str:
    """The exemplar as a text whose slots are words that `masked` turns into masks. Raises KeyError for no such slot."""

    def stand_in(found: re.Match[str]) -> str:
        SLOTS[found[1]]
        return f"slot{found[1]}"

    return _SLOT.sub(stand_in, exemplar)


def masked(lattice: Lattice, lists: frozenset[str]) -> list[Token]:
    """The message with its mentions masked; a list of one kind ("{worker}, {worker} and {worker}") is one mask."""
    whole = cover(lattice, 0, len(lattice.message.words), lambda mention: bool(mask_of(mention)))
    return _one_a_list(whole, lists)


def cover(lattice: Lattice, first: int, last: int, allowed: Callable[[Mention], bool]) -> list[Token]:
    """The cheapest way to read the words from ``first`` to ``last`` (not included) as mentions and plain words."""
    words = lattice.message.words
    best: list[tuple[float, Token | None]] = [(0.0, None)]
    for end in range(first + 1, last + 1):
        best.append((best[-1][0] + A_WORD, Token(_plain(words[end - 1]), end - 1, end)))
        for start in range(max(first, end - LONGEST_MENTION), end):
            for mention in lattice.mentions[start]:
                if mention.end != end:
                    continue
                cost = best[start - first][0] + A_MENTION + max(mention.cost, -0.1)
                if cost < best[end - first][0] and allowed(mention):
                    best[end - first] = (cost, Token(mask_of(mention) or "<other>", start, end, mention))
    tokens: list[Token] = []
    place = last
    while place > first:
        token = best[place - first][1]
        assert token is not None
        tokens.append(token)
        place = token.start
    return tokens[::-1]


def mentions_in(lattice: Lattice, first: int, last: int) -> list[Mention]:
    """What the words from ``first`` to ``last`` (not included) mention, each word once."""
    return [token.mention for token in cover(lattice, first, last, lambda _mention: True) if token.mention]


def spoken(tokens: Sequence[Token]) -> str:
    """The clause in plain words, for a model that has never seen a mask."""
    return " ".join(SPOKEN.get(token.text, token.text) for token in tokens)


def mask_of(mention: Mention) -> str:
    """The mask; empty for what stays words."""
    if mention.people:
        hows = {person.how for person in mention.people}
        if hows & {"reference", "nobody"}:
            return ""
        return NAME if hows == {"single"} else MASKS["workers"]
    return MASKS.get(mention.kind, "")


def _plain(word: Word) -> str:
    found = _STAND_IN.fullmatch(word.norm)
    if found and found[1] in SLOTS:
        return SLOTS[found[1]]
    return NUMBER if word.norm[0].isdigit() else word.norm


def _one_a_list(tokens: Sequence[Token], lists: frozenset[str]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.text.startswith("<"):
            back = len(kept) - 1
            while back >= 0 and kept[back].text in lists:
                back -= 1
            if back >= 0 and kept[back].text == token.text:
                del kept[back + 1 :]
                kept[back] = Token(token.text, kept[back].start, token.end, kept[back].mention)
                continue
        kept.append(token)
    return kept
