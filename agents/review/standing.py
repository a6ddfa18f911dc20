"""Whether anybody may be sent there at all: the client's list, and who stands elsewhere at that time."""

from __future__ import annotations

from agents.review.evidence import SURE, Evidence
from agents.review.findings import Finding, ProposedCall
from agents.review.records import Records
from agents.understanding.mentions import Clients
from memory.errors import MusterError
from memory.experience import STANDING
from tools.bookings import booking_elsewhere
from tools.log_fill import FillArguments
from tools.shift import find_shift
from tools.tool import Arguments

ENDED = frozenset({"declined", "cancelled"})
"""Stages that send nobody anywhere."""


def check_list(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """Nobody is booked at a client that does not want them back, nor offered its work in a draft."""
    offered = call.tool == "draft_message" or (call.tool == "workspace" and call.text("action") == "shortlist")
    if not (offered or call.tool == "log_fill") or call.text("stage") in ENDED:
        return None
    client = _client(call, evidence, records, offered=offered)
    if client is None:
        return None
    barred = records.store.experience.do_not_return(client)
    for worker_id in records.worker_ids(call.texts("workers"), client, call.text("city")):
        if worker_id in barred:
            return Finding("do_not_return", {"client": client, "name": records.about(worker_id)[0]})
    return None


def _client(call: ProposedCall, evidence: Evidence, records: Records, *, offered: bool) -> str | None:
    named = call.text("client")
    if named is not None:
        return named
    order = records.order(call.text("order_id"))
    if order is not None and order.client is not None:
        return order.client
    if not offered:
        return None
    said = [m.value.names for m in evidence.mentions
            if m.kind == "client" and m.cost <= SURE and isinstance(m.value, Clients)]  # fmt: skip
    return said[0][0] if len(said) == 1 and len(said[0]) == 1 else None


def check_bookings(
    call: ProposedCall, checked: Arguments | None, evidence: Evidence, records: Records
) -> Finding | None:
    """Nobody is booked who stands elsewhere at an overlapping stated time."""
    if not isinstance(checked, FillArguments) or checked.stage not in STANDING:
        return None
    order = records.order(checked.order_id)
    if checked.start is None and (order is None or order.start is None):
        return None
    try:
        shift = find_shift(
            records.store, records.now, client=checked.client, role=checked.role, city=checked.city,
            state=checked.state, start=checked.start, end=checked.end, shift=checked.shift, order=order,
        )  # fmt: skip
        for worker_id in records.worker_ids(tuple(checked.workers), shift.client, shift.city):
            bookings = records.store.experience.bookings(worker_id)
            clash = booking_elsewhere(bookings, shift, checked.stage, records.now, records.store.site_clock)
            if clash is not None:
                return Finding("double_booked", {"client": clash["client"] or "", "name": records.about(worker_id)[0]})
    except MusterError:
        return None  # the gate meets the same and says what can be done
    return None
