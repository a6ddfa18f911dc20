"""What happened at the demo's shop in the last weeks, day by day, with a pattern that can be learned.

People of the bench are booked by chance; who is reliable and holds the certification of ``outcomes.yaml`` stays more
often. Whoever a client does not want back is not sent there again, and nobody works twice on a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import numpy as np
import pyarrow as pa

from gateway.demo.draws import weighted
from gateway.demo.words import ClientWords, DemoWords
from memory.site_clock import Clocks

Kind = Literal["fill", "failure", "contact", "blacklist"]

TODAYS_FILLS = 6
TODAYS_CONTACTS = 5
SHIFT_STARTS = (time(6), time(6), time(14))
SERIOUS = ("no_show", "quit", "sent_home")
"""Failures after which a client may not want somebody back."""
BARRED_AFTER_SERIOUS = 0.4
TRIES = 100
"""How many clients and roles are tried before the bench counts as used up."""


@dataclass(frozen=True)
class DemoOutcome:
    """One thing that a recruiter recorded."""

    kind: Kind
    at: datetime
    """When it was recorded; never after the demo's now."""
    workers: tuple[str, ...]
    """Worker ids."""
    client: str
    role: str
    city: str
    state: str
    start: datetime | None = None
    """Start of the shift, of fills and failures."""
    stage: str | None = None
    """Of fills: completed, or accepted for a shift that is still to come."""
    reason: str | None = None
    """Of failures: no_show, late, quit, sent_home, other; of contacts: called, texted, no_answer, declined."""
    reason_text: str | None = None


@dataclass(frozen=True)
class _Hand:
    worker_id: str
    risk: float
    """Chance of failing on a shift."""


def outcomes(
    words: DemoWords, workers: pa.Table, seed: int, now: datetime, clocks: Clocks, weeks: int = 6
) -> Iterator[DemoOutcome]:
    """In the order in which they were recorded. One block of the bench is enough; ``now`` is aware.

    Shifts start at six or two by the ``clocks`` of their sites.
    """
    yield from sorted(_Shop(words, workers, seed, now, clocks).work(weeks), key=lambda outcome: outcome.at)


class _Shop:
    def __init__(self, words: DemoWords, workers: pa.Table, seed: int, now: datetime, clocks: Clocks) -> None:
        self._words = words
        self._rng = np.random.default_rng([seed, 2])
        self._now = now
        self._clocks = clocks
        self._barred: set[tuple[str, str]] = set()
        """Worker and client."""
        self._hands = _by_role_and_city(words, workers)

    def work(self, weeks: int) -> list[DemoOutcome]:
        today = self._now.date()
        past = [today - timedelta(days=age) for age in range(weeks * 7, 0, -1)]
        days = [day for day in past if day.weekday() < 5]
        if not self._hands or not days:
            return []
        wanted = self._words.outcomes.fills - TODAYS_FILLS
        done: list[DemoOutcome] = []
        for day, fills in zip(days, self._rng.multinomial(wanted, [1 / len(days)] * len(days)), strict=True):
            done += self._day(day, int(fills))
        done += self._ahead(today)
        for _ in range(self._words.outcomes.contacts - TODAYS_CONTACTS):
            done += self._contact(days)
        for _ in range(TODAYS_CONTACTS):
            done += self._contact([today])
        return done + self._late_bars(done)

    def _day(self, day: date, fills: int) -> list[DemoOutcome]:
        """Shifts that are over: who stayed is a fill, who did not is a failure."""
        done: list[DemoOutcome] = []
        busy: set[str] = set()
        for _ in range(fills):
            client, role, crew = self._crew(busy)
            start = self._start(client, day, SHIFT_STARTS[self._rng.integers(len(SHIFT_STARTS))])
            stayed = tuple(hand.worker_id for hand in crew if self._rng.random() >= hand.risk)
            for hand in crew:
                if hand.worker_id not in stayed:
                    done += self._failure(client, role, hand.worker_id, start)
            if stayed:
                recorded = min(start - timedelta(minutes=int(self._rng.integers(60, 1_200))), self._now)
                done.append(_outcome("fill", client, role, recorded, stayed, start=start, stage="completed"))
        return done

    def _ahead(self, today: date) -> list[DemoOutcome]:
        """Fills of today, for a shift on the next working day."""
        day = today + timedelta(days=7 - today.weekday() if today.weekday() >= 4 else 1)
        busy: set[str] = set()
        crews = [self._crew(busy) for _ in range(TODAYS_FILLS)]
        return [
            _outcome(
                "fill",
                client,
                role,
                self._today(),
                _ids(crew),
                start=self._start(client, day, SHIFT_STARTS[0]),
                stage="accepted",
            )
            for client, role, crew in crews
            if crew
        ]

    def _failure(self, client: ClientWords, role: str, worker_id: str, start: datetime) -> Iterator[DemoOutcome]:
        reasons = self._words.outcomes.reasons
        reason = list(reasons)[weighted(self._rng, (each.weight for each in reasons.values()), 1)[0]]
        said = reasons[reason].says
        text = said[self._rng.integers(len(said))]
        at = min(start + timedelta(minutes=int(self._rng.integers(20, 240))), self._now)
        yield _outcome("failure", client, role, at, (worker_id,), start=start, reason=reason, reason_text=text)
        if reason in SERIOUS and self._rng.random() < BARRED_AFTER_SERIOUS and self._bars_left():
            yield self._bar(client, role, worker_id, min(at + timedelta(minutes=90), self._now))

    def _late_bars(self, done: list[DemoOutcome]) -> list[DemoOutcome]:
        """Clients who make up their minds today, until there are as many do-not-returns as asked for."""
        sent = {(worker_id, each.client) for each in done if each.stage == "accepted" for worker_id in each.workers}
        found = []
        clients = {client.client: client for client in self._words.clients}
        for failure in sorted(
            (each for each in done if each.kind == "failure"), key=lambda each: each.at, reverse=True
        ):
            pair = (failure.workers[0], failure.client)
            later = any(
                each.kind == "fill" and pair[0] in each.workers and each.client == pair[1] and each.at > failure.at
                for each in done
            )
            if self._bars_left() and not later and pair not in self._barred | sent:
                found.append(self._bar(clients[failure.client], failure.role, pair[0], self._today()))
        return found

    def _bars_left(self) -> bool:
        return len(self._barred) < self._words.outcomes.do_not_returns

    def _bar(self, client: ClientWords, role: str, worker_id: str, at: datetime) -> DemoOutcome:
        self._barred.add((worker_id, client.client))
        said = self._words.outcomes.do_not_return_says
        text = said[self._rng.integers(len(said))]
        return _outcome("blacklist", client, role, at, (worker_id,), reason_text=text)

    def _contact(self, days: list[date]) -> Iterator[DemoOutcome]:
        client, role, crew = self._crew(set(), most=1)
        if not crew:
            return
        day = days[self._rng.integers(len(days))]
        minutes = int(self._rng.integers(5 * 60, 17 * 60))
        at = self._today() if day == self._now.date() else self._moment(day, time(minutes // 60, minutes % 60))
        ended = self._words.outcomes.contacts_ended
        reason = list(ended)[weighted(self._rng, ended.values(), 1)[0]]
        yield _outcome("contact", client, role, at, _ids(crew), reason=reason)

    def _crew(self, busy: set[str], most: int | None = None) -> tuple[ClientWords, str, list[_Hand]]:
        """A client, a role, and people who may go and are not busy, who are busy then; nobody where nobody is left."""
        clients = self._words.clients
        size = int(self._rng.integers(1, (most or self._words.outcomes.most_workers) + 1))
        for _ in range(TRIES):
            client = clients[self._rng.integers(len(clients))]
            role = client.roles[self._rng.integers(len(client.roles))]
            hands = self._hands.get((role, client.city)) or self._hands.get((role, None)) or []
            free = [h for h in hands if h.worker_id not in busy and (h.worker_id, client.client) not in self._barred]
            if free:
                chosen = self._rng.permutation(len(free))[:size]
                crew = [free[index] for index in chosen]
                busy.update(hand.worker_id for hand in crew)
                return client, role, crew
        return client, role, []

    def _start(self, client: ClientWords, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._clocks(client.city, client.state).zone)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._now.tzinfo)

    def _today(self) -> datetime:
        awake = (self._now - self._moment(self._now.date(), time(0))).total_seconds()
        return self._now - timedelta(seconds=int(self._rng.integers(0, int(min(awake, 3 * 3_600)) + 1)))


def _ids(crew: list[_Hand]) -> tuple[str, ...]:
    return tuple(hand.worker_id for hand in crew)


def _outcome(
    kind: Kind,
    client: ClientWords,
    role: str,
    at: datetime,
    workers: tuple[str, ...],
    *,
    start: datetime | None = None,
    stage: str | None = None,
    reason: str | None = None,
    reason_text: str | None = None,
) -> DemoOutcome:
    return DemoOutcome(
        kind, at, workers, client.client, role, client.city, client.state, start, stage, reason, reason_text
    )


def _by_role_and_city(words: DemoWords, workers: pa.Table) -> dict[tuple[str, str | None], list[_Hand]]:
    """Who can be sent, by role and city, and by role alone."""
    failing, certification = words.outcomes.failing, words.outcomes.certification
    columns = ["worker_id", "role", "city", "reliability", "certifications", "availability"]
    found: dict[tuple[str, str | None], list[_Hand]] = {}
    for row in workers.select(columns).to_pylist():
        if row["availability"] == "unavailable":
            continue
        odds = failing.base + failing.reliability * row["reliability"]
        odds += failing.certified * (certification in row["certifications"])
        hand = _Hand(row["worker_id"], float(1 / (1 + np.exp(-odds))))
        found.setdefault((row["role"], row["city"]), []).append(hand)
        found.setdefault((row["role"], None), []).append(hand)
    return found
