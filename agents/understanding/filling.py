"""From a clause that the head recognised to a match: which mentions it uses, and which words are free text."""

from __future__ import annotations

from collections.abc import Sequence

from agents.understanding.free_text import FreeTextReader, Span
from agents.understanding.guessing import Guess
from agents.understanding.lattice import Lattice
from agents.understanding.masking import Token, cover
from agents.understanding.matching import Match
from agents.understanding.mentions import Mention
from agents.understanding.sentences import Frame
from agents.understanding.words import PUNCTUATION

WHEN = frozenset({"date", "hours", "span"})
"""Mentions that mean nothing in talk: "hope the weekend treated you well"."""
MOST_WISH = 8
"""Words of a wish; more of them are talk."""


def filled(
    guess: Guess,
    lattice: Lattice,
    span: Span,
    texts: FreeTextReader,
    talk: frozenset[int],
    usual: frozenset[str],
) -> Match:
    """The clause over ``span``'s words, as if a sentence of its kind had matched.

    ``talk``: places of words that say nothing of it; ``usual``: words that only ask, and wish for nothing.
    """
    frame = guess.kind.frame
    start, end = span
    named = _full_names(lattice, span)
    tokens = cover(lattice, start, end, lambda mention: _belongs(mention, frame, named=named))
    free: dict[str, Span] = {}
    for text in frame.texts:
        found = texts.find(text, lattice, tokens)
        if found:
            free["staffer" if text == "to_staffer" else text] = found
    # a mention inside a free text is part of it: a colleague is no worker, a draft's words are no order
    inside = {place for first, last in free.values() for place in range(first, last)}
    people = "workers" in frame.needs or "workers" in frame.takes
    mentions = tuple(
        token.mention
        for token in tokens
        if token.mention
        and (token.start not in inside or _also_said(token.mention, frame))
        and (token.start not in talk or token.mention.kind not in WHEN)
        and (people or token.mention.kind != "workers")
    )
    rest: tuple[int, ...] = ()
    if frame.rest == "query":
        rest = _wish(lattice, [token for token in tokens if token.start not in inside | talk], usual | frame.idle)
    return Match(start, end, frame, guess.kind.name, 0.0, mentions, free, rest, 0, guessed=True)


def _belongs(mention: Mention, frame: Frame, *, named: bool) -> bool:
    """Whether the kind has a use for the mention. Beside a full name "her" says nothing new."""
    if mention.kind == "workers":
        loose = mention.people[0].how in {"reference", "nobody", "single"}
        wanted = bool({"workers"} & (frame.takes | set(frame.needs))) or bool(frame.texts)
        return (wanted or "workers" in frame.drops) and not (loose and (named or not wanted))
    return mention.kind in frame.absorbs or mention.kind == "people"


def _also_said(mention: Mention, frame: Frame) -> bool:
    """A draft is for the client and the order that its text names."""
    return "about_text" in frame.texts and mention.kind in {"client", "order_id"}


def _full_names(lattice: Lattice, span: Span) -> bool:
    start, end = span
    return any(
        mention.end <= end and mention.people and mention.people[0].how in {"name", "id", "typo"}
        for mentions in lattice.mentions[start:end]
        for mention in mentions
    )


def _wish(lattice: Lattice, tokens: Sequence[Token], usual: frozenset[str]) -> tuple[int, ...]:
    places = []
    idle: set[int] = set()
    for token in tokens:
        for ends in (lattice.fillers[token.start], lattice.idle_in_wish[token.start]):
            if not token.mention:
                idle.update(place for end in ends for place in range(token.start, end))
    for token in tokens:
        norm = lattice.message.words[token.start].norm
        if token.mention or token.start in idle or norm in usual:
            continue
        if norm not in PUNCTUATION:
            places.append(token.start)
    return tuple(_with_lead(places, tokens, idle)) if len(places) <= MOST_WISH else ()


def _with_lead(places: Sequence[int], tokens: Sequence[Token], idle: set[int]) -> list[int]:
    """With the words that lead up to a wish: "good with dogs", where dogs alone would say little."""
    plain = {token.start for token in tokens if not token.mention}
    wished = set(places)
    for place in places:
        lead = place - 1
        while lead in plain and lead in idle:
            lead -= 1
        if lead in plain and place - lead <= 2:
            wished.add(lead)
    return sorted(wished)
