"""Where one request ends and the next begins: the cheapest way to cut a message into sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.understanding.clause_scores import Segment
from agents.understanding.guessing import Guess, Guesser
from agents.understanding.lattice import Lattice
from agents.understanding.masking import Token
from agents.understanding.matching import Match, match_from
from agents.understanding.persons import UNKNOWN
from agents.understanding.sentences import Node

PER_CLAUSE, PER_IDLE_CLAUSE, PER_STRANGE_CLAUSE, PER_STRANGE_WORD = 0.4, 0.5, 1.2, 0.6
GUESSED, GUESSED_TALK, GUESS_DOUBT = 0.7, 0.3, 0.5
"""Cost of a clause that only the head recognised, of mere talk, and of its doubt."""
CONTRADICTED = 0.8
"""Cost of a guess over a segment that is a sentence of another tool."""
TALK = frozenset({"aside", "chat", "again"})
BEFORE_NOUN = frozenset("the a an of off on his her their our my la el una un su de 's".split())
"""Words behind which an opener opens nothing: "off the dnr list", "la blacklist"."""
SHORTEST_BEFORE_OPENER = 3
"""Words before an opener that may be a request of their own: "i need" is none."""
ELLIPSIS = 0.35
"""Cost of a clause that leaves out what the one before it said."""
ELLIPTICAL = frozenset({"log_fill", "log_failure", "log_contact", "blacklist"})
"""Tools of which a second name may be all that is said: "dnr Lamar at Acme, and Joyce at Otter Creek"."""
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
        if match is None or match.rest or match.leading or match.cost > CLEAN:
            return False
        return all(mention.kind != "wish" for mention in match.mentions)  # what must be refused is a wish too


@dataclass(frozen=True)
class _Cut:
    cost: float
    clauses: tuple[Clause, ...]


def segments(tokens: Sequence[Token], joiners: frozenset[str], openers: frozenset[str]) -> list[Segment]:
    """The runs of words between joiners; a question mark stays with what it ends."""
    found: list[Segment] = []
    start: int | None = None
    end, before = 0, ""
    for token in tokens:
        if token.mention is None and token.text in joiners:
            if start is not None:
                found.append((start, token.end if token.text == "?" else token.start))
            start = None
        else:
            opens = token.text in openers and before not in BEFORE_NOUN
            if opens and start is not None and end - start > SHORTEST_BEFORE_OPENER:
                found.append((start, token.start))
                start = None
            start = token.start if start is None else start
            end = token.end
        before = token.text
    if start is not None:
        found.append((start, end))
    return found


class Matches:
    """The sentences that runs of a message's words match, each start looked at once."""

    def __init__(self, lattice: Lattice, root: Node, breaks: frozenset[str]) -> None:
        """``breaks``: words before which a clause may end."""
        words = lattice.message.words
        self.ends = frozenset(place for place in range(1, len(words)) if words[place].norm in breaks) | {len(words)}
        self._lattice = lattice
        self._root = root
        self._known: dict[int, dict[int, Match]] = {}

    def of(self, start: int) -> dict[int, Match]:
        """End → the best match of the words up to there."""
        if start not in self._known:
            self._known[start] = match_from(self._lattice, self._root, start, self.ends)
        return self._known[start]


def cut(
    lattice: Lattice, sentences: Matches, joiners: frozenset[str], guesser: Guesser | None = None
) -> tuple[Clause, ...]:
    """The clauses of a message, idle ones left out; those that match none are kept: what they say may matter."""
    words = lattice.message.words
    joins = [word.norm in joiners for word in words]
    ends = sentences.ends
    said = _said_outright(guesser, sentences) if guesser else ()
    best: dict[int, _Cut] = {0: _Cut(0.0, ())}
    for start in range(len(words)):
        here = best.get(start)
        if here is None:
            continue
        if joins[start]:
            _offer(best, start + 1, here)
            if start and words[start].norm in ",.;!?\n":
                continue
        matches = sentences.of(start) if here.cost <= MOST_STRANGE else {}
        for end, match in matches.items():
            cost = here.cost + PER_CLAUSE + match.cost + _opinion(guesser, match)
            cost += guesser.overlooked(match) if guesser else 0.0
            _offer(best, end, _Cut(cost, (*here.clauses, Clause(start, end, match))))
        for end, guess in guesser.from_word(start) if guesser else ():
            talk = guess.kind.frame.tool in TALK
            cost = here.cost + PER_CLAUSE + (GUESSED_TALK if talk else GUESSED) + GUESS_DOUBT * guess.cost
            cost += CONTRADICTED * sum(
                start <= first and last <= end and tool != guess.kind.frame.tool for first, last, tool in said
            )
            _offer(best, end, _Cut(cost, (*here.clauses, Clause(start, end, None, guess))))
        for end, guess in _ellipses(lattice, guesser, start, here.clauses) if guesser else ():
            _offer(best, end, _Cut(here.cost + PER_CLAUSE + ELLIPSIS, (*here.clauses, Clause(start, end, None, guess))))
        end = min(place for place in ends if place > start)
        strange = PER_STRANGE_WORD * _weight(lattice, start, end)
        idle = PER_IDLE_CLAUSE if any(word.norm.isalpha() for word in words[start:end]) else 0.0
        cost = here.cost + (strange + PER_STRANGE_CLAUSE if strange else idle)
        kept = (*here.clauses, Clause(start, end, None)) if strange else here.clauses
        _offer(best, end, _Cut(cost, kept))
    return best[len(words)].clauses if words else ()


def _ellipses(
    lattice: Lattice, guesser: Guesser, start: int, clauses: tuple[Clause, ...]
) -> Iterator[tuple[int, Guess]]:
    """The same of somebody else: names and places alone behind a report are one more."""
    for before in reversed(clauses):
        if before.match is None and before.guess is None:
            continue
        kind = before.match.frame.kind if before.match else before.guess.kind.name if before.guess else ""
        tool, _, _ = kind.partition("/")
        if tool in TALK:
            continue
        if tool in ELLIPTICAL:
            end = guesser.named(start, lattice)
            if end is not None:
                yield end, guesser.certain(kind)
        return


def _said_outright(guesser: Guesser, sentences: Matches) -> list[tuple[int, int, str]]:
    """Segments that are a clean sentence by themselves, with its tool: a guess over them must not overlook it."""
    found = []
    for start, end in guesser.segments:
        match = sentences.of(start).get(end)
        if match and match.cost <= CLEAN and not match.rest and not match.frame.bare and match.frame.tool not in TALK:
            found.append((start, end, match.frame.tool))
    return found


def _opinion(guesser: Guesser | None, match: Match) -> float:
    """What the head holds against a sentence; nothing where it could not mask a name that nobody has."""
    if any(mention.people and mention.cost >= UNKNOWN for mention in match.mentions):
        return 0.0
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
