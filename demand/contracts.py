"""Permits that are contracts now: when each must be staffed, how pressing that is, and who could go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from demand.allocation import RankedBench, Shortfall, Slots, proposed, queue
from demand.permits import Permits
from demand.rules import ContractStatus, DemandRules
from demand.work_types import Place
from memory.clock import START_OF_DAY
from memory.search_types import Source

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Contract:
    """An order that was derived from a permit."""

    permit_id: str
    role: str
    headcount: int
    filled: int
    """Bookings that stand on it."""
    city: str
    state: str
    address: str
    cost: float | None
    """US dollars; None where the reported cost is unusable."""
    cost_usable: bool
    issued: date
    construction_start: date
    deadline: date
    deadline_at: datetime
    """06:00 of the deadline at the site."""
    days_left: int
    """Whole days from now until ``deadline_at``, rounded down; negative once it is past."""
    status: ContractStatus
    candidates: tuple[Source, ...]
    """Best first; none where every seat is filled."""
    candidates_shared: bool
    """The bench ran out this week: some of the candidates are proposed for a more pressing contract too."""
    pattern: str | None


@dataclass(frozen=True)
class SiteDay:
    """What follows from a day of issue."""

    issued: date
    construction_start: date
    deadline: date
    deadline_at: datetime


@dataclass(frozen=True)
class ContractFilter:
    """What a contract must fit; None fits all."""

    role: str | None = None
    status: ContractStatus | None = None
    within_days: int | None = None
    """Deadline ahead, and by so many days at most."""


@dataclass(frozen=True)
class LiveContracts:
    """The permits that are contracts at one moment, as parallel columns in the order of urgency."""

    permits: Permits
    rows: npt.NDArray[np.int64]
    """Positions in ``permits``."""
    days_left: npt.NDArray[np.int64]
    filled: npt.NDArray[np.int64]
    slots: Slots
    place: Place
    rules: DemandRules

    @property
    def roles(self) -> npt.NDArray[np.int16]:
        """Role codes."""
        return self.slots.role

    def permit_ids(self) -> list[str]:
        """Permit ids, in the order of the columns."""
        ids: list[str] = self.permits.ids.take(self.rows).to_pylist()
        return ids

    def matching(self, wanted: ContractFilter) -> npt.NDArray[np.int64]:
        """Positions (in these columns) of the contracts that fit."""
        fits = np.ones(self.rows.size, dtype=np.bool_)
        if wanted.role is not None:
            codes = [code for code, role in enumerate(self.permits.roles) if role.casefold() == wanted.role.casefold()]
            fits &= np.isin(self.roles, codes)
        if wanted.status is not None:
            days, found = np.unique(self.days_left, return_inverse=True)
            fits &= np.array([self.rules.status(day) == wanted.status for day in days.tolist()], dtype=np.bool_)[found]
        if wanted.within_days is not None:
            fits &= (self.days_left >= 0) & (self.days_left <= wanted.within_days)
        return np.flatnonzero(fits)

    def contracts(self, positions: npt.NDArray[np.int64], bench: RankedBench) -> tuple[Contract, ...]:
        """The contracts at these positions, with candidates."""
        rankings = self._rankings(positions, bench)
        patterns = {role: bench.pattern(role) for role in rankings}
        rows = self.rows[positions]
        columns = (
            self.permits.ids.take(rows).to_pylist(),
            [self.permits.roles[code] for code in self.roles[positions].tolist()],
            self.permits.headcount[rows].tolist(),
            self.filled[positions].tolist(),
            self.permits.addresses.take(rows).to_pylist(),
            self.permits.cents[rows].tolist(),
            self._days(positions),
            self.days_left[positions].tolist(),
            self.slots.slot[positions].tolist(),
        )
        found = []
        for permit_id, role, headcount, filled, address, cents, day, days_left, slot in zip(*columns, strict=True):
            candidates, shared = proposed(rankings[role], slot, self.rules.candidates)
            found.append(
                Contract(
                    permit_id=permit_id,
                    role=role,
                    headcount=headcount,
                    filled=filled,
                    city=self.place.city,
                    state=self.place.state,
                    address=address,
                    cost=cents / 100 if cents else None,
                    cost_usable=cents > 0,
                    issued=day.issued,
                    construction_start=day.construction_start,
                    deadline=day.deadline,
                    deadline_at=day.deadline_at,
                    days_left=days_left,
                    status=self.rules.status(days_left),
                    candidates=candidates,
                    candidates_shared=shared,
                    pattern=patterns[role],
                )
            )
        return tuple(found)

    def shortfalls(self, positions: npt.NDArray[np.int64], bench: RankedBench) -> tuple[Shortfall, ...]:
        """Where the bench runs out in the weeks and roles of these contracts, soonest first."""
        asked = set(zip(self.roles[positions].tolist(), self.slots.week[positions].tolist(), strict=True))
        found = []
        for role, ranked in self._rankings(positions, bench).items():
            code = self.permits.roles.index(role)
            for week, contracts in self.slots.lengths(code).items():
                if (code, week) in asked and contracts * self.rules.candidates > len(ranked):
                    first = int(np.flatnonzero((self.roles == code) & (self.slots.week == week))[0])
                    week_from = self._days(np.array([first]))[0].deadline
                    served = len(ranked) // self.rules.candidates
                    found.append(Shortfall(role, week_from, contracts, served, len(ranked)))
        return tuple(sorted(found, key=lambda short: (short.week_from, short.role)))

    def _rankings(self, positions: npt.NDArray[np.int64], bench: RankedBench) -> Mapping[str, Sequence[Source]]:
        codes = np.unique(self.roles[positions]).tolist()
        return bench.rankings(
            {self.permits.roles[code]: self.slots.depth(code) * self.rules.candidates for code in codes}
        )

    def _days(self, positions: npt.NDArray[np.int64]) -> list[SiteDay]:
        issued = self.permits.issued[self.rows[positions]].astype("datetime64[D]").tolist()
        made = {day: site_day(day, self.place, self.rules) for day in set(issued)}
        return [made[day] for day in issued]


def live_contracts(
    permits: Permits, place: Place, rules: DemandRules, filled: Mapping[str, int], now: datetime
) -> LiveContracts:
    """The permits that are contracts at ``now`` (aware): issued by then, and not too long past their deadline.

    ``filled`` is permit id → bookings that stand on it.
    """
    wall = np.datetime64(now.astimezone(ZoneInfo(place.zone)).replace(tzinfo=None), "s")
    rows = np.flatnonzero((permits.issued <= wall) & (permits.role >= 0))
    oldest = wall - np.timedelta64(rules.deadline_after_days + rules.expired_after_days + 2, "D")
    rows = rows[permits.issued[rows] >= oldest]
    days, found = np.unique(permits.issued[rows].astype("datetime64[D]"), return_inverse=True)
    left = np.array([whole_days(now, site_day(day, place, rules).deadline_at) for day in days.tolist()], dtype=np.int64)
    days_left = left[found]
    alive = days_left >= -rules.expired_after_days
    rows, days_left = rows[alive], days_left[alive]
    booked = np.zeros(rows.size, dtype=np.int64)
    if filled:
        booked[:] = [filled.get(permit_id, 0) for permit_id in permits.ids.take(rows).to_pylist()]
    week_of = {day: rules.week(day) for day in np.unique(days_left).tolist()}
    week = np.array([week_of[day] for day in days_left.tolist()], dtype=np.int64)
    slots = queue(permits.role[rows], week, booked < permits.headcount[rows])
    return LiveContracts(permits, rows, days_left, booked, slots, place, rules)


def site_day(issued: date, place: Place, rules: DemandRules) -> SiteDay:
    """The dates of every permit that was issued on one day."""
    deadline = issued + timedelta(days=rules.deadline_after_days)
    return SiteDay(
        issued=issued,
        construction_start=issued + timedelta(days=rules.start_after_days),
        deadline=deadline,
        deadline_at=datetime.combine(deadline, START_OF_DAY, ZoneInfo(place.zone)),
    )


def whole_days(now: datetime, until: datetime) -> int:
    """Days of 24 hours between two aware moments, rounded down."""
    # Through UTC: two aware datetimes of one zone subtract as wall clocks, an hour off across a clock change.
    return int((until.astimezone(UTC) - now.astimezone(UTC)).total_seconds() // DAY_SECONDS)
