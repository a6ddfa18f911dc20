"""Who of a message and a conversation is booked: for the day or the client that is spoken of, or at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from agents.understanding.focus import Focus, ShownWorker, WaitingDraft
from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Clients, Day
from agents.understanding.names import Names
from memory.ledger.ledger import Row
from memory.ledger.tables import from_text
from memory.store import Store
from tools.bookings import goes_on, is_open

SURE = 0.1
"""Most doubt of a client or a day that narrows."""


def booked_by_name(store: Store, lattice: Lattice, names: Names, now: datetime) -> tuple[ShownWorker, ...]:
    """Everybody with a booking whom a name in the message can mean; of its client and days, where it has some."""
    people = [person for places in lattice.mentions for mention in places for person in mention.people]
    said = {person.said.casefold() for person in people if person.how == "single"}
    whole = {worker.worker_id for person in people if person.how in {"name", "id"} for worker in person.workers}
    if not said | whole:
        return ()
    forms = {word: frozenset((word, *names.nicknames.get(word, ()))) for word in said}
    store.mirror.sync()
    clients, days = _clients(lattice), days_said(lattice)
    found = {
        row["worker_id"]: ShownWorker(row["worker_id"], row["name"])
        for row in store.mirror.rows("bookings")
        if goes_on(row, now, named=bool(clients))
        and (not clients or (row["client"] or "").casefold() in clients)
        and (not days or (row["start_stated"] and _day(store, row) in days))
        and (row["worker_id"] in whole or _is_called(row, forms))
    }
    return tuple(found.values())


def waiting_drafts(store: Store) -> tuple[WaitingDraft, ...]:
    """Every draft that waits for a decision, the newest first."""
    rows = store.ledger.rows("drafts", status="draft")
    return tuple(
        WaitingDraft(row["draft_id"], row["name"] or row["client"] or "", row["worker_id"], row["staffer"])
        for row in reversed(rows)
    )


def engaged(store: Store, focus: Focus, now: datetime) -> frozenset[str]:
    """Who of the people shown has a booking that goes on, or has only just ended."""
    if not focus.shown:
        return frozenset()
    store.mirror.sync()
    bookings = store.experience.bookings
    return frozenset(one.worker_id for one in focus.shown if any(is_open(row, now) for row in bookings(one.worker_id)))


def _is_called(row: Row, forms: dict[str, frozenset[str]]) -> bool:
    words = ShownWorker(row["worker_id"], row["name"]).words
    return any(ways & set(words[:1]) or word in words for word, ways in forms.items())


def _clients(lattice: Lattice) -> frozenset[str]:
    return frozenset(
        name.casefold()
        for places in lattice.mentions
        for mention in places
        if isinstance(mention.value, Clients) and mention.cost <= SURE and not mention.value.ghost
        for name in mention.value.names
    )


def days_said(lattice: Lattice) -> frozenset[date]:
    """Every date that the days of a message can mean."""
    return frozenset(
        day
        for places in lattice.mentions
        for mention in places
        if isinstance(mention.value, Day)
        for day in _meant(mention.value)
    )


def _meant(day: Day) -> Iterator[date]:
    yield from (one for one in (day.ahead, day.behind, day.may_be_today) if one is not None)


def _day(store: Store, row: Row) -> date:
    """The day of a booking, where it is."""
    return store.site_clock(row["city"], row["state"]).local(from_text(row["start"])).date()
