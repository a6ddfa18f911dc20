"""How calls of one message belong together: what one leaves out, what two share, which says more."""

from __future__ import annotations

from dataclasses import replace

from agents.understanding.lattice import Lattice
from agents.understanding.matching import Match
from agents.understanding.plan import PlannedCall

NARROWING = frozenset(
    {"role", "city", "state", "client", "certifications", "query", "order_id", "max_pay_rate", "shift"}
)
"""What a search is about: "need 5 people tomorrow" could be anybody."""
ALONE_BEFORE = frozenset({"a", "an", "one", "un", "una", "another"})
SHARED = ("client", "city", "state", "start", "end", "shift")

NO_TRADE_WORD = frozenset({"date", "hours", "span", "count", "k", "people", "shift", "phone", "email", "there"})
"""Mentions that everyday talk is full of."""
GAPS = frozenset({"no_show", "quit", "sent_home", "other", "cancelled", "declined"})
"""Reasons and stages after which somebody else is needed."""


def narrowed(call: PlannedCall) -> bool:
    return bool(call.args.keys() & NARROWING)


def shared(call: PlannedCall, other: PlannedCall) -> PlannedCall:
    """As in "4 welders and 2 electricians for Acme Thursday": what is said once holds for both."""
    args = dict(call.args)
    for name in SHARED:
        if name in other.args and name not in args and not (name == "state" and "city" in args):
            args[name] = other.args[name]
    return replace(call, args=args)


def is_made_of(order: PlannedCall, search: PlannedCall, said: PlannedCall) -> bool:
    """As in "we need 4 welders at Acme, please open it": the order takes the place of the search that it speaks of."""
    return order.tool == "log_order" and search.tool == "hybrid_search" and "role" not in said.args


def says_who(call: PlannedCall, before: PlannedCall) -> bool:
    """ "One from Otter Creek: 12 packers": the first says where, the second who."""
    return call.tool == before.tool == "hybrid_search" and "role" in call.args and "role" not in before.args


def says_more(call: PlannedCall, other: PlannedCall) -> bool:
    """ "Called Ana, she said no": of two contacts with one person the answer is what counts.

    "Cancel Ana's booking, she is sick": why it is cancelled is no second report.
    """
    if (call.tool, other.tool) == ("log_fill", "log_failure"):
        why = call.args.get("stage") == "cancelled" and other.args.get("reason") == "other"
        return why and call.args["workers"] == other.args["workers"]
    return (
        call.tool == other.tool == "log_contact"
        and call.args["workers"] == other.args["workers"]
        and call.args["outcome"] in {"declined", "no_answer"}
        and other.args["outcome"] in {"called", "texted"}
    )


def goes_on_about(call: PlannedCall, before: PlannedCall) -> bool:
    """ "New hire: Jane Doe. Add her to the bench": the second is about the same new person."""
    if not call.tool == before.tool == "add_worker":
        return False
    return len(str(call.args.get("name", "")).split()) <= 1 < len(str(before.args.get("name", "")).split())


def with_one(call: PlannedCall, match: Match, lattice: Lattice) -> PlannedCall:
    """With its count: "book an electrician" is an order for one."""
    role = next((mention for mention in match.mentions if mention.kind == "role"), None)
    if call.tool != "log_order" or "headcount" in call.args or role is None:
        return call
    before = {word.norm for word in lattice.message.words[max(match.start, role.start - 2) : role.start]}
    return replace(call, args={**call.args, "headcount": 1}) if before & ALONE_BEFORE else call


def leaves_a_gap(report: PlannedCall) -> bool:
    """Whether somebody is missing after it."""
    told = {report.args.get("reason"), report.args.get("stage")}
    return report.tool in {"log_fill", "log_failure"} and bool(told & GAPS)


def touches_trade(lattice: Lattice) -> bool:
    """Whether a message mentions anything that everyday talk is not full of."""
    return any(
        mention.kind not in NO_TRADE_WORD and mention.cost <= 0.3
        for mentions in lattice.mentions
        for mention in mentions
    )


def says(match: Match, lattice: Lattice, words: frozenset[str]) -> bool:
    """Whether one of the words stands in the clause."""
    return any(word.norm in words for word in lattice.message.words[match.start : match.end])
