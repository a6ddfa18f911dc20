"""The list that was just shown, and whom it is to be shown without: "take Tom off the list", "skip the first one"."""

from __future__ import annotations

from dataclasses import replace

from agents.understanding.focus import Focus
from agents.understanding.followup import CONTEXT, all_in_view
from agents.understanding.lattice import Lattice
from agents.understanding.matching import Match
from agents.understanding.plan import PlannedCall

LEAVE_OUT = "again/leave_out"
BANS = frozenset(
    "dnr dnrs blacklist blacklisted black ban banned bans block blocked return send hire negra vetados veto".split()
)
"""Words of a client's own list."""


def without(
    match: Match, lattice: Lattice, call: PlannedCall, last: PlannedCall | None, focus: Focus
) -> PlannedCall | None:
    """The last search once more without those whom the sentence names; None where it is about something else, or
    nobody was looked for."""
    search = _search(last, focus) if _is_of_it(match, lattice) else None
    if search is None or not call.args.get("workers"):
        return None
    if match.frame.kind != LEAVE_OUT and not all_in_view(call, focus):
        return None
    in_view = {one.name: one.worker_id for one in (*focus.shown, *focus.recent)} | dict(call.worker_ids)
    ids = [in_view.get(name, name) for name in call.args["workers"]]
    before = search.args.get("leave_out", ())
    return replace(search, args={**search.args, "leave_out": list(dict.fromkeys([*before, *ids]))})


def _is_of_it(match: Match, lattice: Lattice) -> bool:
    """Whether a sentence is about the shown list; one of a do-not-return list may be, where it says nothing of that."""
    if match.frame.kind == LEAVE_OUT:
        return True
    if match.frame.kind != "blacklist/remove" or any(one.kind in {"client", "there"} for one in match.mentions):
        return False
    said = {word.norm for word in lattice.message.words[match.start : match.end]}
    return bool(said & {"list", "lista"}) and not said & BANS


def _search(last: PlannedCall | None, focus: Focus) -> PlannedCall | None:
    if last is not None and last.tool == "hybrid_search":
        return last
    job = {name: getattr(focus, name) for name in (*CONTEXT, "headcount") if getattr(focus, name) is not None}
    return PlannedCall("hybrid_search", job) if {"role", "client", "city", "order_id"} & job.keys() else None
