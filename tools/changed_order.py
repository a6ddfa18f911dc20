"""What an order was and is, after a change: the answer of `tools.change_order`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from memory.clients import Order
from memory.experience import STANDING
from memory.grammar import counted, in_words
from memory.ledger.ledger import TOLD, Row
from memory.site_clock import SiteClock
from tools.people import Named
from tools.tool import Answer, Call

Term = Literal["headcount", "start", "end", "pay_rate", "bill_rate"]
TERMS: tuple[Term, ...] = ("headcount", "start", "end", "pay_rate", "bill_rate")


class OrderTerms(BaseModel):
    """What an order is for; times on the site's clock, rates in USD an hour."""

    model_config = ConfigDict(frozen=True)

    headcount: int
    start: datetime | None
    end: datetime | None
    pay_rate: float | None
    bill_rate: float | None


class OrderChanged(Answer):
    """The order as it is now, and whom it concerns."""

    action: Literal["change", "cancel"]
    order_id: str
    client: str | None
    role: str | None
    city: str | None
    state: str | None
    was: OrderTerms
    now: OrderTerms
    changed: tuple[Term, ...] = ()
    """Terms that are not what they were."""
    done: bool = True
    """False where nothing is new: it was so already."""
    people: tuple[Named, ...] = ()
    """Who is booked on it; of a cancelled order who was, until now."""
    discarded: tuple[str, ...] = ()
    """Drafts that said what is no longer so."""

    @property
    def start(self) -> datetime | None:
        """When it starts now."""
        return self.now.start

    @property
    def headcount(self) -> int:
        """How many are wanted now."""
        return self.now.headcount

    @property
    def too_many(self) -> int:
        """How many more are booked than the client wants."""
        return max(len(self.people) - self.now.headcount, 0) if self.action == "change" else 0

    def facts(self) -> dict[str, Any]:
        told = [person.worker_id for person in self.people]
        return {"text": self.note, "order_id": self.order_id, "client": self.client, TOLD: told}


def changed_order(
    call: Call,
    was: Order,
    now: Order,
    action: Literal["change", "cancel"],
    bookings: Sequence[Row],
    discarded: tuple[str, ...],
    *,
    done: bool = True,
) -> OrderChanged:
    """What became of an order, with who is booked on it by ``bookings``."""
    clock = call.store.site_clock(now.city, now.state)
    people = sorted({(row["name"], row["worker_id"]) for row in bookings if row["stage"] in STANDING})
    answer = OrderChanged(
        action=action, order_id=now.order_id, client=now.client, role=now.role, city=now.city, state=now.state,
        was=_terms(was, clock), now=_terms(now, clock), done=done, discarded=discarded,
        changed=tuple(name for name in TERMS if getattr(was, name) != getattr(now, name)),
        people=tuple(Named(worker_id, name) for name, worker_id in people),
    )  # fmt: skip
    return answer.model_copy(update={"note": " ".join(_note(answer, clock))})


def _terms(order: Order, clock: SiteClock) -> OrderTerms:
    return OrderTerms(
        headcount=order.headcount,
        start=clock.local(order.start) if order.start else None,
        end=clock.local(order.end) if order.end else None,
        pay_rate=float(order.pay_rate) if order.pay_rate else None,
        bill_rate=float(order.bill_rate) if order.bill_rate else None,
    )


def _note(answer: OrderChanged, clock: SiteClock) -> Iterator[str]:
    job = f"{counted(answer.now.headcount, answer.role or 'worker')} for {answer.client or 'a site'}"
    when = f", {clock.words(answer.now.start)}" if answer.now.start else ""
    names = in_words([person.name for person in answer.people])
    if not answer.done:
        state = "was cancelled before" if answer.action == "cancel" else "is so already"
        yield f"Order {answer.order_id} {state}; nothing changed."
        return
    if answer.action == "cancel":
        yield f"Order {answer.order_id} is cancelled: {job}{when}."
        if names:
            yield f"Released: {names}."
    else:
        rates = [
            f"{word} ${rate:,.2f} an hour"
            for word, rate in (("pay", answer.now.pay_rate), ("bill", answer.now.bill_rate))
            if rate and f"{word}_rate" in answer.changed
        ]
        yield f"Order {answer.order_id} is changed: {', '.join([job + when, *rates])}."
        if names:
            yield f"Booked on it: {names}."
    if answer.discarded:
        yield f"Discarded: {counted(len(answer.discarded), 'draft')} ({in_words(answer.discarded)})."
