"""Names, telephone numbers and addresses of invented people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gateway.demo.draws import Indices, picked, weighted
from gateway.demo.words import City, NameGroup

LINES = 10_000
"""Numbers of one exchange."""
STRIDE = 7_919
"""Neighbours on the bench get unlike numbers; prime to LINES, so that none repeats early."""
JUNIOR = 0.015


class NameBook:
    """First and last names by group, laid end to end so that many are drawn at once."""

    def __init__(self, groups: Sequence[NameGroup]) -> None:
        self._groups = groups
        self._first = [name for group in groups for name in group.first]
        self._last = [name for group in groups for name in group.last]
        self._firsts = _spans([len(group.first) for group in groups])
        self._lasts = _spans([len(group.last) for group in groups])

    def draw(self, rng: np.random.Generator, numbers: Indices) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Name, e-mail address and language for the workers of these numbers."""
        size = numbers.size
        group = weighted(rng, (each.weight for each in self._groups), size)
        first, last, mother = (_within(rng, spans, group) for spans in (self._firsts, self._lasts, self._lasts))
        doubled = rng.random(size) < np.array([each.two_surnames for each in self._groups])[group]
        junior = rng.random(size) < JUNIOR
        tail = pc.if_else(
            pa.array(doubled),
            picked(self._last, mother),
            pc.if_else(pa.array(junior), "Jr.", pa.scalar(None, pa.string())),
        )
        name = pc.binary_join_element_wise(
            picked(self._first, first), picked(self._last, last), tail, " ", null_handling="skip"
        )
        box = pc.binary_join_element_wise(
            picked([slug(text) for text in self._first], first),
            picked([slug(text) for text in self._last], last),
            pa.array(numbers).cast(pa.string()),
            ".",
        )
        email = pc.binary_join_element_wise(box, "example.com", "@")
        return name, email, self._language(rng, group)

    def _language(self, rng: np.random.Generator, group: Indices) -> pa.Array:
        others = [next(iter(each.language.items()), ("en", 0.0)) for each in self._groups]
        prefers = rng.random(group.size) < np.array([share for _, share in others])[group]
        return pc.if_else(pa.array(prefers), picked([language for language, _ in others], group), "en")


def phones(cities: Sequence[City], city: Indices, place: Indices) -> pa.Array:
    """``+1 area 555 line``: the area codes of the city, the 555 exchange, where nobody lives.

    ``place`` counts the workers of each city from 0. A city's numbers repeat only after 10,000 for each area code.
    """
    codes = _spans([len(each.area_codes) for each in cities])
    code = codes[0][city] + (place // LINES) % codes[1][city]
    line = pc.utf8_lpad(pa.array(place * STRIDE % LINES).cast(pa.string()), 4, "0")
    area = picked([area for each in cities for area in each.area_codes], code)
    return pc.binary_join_element_wise("+1", area, "555", line, "")


def slug(name: str) -> str:
    """A name as a mail box spells it: ``Łukasz`` and ``O'Brien`` → ``lukasz``, ``obrien``."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return re.sub(r"[^a-z]", "", plain.lower())


def _spans(lengths: Sequence[int]) -> tuple[Indices, Indices]:
    """Where each group starts in the laid-out texts, and how long it is."""
    sizes = np.array(lengths, dtype=np.int64)
    return np.cumsum(sizes) - sizes, sizes


def _within(rng: np.random.Generator, spans: tuple[Indices, Indices], group: Indices) -> Indices:
    starts, sizes = spans
    return starts[group] + (rng.random(group.size) * sizes[group]).astype(np.int64)
