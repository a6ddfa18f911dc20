"""What the linear head counts in a clause: words, pairs of words, and letters within words."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

BUCKETS = 1 << 18
"""Features are hashed; with some 40,000 of them two rarely share a bucket."""
WORD, PAIR, LETTERS = 1.0, 0.8, 0.4
"""Weight of a word, of two in a row, of each run of letters in a word."""
RUNS = (2, 3, 4)
"""Lengths of the runs of letters."""
START, END = "^", "$"
"""What stands before the first and behind the last word of a clause."""


def word_features(token: str) -> Iterator[tuple[int, float]]:
    """Features of one token by itself: (bucket, weight)."""
    yield _bucket(f"w {token}"), WORD
    if token[0].isalpha():
        framed = f"{START}{token}{END}"
        for length in RUNS:
            for place in range(len(framed) - length + 1):
                yield _bucket(f"l {framed[place : place + length]}"), LETTERS


def pair_feature(first: str, second: str) -> tuple[int, float]:
    """The feature of two tokens in a row."""
    return _bucket(f"p {first} {second}"), PAIR


def clause_features(tokens: Sequence[str]) -> Iterator[tuple[int, float]]:
    """All features of a clause."""
    for token in tokens:
        yield from word_features(token)
    for first, second in zip((START, *tokens), (*tokens, END), strict=True):
        yield pair_feature(first, second)


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS
