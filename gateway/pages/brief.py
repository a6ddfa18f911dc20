"""The morning brief: what is there at once, and what the permits and the bench have to be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from agents.desk import Desk
from agents.waiting import Waiting
from demand.allocation import Shortfall
from demand.contracts import Contract
from demand.forecast import RoleForecast
from gateway.calls import Visit
from memory.agenda import AheadOrder, Crew, days_of, orders_ahead, recorded_last, starts_between
from memory.errors import MusterError
from memory.ledger.ledger import Entry
from memory.ledger.tables import from_text
from tools.contracts import ContractAnswer
from tools.forecast import ForecastAnswer

CONTRACTS_SHOWN, OUTCOMES_SHOWN, SHORTFALLS_SHOWN = 6, 5, 2
ORDERS_LISTED = 60
"""Open orders, and filled ones, that the page holds, most of them folded; a file may bring hundreds."""
AHEAD_DAYS = 21
"""Deadlines that the brief looks ahead to: what the rules call soon, and nearer."""
PRESSING = ("critical", "tight")


@dataclass(frozen=True)
class Outcome:
    """One entry of the journal."""

    at: datetime
    text: str
    staffer: str
    taken_back: bool


@dataclass(frozen=True)
class DayOfStarts:
    """Who starts on a day."""

    label: str
    day: date
    crews: tuple[Crew, ...]

    @property
    def people(self) -> int:
        return sum(len(crew.hands) for crew in self.crews)


@dataclass(frozen=True)
class Today:
    """What the ledger knows: here at once."""

    now: datetime
    zone: str
    workers: int | None
    """None where there is no bench yet."""
    has_permits: bool
    waiting: tuple[Waiting, ...]
    orders: tuple[AheadOrder, ...]
    """Those with open seats."""
    more_orders: int
    """Orders with open seats beyond those; they are later."""
    filled: tuple[AheadOrder, ...]
    """Orders that have all their people and are not over."""
    open_orders: int
    """Orders with open seats, however many are listed."""
    open_seats: int
    starts: tuple[DayOfStarts, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Brief:
    """What the permits ask for, and who could go."""

    now: datetime
    days: int
    """Of permits, that the forecast counts."""
    pipeline_usd: float
    permits: int
    pressing: tuple[RoleForecast, ...]
    watched: tuple[RoleForecast, ...]
    covered: int
    """Roles that are asked for and well covered."""
    contracts: tuple[Contract, ...]
    ahead: int
    overdue: int
    short: tuple[Shortfall, ...]
    source: str
    hint: str | None
    """What to do where there is nothing to forecast from."""


@dataclass(frozen=True)
class Coming:
    """The brief as a page shows it; neither is there while it is worked out."""

    brief: Brief | None = None
    problem: MusterError | None = None
    """Why there is none just now; the rest of the page stands by itself."""


def today(visit: Visit) -> Today:
    """Read what is there at once."""
    desk = visit.desk
    store, now = desk.store, desk.clock.now()
    ahead = orders_ahead(store, now)
    orders = [order for order in ahead if order.open_seats]
    return Today(
        now=now,
        zone=store.settings.zone.key.rsplit("/", 1)[-1].replace("_", " "),
        workers=len(store.bench()) if store.has_workers else None,
        has_permits=store.lake.has("permits"),
        waiting=tuple(desk.waiting(visit.person, "http")),
        orders=tuple(orders[:ORDERS_LISTED]),
        more_orders=max(len(orders) - ORDERS_LISTED, 0),
        filled=tuple(order for order in ahead if not order.open_seats)[:ORDERS_LISTED],
        open_orders=len(orders),
        open_seats=sum(order.open_seats for order in orders),
        starts=_starts(visit, now),
        outcomes=_outcomes(recorded_last(store, OUTCOMES_SHOWN), now),
    )


def coming(visit: Visit) -> Coming:
    """The brief, or why there is none."""
    try:
        return Coming(brief(visit))
    except MusterError as error:
        return Coming(problem=error)


def brief(visit: Visit) -> Brief:
    """Ask for the forecast and the contracts, through the gate like everybody else."""
    forecast = visit.call("forecast", {}).answer
    ahead = visit.call("contracts", {"within_days": AHEAD_DAYS}).answer
    overdue = visit.call("contracts", {"status": "overdue"}).answer
    assert isinstance(forecast, ForecastAnswer)
    assert isinstance(ahead, ContractAnswer)
    assert isinstance(overdue, ContractAnswer)
    asked = [line for line in forecast.roles if line.demand]
    now = visit.desk.clock.now()
    return Brief(
        now=now,
        days=forecast.days,
        pipeline_usd=sum(line.pipeline_usd for line in forecast.roles),
        permits=forecast.permits.permits,
        pressing=tuple(line for line in asked if line.status in PRESSING),
        watched=tuple(line for line in asked if line.status == "watch"),
        covered=sum(line.status == "ok" for line in asked),
        contracts=_pressing(ahead.contracts, overdue.contracts),
        ahead=ahead.total,
        overdue=overdue.total,
        short=tuple(one for one in ahead.short if one.week_from >= now.date())[:SHORTFALLS_SHOWN],
        source=forecast.source,
        hint=forecast.hint,
    )


def ahead_of_time(desk: Desk) -> None:
    """Rank the bench for the contracts before anybody opens the page; it is kept until bench or memory change."""
    desk.demand.forecast(desk.clock.now())
    if desk.store.has_workers:
        desk.demand.contracts(desk.clock.now(), within_days=AHEAD_DAYS, limit=CONTRACTS_SHOWN)


def _pressing(ahead: Sequence[Contract], overdue: Sequence[Contract]) -> tuple[Contract, ...]:
    """Those that can still be met, the soonest first; then, where there is room, those that were missed last."""
    open_ones = [one for one in ahead if one.filled < one.headcount]
    missed = [one for one in reversed(overdue) if one.filled < one.headcount]
    return tuple([*open_ones, *missed][:CONTRACTS_SHOWN])


def _starts(visit: Visit, now: datetime) -> tuple[DayOfStarts, ...]:
    days = zip(("Today", "Tomorrow"), pairwise(days_of(now)), strict=True)
    return tuple(
        DayOfStarts(label, since.date(), starts_between(visit.desk.store, since, until))
        for label, (since, until) in days
    )


def _outcomes(entries: Sequence[Entry], now: datetime) -> tuple[Outcome, ...]:
    undone = {entry.undoes for entry in entries if entry.undoes}
    return tuple(
        Outcome(
            at=from_text(entry.at).astimezone(now.tzinfo),
            text=str(entry.facts.get("text") or entry.kind),
            staffer=entry.staffer,
            taken_back=entry.seq in undone,
        )
        for entry in entries
        if not entry.undoes
    )
