"""The linear head: which kind of sentence a clause is, learned from the exemplars of `prompts/sentences`.

A linear model over counted features (`features`), and a second one that also has a sentence embedding of the masked
clause, for what the first is not sure of. They are learned once for each state of the words and kept as a file; reading
it takes milliseconds, and needs no learner.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from agents.understanding.features import BUCKETS, clause_features, pair_feature, word_features

VERSION = 4
"""Raised with any change to features, masks or learning, so that no older file is taken."""
SHARPNESS = 4.0
"""Margins times this, through a softmax, are the probabilities; measured on held-out exemplars."""
MOST_REMEMBERED = 50_000
Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]
"""Texts → (n, d) float32, rows of length 1."""
log = logging.getLogger("muster.understanding")


@dataclass(frozen=True)
class Layer:
    """Weights of one linear model."""

    counted: Floats
    """(f, k)"""
    bias: Floats
    """(k,)"""
    meant: Floats
    """(d, k) for the clause's embedding; (0, k) where the counts stand alone."""


@dataclass(frozen=True)
class Weights:
    """The learned numbers."""

    kinds: tuple[str, ...]
    buckets: NDArray[np.int64]
    """(f,) the features that have weights, in order."""
    quick: Layer
    """Counts alone: what it is sure of needs no embedding."""
    full: Layer
    """Counts and embedding."""


@dataclass(frozen=True)
class Evidence:
    """What some tokens speak for: sums over their features, so that parts add up."""

    quick: Floats
    """(k,)"""
    full: Floats
    """(k,)"""
    square: float
    """Squared length of the counted features."""


@dataclass(frozen=True)
class Head:
    """Scores clauses. Safe for use from several threads: what it remembers is only ever added to."""

    weights: Weights
    embed: Embed
    _rows: dict[int, int] = field(init=False, default_factory=dict)
    _remembered: dict[tuple[str, ...], Evidence] = field(init=False, default_factory=dict)
    _meanings: dict[str, Floats] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._rows.update({int(bucket): row for row, bucket in enumerate(self.weights.buckets)})

    @property
    def kinds(self) -> tuple[str, ...]:
        """The columns of every score."""
        return self.weights.kinds

    def of_token(self, token: str) -> Evidence:
        """What the token says by itself."""
        return self._recall((token,), lambda: word_features(token))

    def of_pair(self, first: str, second: str) -> Evidence:
        """What the two say together."""
        return self._recall((first, second), lambda: (pair_feature(first, second),))

    def _recall(self, key: tuple[str, ...], features: Callable[[], Iterable[tuple[int, float]]]) -> Evidence:
        known = self._remembered.get(key)
        if known is None:
            known = self._evidence(features())
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[key] = known
        return known

    def _evidence(self, features: Iterable[tuple[int, float]]) -> Evidence:
        quick, full = np.zeros(len(self.kinds), np.float32), np.zeros(len(self.kinds), np.float32)
        square = 0.0
        for bucket, weight in features:
            square += weight * weight
            row = self._rows.get(bucket)
            if row is not None:
                quick += weight * self.weights.quick.counted[row]
                full += weight * self.weights.full.counted[row]
        return Evidence(quick, full, square)

    def meanings(self, texts: Sequence[str]) -> Floats:
        """(n, d) embeddings. Masked clauses come again and again ("the client, Friday 6 am"): they are remembered."""
        new = [text for text in dict.fromkeys(texts) if text not in self._meanings]
        rows = dict(zip(new, self.embed(new), strict=True)) if new else {}
        if len(self._meanings) < MOST_REMEMBERED:
            self._meanings.update(rows)
        return np.stack([rows[text] if text in rows else self._meanings[text] for text in texts])

    def quick_shares(self, scores: Floats, square: float) -> Floats:
        """(k,) probabilities from summed counts alone."""
        return _shares(scores / np.sqrt(max(square, 1e-6)) + self.weights.quick.bias)

    def full_shares(self, scores: Floats, square: float, meaning: Floats) -> Floats:
        """(k,) probabilities from summed counts and the clause's embedding."""
        layer = self.weights.full
        return _shares(scores / np.sqrt(max(square, 1e-6)) + meaning @ layer.meant + layer.bias)


def _shares(margins: Floats) -> Floats:
    raised = np.exp(SHARPNESS * (margins - margins.max()))
    shares: Floats = raised / raised.sum()
    return shares


@dataclass(frozen=True)
class Lesson:
    """A masked exemplar, the text of it that is embedded, and its kind."""

    kind: str
    tokens: tuple[str, ...]
    text: str


def learn(lessons: Sequence[Lesson], embed: Embed) -> Weights:
    """Fit one-against-all linear support vectors (scikit-learn's LinearSVC, squared hinge, C = 1)."""
    from scipy.sparse import csr_matrix, hstack  # a second's import, for learning alone
    from sklearn.svm import LinearSVC

    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, lesson in enumerate(lessons):
        features = list(clause_features(lesson.tokens))
        length = sum(weight * weight for _, weight in features) ** 0.5
        rows += [row] * len(features)
        columns += [bucket for bucket, _ in features]
        values += [weight / length for _, weight in features]
    counted = csr_matrix((values, (rows, columns)), shape=(len(lessons), BUCKETS), dtype=np.float32)
    buckets = np.unique(counted.indices)
    meant = embed([lesson.text for lesson in lessons])
    kinds = [lesson.kind for lesson in lessons]
    layers = []
    for rows_of in (counted[:, buckets], hstack([counted[:, buckets], csr_matrix(meant)]).tocsr()):
        model: Any = LinearSVC(C=1.0, random_state=0)
        model.fit(rows_of, kinds)
        weights = model.coef_.T.astype(np.float32)
        counts, meanings = np.split(weights, [len(buckets)])
        layers.append(Layer(np.ascontiguousarray(counts), model.intercept_.astype(np.float32), meanings))
    return Weights(tuple(sorted(set(kinds))), buckets.astype(np.int64), *layers)


def learned(taught: str, folder: Path, lessons: Callable[[], Sequence[Lesson]], embed: Embed) -> Weights:
    """The weights for what was ``taught`` (a text that changes with the words): read from ``folder``, or learned now.

    A folder that cannot be written is no reason to fail: the weights then live as long as the process.
    """
    name = hashlib.sha256(f"{VERSION} {taught}".encode()).hexdigest()[:16]
    path = folder / f"head-{name}.npz"
    if path.is_file():
        return _read(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "head.lock"):
            if not path.is_file():
                _write(path, learn(lessons(), embed))
                for older in folder.glob("head-*.npz"):
                    if older != path:
                        older.unlink(missing_ok=True)
        return _read(path)
    except OSError as error:
        log.warning("what was learned cannot be kept in %s: %s", folder, error)
        return learn(lessons(), embed)


def _write(path: Path, weights: Weights) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            kinds=np.array(weights.kinds),
            buckets=weights.buckets,
            **{f"{name}_{part}": getattr(getattr(weights, name), part) for name in LAYERS for part in PARTS},
        )
    part.replace(path)


def _read(path: Path) -> Weights:
    with np.load(path, allow_pickle=False) as file:
        layers = [Layer(*(file[f"{name}_{part}"] for part in PARTS)) for name in LAYERS]
        return Weights(tuple(map(str, file["kinds"])), file["buckets"], *layers)


LAYERS, PARTS = ("quick", "full"), ("counted", "bias", "meant")
