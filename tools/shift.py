"""Which shift a report is about: the order, the client's site, the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from memory.bench import Worker
from memory.clients import Order
from memory.search_types import SHIFT_HOURS
from memory.store import Store
from tools.place import Unknown, canonical_city, canonical_role, canonical_state, known_client, state_of


@dataclass(frozen=True)
class Shift:
    """Where and when, as far as it is known."""

    order_id: str | None
    client: str | None
    role: str | None
    city: str | None
    state: str | None
    start: datetime
    """On the site's clock."""
    end: datetime
    start_stated: bool
    """False where the start is only the moment of the report: such a booking is no reason to refuse another."""
    shift: str | None

    @property
    def is_bare(self) -> bool:
        """Whether nothing of the job was said: "Maria confirmed"."""
        return not self.start_stated and not (self.order_id or self.client or self.role or self.city)


def find_shift(
    store: Store,
    now: datetime,
    *,
    order: Order | None,
    client: str | None,
    role: str | None,
    city: str | None,
    state: str | None,
    start: datetime | None,
    end: datetime | None = None,
    shift: str | None = None,
    workers: Sequence[Worker] = (),
) -> Shift:
    """Put together what was said, what the order says and where the client is.

    A start or end that is wall time is the site's; of a job whose place nobody said, the workers'.
    Raises NotFound for a client that does not exist.
    """
    named = client or (order.client if order else None)
    site = known_client(store, named) if named else None
    city = city or (order.city if order else None)
    state = state or (order.state if order else None)
    if city is None and site is not None:
        city, state = site.city, state or site.state
    city = _said_or_known(canonical_city(store, city), city) if city else None
    state = _said_or_known(canonical_state(store, state), state) if state else state_of(store, city)
    role = role or (order.role if order else None)
    clock = store.site_clock(*((city, state) if city or state else home_of(workers)))
    stated = clock.read(start) or (order.start if order else None)
    begins = clock.local(stated or now)
    return Shift(
        order_id=order.order_id if order else None,
        client=site.client if site else None,
        role=_said_or_known(canonical_role(store, role), role) if role else None,
        city=city,
        state=state,
        start=begins,
        end=clock.read(end) or (order.end if order else None) or begins + timedelta(hours=SHIFT_HOURS),
        start_stated=stated is not None,
        shift=shift or (order.shift if order else None),
    )


def _said_or_known(found: str | Unknown, said: str) -> str:
    return said if isinstance(found, Unknown) else found


def home_of(workers: Sequence[Worker]) -> tuple[str | None, str | None]:
    """City and state in which most of the workers live."""
    return most_common([worker.city for worker in workers]), most_common([worker.state for worker in workers])


def most_common(values: Sequence[str | None]) -> str | None:
    """The value that most of the workers share; the first of them where several tie."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def recorded_before(staffer: str, at: datetime, now: datetime) -> str:
    """``already recorded by Sarah at 05:12; nothing changed.``, with the day where it was another one."""
    local = at.astimezone(now.tzinfo)
    day = "" if local.date() == now.date() else f" on {local:%b %-d}"
    return f"already recorded by {staffer} at {local:%H:%M}{day}; nothing changed."
