"""What the conversation adds to a call: the order that somebody accepted, the search that is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agents.understanding.focus import Focus
from agents.understanding.plan import PlannedCall

CONTEXT = ("role", "client", "city", "state", "start", "shift", "order_id")
"""What a job is told apart by."""


def from_focus(call: PlannedCall, focus: Focus) -> PlannedCall:
    """Complete a report or an order with the job that the conversation is about.

    Nothing is added where the message itself speaks of another client, role, city or order.
    """
    args = dict(call.args)
    if any(
        name in args and getattr(focus, name) not in (None, args[name])
        for name in ("client", "role", "city", "order_id")
    ):
        return call
    if call.tool == "log_fill":
        wanted: tuple[str, ...] = CONTEXT
    elif call.tool == "log_order":
        wanted = (*CONTEXT[:-1], "headcount")
    elif call.tool == "log_failure" and _spoken_of(args, focus):
        wanted = ("client", "order_id")
    else:
        return call
    for name in wanted:
        value = getattr(focus, name)
        if value is not None and name not in args:
            args[name] = value
    return replace(call, args=args)


def _spoken_of(args: Mapping[str, Any], focus: Focus) -> bool:
    """Whether everybody named is of this conversation: another's no-show is no matter of its client."""
    known = {shown.name for shown in (*focus.shown, *focus.booked, *focus.recent)}
    return bool(args.get("workers")) and known.issuperset(args["workers"])


def again(call: PlannedCall, last: PlannedCall | None, focus: Focus) -> PlannedCall | None:
    """As in "same for Friday": the last request with what was said anew; None where there is nothing to repeat."""
    if last is not None and last.tool not in ACCEPTS and "workers" not in call.args:
        last = None  # after a report "same for Friday" means the job that the conversation is about
    if last is None:
        search = {name: getattr(focus, name) for name in (*CONTEXT, "headcount") if getattr(focus, name) is not None}
        last = PlannedCall("hybrid_search", search) if {"role", "client", "city"} & search.keys() else None
    if last is None:
        return None
    said = dict(call.args)
    args = dict(last.args)
    if "workers" in said:
        return replace(last, args={**args, "workers": said["workers"]}, worker_ids=call.worker_ids)
    if "city" in said and "state" not in said:
        args.pop("state", None)
    start = said.get("start", "")
    if len(start) == 10 and len(args.get("start", "")) > 10:
        said["start"] = start + args["start"][10:]
    kept = {name: value for name, value in said.items() if name in ACCEPTS.get(last.tool, frozenset())}
    args.pop("end", None) if start else None
    return replace(last, args={**args, **kept}) if kept or not said else None


ACCEPTS: Mapping[str, frozenset[str]] = {
    "hybrid_search": frozenset(
        [
            "role",
            "city",
            "state",
            "headcount",
            "start",
            "shift",
            "certifications",
            "client",
            "max_pay_rate",
            "order_id",
            "availability",
            "k",
        ]
    ),
    "log_order": frozenset(
        ["client", "role", "headcount", "start", "end", "shift", "city", "state", "pay_rate", "bill_rate"]
    ),
    "forecast": frozenset(["role", "city", "state", "days"]),
    "contracts": frozenset(["role", "city", "status", "within_days"]),
    "patterns": frozenset(["role", "city", "state"]),
    "daily_summary": frozenset({"date", "staffer"}),
}
"""What can be asked anew of a request."""
