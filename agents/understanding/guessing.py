"""What kind of sentence each clause is, by the linear head: scores for any run of a message's words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from agents.understanding.features import END, START
from agents.understanding.head import Floats, Head
from agents.understanding.masking import MASKS, NAME, Token, spoken
from agents.understanding.sentence_files import SentenceKind
from agents.understanding.sentences import Frame

EMBEDDED_WHOLE = 6
"""Segments of a message that is embedded as a whole too; of a longer one the parts say more, and cost less."""
SURE_AT_ONCE = 0.8
"""Probability of every part of a message by counts alone from which nothing is embedded."""
Segment = tuple[int, int]
"""First word, and the one behind the last."""


class ClauseScores:
    """Probabilities of every run of segments of one message. Sums of parts make any run cheap.

    Only what counts alone leave open is embedded.
    """

    def __init__(self, head: Head, tokens: Sequence[Token], segments: Sequence[Segment]) -> None:
        self._head = head
        self._tokens = tokens
        self._segments = segments
        starts = [token.start for token in tokens]
        self._spans = [
            (int(np.searchsorted(starts, start)), int(np.searchsorted(starts, end))) for start, end in segments
        ]
        alone = [head.of_token(token.text) for token in tokens]
        pairs = [head.of_pair(one.text, other.text) for one, other in pairwise(tokens)]
        none = np.zeros(len(head.kinds), np.float32)
        self._alone = np.cumsum([(none, none), *((part.quick, part.full) for part in alone)], axis=0)
        self._pairs = np.cumsum([(none, none), *((part.quick, part.full) for part in pairs)], axis=0)
        self._alone_square = np.cumsum([0.0, *(part.square for part in alone)])
        self._pairs_square = np.cumsum([0.0, *(part.square for part in pairs)])
        self._known: dict[tuple[int, int], Floats] = {}
        self._meanings = self._embed()

    def tokens(self, first: int, last: int) -> Sequence[Token]:
        """Those of the segments from ``first`` to ``last`` (not included)."""
        return self._tokens[self._spans[first][0] : self._spans[last - 1][1]]

    def _embed(self) -> dict[tuple[int, int], Floats]:
        """Meanings of the whole and of the segments that counts alone leave open; none where they settle all."""
        count = len(self._segments)
        spans = [(place, place + 1) for place in range(count)]
        unsure = [span for span in spans if self._quick(*span).max() < SURE_AT_ONCE]
        if 1 < count <= EMBEDDED_WHOLE and (unsure or self._quick(0, count).max() < SURE_AT_ONCE):
            unsure.append((0, count))
        if not unsure:
            return {}
        self._known.clear()
        return dict(zip(unsure, self._head.meanings([spoken(self.tokens(*span)) for span in unsure]), strict=True))

    def of(self, first: int, last: int) -> Floats:
        """(k,) for the segments from ``first`` to ``last`` (not included)."""
        meaning = self._meaning(first, last)
        return self._quick(first, last) if meaning is None else self._full(first, last, meaning)

    def _quick(self, first: int, last: int) -> Floats:
        key = (first, last)
        if key not in self._known:
            scores, square = self._summed(first, last)
            self._known[key] = self._head.quick_shares(scores[0], square)
        return self._known[key]

    def _full(self, first: int, last: int, meaning: Floats) -> Floats:
        key = (first, last)
        if key not in self._known:
            scores, square = self._summed(first, last)
            self._known[key] = self._head.full_shares(scores[1], square, meaning)
        return self._known[key]

    def _summed(self, first: int, last: int) -> tuple[Floats, float]:
        """(2, k) scores of both layers, and the squared length."""
        start, end = self._spans[first][0], self._spans[last - 1][1]
        begin = self._head.of_pair(START, self._tokens[start].text)
        close = self._head.of_pair(self._tokens[end - 1].text, END)
        scores = self._alone[end] - self._alone[start] + self._pairs[end - 1] - self._pairs[start]
        scores = scores + np.stack([(part.quick, part.full) for part in (begin, close)]).sum(axis=0)
        square = self._alone_square[end] - self._alone_square[start]
        square += self._pairs_square[end - 1] - self._pairs_square[start] + begin.square + close.square
        return scores, float(square)

    def _meaning(self, first: int, last: int) -> Floats | None:
        """The embedding of a run, or the mean direction of those of its segments that have one."""
        if (first, last) in self._meanings or last - first == 1:
            return self._meanings.get((first, last))
        known = [self._meanings[span] for place in range(first, last) if (span := (place, place + 1)) in self._meanings]
        if not known:
            return None
        mean: Floats = np.mean(known, axis=0)
        length = float(np.linalg.norm(mean))
        return mean / length if length else mean


NO_REQUEST = frozenset({"aside", "chat", "doubt", "elsewhere", "refuse"})
"""Kinds of sentence that lead to no call."""
LIKELY, STRONG = 0.04, 0.7
"""Probability from which a kind is tried for a clause, and from which a segment insists on its own."""
KINDS_TRIED, SEGMENTS_TRIED = 3, 10
RIVAL = 0.12
"""Probability from which a reading is offered where none is likely enough."""
MERE_TALK = 0.85
"""Probability from which a segment within a request is left out of its wish."""
DISAGREES, MOST_DISAGREEMENT, TALK = 0.6, 3.0, 0.15
"""Cost of a segment within a clause that insists on another kind, per unit of log odds; of one that is mere talk."""

FULL_STOPS = frozenset({".", ";", "\n", "!"})
FOREIGN, ANOTHER_PERSON, ANOTHER_SENTENCE, ANOTHER_VALUE = 0.4, 1.0, 2.5, 1.5
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
                    guess = Guess(self._kinds[column], float(shares[column]), first, last, cost)
                    yield self.segments[last - 1][1], guess

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
                total += DISAGREES * min(odds, MOST_DISAGREEMENT)
        return total
