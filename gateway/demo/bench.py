"""The demo bench: invented workers, block by block, so that a million of them fit in little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gateway.demo.draws import Indices, labels, lists, picked, weighted
from gateway.demo.people import NameBook, phones
from gateway.demo.words import DemoWords, Trade

BLOCK = 50_000
"""Workers in one table."""

COLUMNS = pa.schema(
    [
        ("worker_id", pa.string()),
        ("name", pa.string()),
        ("role", pa.string()),
        ("city", pa.string()),
        ("state", pa.string()),
        ("zip", pa.string()),
        ("skills", pa.list_(pa.string())),
        ("certifications", pa.list_(pa.string())),
        ("reliability", pa.float64()),
        ("availability", pa.string()),
        ("shift", pa.string()),
        ("pay_rate", pa.decimal128(10, 2)),
        ("phone", pa.string()),
        ("email", pa.string()),
        ("archetype", pa.string()),
        ("language", pa.string()),
        ("sms_consent", pa.bool_()),
    ]
)


def workers(words: DemoWords, size: int, seed: int, today: date) -> Iterator[pa.Table]:
    """``size`` workers in blocks of COLUMNS; certifications run out around ``today``."""
    trades, cities = list(words.roles.values()), words.bench.cities
    names, skills = NameBook(words.bench.names), _SkillBook(trades)
    certifications = _CertificationBook(words, today)
    living = np.zeros(len(cities), dtype=np.int64)
    for start in range(0, size, BLOCK):
        rng = np.random.default_rng([seed, start])
        numbers = np.arange(start + 1, min(start + BLOCK, size) + 1, dtype=np.int64)
        role = weighted(rng, (trade.weight for trade in trades), numbers.size)
        city = weighted(rng, (each.weight for each in cities), numbers.size)
        place = living[city] + _count_up(city)
        living += np.bincount(city, minlength=len(cities))
        name, email, language = names.draw(rng, numbers)
        reliability = rng.beta(*words.bench.reliability, numbers.size).round(2)
        yield pa.Table.from_arrays(
            [
                pc.binary_join_element_wise("W", pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 6, "0"), "-"),
                name,
                picked(list(words.roles), role),
                picked([each.city for each in cities], city),
                picked([each.state for each in cities], city),
                _zips(rng, np.array([each.zips for each in cities])[city]),
                skills.draw(rng, role),
                certifications.draw(rng, role),
                pa.array(reliability),
                labels(rng, words.bench.availability, numbers.size),
                labels(rng, words.bench.shift, numbers.size),
                _pay(rng, np.array([trade.pay for trade in trades])[role], reliability),
                phones(cities, city, place),
                email,
                labels(rng, words.bench.archetype, numbers.size),
                language,
                pa.array(rng.random(numbers.size) < words.bench.sms_consent),
            ],
            schema=COLUMNS,
        )


class _SkillBook:
    """Three to six of the skills of a trade."""

    def __init__(self, trades: Sequence[Trade]) -> None:
        most = max(len(trade.skills) for trade in trades)
        self._texts = [skill for trade in trades for skill in trade.skills]
        lengths = np.array([len(trade.skills) for trade in trades])
        self._starts = np.cumsum(lengths) - lengths
        self._missing = np.arange(most) >= lengths[:, None]

    def draw(self, rng: np.random.Generator, role: Indices) -> pa.Array:
        keys = rng.random((role.size, self._missing.shape[1]))
        keys[self._missing[role]] = 2.0  # past every real skill
        chosen = np.argsort(keys, axis=1)[:, :6] + self._starts[role][:, None]
        kept = np.arange(6) < rng.integers(3, 7, role.size)[:, None]
        return lists(self._texts, chosen, kept)


class _CertificationBook:
    """Certifications by the trade's shares, some with the day on which they run out."""

    def __init__(self, words: DemoWords, today: date) -> None:
        self._names = sorted({name for trade in words.roles.values() for name in trade.certifications})
        self._shares = np.array(
            [[trade.certifications.get(name, 0.0) for name in self._names] for trade in words.roles.values()]
        )
        self._expires = np.array([name in words.bench.expiring for name in self._names])
        first, last = words.bench.expiry_months
        months = np.datetime64(today, "M") + np.arange(first, last + 1)
        self._ends = [f" ({month}-01)" for month in months.astype(str)]
        self._texts = [name + end for name in self._names for end in ["", *self._ends]]

    def draw(self, rng: np.random.Generator, role: Indices) -> pa.Array:
        kept = rng.random((role.size, len(self._names))) < self._shares[role]
        end = np.where(self._expires, rng.integers(1, len(self._ends) + 1, kept.shape), 0)
        chosen = np.arange(len(self._names)) * (len(self._ends) + 1) + end
        return lists(self._texts, chosen, kept)


def _count_up(city: Indices) -> Indices:
    """How many rows before each have the same city."""
    order = np.argsort(city, kind="stable")
    starts = np.cumsum(np.bincount(city)) - np.bincount(city)
    counted = np.empty_like(city)
    counted[order] = np.arange(city.size) - starts[city[order]]
    return counted


def _zips(rng: np.random.Generator, span: Indices) -> pa.Array:
    zips = rng.integers(span[:, 0], span[:, 1] + 1)
    return pc.utf8_lpad(pa.array(zips).cast(pa.string()), 5, "0")


def _pay(
    rng: np.random.Generator, span: np.typing.NDArray[np.float64], reliability: np.typing.NDArray[np.float64]
) -> pa.Array:
    """USD an hour in quarters; who comes reliably earns somewhat more."""
    place = 0.7 * rng.beta(2, 3, reliability.size) + 0.3 * reliability
    quarters = ((span[:, 0] + (span[:, 1] - span[:, 0]) * place) * 4).round() / 4
    return pa.array(quarters).cast(pa.decimal128(10, 2))
