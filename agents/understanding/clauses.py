"""Where one request ends and the next begins: the cheapest way to cut a message into sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from agents.understanding.guessing import Guess, Guesser, Segment
from agents.understanding.lattice import Lattice
from agents.understanding.masking import Token
from agents.understanding.matching import Match, match_from
from agents.understanding.sentences import Node

PER_CLAUSE, PER_IDLE_CLAUSE, PER_STRANGE_CLAUSE, PER_STRANGE_WORD = 0.4, 0.5, 1.2, 0.6
GUESSED, GUESS_DOUBT = 0.7, 0.5
"""Cost of a clause that only the head recognised, and of its doubt."""
CLEAN = 0.25
"""Most cost of a sentence that needs no second opinion."""
SECOND_OPINION, MOST_OPINION = 0.35, 4.0
"""Weight of the head's doubt about a sentence that matched, and the most that it counts."""

MOST_STRANGE = 15.0
"""Behind so much that says nothing to us no request is looked for: text of any kind is read in bounded time."""


@dataclass(frozen=True)
class Clause:
    """Words ``start`` to ``end``; neither ``match`` nor ``guess`` where nothing was recognised."""

    start: int
    end: int
    match: Match | None
    """The sentence that it is."""
    guess: Guess | None = None
    """What the head takes it for, where no sentence matched better."""

    @property
    def is_clean(self) -> bool:
        """Whether a sentence matched with nothing passed over."""
        match = self.match
        return match is not None and not match.rest and not match.leading and match.cost <= CLEAN


@dataclass(frozen=True)
class _Cut:
    cost: float
    clauses: tuple[Clause, ...]


def segments(tokens: Sequence[Token], joiners: frozenset[str]) -> list[Segment]:
    """The runs of words between joiners; a question mark stays with what it ends."""
    found: list[Segment] = []
    start: int | None = None
    end = 0
    for token in tokens:
        if token.mention is None and token.text in joiners:
            if start is not None:
                found.append((start, token.end if token.text == "?" else token.start))
            start = None
        else:
            start = token.start if start is None else start
            end = token.end
    if start is not None:
        found.append((start, end))
    return found


def cut(lattice: Lattice, root: Node, joiners: frozenset[str], guesser: Guesser | None = None) -> tuple[Clause, ...]:
    """The clauses of a message, idle ones left out; those that match none are kept: what they say may matter."""
    words = lattice.message.words
    joins = [word.norm in joiners for word in words]
    ends = frozenset(place for place in range(1, len(words)) if joins[place]) | {len(words)}
    best: dict[int, _Cut] = {0: _Cut(0.0, ())}
    for start in range(len(words)):
        here = best.get(start)
        if here is None:
            continue
        if joins[start]:
            _offer(best, start + 1, here)
            if start and words[start].norm in ",.;!?\n":
                continue
        matches = match_from(lattice, root, start, ends) if here.cost <= MOST_STRANGE else {}
        for end, match in matches.items():
            cost = here.cost + PER_CLAUSE + match.cost + _opinion(guesser, match)
            _offer(best, end, _Cut(cost, (*here.clauses, Clause(start, end, match))))
        for end, guess in guesser.from_word(start) if guesser else ():
            cost = here.cost + PER_CLAUSE + GUESSED + GUESS_DOUBT * guess.cost
            _offer(best, end, _Cut(cost, (*here.clauses, Clause(start, end, None, guess))))
        end = min(place for place in ends if place > start)
        strange = PER_STRANGE_WORD * _weight(lattice, start, end)
        idle = PER_IDLE_CLAUSE if any(word.norm.isalpha() for word in words[start:end]) else 0.0
        cost = here.cost + (strange + PER_STRANGE_CLAUSE if strange else idle)
        kept = (*here.clauses, Clause(start, end, None)) if strange else here.clauses
        _offer(best, end, _Cut(cost, kept))
    return best[len(words)].clauses if words else ()


def _opinion(guesser: Guesser | None, match: Match) -> float:
    """What the head holds against a sentence."""
    share = guesser.probability(match.start, match.end, match.frame.kind) if guesser else None
    return 0.0 if share is None else SECOND_OPINION * min(-math.log(max(share, 1e-6)), MOST_OPINION)


def _offer(best: dict[int, _Cut], place: int, found: _Cut) -> None:
    known = best.get(place)
    if known is None or found.cost < known.cost:
        best[place] = found


def _weight(lattice: Lattice, start: int, end: int) -> int:
    """Words of a clause that say something."""
    place, weight = start, 0
    while place < end:
        idle = [stop for stop in lattice.fillers[place] if stop <= end]
        if idle:
            place = max(idle)
        else:
            place, weight = place + 1, weight + 1
    return weight
