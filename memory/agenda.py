"""What lies ahead today: orders with their open seats, who starts when, and what was recorded last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from memory.clients import Order, orders_of_file, said_orders
from memory.experience import STANDING
from memory.ledger.ledger import Entry
from memory.ledger.tables import from_text, to_text
from memory.search_types import SHIFT_HOURS
from memory.site_clock import SiteClock
from memory.store import Store

FAR = datetime.max.replace(tzinfo=UTC)
LOOKED_BACK = timedelta(days=30)
"""How long ago an order of a file may have begun and still be looked at; it may last for weeks."""


@dataclass(frozen=True)
class AheadOrder:
    """An order that is not over, and how many stand on it."""

    order: Order
    filled: int
    clock: SiteClock
    """The site's."""

    @property
    def open_seats(self) -> int:
        return max(self.order.headcount - self.filled, 0)


@dataclass(frozen=True)
class Hand:
    """Somebody of a crew, and how far their booking got."""

    worker_id: str
    name: str
    stage: str


@dataclass(frozen=True)
class Crew:
    """Who starts together: one client, role, place and moment."""

    client: str | None
    role: str | None
    city: str | None
    state: str | None
    start: datetime
    """On the site's clock."""
    clock: SiteClock
    hands: tuple[Hand, ...]


def orders_ahead(store: Store, now: datetime) -> tuple[AheadOrder, ...]:
    """Orders that have not ended at ``now`` (aware): open seats first, then the soonest; one without a start last."""
    store.mirror.sync()
    filled = store.experience.filled()
    today = next(days_of(now))
    known = {order.order_id: order for order in orders_of_file(store, today - LOOKED_BACK)}
    known |= {order.order_id: order for order in said_orders(store)}
    ahead = [
        AheadOrder(order, filled.get(order.order_id, 0), store.site_clock(order.city, order.state))
        for order in known.values()
        if not is_over(order, now)
    ]
    return tuple(sorted(ahead, key=lambda one: (one.open_seats == 0, one.order.start or FAR, one.order.order_id)))


def starts_between(store: Store, since: datetime, until: datetime) -> tuple[Crew, ...]:
    """Crews whose stated start lies in [since, until), the soonest first; both are aware."""
    store.mirror.sync()
    begins, ends = to_text(since), to_text(until)
    together: dict[tuple[str, str, str, str, str], list[Hand]] = {}
    for row in store.mirror.rows("bookings"):
        if row["stage"] in STANDING and row["start_stated"] and begins <= row["start"] < ends:
            job = (row["start"], row["client"] or "", row["role"] or "", row["city"] or "", row["state"] or "")
            together.setdefault(job, []).append(Hand(row["worker_id"], row["name"], row["stage"]))
    return tuple(_crew(store, job, hands) for job, hands in sorted(together.items()))


def _crew(store: Store, job: tuple[str, str, str, str, str], hands: list[Hand]) -> Crew:
    at, *where = job
    client, role, city, state = (said or None for said in where)
    clock, start = store.site_clock(city, state), from_text(at)
    return Crew(client, role, city, state, clock.local(start), clock, tuple(hands))


def recorded_last(store: Store, count: int) -> tuple[Entry, ...]:
    """The newest entries of the journal, the newest first."""
    newest = store.ledger.version()
    return tuple(reversed(store.ledger.entries(after=max(newest - count, 0))))


def days_of(now: datetime) -> Iterator[datetime]:
    """Midnight of today, tomorrow and the day after, on the clock of ``now``."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=ahead) for ahead in range(3))


def is_over(order: Order, now: datetime) -> bool:
    """Whether the shift has ended; an order without a start is never over."""
    if order.start is None:
        return False
    return (order.end or order.start + timedelta(hours=SHIFT_HOURS)) <= now
