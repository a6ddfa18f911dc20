"""The numbers of the trade: what a permit means in workers and days, and when a bench is thin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ContractStatus = Literal["overdue", "urgent", "soon", "scheduled"]
Coverage = Literal["critical", "tight", "watch", "ok"]


@dataclass(frozen=True)
class DemandRules:
    """Every number can be set by the shop; these are the defaults."""

    dollars_per_worker: int = 150_000
    least_workers: int = 2
    """Also the headcount of a permit whose cost cannot be used."""
    most_workers: int = 8
    start_after_days: int = 45
    """From issue to the start of construction."""
    staffing_days: int = 14
    """The staffing window opens, and the deadline is, so many days before construction starts."""
    expired_after_days: int = 30
    """The last day past its deadline on which a permit still is a contract."""
    urgent_days: int = 7
    soon_days: int = 21
    candidates: int = 5
    """Workers proposed for each contract."""
    critical_below: float = 0.5
    tight_below: float = 1.0
    watch_below: float = 1.5
    outsized_cost: int = 100_000_000
    """Dollars from which a cost is counted as outsized: used all the same, but worth a look."""

    @property
    def deadline_after_days(self) -> int:
        """From issue to the deadline."""
        return self.start_after_days - self.staffing_days

    def status(self, days_left: int) -> ContractStatus:
        """How pressing a contract is, from its whole days until the deadline."""
        if days_left < 0:
            return "overdue"
        if days_left <= self.urgent_days:
            return "urgent"
        return "soon" if days_left <= self.soon_days else "scheduled"

    def week(self, days_left: int) -> int:
        """Which week a contract is staffed in: 0 is the urgent one, negative weeks are past."""
        return (days_left - 1) // 7 if days_left > 0 else days_left // 7

    def coverage(self, supply: int, demand: int) -> tuple[float | None, Coverage]:
        """Supply over demand as a ratio, and what it means; no demand has no ratio and is ok."""
        if demand == 0:
            return None, "ok"
        ratio = supply / demand
        if ratio < self.critical_below:
            return ratio, "critical"
        if ratio < self.tight_below:
            return ratio, "tight"
        return ratio, "watch" if ratio < self.watch_below else "ok"
