"""The demand desk: what building permits ask for, and what the bench can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np

from demand.allocation import RankedBench, Ranker, Shortfall
from demand.contracts import Contract, ContractFilter, LiveContracts, live_contracts
from demand.forecast import NO_PERMITS, Forecast, count_permits, issued_window, role_forecasts
from demand.gaps import Gap
from demand.permits import PermitBook, PermitSource
from demand.rules import ContractStatus, DemandRules
from demand.work_types import WorkTypes
from memory.errors import BadInput, NotFound

DEFAULT_DAYS = 30


class Supply(Protocol):
    """The bench, as the forecast sees it."""

    def supplies(self, state: str) -> Mapping[str, int]:
        """Available workers of each role in a state."""
        ...


@dataclass(frozen=True)
class ContractList:
    """Contracts by deadline, the dearest first within a day."""

    contracts: tuple[Contract, ...]
    total: int
    """How many fit; more than are listed where a limit was set."""
    short: tuple[Shortfall, ...]
    """Where the bench runs out in the roles and weeks of all that fit."""
    as_of: datetime
    source: str
    fetched_at: datetime | None
    gap: Gap | None = None
    """Why there is none."""

    @property
    def hint(self) -> str | None:
        """What to do where there is none."""
        return self.gap.words if self.gap else None


class DemandDesk:
    """Answers for one permit feed and one bench. Cheap to ask: permits and rankings are kept by version."""

    def __init__(
        self,
        source: PermitSource,
        bench: Supply,
        ranker: Ranker,
        work_types: WorkTypes,
        rules: DemandRules | None = None,
    ) -> None:
        self._source = source
        self._bench = bench
        self._rules = rules or DemandRules()
        self._place = work_types.place
        self._roles = work_types.roles
        self._book = PermitBook(source, work_types, self._rules)
        self._ranked = RankedBench(ranker, self._place.city, self._place.state)

    def forecast(
        self,
        now: datetime,
        *,
        role: str | None = None,
        city: str | None = None,
        state: str | None = None,
        days: int = DEFAULT_DAYS,
    ) -> Forecast:
        """Demand, supply and dollars by role; ``now`` is aware.

        A place without permits gives no roles and a hint. Raises BadInput for a window of less than a day.
        """
        if days < 1:
            raise BadInput(f"A window of {days} days is none.", code="bad_days", hint="Ask for at least 1 day.")
        permits = self._book.current()
        gap = Gap("no_permits") if permits is None else self._elsewhere(city, state)
        fetched_at = self._source.fetched_at()
        if permits is None or gap is not None:
            return Forecast((), now, days, NO_PERMITS, self._source.name, fetched_at, gap)
        window = issued_window(permits, self._place, days, now)
        lines = role_forecasts(permits, self._bench.supplies(self._place.state), self._rules, window)
        if role is not None:
            lines = tuple(line for line in lines if line.role.casefold() == role.casefold())
            gap = None if lines else Gap("unknown_role", role)
        counts = count_permits(permits, self._rules, window)
        return Forecast(lines, now, days, counts, self._source.name, fetched_at, gap)

    def contracts(
        self,
        now: datetime,
        *,
        filled: Mapping[str, int] | None = None,
        role: str | None = None,
        city: str | None = None,
        state: str | None = None,
        status: ContractStatus | None = None,
        within_days: int | None = None,
        limit: int | None = None,
    ) -> ContractList:
        """Contracts at ``now`` (aware), each with its candidates.

        ``filled`` is permit id → bookings that stand on it. ``within_days`` leaves out what is overdue.
        """
        live = self._live(now, filled)
        gap = Gap("no_permits") if live is None else self._elsewhere(city, state)
        fetched_at = self._source.fetched_at()
        if live is None or gap is not None:
            return ContractList((), 0, (), now, self._source.name, fetched_at, gap)
        found = live.matching(ContractFilter(role, status, within_days))
        return ContractList(
            contracts=live.contracts(found[:limit], self._ranked),
            total=int(found.size),
            short=live.shortfalls(found, self._ranked),
            as_of=now,
            source=self._source.name,
            fetched_at=fetched_at,
            gap=None if found.size else self._no_contract(role),
        )

    def contract(self, permit_id: str, now: datetime, *, filled: Mapping[str, int] | None = None) -> Contract:
        """One contract. Raises NotFound for a permit that is unknown, is no job, or is no contract any more."""
        live = self._live(now, filled)
        if live is not None:
            places = [place for place, known in enumerate(live.permit_ids()) if known == permit_id]
            if places:
                return live.contracts(np.array(places, dtype=np.int64), self._ranked)[0]
        raise NotFound(
            f"No contract has the permit {permit_id!r}.",
            code="no_contract",
            details={"permit_id": permit_id},
            hint="A permit is a contract until its deadline is 30 days past; ask for the contracts of now.",
        )

    def _live(self, now: datetime, filled: Mapping[str, int] | None) -> LiveContracts | None:
        permits = self._book.current()
        return None if permits is None else live_contracts(permits, self._place, self._rules, filled or {}, now)

    def _no_contract(self, role: str | None) -> Gap:
        asked = {known.casefold(): known for known in self._roles}
        if role is None or role.casefold() in asked:
            return Gap("no_contract")
        return Gap("role_not_asked", role, tuple(self._roles))

    def _elsewhere(self, city: str | None, state: str | None) -> Gap | None:
        """Why a place has no answer; None for the feed's own."""
        asked = [(city, self._place.city), (state, self._place.state)]
        if all(wanted is None or wanted.casefold() == own.casefold() for wanted, own in asked):
            return None
        where = ", ".join(wanted for wanted, _ in asked if wanted)
        return Gap("elsewhere", where, (self._place.city, self._place.state))
