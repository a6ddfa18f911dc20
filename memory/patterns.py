"""What similar past fills had in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from memory.bench import Bench, Worker
from memory.grammar import counted
from memory.ledger.mirror import Mirror
from memory.playbooks import PlaybookMemory

SIMILAR = 0.6
"""Cosine from which a past fill counts as similar: the same role in a neighbouring place reaches it."""
SHOWN = 5
_EXPIRY = re.compile(r"\s*\(.*\)\s*$")


@dataclass(frozen=True)
class Share:
    """A trait and the share (0..1) of the people in similar fills who have it."""

    name: str
    share: float


@dataclass(frozen=True)
class Pattern:
    """What the people of similar fills share."""

    place: str
    fills: int
    workers: int
    certifications: tuple[Share, ...]
    skills: tuple[Share, ...]
    archetypes: tuple[Share, ...]
    reliability: tuple[float, float, float] | None
    """Lowest, median and highest reliability."""
    line: str | None
    """The same as one sentence; None where there are no similar fills."""


class Patterns:
    """Finds what worked; answers are kept until playbooks, bookings or bench change, for an hour at most."""

    def __init__(self, playbooks: PlaybookMemory, mirror: Mirror) -> None:
        self._playbooks = playbooks
        self._mirror = mirror

    def line(self, bench: Bench, place: str, now: datetime) -> str | None:
        """The pattern as one sentence."""
        return self.find(bench, place, now).line

    def find(self, bench: Bench, place: str, now: datetime) -> Pattern:
        """The pattern for ``Welder in Toledo, OH``, of shifts that are over; one counts within an hour of its end."""
        return self._mirror.derive(
            f"pattern {place}",
            ("playbooks", "playbook_workers", "bookings"),
            lambda: self._build(bench, place, now),
            also=(bench.version, int(now.timestamp()) // 3600),
        )

    def _build(self, bench: Bench, place: str, now: datetime) -> Pattern:
        fills, named = self._playbooks.nearest_workers(place, now, at_least=SIMILAR)
        workers = bench.workers(sorted(named))
        reliability = sorted(w.reliability for w in workers if w.reliability is not None)
        spread = (reliability[0], reliability[len(reliability) // 2], reliability[-1]) if reliability else None
        certifications = _shares(len(workers), (map(_bare, w.certifications) for w in workers))
        skills = _shares(len(workers), (w.skills for w in workers))
        archetypes = _shares(len(workers), ([w.archetype] if w.archetype else [] for w in workers))
        line = _line(fills, workers, certifications, skills, spread) if workers else None
        return Pattern(place, fills, len(workers), certifications, skills, archetypes, spread, line)


def _bare(certification: str) -> str:
    return _EXPIRY.sub("", certification)


def _shares(people: int, held: Iterable[Iterable[str]]) -> tuple[Share, ...]:
    counted = Counter(name for names in held for name in set(names))
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(name, count / people) for name, count in ranked[:SHOWN])


def _line(
    fills: int,
    workers: list[Worker],
    certifications: tuple[Share, ...],
    skills: tuple[Share, ...],
    spread: tuple[float, float, float] | None,
) -> str:
    traits = [f"{share.share:.0%} had {share.name}" for share in certifications[:2] + skills[:1]]
    if spread:
        traits.append(f"reliability {spread[0]:.2f}-{spread[2]:.2f}, median {spread[1]:.2f}")
    known = f"{counted(fills, 'similar fill')} by {counted(len(workers), 'worker')}"
    return f"{known}: {', '.join(traits)}." if traits else f"{known}."
