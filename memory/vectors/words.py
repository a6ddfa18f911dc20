"""From text to the terms that BM25 counts: the same for a worker and for a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_TERM = re.compile(r"[a-z0-9]+")
_PIECE = re.compile(r"[^;\n]+")
_SHORT = 80
"""Longer pieces (résumés) are rarely seen twice, so they are not remembered."""
_IES_KEPT = ("eies", "aies")
_ES_DROPPED = ("sses", "xes", "ches", "shes", "zes")
_S_KEPT = ("us", "ss", "is")

STOPWORDS = frozenset(
    """
    a an and any anyone are as at be been but by can could did do does for from get give had has have he her him his how
    i if in into is it its let like me my need needs no not of on or our please she should show so some somebody someone
    that the their them then there these they this those to us want was we were what when where which who will with
    would you your
    """.split()
)
"""Words that say nothing about what somebody can do; in a question they would only add noise."""


def terms(text: str) -> list[str]:
    """Lower case, no accents, no stopwords, plurals folded; in order, repeated where the text repeats.

    >>> terms("Two FORKLIFTS and a Reach-Truck")
    ['two', 'forklift', 'reach', 'truck']
    """
    return [term for piece in _PIECE.findall(text) for term in _piece(piece)]


def _piece(piece: str) -> Iterable[str]:
    # A bench repeats its phrases: a skill is cut into words once, not once a worker.
    return _remembered(piece) if len(piece) <= _SHORT else _cut(piece)


def _cut(piece: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", piece).encode("ascii", "ignore").decode().lower()
    return tuple(singular(word) for word in _TERM.findall(plain) if word not in STOPWORDS)


_remembered = lru_cache(maxsize=65_536)(_cut)


def singular(word: str) -> str:
    """An English plural without its ending: pallets → pallet, boxes → box, batteries → battery; glass stays.

    Only consistent, not always a real word; questions and workers go through the same fold.
    """
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_S_KEPT):
        return word
    if word.endswith("ies") and not word.endswith(_IES_KEPT):
        return word[:-3] + "y"
    if word.endswith(_ES_DROPPED):
        return word[:-2]
    return word[:-1]
