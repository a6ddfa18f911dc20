"""Datasets with a meaning: their keys and what their columns hold, the most useful first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from memory.lake.kinds import COUNT, LIST, MOMENT, MONEY, RATIO, STATE, TEXT, YES_NO, Kind, choice, group

SHIFT = choice("day", "night", "swing", "any")
TRADE, CITY = group("is no trade"), group("is no city")

PERMIT_COLUMNS = (
    "id",
    "permit_type",
    "work_type",
    "work_description",
    "reported_cost",
    "issue_date",
    "permit_status",
    "street_number",
    "street_direction",
    "street_name",
    "review_type",
)
"""The feed writes every scalar as a string, and not every cost is a number: they stay text."""


@dataclass(frozen=True)
class Known:
    """A dataset that the desk understands."""

    key: str
    columns: Mapping[str, Kind]
    required: tuple[str, ...]
    """What every source must have and every row must fill; the key is one of them."""
    sort: tuple[str, ...] = field(default=())
    """How a large file is laid out, so that narrow filters read little."""
    site: tuple[str, str] | None = None
    """The columns of city and state on whose clock its moments are."""
    open_data: bool = False
    """Published by an authority: what is not personal in it is public."""


KNOWN: Mapping[str, Known] = {
    "workers": Known(
        key="worker_id",
        required=("worker_id", "name"),
        sort=("state", "role"),
        columns={
            "worker_id": TEXT,
            "name": TEXT,
            "role": TRADE,
            "city": CITY,
            "state": STATE,
            "availability": choice("available", "assigned", "unavailable"),
            "skills": LIST,
            "certifications": LIST,
            "reliability": RATIO,
            "shift": SHIFT,
            "pay_rate": MONEY,
            "phone": TEXT,
            "sms_consent": YES_NO,
            "email": TEXT,
            "resume_text": TEXT,
            "zip": TEXT,
            "language": TEXT,
            "archetype": TEXT,
        },
    ),
    "clients": Known(
        key="client",
        required=("client",),
        columns={"client": TEXT, "city": CITY, "state": STATE, "site_address": TEXT},
    ),
    "orders": Known(
        key="order_id",
        required=("order_id",),
        site=("city", "state"),
        columns={
            "order_id": TEXT,
            "client": TEXT,
            "role": TRADE,
            "headcount": COUNT,
            "start": MOMENT,
            "end": MOMENT,
            "city": CITY,
            "state": STATE,
            "shift": SHIFT,
            "pay_rate": MONEY,
            "bill_rate": MONEY,
        },
    ),
    "permits": Known(
        key="id",
        required=("id",),
        open_data=True,
        columns=dict.fromkeys(PERMIT_COLUMNS, TEXT),
    ),
    "call_log": Known(
        key="call_id",
        required=("call_id",),
        columns={"call_id": TEXT, "phone": TEXT, "worker_id": TEXT, "at": MOMENT, "outcome": TEXT},
    ),
}
