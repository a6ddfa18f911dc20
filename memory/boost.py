"""The ranking's formulas, as pure functions of numbers.

They are Muster's own (see docs/ranking.md): what a past success is worth to the people who made it, and what a
failure costs. Everything is float64.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

BOOST_CAP = 0.25
"""However many successes, the boost is at most this."""
BOOST_WEIGHT = 0.5
BOOST_DECAY_DAYS = 30.0
NEAREST_PLAYBOOKS = 200
PENALTY_CAP = 0.40
PENALTY_WEIGHT = 0.10
PENALTY_DECAY_DAYS = 60.0
RELIABILITY_WEIGHT = 0.1
SECONDS_A_DAY = 86_400.0

FAILURE_WEIGHTS = {"no_show": 1.0, "quit": 0.75, "sent_home": 0.75, "late": 0.25, "other": 0.25}
"""How much each kind of failure costs, before it fades."""


def age_days(then: float, now: float) -> float:
    """Days from ``then`` to ``now`` (both epoch seconds), never below zero: a future date counts as fresh."""
    return max((now - then) / SECONDS_A_DAY, 0.0)


def boost_part(cosine: float, age: float, failures: int, n_workers: int) -> float:
    """What one playbook gives one of its workers.

    ``max(cosine, 0) * 0.5 * exp(-age / 30) * 0.5 ** failures / n_workers`` with age in days.
    """
    return max(cosine, 0.0) * BOOST_WEIGHT * math.exp(-age / BOOST_DECAY_DAYS) * 0.5**failures / n_workers


def capped_boost(parts: Iterable[float]) -> float:
    """The boost of a worker: the sum of the parts, at most 0.25."""
    return min(math.fsum(parts), BOOST_CAP)


def penalty(failures: Iterable[tuple[str, float]]) -> float:
    """What a worker's failures cost: ``min(0.10 * sum of w * exp(-age / 60), 0.40)``.

    ``failures`` are pairs of reason and age in days. Raises KeyError for a reason without a weight.
    """
    total = math.fsum(FAILURE_WEIGHTS[reason] * math.exp(-age / PENALTY_DECAY_DAYS) for reason, age in failures)
    return min(PENALTY_WEIGHT * total, PENALTY_CAP)
