"""What the reviewer looks up in the store: orders, sites, who is who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demand.desk import DemandDesk
from memory.clients import Client, Order, find_client
from memory.errors import MusterError
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text
from memory.store import Store
from tools.orders import find_order_or_contract
from tools.people import find_people, who_fits


@dataclass(frozen=True)
class Records:
    """Reads alone; nothing that is not there is an error here, the gate answers for it."""

    store: Store
    demand: DemandDesk
    now: datetime
    _orders: dict[str, Order | None] = field(default_factory=dict)
    """What was looked up: several checks ask for the same."""

    def order(self, order_id: str | None) -> Order | None:
        """The order or contract of this id."""
        if not order_id:
            return None
        if order_id not in self._orders:
            try:
                self._orders[order_id] = find_order_or_contract(self.store, self.demand, order_id, self.now)
            except MusterError:
                self._orders[order_id] = None
        return self._orders[order_id]

    def site(self, client: str | None) -> Client | None:
        """The client of this name."""
        return find_client(self.store, client) if client else None

    def local_start(self, booking: Row) -> datetime:
        """When a booking starts, on its site's clock."""
        start = from_text(booking["start"])
        return self.store.site_clock(booking["city"], booking["state"]).local(start)

    def worker_ids(self, workers: tuple[str, ...], client: str | None, city: str | None) -> tuple[str, ...]:
        """Who the tools will take these ids and names for; a name that nobody has, or several have, is left out."""
        if not self.store.has_workers:
            return ()
        named = (" ".join(worker.split()) for worker in workers)
        fits = (who_fits(self.store, name, client=client, city=city) for name in named)
        return tuple(dict.fromkeys(ids[0] for ids in fits if len(ids) == 1))

    def about(self, worker_id: str) -> tuple[str, str | None, str | None]:
        """Name, role and city of somebody on the bench; the id alone of somebody who is not."""
        if not self.store.has_workers:
            return worker_id, None, None
        bench = self.store.bench()
        (position,) = bench.positions([worker_id])
        if position < 0:
            return worker_id, None, None
        return bench.names[position], bench.roles[position], bench.cities[position]

    def has_booking(self, worker_id: str, client: str | None) -> bool:
        """Whether the worker was ever booked at the client."""
        wanted = (client or "").casefold()
        return any((row["client"] or "").casefold() == wanted for row in self.store.experience.bookings(worker_id))


def unsettled(store: Store, arguments: Mapping[str, Any]) -> MusterError | None:
    """That a name in a call fits several people; None where it is clear who is meant, or nobody is named."""
    workers, client, city = (arguments.get(name) for name in ("workers", "client", "city"))
    if not isinstance(workers, list) or not store.has_workers:
        return None
    try:
        find_people(
            store,
            [str(name) for name in workers],
            client=client if isinstance(client, str) else None,
            city=city if isinstance(city, str) else None,
        )
    except MusterError as error:
        return error if error.code == "ambiguous_worker" else None
    return None
