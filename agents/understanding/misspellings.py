"""Roles, cities and clients with a wrong letter or two, or cut short, where the words mean nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from agents.understanding.lexicon import City, Lexicon
from agents.understanding.mentions import Clients, Mention
from agents.understanding.words import Word

WRONG_LETTER = 0.15
"""Doubt of each wrong letter."""
CUT_SHORT = 0.1
"""Doubt of "mach ops"."""
SHORTEST, LONG = 5, 8
"""Letters of a word that may be misspelt at all, and of one that may have two wrong letters."""


def find_misspelt(
    words: Sequence[Word], lexicon: Lexicon, found: Sequence[Mention], known: frozenset[str]
) -> Iterator[Mention]:
    """Readings of words that nothing in ``found`` is sure of and that are not ``known``."""
    taken = {place for mention in found if mention.cost < WRONG_LETTER for place in range(mention.start, mention.end)}
    strange = [
        place not in taken and word.norm.isalpha() and word.norm not in known for place, word in enumerate(words)
    ]
    for place in range(len(words)):
        for length in (3, 2, 1):
            part = [word.norm for word in words[place : place + length]]
            if any(strange[place : place + length]) and len(part) == length and all(map(str.isalpha, part)):
                yield from _nearest(part, place, lexicon)
        pair = [word.norm for word in words[place : place + 2]]
        if len(pair) == 2 and all(map(str.isalpha, pair)) and any(strange[place : place + 2]):
            phrase = lexicon.abbreviations.find(pair)
            if phrase:
                yield Mention("role", place, place + 2, lexicon.roles[phrase], CUT_SHORT)


def _nearest(part: Sequence[str], place: int, lexicon: Lexicon) -> Iterator[Mention]:
    letters = sum(map(len, part))
    if letters < SHORTEST:
        return
    end = place + len(part)
    for kind, spelling in lexicon.spelling.items():
        phrase = spelling.nearest(part, 1 if letters < LONG else 2)
        if phrase is None or phrase == tuple(part) or phrase[0][0] != part[0][0]:
            continue
        doubt = WRONG_LETTER * OSA.distance(" ".join(part), " ".join(phrase))
        if kind == "role":
            yield Mention("role", place, end, lexicon.roles[phrase], doubt)
        elif kind == "certification":
            if letters >= LONG:
                yield Mention("certification", place, end, lexicon.certifications[phrase], doubt)
        elif kind == "city":
            yield Mention("city", place, end, City(lexicon.cities[phrase]), doubt)
        else:
            yield Mention("client", place, end, Clients(lexicon.clients[phrase]), doubt)
