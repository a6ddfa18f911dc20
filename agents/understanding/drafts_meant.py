"""Which drafts are meant that no number names: "the one for Joshua", "both", "all my drafts"."""

from __future__ import annotations

from dataclasses import replace

from agents.understanding.focus import Focus, ShownWorker, WaitingDraft
from agents.understanding.lattice import Lattice
from agents.understanding.matching import Match
from agents.understanding.mentions import Clients
from agents.understanding.names import simple_words
from agents.understanding.plan import PlannedCall

BOTH = frozenset({"both", "ambos", "ambas", "dos"})
EVERY = frozenset({"all", "every", "everything", "todos", "todas", "todo"})
MINE = frozenset({"my", "mine", "our", "drafts", "mis", "nuestros", "borradores"})
"""Words beside "all" that mean more than the drafts just made."""


def among_recipients(focus: Focus) -> Focus:
    """The conversation with those as its people whom drafts wait for: "the one for Joshua" is one of them."""
    people = tuple(ShownWorker(one.worker_id, one.name) for one in focus.waiting if one.worker_id)
    return replace(focus, shown=people or focus.shown)


def drafts_meant(call: PlannedCall, match: Match, lattice: Lattice, focus: Focus) -> tuple[str, ...] | None:
    """The ids of the drafts that a clause means without naming them; None where it does not speak so of any."""
    if call.tool != "review_draft" or "draft_id" in call.args:
        return None
    ids = set(call.worker_ids.values())
    clients = {name for one in match.mentions if isinstance(one.value, Clients) for name in one.value.names}
    if ids or clients:
        to = [one for one in focus.waiting if one.worker_id in ids or (one.worker_id is None and one.name in clients)]
        return _narrowed(to, focus)
    if call.args.get("action") not in {"approve", "discard"}:
        return None
    said = {word.norm for word in lattice.message.words[match.start : match.end]}
    if said & BOTH:
        return focus.drafts if len(focus.drafts) == 2 else _own(focus) if len(_own(focus)) == 2 else ()
    if said & EVERY:
        here = focus.drafts if len(focus.drafts) > 1 and not said & MINE else ()
        return here or _own(focus)
    return None


def whose(said: str, focus: Focus) -> tuple[str, ...]:
    """The ids of the drafts to whoever is called so: "flynns", "Edward Flynn's", "for Acme"."""
    ways = {tuple(simple_words(one)) for one in (said, said.removesuffix("'s"), said.removesuffix("s"))} - {()}
    to = [one for one in focus.waiting if any(set(way) <= set(simple_words(one.name)) for way in ways)]
    return _narrowed(to, focus)


def _narrowed(to: list[WaitingDraft], focus: Focus) -> tuple[str, ...]:
    """Of several to the same people those that the conversation is about."""
    here = tuple(one.draft_id for one in to if one.draft_id in focus.drafts)
    return here or tuple(one.draft_id for one in to)


def _own(focus: Focus) -> tuple[str, ...]:
    return tuple(one.draft_id for one in focus.waiting if focus.asker in (None, one.staffer))
