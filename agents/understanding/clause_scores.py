"""How likely any run of a message's segments is each kind of sentence, by the linear head."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from agents.understanding.features import END, START
from agents.understanding.head import Floats, Head
from agents.understanding.masking import Token, spoken

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
