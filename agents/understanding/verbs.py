"""A misspelt verb of a report, read as the one that it is nearest to: "Ana accpted, Tom declned"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from agents.understanding.lexicon import Lexicon
from agents.understanding.words import Message, Word

SHORTEST = 5
"""Letters of a word that may be misspelt."""


class VerbSpelling:
    """Corrects one wrong, missing, doubled or swapped letter, where only one verb is that near."""

    def __init__(self, verbs: Collection[str], known: Collection[str]) -> None:
        """``known`` are words that mean something as they are."""
        self._verbs = sorted(verbs)
        self._known = frozenset(known) | frozenset(verbs)

    def corrected(self, message: Message, lexicon: Lexicon) -> Message:
        """The message with such words read as what they are meant to be; its text stays as it was typed."""
        words = tuple(self._corrected(word, lexicon) for word in message.words)
        return message if words == message.words else replace(message, words=words)

    def _corrected(self, word: Word, lexicon: Lexicon) -> Word:
        norm = word.norm
        if len(norm) < SHORTEST or not norm.isalpha() or norm in self._known or norm in lexicon.words:
            return word
        near = extract(norm, self._verbs, scorer=OSA.distance, score_cutoff=1, limit=2)
        if len(near) != 1 or near[0][0][0] != norm[0] or lexicon.names.called(norm):
            return word
        return replace(word, norm=near[0][0])
