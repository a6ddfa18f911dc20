"""What the permits of the last weeks ask for, role by role, against who is available."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from demand.gaps import Gap
from demand.permits import JOBLESS, UNMAPPED, Permits
from demand.rules import Coverage, DemandRules
from demand.work_types import Place

SEVERITY: tuple[Coverage, ...] = ("critical", "tight", "watch", "ok")


@dataclass(frozen=True)
class RoleForecast:
    """One role."""

    role: str
    demand: int
    """Headcount of the permits issued in the window."""
    supply: int
    """Available workers in the permits' state."""
    coverage: float | None
    """Supply over demand, a ratio; None where nothing is demanded."""
    status: Coverage
    pipeline_usd: float
    """Sum of the usable costs of these permits."""


@dataclass(frozen=True)
class PermitCounts:
    """What became of the permits issued in the window."""

    permits: int
    no_job: int
    """The dictionary says that they ask for nobody."""
    unmapped: int
    """No rule of the dictionary fits."""
    cost_flagged: int
    """Jobs with an unusable cost: the least headcount, no dollars."""
    outsized: int
    """Jobs that report an outsized cost, which is used all the same."""
    undated: int
    """Without a readable date of issue, so in no window; counted over the whole dataset."""


NO_PERMITS = PermitCounts(permits=0, no_job=0, unmapped=0, cost_flagged=0, outsized=0, undated=0)


@dataclass(frozen=True)
class Forecast:
    """Roles, the worst covered first, then by dollars."""

    roles: tuple[RoleForecast, ...]
    as_of: datetime
    days: int
    """Length of the window that ends at ``as_of``."""
    counts: PermitCounts
    source: str
    fetched_at: datetime | None
    gap: Gap | None = None
    """Why the answer is empty."""

    @property
    def hint(self) -> str | None:
        """What to do where the answer is empty."""
        return self.gap.words if self.gap else None

    @property
    def pipeline_usd(self) -> float:
        """Dollars over all roles shown."""
        return sum(role.pipeline_usd for role in self.roles)


def role_forecasts(
    permits: Permits, supplies: Mapping[str, int], rules: DemandRules, window: npt.NDArray[np.bool_]
) -> tuple[RoleForecast, ...]:
    """One line for every role that permits can ask for and every role on the bench."""
    jobs = window & (permits.role >= 0)
    codes = permits.role[jobs]
    demand = np.bincount(codes, weights=permits.headcount[jobs], minlength=len(permits.roles))
    dollars = np.bincount(codes, weights=permits.cents[jobs] / 100, minlength=len(permits.roles))
    by_role = dict(zip(permits.roles, zip(demand.tolist(), dollars.tolist(), strict=True), strict=True))
    lines = []
    for role in by_role.keys() | supplies.keys():
        wanted, pipeline = by_role.get(role, (0.0, 0.0))
        supply = supplies.get(role, 0)
        coverage, status = rules.coverage(supply, int(wanted))
        lines.append(RoleForecast(role, int(wanted), supply, coverage, status, pipeline))
    return tuple(sorted(lines, key=lambda line: (SEVERITY.index(line.status), -line.pipeline_usd, line.role)))


def issued_window(permits: Permits, place: Place, days: int, now: datetime) -> npt.NDArray[np.bool_]:
    """Mask of the permits issued in (now - days, now], on the site's wall clock."""
    wall = np.datetime64(now.astimezone(ZoneInfo(place.zone)).replace(tzinfo=None), "s")
    recent: npt.NDArray[np.bool_] = (permits.issued > wall - np.timedelta64(days, "D")) & (permits.issued <= wall)
    return recent


def count_permits(permits: Permits, rules: DemandRules, window: npt.NDArray[np.bool_]) -> PermitCounts:
    """The permits of the window, sorted into what became of them."""
    jobs = window & (permits.role >= 0)
    return PermitCounts(
        permits=int(window.sum()),
        no_job=int((window & (permits.role == JOBLESS)).sum()),
        unmapped=int((window & (permits.role == UNMAPPED)).sum()),
        cost_flagged=int((jobs & (permits.cents == 0)).sum()),
        outsized=int((jobs & (permits.cents >= rules.outsized_cost * 100)).sum()),
        undated=permits.undated,
    )
