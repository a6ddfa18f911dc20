"""What stands around a request in its message, and belongs to it: the talk beside it, the report before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agents.understanding.clauses import Clause
from agents.understanding.focus import Focus
from agents.understanding.followup import REPORTS
from agents.understanding.lattice import Lattice
from agents.understanding.masking import mentions_in
from agents.understanding.matching import Match
from agents.understanding.mentions import Clients
from agents.understanding.plan import PlannedCall
from agents.understanding.sentences import Frame

SAID_APART = frozenset({"client", "order_id", "draft_id"})
"""Mentions in talk around a request that belong to it: "over at Lakeshore: Ed came in late"."""
ON_IT = frozenset({"it", "there", "ella", "ahi", "alli"})
LIST_WORDS = frozenset({"list", "dnr", "blacklist", "lista"})


@dataclass
class Reading:
    """What the clauses read so far have come to."""

    focus: Focus
    calls: list[PlannedCall] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    doubt: float = 0.0
    guessed: bool = False
    left: list[tuple[int, int]] = field(default_factory=list)
    """Places of requests that nothing could be planned for: the reply must say so."""


def onto_the_list(match: Match, reading: Reading, lattice: Lattice, frames: Mapping[str, Frame]) -> Match:
    """ "Take Ross off their list, put Mary on it" is about the list both times."""
    before = reading.matches[-1] if reading.matches else None
    if before is None or (before.frame.tool, match.frame.tool) != ("blacklist", "log_fill"):
        return match
    words = lattice.message.words
    said = {word.norm for word in words[match.start : match.end]}
    listed = {word.norm for word in words[before.start : before.end]} & LIST_WORDS
    others = {one.kind for one in match.mentions} - {"workers", "there"}
    if not (said & ON_IT and listed) or others:
        return match
    people = tuple(mention for mention in match.mentions if mention.people)
    return replace(match, frame=frames["blacklist/add"], mentions=people, guessed=True)


def with_talk(match: Match, talk: Sequence[Clause], lattice: Lattice) -> Match:
    """With the client or order that the talk around the request names."""
    kinds = {mention.kind for mention in match.mentions}
    near = [
        mention
        for clause in talk
        if match.guessed or not clause.guess
        for mention in mentions_in(lattice, clause.start, clause.end)
        if mention.kind in SAID_APART - kinds and mention.kind in match.frame.uses
        and not (isinstance(mention.value, Clients) and mention.value.ghost)
    ]  # fmt: skip
    return replace(match, mentions=(*match.mentions, *near[:1])) if near else match


def with_client_before(match: Match, reading: Reading) -> Match:
    """As in "over at Lakeshore: Ed came in late, Sarah never showed": the client before the first holds for all."""
    before = reading.matches[-1] if reading.matches else None
    if before is None or not {before.frame.tool, match.frame.tool} <= REPORTS:
        return match
    client = next((one for one in before.mentions if one.kind == "client"), None)
    people = next((one for one in before.mentions if one.kind == "workers"), None)
    own = any(one.kind in SAID_APART for one in match.mentions)
    if client is None or people is None or own or client.start > people.start:
        return match
    return replace(match, mentions=(*match.mentions, client))
