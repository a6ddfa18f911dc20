"""Building permits in the shape of Chicago's feed: every value a text, missing values missing."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from gateway.demo.draws import weighted
from gateway.demo.words import DemoWords, PermitKind, PermitWords

DAYS_A_MONTH = 30
STANDING = {"ACTIVE": 45.0, "COMPLETE": 45.0, "SUSPENDED": 10.0}
BOX = ((41.66, 42.02), (-87.80, -87.55))
"""Latitudes and longitudes of Chicago, roughly."""

COLUMNS = pa.schema(
    [
        (name, pa.string())
        for name in (
            "id",
            "permit_",
            "permit_status",
            "permit_type",
            "review_type",
            "work_type",
            "issue_date",
            "street_number",
            "street_direction",
            "street_name",
            "work_description",
            "reported_cost",
            "contact_1_type",
            "community_area",
            "ward",
            "latitude",
            "longitude",
        )
    ]
)


def permits(words: DemoWords, seed: int, now: datetime, months: int = 3) -> pa.Table:
    """Permits issued in the ``months`` before ``now`` (the day of ``now`` included), oldest first; ids are DEMO-…"""
    rng = np.random.default_rng([seed, 1])
    manner = words.permits
    rows: list[dict[str, str | None]] = []
    for age in range(months * DAYS_A_MONTH - 1, -1, -1):
        day = now.date() - timedelta(days=age)
        kinds = weighted(rng, (kind.weight for kind in manner.kinds), _how_many(rng, manner, day.weekday(), age))
        for kind in kinds:
            rows.append(_permit(rng, manner, manner.kinds[kind], f"DEMO-{len(rows) + 1:06d}", f"{day}T00:00:00.000"))
    return pa.Table.from_pylist(rows, COLUMNS)


def _how_many(rng: np.random.Generator, manner: PermitWords, weekday: int, age: int) -> int:
    usual = manner.per_day.weekend if weekday >= 5 else manner.per_day.weekday
    return int(rng.poisson(usual * (manner.staffed.left if age > manner.staffed.after_days else 1)))


def _permit(
    rng: np.random.Generator, manner: PermitWords, kind: PermitKind, permit_id: str, issued: str
) -> dict[str, str | None]:
    says = kind.says[rng.integers(len(kind.says))]
    status = weighted(rng, STANDING.values(), 1)[0]
    return {
        "id": permit_id,
        "permit_": permit_id,
        "permit_status": list(STANDING)[status],
        "permit_type": kind.permit_type or manner.express,
        "review_type": kind.review_type,
        "work_type": kind.work_type,
        "issue_date": issued,
        "street_number": str(rng.integers(1, 9_900)),
        "street_direction": "NSEW"[rng.integers(4)],
        "street_name": manner.streets[rng.integers(len(manner.streets))],
        "work_description": says.format(n=rng.integers(2, 9), part=manner.parts[rng.integers(len(manner.parts))]),
        "reported_cost": _cost(rng, kind),
        "contact_1_type": "CONTRACTOR-GENERAL CONTRACTOR" if rng.random() < 0.57 else None,
        "community_area": str(rng.integers(1, 78)),
        "ward": str(rng.integers(1, 51)),
        "latitude": f"{rng.uniform(*BOX[0]):.6f}",
        "longitude": f"{rng.uniform(*BOX[1]):.6f}",
    }


def _cost(rng: np.random.Generator, kind: PermitKind) -> str | None:
    luck = rng.random()
    if luck < kind.no_cost:
        return None
    if luck < kind.no_cost + kind.zero_cost:
        return "0"
    median, spread = kind.cost
    dollars = median * float(np.exp(rng.normal(0.0, spread)))
    step = 500 if dollars > 10_000 else 1  # large costs are guessed in round numbers
    return str(max(round(dollars / step) * step, 1))
