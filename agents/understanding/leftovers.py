"""Parts of a message that touch the trade and came to no call: the reply must say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agents.understanding.clauses import Clause
from agents.understanding.guessing import Guesser
from agents.understanding.lattice import Lattice
from agents.understanding.masking import cover, mentions_in
from agents.understanding.matching import Match
from agents.understanding.mentions import Clients, Mention
from agents.understanding.plan import PlannedCall
from agents.understanding.words import fold, plain_words

TOUCHING = frozenset({"role", "client", "order_id", "draft_id", "workers"})
"""Kinds of mention that make a part of a message more than talk."""
MOST_DOUBT = 0.1
"""Doubt of a mention from which it may be an everyday word."""
WHERE = frozenset({"city", "state", "date", "hours", "span", "shift", "count", "pay", "certification"})
NUMBERS = frozenset({"order_id", "draft_id"})
"""A call takes one of each: "send D-114 and D-115"."""
Span = tuple[int, int]
"""First word, and the one behind the last."""


@dataclass(frozen=True)
class Leftovers:
    """Looks through what stands around the requests of one message."""

    lattice: Lattice
    guesser: Guesser | None

    def of(self, around: Sequence[Clause], matches: Sequence[Match], calls: Sequence[PlannedCall]) -> tuple[str, ...]:
        """Those of the clauses ``around``, and of the later parts of ``matches``, that no call speaks of, as typed."""
        held = _held(calls)
        left = [(one.start, one.end) for one in around if self._is_left((one.start, one.end), held, frozenset())]
        for match in matches:
            drops = match.frame.absorbs - match.frame.uses
            for span in self._later_parts(match):
                if self._is_left(span, held, drops if self._is_bare(span) else frozenset()):
                    left.append(span)
            left += [(one.start, one.end) for one in match.mentions if one.kind in NUMBERS and not _is_held(one, held)]
        return tuple(self._typed(span) for span in sorted(set(left)))

    def _later_parts(self, match: Match) -> Iterator[Span]:
        """Segments that are not within a free text, but for a first one that is of the same tool."""
        if self.guesser is None or match.frame.whole:
            return
        for start, end in self.guesser.segments:
            free = any(first <= start and end <= last for first, last in match.free.values())
            begins = start <= match.start and self.guesser.tool(start) == match.frame.tool
            if match.start <= start and end <= match.end and not free and not begins:
                yield start, end

    def _is_bare(self, span: Span) -> bool:
        """Whether it is names and figures alone, such as the job of a no-show."""
        tokens = cover(self.lattice, *span, lambda mention: mention.kind in TOUCHING | WHERE)
        return all(token.mention or self.lattice.fillers[token.start] for token in tokens)

    def _typed(self, span: Span) -> str:
        return self.lattice.message.slice(*span).strip(" ,.;:!-()\n")

    def _is_left(self, span: Span, held: str, drops: frozenset[str]) -> bool:
        """Whether it names something of the trade, and nothing that a call holds or has no use for."""
        named = [
            mention
            for mention in mentions_in(self.lattice, *span)
            if mention.kind in TOUCHING and mention.cost <= MOST_DOUBT and _is_somebody(mention)
        ]
        return bool(named) and not any(one.kind in drops or _is_held(one, held) for one in named)


def _is_somebody(mention: Mention) -> bool:
    """Not "him", nor a name that the store does not have."""
    if mention.people:
        return any(person.how in {"name", "id"} for person in mention.people)
    return not (isinstance(mention.value, Clients) and mention.value.ghost)


def _is_held(mention: Mention, held: str) -> bool:
    if mention.people:
        names = [name for person in mention.people for one in person.workers for name in (one.name, one.worker_id)]
    else:
        names = list(mention.value.names) if isinstance(mention.value, Clients) else [str(mention.value)]
    return any(fold(name) in held for name in names)


def _held(calls: Sequence[PlannedCall]) -> str:
    """Every value of the calls, and of what answers them."""
    every = [*calls, *(call.runs for call in calls if call.runs)]
    return " ".join(fold(text) for call in every for value in call.args.values() for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)


def without_wish(call: PlannedCall, left: Sequence[str]) -> PlannedCall:
    """The call without a wish that is made of nothing but words that were left out."""
    wish = set(plain_words(str(call.args.get("query", ""))))
    if not wish or not wish <= {word for part in left for word in plain_words(part)}:
        return call
    return replace(call, args={name: value for name, value in call.args.items() if name != "query"})
