"""What the conversation adds to a call: the order that somebody accepted, the search that is asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.plan import PlannedCall

CONTEXT = ("role", "client", "city", "state", "start", "shift", "order_id")
"""What a job is told apart by."""
OWN_JOB = frozenset({"client", "start", "city", "order_id"})
"""Of these each names a job by itself."""
OF_A_DRAFT = frozenset({"review_draft", "send_message"})
"""Tools that are about a draft, and about nothing else that was spoken of."""
NAMES_ORDER = frozenset({"order_id", "client", "role", "date"})
"""Of these each says which order is meant."""
REPORTS = frozenset({"log_fill", "log_failure"})


def from_focus(call: PlannedCall, focus: Focus) -> PlannedCall:
    """Complete a report or an order with the job that the conversation is about.

    Nothing is added where the message itself speaks of another client, role, city or order, or books somebody who was
    not shown for a job that it names.
    """
    args = dict(call.args)
    if call.tool == "ingest" and focus.file:
        return replace(call, args={"source": focus.file, **args})
    if call.tool in OF_A_DRAFT:
        one = focus.drafts[0] if len(focus.drafts) == 1 else None
        return replace(call, args={"draft_id": one, **args}) if one and args.get("action") != "list" else call
    if any(
        name in args and getattr(focus, name) not in (None, args[name])
        for name in ("client", "role", "city", "order_id")
    ):
        return call
    if call.tool == "log_fill":
        if OWN_JOB & args.keys() and not _all_shown(call, focus, among=(*focus.shown, *focus.recent)):
            return call
        wanted: tuple[str, ...] = CONTEXT
    elif call.tool == "log_order":
        wanted = (*CONTEXT[:-1], "headcount")
    elif call.tool == "change_order" and focus.order_id and _is_its_day(args, focus):
        args.pop("date")
        wanted = ("order_id",)
    elif call.tool == "change_order" and not NAMES_ORDER & args.keys():
        wanted = ("order_id",) if focus.order_id else ("client",)
    elif call.tool == "log_failure" and only_shown(call, focus):
        wanted = ("client",)
    elif call.tool == "draft_message" and _is_offer(call, focus):
        wanted = ("order_id",) if focus.order_id else ("client",)
    elif call.tool == "draft_message" and focus.last_call and focus.last_call.tool == "change_order":
        wanted = ("order_id",) if _all_shown(call, focus, among=focus.recent) else ()
    else:
        return call
    if _another_day(args, focus):
        wanted = tuple(name for name in wanted if name not in ("order_id", "shift"))
    for name in wanted:
        value = getattr(focus, name)
        if value is not None and name not in args:
            args[name] = value
    return replace(call, args=args)


def _is_its_day(args: Mapping[str, Any], focus: Focus) -> bool:
    """Whether an order is known by its day alone, and the one of the conversation is of that day."""
    return NAMES_ORDER & args.keys() == {"date"} and (focus.start or "")[:10] == args["date"]


def _another_day(args: Mapping[str, object], focus: Focus) -> bool:
    """Whether a day is said that is not the one of the job that the conversation is about."""
    start = str(args.get("start", ""))
    return len(start) >= len("2026-04-20") and bool(focus.start) and start[:10] != str(focus.start)[:10]


def only_shown(call: PlannedCall, focus: Focus) -> bool:
    """Whether everybody named was shown, and has no booking."""
    return _all_shown(call, focus, among=(one for one in focus.shown if one.worker_id not in focus.engaged))


def _is_offer(call: PlannedCall, focus: Focus) -> bool:
    """Whether a draft to people of the list, somebody of whom has no booking, is about the job they were found for."""
    return all_in_view(call, focus) and not _all_shown(
        call, focus, among=(one for one in focus.shown if one.worker_id in focus.engaged)
    )


def only_booked(call: PlannedCall, focus: Focus) -> bool:
    """Whether everybody named is booked for what the message speaks of."""
    return _all_shown(call, focus, among=focus.booked)


def all_in_view(call: PlannedCall, focus: Focus) -> bool:
    """Whether everybody named was shown or spoken of just now."""
    return _all_shown(call, focus, among=(*focus.shown, *focus.recent))


def _all_shown(call: PlannedCall, focus: Focus, among: Iterable[ShownWorker]) -> bool:
    """Whether everybody named is one of these people of the conversation."""
    in_view = (*focus.shown, *focus.recent, *focus.booked)
    ids = {shown.name: shown.worker_id for shown in in_view} | dict(call.worker_ids)
    known = {one.worker_id for one in among}
    named = [ids.get(name) for name in call.args.get("workers", ())]
    return bool(named) and known.issuperset(named)


def again(call: PlannedCall, last: PlannedCall | None, focus: Focus) -> PlannedCall | None:
    """As in "same for Friday": the last request with what was said anew; None where there is nothing to repeat."""
    if last is not None and last.tool not in ACCEPTS and "workers" not in call.args:
        last = None  # after a report "same for Friday" means the job that the conversation is about
    if last is None:
        last = _order_once_more(focus)
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
    if start and start[:10] != str(last.args.get("start", ""))[:10]:
        args.pop("order_id", None)  # another day is no longer that order
    kept = {name: value for name, value in said.items() if name in ACCEPTS.get(last.tool, frozenset())}
    if start and "end" in args and "end" not in said:
        end = _same_end(str(args.pop("end")), str(last.args.get("start", "")), start)
        args.update({"end": end} if end else {})
    return replace(last, args={**args, **kept}) if kept or not said else None


def _order_once_more(focus: Focus) -> PlannedCall | None:
    """The order that was just changed, as it is now, to be opened for another day."""
    changed = focus.last_call
    if changed is None or changed.tool != "change_order" or changed.args.get("action") == "cancel":
        return None
    job = {name: getattr(focus, name) for name in (*CONTEXT[:-1], "headcount")}
    job.update((name, changed.args.get(name)) for name in ("pay_rate", "bill_rate"))
    return PlannedCall("log_order", {name: value for name, value in job.items() if value is not None})


def refilled(focus: Focus) -> PlannedCall | None:
    """ "Find a replacement" right after a no-show or a call-off: who could go there instead; else None."""
    if focus.last_call is None or focus.last_call.tool not in REPORTS or focus.role is None:
        return None
    job = {name: getattr(focus, name) for name in CONTEXT}
    return PlannedCall("hybrid_search", {name: value for name, value in job.items() if value is not None})


def _same_end(end: str, began: str, start: str) -> str:
    """The hour at which a shift of another day ends as the first one did; empty where that cannot be told."""
    if len(end) == CLOCK:
        return end
    return f"{start[:10]}{end[10:]}" if end[:10] == began[:10] and len(end) > 10 else ""


CLOCK = len("06:00")
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
