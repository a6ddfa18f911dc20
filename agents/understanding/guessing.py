"""What kind of sentence each clause is, as the linear head takes it, and what speaks against that."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from agents.understanding.clause_scores import ClauseScores, Segment
from agents.understanding.lattice import Lattice
from agents.understanding.masking import MASKS, NAME
from agents.understanding.matching import Match
from agents.understanding.sentence_files import SentenceKind
from agents.understanding.sentences import Frame

NO_REQUEST = frozenset({"aside", "chat", "doubt", "elsewhere", "refuse"})
"""Kinds of sentence that lead to no call."""
LIKELY, STRONG = 0.04, 0.7
"""Probability from which a kind is tried for a clause, and from which a segment insists on its own."""
KINDS_TRIED, SEGMENTS_TRIED = 3, 10
RIVAL = 0.12
"""Probability from which a reading is offered where none is likely enough."""
MERE_TALK = 0.85
"""Probability from which a segment within a request is left out of its wish."""
DISAGREES, MOST_DISAGREEMENT, TALK = 0.6, 4.0, 0.15
"""Cost of a segment within a clause that insists on another kind, per unit of log odds; of one that is mere talk."""

OVERLOOKED = 2.0
"""Cost of a request that stands in what a sentence takes for a name."""
OWN_WORDS = frozenset({"about_text", "reason_text"})
"""Free texts that may say anything."""
FULL_NAME = frozenset({"name", "id", "typo"})
SWALLOWED = 3.0
"""Cost of small talk that takes in a segment which is a request."""
IDLE_TALK = frozenset({"aside", "chat", "elsewhere"})
FULL_STOPS = frozenset({".", ";", "\n", "!"})
FOREIGN, ANOTHER_PERSON, ANOTHER_SENTENCE, ANOTHER_VALUE = 0.4, 1.0, 2.5, 2.0
"""Cost of a mention that a sentence of the kind has no use for; of a clause that
speaks of people in two of its segments, or in two sentences, or of two clients: they are mostly two requests."""
ONE_OF_EACH = frozenset({"<client>", "<order>", "<draft>"})
ASKED_FOR = frozenset({"<role>", "<city>"})
SEARCHES = frozenset({"hybrid_search", "log_order", "contracts", "forecast"})


@dataclass(frozen=True)
class Guess:
    """A clause's kind as the head reads it."""

    kind: SentenceKind
    probability: float
    first: int
    last: int
    """Segments."""
    cost: float
    """Of its doubt: 0 where it is certain and all its segments agree."""


class Guesser:
    """Guesses for the clauses of one message."""

    def __init__(self, scores: ClauseScores, segments: Sequence[Segment], kinds: Sequence[SentenceKind]) -> None:
        self.scores = scores
        self.segments = segments
        self._kinds = kinds
        self._by_start = {start: place for place, (start, _end) in enumerate(segments)}
        self._by_end = {end: place + 1 for place, (_start, end) in enumerate(segments)}
        self._columns: dict[str, list[int]] = {}
        for place, kind in enumerate(kinds):
            self._columns[kind.name] = [place]
            self._columns.setdefault(kind.frame.tool, []).append(place)

    def from_word(self, start: int) -> Iterator[tuple[int, Guess]]:
        """Guesses for clauses that begin at a segment's first word, each with the word where it ends."""
        first = self._by_start.get(start)
        if first is None:
            return
        for last in range(first + 1, min(first + SEGMENTS_TRIED, len(self.segments)) + 1):
            shares = self.scores.of(first, last)
            for column in np.argsort(shares)[::-1][:KINDS_TRIED]:
                if shares[column] >= LIKELY and self._says(first, last, self._kinds[column].frame):
                    cost = -math.log(float(shares[column])) + self._disagreement(first, last, int(column))
                    cost += self._misfit(first, last, self._kinds[column].frame)
                    share = max(float(shares[column]), self._share_of_a_part(first, last, int(column)))
                    guess = Guess(self._kinds[column], share, first, last, cost)
                    yield self.segments[last - 1][1], guess

    def _share_of_a_part(self, first: int, last: int, column: int) -> float:
        """The most that one of several segments says for a kind, where the others are no requests of their own."""
        parts = [self.scores.of(place, place + 1) for place in range(first, last)]
        others = [float(shares.max()) for shares in parts if int(shares.argmax()) != column]
        return float(max(shares[column] for shares in parts)) if all(most < STRONG for most in others) else 0.0

    def probability(self, start: int, end: int, kind: str) -> float | None:
        """That the words from ``start`` to ``end`` are of this kind; None where they are no whole segments."""
        first, last = (
            self._by_start.get(start),
            self._by_end.get(end) or self._by_end.get(end + 1),
        )  # "?" is a segment's
        if first is None or last is None or last <= first:
            return None
        tool, _, _ = kind.partition("/")
        columns = self._columns.get(kind) or self._columns.get(
            tool
        )  # a kind without exemplars is as likely as its tool
        return float(self.scores.of(first, last)[columns].sum()) if columns else None

    def talk(self, start: int, end: int) -> frozenset[int]:
        """Words of segments between ``start`` and ``end`` that are mere talk by themselves."""
        return frozenset(
            word
            for place, (first, last) in enumerate(self.segments)
            if start <= first and last <= end and self._is_talk(place)
            for word in range(first, last)
        )

    def _is_talk(self, place: int) -> bool:
        shares = self.scores.of(place, place + 1)
        best = int(shares.argmax())
        if all(token.mention for token in self.scores.tokens(place, place + 1)):
            return False
        return bool(shares[best] >= MERE_TALK) and self._kinds[best].frame.tool in {"aside", "chat"}

    def named(self, start: int, lattice: Lattice) -> int | None:
        """The end of the segment that begins here, where it is a person's name and more names and figures only."""
        place = self._by_start.get(start)
        if place is None:
            return None
        tokens = self.scores.tokens(place, place + 1)
        people = [t for t in tokens if t.mention and t.mention.people and t.mention.people[0].how in FULL_NAME]
        bare = all(token.mention or lattice.fillers[token.start] for token in tokens)
        return self.segments[place][1] if bare and len(people) == 1 < len(tokens) else None

    def overlooked(self, match: Match) -> float:
        """What speaks against a sentence that goes over several segments: parts of it that ask for something else.

        They hide in a name ("called Acme ramp and shortlist Ann in it"), or in a second client, role or place.
        """
        inside = [span for span in self.segments if match.start <= span[0] and span[1] <= match.end]
        if len(inside) < 2:
            return 0.0
        named = [span for argument, span in match.free.items() if argument not in OWN_WORDS]
        total = 0.0
        for start, end in inside:
            if not any(first <= start and end <= last for first, last in named):
                continue
            shares = self.scores.of(self._by_start[start], self._by_start[start] + 1)
            best = int(shares.argmax())
            if shares[best] >= STRONG and self._kinds[best].frame.tool not in NO_REQUEST:
                total += OVERLOOKED
        first, last = self._by_start[inside[0][0]], self._by_start[inside[-1][0]] + 1
        return total + ANOTHER_VALUE * self._repeated(first, last, match.frame.tool)

    def tool(self, start: int) -> str:
        """What the segment that begins here is about by itself."""
        place = self._by_start[start]
        return self._kinds[int(self.scores.of(place, place + 1).argmax())].frame.tool

    def rivals(self, guess: Guess) -> list[Guess]:
        """The likeliest requests that the words of a guess may be, itself included; talk is no rival."""
        shares = self.scores.of(guess.first, guess.last)
        kinds = [self._kinds[column] for column in np.argsort(shares)[::-1][:KINDS_TRIED]]
        likely = [
            replace(guess, kind=kind, probability=float(shares[self._columns[kind.name][0]]))
            for kind in kinds
            if kind.frame.tool not in NO_REQUEST | {"again"} and self._says(guess.first, guess.last, kind.frame)
        ]
        return [one for one in likely if one.probability >= RIVAL]

    def certain(self, kind: str) -> Guess:
        """A guess of what a sentence already says."""
        return Guess(next(one for one in self._kinds if one.name == kind), 1.0, 0, 0, 0.0)

    def _says(self, first: int, last: int, frame: Frame) -> bool:
        return not frame.says or any(token.text in frame.says for token in self.scores.tokens(first, last))

    def _repeated(self, first: int, last: int, tool: str) -> int:
        """How many further clients, orders, and (where people are asked for) roles and cities are mentioned."""
        values: dict[str, set[object]] = {}
        for token in self.scores.tokens(first, last):
            if token.mention and token.text in (ONE_OF_EACH | ASKED_FOR if tool in SEARCHES else ONE_OF_EACH):
                values.setdefault(token.text, set()).add(str(token.mention.value))
        return sum(len(found) - 1 for found in values.values())

    def _misfit(self, first: int, last: int, frame: Frame) -> float:
        """Cost of mentions that such a sentence has no place for, and of the people that it lacks."""
        if frame.tool in NO_REQUEST or frame.whole:
            return 0.0
        said = {token.text for token in self.scores.tokens(first, last) if token.mention}
        fits = {mask for kind, mask in MASKS.items() if kind in frame.absorbs} | {MASKS["workers"], NAME, "<other>"}
        if frame.texts:
            return 0.0 if "about_text" in frame.texts else FOREIGN * len(said - fits - {MASKS["client"]})
        return FOREIGN * len(said - fits)

    def _disagreement(self, first: int, last: int, column: int) -> float:
        if last - first == 1:
            return 0.0
        total = 0.0
        reported = [
            place
            for place in range(first, last)
            if any(t.text == "<worker>" for t in self.scores.tokens(place, place + 1))
        ]
        tool = self._kinds[column].frame.tool
        if tool not in NO_REQUEST and not self._kinds[column].frame.whole:
            for one, other in pairwise(reported):
                between = {token.text for token in self.scores.tokens(one, other + 1) if not token.mention}
                total += ANOTHER_SENTENCE if between & FULL_STOPS else ANOTHER_PERSON
            total += ANOTHER_VALUE * self._repeated(first, last, tool)
        swallows = SWALLOWED if tool in IDLE_TALK else 0.0
        for place in range(first, last):
            shares = self.scores.of(place, place + 1)
            best = int(shares.argmax())
            worded = any(not token.mention for token in self.scores.tokens(place, place + 1))
            if best == column or shares[best] < STRONG or not worded:
                continue
            if self._kinds[best].frame.tool in NO_REQUEST:
                total += TALK
            else:
                odds = math.log(float(shares[best]) / max(float(shares[column]), 1e-6))
                total += DISAGREES * min(odds, MOST_DISAGREEMENT) + swallows
        return total
