"""What a call that ran has come to: who is offered, and whether what was reported stands in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import zip_longest

from agents.review.findings import Finding
from agents.verdicts import Drift
from memory.clients import find_order
from memory.search_types import SHIFT_HOURS
from memory.store import Store
from tools.fates import Done, Fate, Refused
from tools.hybrid_search import Ranking
from tools.log_failure import FailureLogged
from tools.log_fill import FillLogged
from tools.log_order import OpenedOrder
from tools.tool import Answer


def check_outcome(answer: Answer, store: Store) -> Finding | None:
    """The first thing that is wrong with an answer."""
    store.mirror.sync()
    if isinstance(answer, FillLogged):
        return _unrecorded(answer, store)
    return next((finding for ranking in _rankings(answer) for finding in _wrongs(ranking, store)), None)


def held_back(fate: Done, drift: Drift) -> Fate:
    """The fate as the person may see it: what a read found is not shown; a write stands, and it is said what is wrong.

    A ranking that came with a write is taken out of it.
    """
    answer = fate.answer
    if isinstance(answer, Ranking):
        return Refused(drift.error())
    changes: dict[str, object] = {"note": f"{answer.note} {drift.reason}".strip()}
    if isinstance(answer, OpenedOrder):
        changes["candidates"] = None
    elif isinstance(answer, FailureLogged):
        changes["refill"] = None
    return replace(fate, answer=answer.model_copy(update=changes))


def _rankings(answer: Answer) -> Iterator[Ranking]:
    found = answer
    if isinstance(answer, OpenedOrder):
        found = answer.candidates or answer
    elif isinstance(answer, FailureLogged):
        found = answer.refill or answer
    if isinstance(found, Ranking):
        yield found


def _wrongs(ranking: Ranking, store: Store) -> Iterator[Finding]:
    if ranking.sql_matches < len(ranking.sources):
        yield Finding("miscounted", {"value": str(len(ranking.sources)), "said": str(ranking.sql_matches)})
    barred = store.experience.do_not_return(ranking.client)
    booked = {row["worker_id"]: row["client"] or "" for row in _booked(ranking, store)}
    for source in ranking.sources:
        if source.worker_id in barred:
            yield Finding("offered_barred", {"name": source.name, "client": str(ranking.client)})
        elif source.worker_id in booked:
            yield Finding("offered_booked", {"name": source.name, "client": booked[source.worker_id]})


def _booked(ranking: Ranking, store: Store) -> list[dict[str, str]]:
    """Who is booked on the order, or while the shift that was asked for lasts."""
    rows = store.experience.booked_on(ranking.order_id) if ranking.order_id else []
    if ranking.start is None:
        return rows
    order = find_order(store, ranking.order_id) if ranking.order_id else None
    end = (order.end if order else None) or ranking.start + timedelta(hours=SHIFT_HOURS)
    return rows + store.experience.booked_between(ranking.start, end)


def _unrecorded(answer: FillLogged, store: Store) -> Finding | None:
    names = {person.worker_id: person.name for person in answer.people}
    reported = (*answer.recorded, *answer.already_recorded)
    for worker_id, booking_id in zip_longest(reported, answer.booking_ids):
        if not any(row["booking_id"] == booking_id for row in store.experience.bookings(worker_id)):
            return Finding("not_recorded", {"name": names.get(worker_id, worker_id)})
    return None
