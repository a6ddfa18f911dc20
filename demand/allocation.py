"""Who is proposed for which contract, so that one worker is not the answer to all contracts of a week.

Every contract of a role and week gets a slot, the most pressing one first; slot 0 takes the five best of the ranked
bench, slot 1 the next five. Where the bench runs out, the slots start over and say so.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from memory.search_types import Source

NO_SLOT = -1
"""Slot of a contract that is filled and needs nobody."""


class Ranker(Protocol):
    """The hybrid search, asked before anybody asks."""

    def version(self) -> Hashable:
        """Changes whenever the bench or the memory behind the ranking does."""
        ...

    def rank(self, role: str, city: str, state: str, k: int) -> Sequence[Source]:
        """The ``k`` best available workers of a role for work in a city, best first; fewer means that is the bench.

        Only the candidates that are shown are read, so the sequence may make its items when asked for them.
        """
        ...

    def pattern(self, role: str, city: str, state: str) -> str | None:
        """What past fills of this role here had in common, in one line; None where nothing is known."""
        ...


@dataclass(frozen=True)
class Shortfall:
    """A role and week for which the bench runs out before every contract has its own candidates."""

    role: str
    week_from: date
    """First deadline of that week's contracts."""
    contracts: int
    served: int
    """The most pressing contracts, which still get candidates of their own."""
    bench: int
    """How many workers could be proposed at all."""


@dataclass(frozen=True)
class Slots:
    """The place of each contract in the queue of its role and week; arrays are parallel to the contracts."""

    slot: npt.NDArray[np.int64]
    """0 is the most pressing; NO_SLOT for a contract that is filled."""
    role: npt.NDArray[np.int16]
    week: npt.NDArray[np.int64]

    def depth(self, role: int) -> int:
        """Contracts in the role's longest week."""
        return int(self.slot[self.role == role].max(initial=NO_SLOT)) + 1

    def lengths(self, role: int) -> dict[int, int]:
        """Week → its number of contracts, for one role."""
        weeks, counts = np.unique(self.week[(self.role == role) & (self.slot != NO_SLOT)], return_counts=True)
        return dict(zip(weeks.tolist(), counts.tolist(), strict=True))


def queue(role: npt.NDArray[np.int16], week: npt.NDArray[np.int64], is_open: npt.NDArray[np.bool_]) -> Slots:
    """Number the open contracts of each role and week in the order given, which is the order of urgency."""
    slot = np.full(role.size, NO_SLOT, dtype=np.int64)
    places = np.flatnonzero(is_open)
    if places.size:
        ordered = places[np.lexsort((places, week[places], role[places]))]
        starts = np.ones(ordered.size, dtype=np.bool_)
        starts[1:] = (np.diff(role[ordered]) != 0) | (np.diff(week[ordered]) != 0)
        counted = np.arange(ordered.size)
        slot[ordered] = counted - np.maximum.accumulate(np.where(starts, counted, 0))
    return Slots(slot=slot, role=role, week=week)


def proposed(ranked: Sequence[Source], slot: int, size: int) -> tuple[tuple[Source, ...], bool]:
    """The candidates of a slot, and whether some of them stand in an earlier slot too."""
    if slot == NO_SLOT:
        return (), False
    first = slot * size
    picks = range(first, first + min(size, len(ranked)))
    return tuple(ranked[pick % len(ranked)] for pick in picks), picks.stop > len(ranked) > 0


class RankedBench:
    """Rankings by role, kept until the bench or the memory changes."""

    def __init__(self, ranker: Ranker, city: str, state: str) -> None:
        self._ranker = ranker
        self._place = (city, state)
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._ranked: dict[str, tuple[int, Sequence[Any]]] = {}
        self._patterns: dict[str, str | None] = {}

    def rankings(self, depths: Mapping[str, int]) -> Mapping[str, Sequence[Source]]:
        """Role → its best workers, at least as many as asked for where the bench has them."""
        with self._lock:
            self._forget_old()
            for role, depth in depths.items():
                asked = self._ranked.get(role, (-1, ()))[0]
                if asked < depth:
                    self._ranked[role] = (depth, self._ranker.rank(role, *self._place, k=depth))
            return {role: self._ranked[role][1] for role in depths}

    def pattern(self, role: str) -> str | None:
        """The pattern line of a role."""
        with self._lock:
            self._forget_old()
            if role not in self._patterns:
                self._patterns[role] = self._ranker.pattern(role, *self._place)
            return self._patterns[role]

    def _forget_old(self) -> None:
        version = self._ranker.version()
        if version != self._version:
            self._version = version
            self._ranked.clear()
            self._patterns.clear()
