"""Words cut short as people type them: "mach ops", "prod wkrs", "otter crk"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.understanding.vocabulary import Phrase

VOWELS = frozenset("aeiou")
SHORTEST_CUT, SHORTEST_SKELETON = 3, 2
"""Letters of a word's beginning, and of its consonants, that may stand for it."""


def abbreviates(short: str, word: str) -> bool:
    """Whether ``short`` is the beginning of ``word``, or its consonants ("wkrs", "whse"); a plural s may hang on."""
    if short == word:
        return True
    stem = short[:-1] if short.endswith("s") and not word.endswith("s") else short
    if len(stem) > len(word) - 2 or not stem or stem[0] != word[0]:
        return stem == word
    if len(stem) >= SHORTEST_CUT and word.startswith(stem):
        return True
    vowels = sum(letter in VOWELS for letter in stem[1:])
    return len(stem) >= SHORTEST_SKELETON and vowels <= 1 and stem[-1] not in VOWELS - {"e"} and _within(stem, word)


def _within(stem: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in stem)


class Abbreviations:
    """Phrases of two words by their first letters, so that few are looked at."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_letters: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            if len(phrase) == 2:
                self._by_letters.setdefault(phrase[0][0] + phrase[1][0], []).append(phrase)

    def find(self, words: Sequence[str]) -> Phrase | None:
        """The phrase that two words stand for; None where none fits."""
        near = self._by_letters.get(words[0][0] + words[1][0], ())
        return next((p for p in near if abbreviates(words[0], p[0]) and abbreviates(words[1], p[1])), None)


def continued(said: Sequence[str], name: Sequence[str]) -> int:
    """How many of the words ``said`` stand, in turn, for the words of ``name``."""
    count = 0
    for short, word in zip(said, name, strict=False):
        if not (short.isalpha() and abbreviates(short, word)) and (short, word) != ("&", "and"):
            break
        count += 1
    return count
