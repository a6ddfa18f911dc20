"""Clients and orders as the store knows them, from files and from what was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from memory.ledger.ledger import Row
from memory.ledger.tables import from_text

if TYPE_CHECKING:
    from memory.store import Store

CLIENTS, ORDERS = "clients", "orders"


@dataclass(frozen=True)
class Client:
    """A client and where its site is."""

    client: str
    city: str | None = None
    state: str | None = None
    site_address: str | None = None


@dataclass(frozen=True)
class Order:
    """A job order, whether it came from a file or was said."""

    order_id: str
    client: str | None
    role: str | None
    city: str | None
    state: str | None
    headcount: int
    start: datetime | None
    end: datetime | None
    shift: str | None
    pay_rate: Decimal | None = None
    """USD an hour, as is ``bill_rate``."""
    bill_rate: Decimal | None = None
    cancelled: bool = False
    """Whether the client does not want it any more."""


def clients(store: Store) -> dict[str, Client]:
    """Every known client by its folded name: the dataset's, else those met in orders and bookings."""
    if store.lake.has(CLIENTS):
        version = store.lake.dataset_version(CLIENTS)
        return store.mirror.derive("clients", (), lambda: _from_dataset(store), also=(version,))
    store.mirror.sync()
    named = [row["client"] for table in ("orders", "bookings", "blacklist", "playbooks")
             for row in store.mirror.rows(table) if row["client"]]  # fmt: skip
    return {name.casefold(): Client(name) for name in named}


def find_client(store: Store, name: str) -> Client | None:
    """The client of this name; where no list of clients was ever ingested, any name is a client."""
    found = clients(store).get(" ".join(name.split()).casefold())
    if found is None and not store.lake.has(CLIENTS):
        return Client(" ".join(name.split()))
    return found


def said_orders(store: Store) -> list[Order]:
    """Every order that was said or changed, but for cancelled ones, as of the last sync."""
    off = _cancelled(store)
    return [_said_order(row) for row in store.mirror.rows("orders") if row["order_id"] not in off]


def orders_of_file(store: Store, since: datetime) -> list[Order]:
    """The dataset's orders that start at ``since`` (aware) or later; one without a start may be long over.

    Cancelled ones are left out, and one that was changed is told as the file has it.
    """
    if not store.lake.has(ORDERS) or not any(c.name == "start" for c in store.lake.manifest(ORDERS).columns):
        return []
    stamp = (store.lake.dataset_version(ORDERS), since)
    found = store.mirror.derive("orders since", (), lambda: _rows(store, ORDERS, "start >= ?", [since]), also=stamp)
    off = _cancelled(store)
    return [_order(store, row) for row in found if row["order_id"] not in off]


def find_order(store: Store, order_id: str) -> Order | None:
    """An order by its id, also a cancelled one: said ones and changed ones first, then the dataset's."""
    store.mirror.sync()
    order = _find(store, order_id)
    return replace(order, cancelled=True) if order and order.order_id in _cancelled(store) else order


def _find(store: Store, order_id: str) -> Order | None:
    for row in store.mirror.rows("orders"):
        if row["order_id"].casefold() == order_id.casefold():
            return _said_order(row)
    if not store.lake.has(ORDERS):
        return None
    version = store.lake.dataset_version(ORDERS)
    known: dict[str, Order] = store.mirror.derive("orders looked up", (), dict, also=(version,))
    order = known.get(order_id.casefold())
    if order is None:  # several steps of a turn ask for the same order
        found = _rows(store, ORDERS, "lower(order_id) = lower(?)", [order_id])
        order = _order(store, found[0]) if found else None
        known |= {order_id.casefold(): order} if order else {}
    return order


def orders_of(store: Store, client: str) -> list[Order]:
    """A client's orders but for cancelled ones, said ones first; whether they are filled or over is not looked at."""
    store.mirror.sync()
    said = [order for order in said_orders(store) if (order.client or "").casefold() == client.casefold()]
    if not store.lake.has(ORDERS):
        return said
    known = {order.order_id.casefold() for order in said}
    listed = [_order(store, row) for row in _rows(store, ORDERS, "lower(client) = lower(?)", [client])]
    off = _cancelled(store)
    return [*said, *(one for one in listed if one.order_id.casefold() not in known and one.order_id not in off)]


def _cancelled(store: Store) -> frozenset[str]:
    return frozenset(row["order_id"] for row in store.mirror.rows("cancelled_orders"))


def _said_order(row: Row) -> Order:
    return Order(
        row["order_id"], row["client"], row["role"], row["city"], row["state"], row["headcount"],
        from_text(row["start"]) if row["start"] else None, from_text(row["end"]) if row["end"] else None,
        row["shift"], _money(row["pay_rate"]), _money(row["bill_rate"]),
    )  # fmt: skip


def _order(store: Store, row: dict[str, Any]) -> Order:
    def moment(value: object) -> datetime | None:
        if not isinstance(value, datetime):
            return None
        return value if value.tzinfo else value.replace(tzinfo=store.settings.zone)

    return Order(
        order_id=row["order_id"],
        client=row.get("client"),
        role=row.get("role"),
        city=row.get("city"),
        state=row.get("state"),
        headcount=int(row.get("headcount") or 1),
        start=moment(row.get("start")),
        end=moment(row.get("end")),
        shift=row.get("shift"),
        pay_rate=row.get("pay_rate"),
        bill_rate=row.get("bill_rate"),
    )


def _money(said: str | None) -> Decimal | None:
    return Decimal(said) if said else None


def _from_dataset(store: Store) -> dict[str, Client]:
    return {
        row["client"].casefold(): Client(row["client"], row.get("city"), row.get("state"), row.get("site_address"))
        for row in _rows(store, CLIENTS, "true", [])
    }


def _rows(store: Store, dataset: str, where: str, values: list[object]) -> list[dict[str, Any]]:
    query = f"SELECT * FROM {store.lake.table(dataset)} WHERE {where}"
    found: list[dict[str, Any]] = store.lake.cursor().execute(query, values).to_arrow_table().to_pylist()
    return found
