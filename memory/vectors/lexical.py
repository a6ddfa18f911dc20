"""BM25 over what is known of the workers, as arrays: built at once, or from the last index plus what changed.

Same scores as bm25s (Lucene's formula), which cannot add a document: at 20,000 workers a change of 34 would cost
half a second there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from memory.vectors.words import terms

_K1 = np.float32(1.5)
_B = np.float32(0.75)
FILES = ("lexical.npz", "vocabulary.json")


@dataclass(frozen=True, eq=False)
class LexicalIndex:
    """Who has which terms. Postings are sorted by term, then by document; a document is a worker's position."""

    vocabulary: dict[str, int]
    """Term → its number."""
    starts: NDArray[np.int64]
    """(terms + 1): where each term's postings begin."""
    documents: NDArray[np.int32]
    """(postings)"""
    counts: NDArray[np.int32]
    """(postings): how often the document has the term."""
    size: int
    """Number of documents."""

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index texts; document i is ``texts[i]``."""
        return _empty().carried(np.zeros(0, np.int64), range(len(texts)), texts, size=len(texts))

    def carried(self, to: NDArray[np.int64], new: Iterable[int], texts: Iterable[str], *, size: int) -> LexicalIndex:
        """The next index, of ``size`` documents: document i of this one moves to ``to[i]`` (-1: gone), and the new
        documents get their texts; only these are cut into words.
        """
        vocabulary = dict(self.vocabulary)
        word_terms, word_documents = [], []
        for document, text in zip(new, texts, strict=True):
            words = terms(text)
            word_terms += [vocabulary.setdefault(word, len(vocabulary)) for word in words]
            word_documents += [document] * len(words)
        # One number a (term, document) pair: sorting these numbers sorts by term, then document, and finds repeats.
        new_keys, new_counts = np.unique(
            np.array(word_terms, np.int64) * size + np.array(word_documents, np.int64), return_counts=True
        )
        moved = to[self.documents]
        stays = moved >= 0
        keys = np.concatenate([self._terms[stays] * size + moved[stays], new_keys])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        counts = np.concatenate([self.counts[stays], new_counts])[order]
        return _assembled(vocabulary, keys, counts, size)

    def scores(self, query: str) -> NDArray[np.float32]:
        """(size,): the BM25 score of each document, 0 where it has none of the query's terms."""
        out = np.zeros(self.size, np.float32)
        for word in dict.fromkeys(terms(query)):
            term = self.vocabulary.get(word)
            if term is not None:
                postings = slice(self.starts[term], self.starts[term + 1])
                out[self.documents[postings]] += self._impacts[postings]
        return out

    def save(self, folder: Path) -> None:
        """Write `FILES` into a folder."""
        np.savez(
            folder / FILES[0],
            starts=self.starts,
            documents=self.documents,
            counts=self.counts,
            size=np.int64(self.size),
        )
        (folder / FILES[1]).write_text(json.dumps(list(self.vocabulary), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """What `save` wrote. Raises OSError, ValueError or KeyError for files that are something else."""
        words = json.loads((folder / FILES[1]).read_text(encoding="utf-8"))
        with np.load(folder / FILES[0], allow_pickle=False) as arrays:
            return cls(
                vocabulary={word: number for number, word in enumerate(words)},
                starts=arrays["starts"],
                documents=arrays["documents"],
                counts=arrays["counts"],
                size=int(arrays["size"]),
            )

    @cached_property
    def _terms(self) -> NDArray[np.int64]:
        """(postings): the term of each."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @cached_property
    def _impacts(self) -> NDArray[np.float32]:
        """(postings): what each adds to its document's score."""
        lengths = np.bincount(self.documents, weights=self.counts, minlength=self.size).astype(np.float32)
        share = lengths / np.float32(max(lengths.mean(), 1e-9)) if self.size else lengths
        having = np.diff(self.starts)
        rarity = np.log1p((self.size - having + 0.5) / (having + 0.5)).astype(np.float32)
        often = self.counts.astype(np.float32)
        weight = often / (often + _K1 * (1 - _B + _B * share[self.documents]))
        return (weight * np.repeat(rarity, having)).astype(np.float32)


def _empty() -> LexicalIndex:
    nothing = np.zeros(0, np.int32)
    return LexicalIndex({}, np.zeros(1, np.int64), nothing, nothing, 0)


def _assembled(
    vocabulary: dict[str, int], keys: NDArray[np.int64], counts: NDArray[np.int64], size: int
) -> LexicalIndex:
    """From sorted pair numbers; terms that no document has any more are dropped."""
    used, having = np.unique(keys // max(size, 1), return_counts=True)
    words = list(vocabulary)
    return LexicalIndex(
        vocabulary={words[term]: number for number, term in enumerate(used.tolist())},
        starts=np.concatenate([[0], np.cumsum(having)]).astype(np.int64),
        documents=(keys % max(size, 1)).astype(np.int32),
        counts=counts.astype(np.int32),
        size=size,
    )
