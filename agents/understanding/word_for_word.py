"""A message to somebody that is given word for word: 'text Tom "can you start at 6?"'. Nothing in it is a request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Clients
from agents.understanding.plan import Plan, PlannedCall

STAND_IN = "qqtext qqtext"
"""Stands in the place of the text while the words around it are read."""
MOST_BEFORE = 160
"""Letters before a text; behind more of them it is no message to somebody."""
SURE = 0.1
_FORMS = (
    re.compile(r"(?P<head>[^\"“«:]+?)[\s,:]*[\"“«](?P<said>[^\"”»]{3,})[\"”»]\s*[.!]?\s*", re.DOTALL),
    re.compile(r"(?P<head>[^:?¿]+?)\s*:\s+(?P<said>.*\?.*)", re.DOTALL),
    re.compile(
        r"(?P<head>[^:?¿]+?)\s+(?:asking|saying|to ask|to say|preguntando|diciendo)\s+(?P<said>[^:]*\?.*)", re.DOTALL
    ),
)


def parted(text: str) -> tuple[str, str] | None:
    """The words around a text that is given word for word, with a stand-in for it, and the text."""
    for form in _FORMS:
        found = form.fullmatch(text.strip())
        if found and len(found["head"]) <= MOST_BEFORE and found["said"].strip():
            return f"{found['head'].strip()}: {STAND_IN}", found["said"].strip()
    return None


def with_text(plan: Plan, said: str, within: Lattice) -> Plan | None:
    """The plan with the text in its place; None where that is no one draft with a text of its own."""
    if len(plan.calls) != 1:
        return None
    call = plan.calls[0]
    if call.tool != "draft_message" or call.args.get("about_text") != STAND_IN:
        return None
    args = {**call.args, "about_text": said}
    named = _clients(within)
    if len(named) == 1 and "client" not in args:
        args["client"] = named[0]
    return replace(plan, calls=(PlannedCall(call.tool, args, call.worker_ids),))


def _clients(lattice: Lattice) -> Sequence[str]:
    """Clients that the text itself names."""
    return list(
        dict.fromkeys(
            mention.value.names[0]
            for places in lattice.mentions
            for mention in places
            if isinstance(mention.value, Clients) and mention.cost <= SURE and len(mention.value.names) == 1
        )
    )
