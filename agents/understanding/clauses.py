"""Where one request ends and the next begins: the cheapest way to cut a message into sentences."""

from __future__ import annotations

from dataclasses import dataclass

from agents.understanding.lattice import Lattice
from agents.understanding.matching import Match, match_from
from agents.understanding.sentences import Node

PER_CLAUSE, PER_IDLE_CLAUSE, PER_STRANGE_CLAUSE, PER_STRANGE_WORD = 0.4, 0.5, 1.2, 0.6


MOST_STRANGE = 15.0
"""Behind so much that says nothing to us no request is looked for: text of any kind is read in bounded time."""


@dataclass(frozen=True)
class Clause:
    """Words ``start`` to ``end``; ``match`` is None where no sentence was recognised."""

    start: int
    end: int
    match: Match | None


@dataclass(frozen=True)
class _Cut:
    cost: float
    clauses: tuple[Clause, ...]


def cut(lattice: Lattice, root: Node, joiners: frozenset[str]) -> tuple[Clause, ...]:
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
            cost = here.cost + PER_CLAUSE + match.cost
            _offer(best, end, _Cut(cost, (*here.clauses, Clause(start, end, match))))
        end = min(place for place in ends if place > start)
        strange = PER_STRANGE_WORD * _weight(lattice, start, end)
        idle = PER_IDLE_CLAUSE if any(word.norm.isalpha() for word in words[start:end]) else 0.0
        cost = here.cost + (strange + PER_STRANGE_CLAUSE if strange else idle)
        kept = (*here.clauses, Clause(start, end, None)) if strange else here.clauses
        _offer(best, end, _Cut(cost, kept))
    return best[len(words)].clauses if words else ()


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
