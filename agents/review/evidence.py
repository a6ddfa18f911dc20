"""What a message itself says, read by the store's own names: the facts that a proposed call is held against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from agents.review.findings import ProposedCall
from agents.review.spoken import Spoken, spoken_of
from agents.review.words import Cue, ReviewWords
from agents.understanding.focus import Focus
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.understanding.mentions import Kind, Mention
from agents.understanding.names import simple_words
from agents.understanding.vocabulary import Phrase
from agents.understanding.words import fold, plain_words

NEGATED_WITHIN = 2
"""Words from a "not" to what it denies."""
SURE = 0.1
"""Doubt up to which a mention speaks against another value."""
CLOSED: frozenset[Kind] = frozenset({"client", "workers", "order_id", "draft_id", "path", "email", "phone"})
"""Kinds whose words mean nothing else: "order" in "order 1042" asks for no order."""
AGAIN = frozenset({"same", "misma", "mismo"})
"""Words of an order that is wanted once more: "same order for sunday"."""
CLOSED_WORD = "\0"
"""Stands for a word that means nothing else: no phrase holds it, so "make that" hides no "make" before "that order"."""
UNSPLIT: frozenset[Kind] = frozenset({"city", "date", "hours", "pay", "certification", "client"})
"""Kinds within which a comma or an "and" parts nothing: "Gary, IN"."""


@dataclass(frozen=True)
class Part:
    """Words ``start`` to ``end``: one thing said."""

    start: int
    end: int
    question: bool
    hedged: bool

    def holds(self, place: int) -> bool:
        """Whether the word is of this part."""
        return self.start <= place < self.end


@dataclass(frozen=True)
class Evidence:
    """A message and its conversation. ``now`` is wall time at the shop."""

    lattice: Lattice
    lexicon: Lexicon
    focus: Focus
    now: datetime
    words: ReviewWords

    @cached_property
    def norms(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(word.norm for word in self.lattice.message.words)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every mention that stands by itself: the "Gary" of "Gary Novak" is no city, "order 4 welders" has no id."""
        every = [mention for place in self.lattice.mentions for mention in place]
        wide = [m for m in every if m.kind in CLOSED and m.cost <= SURE and m.end - m.start > 1 and not _is_list(m)]
        counted = {m.end for m in every if m.kind == "count"}
        kept = (m for m in every if not any(_within(m, outer) for outer in wide))
        return tuple(m for m in kept if not (m.kind == "order_id" and m.end in counted))

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        """Whom the message speaks of."""
        return spoken_of(self.lattice, self.focus, self.lexicon.names, self.words.weak_references)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """What speaks for one tool or another; none within a name, and none that is negated."""
        return tuple(cue for cue in self._every_cue if not self._negated(cue))

    @cached_property
    def denied(self) -> frozenset[str]:
        """Tools that only a "not" speaks of."""
        return frozenset(cue.tool for cue in self._every_cue if self._negated(cue)) - {cue.tool for cue in self.cues}

    @cached_property
    def _every_cue(self) -> tuple[Cue, ...]:
        closed = {p for m in self.mentions if m.kind in CLOSED and m.cost <= SURE and not _is_reference(m)
                  and not (m.kind == "order_id" and AGAIN & set(self.norms[m.start : m.end]))
                  for p in range(m.start, m.end)}  # fmt: skip
        open_norms = [CLOSED_WORD if place in closed else norm for place, norm in enumerate(self.norms)]
        return self.words.cues.find(open_norms)

    def _negated(self, cue: Cue) -> bool:
        first = cue.places[0]
        start = max(0, first - NEGATED_WITHIN - 1)
        start = max((p + 1 for p in range(start, first) if self.norms[p] in self.words.breaks | {","}), default=start)
        found = self.words.negations.find(self.norms[start:first])
        return any(first - (start + one.places[-1]) <= NEGATED_WITHIN for one in found)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The message cut at its commas and "and"s, lists of people and names left whole."""
        whole = {p for m in self.mentions if m.kind in UNSPLIT or (m.kind == "workers" and _is_sure_list(m))
                 for p in range(m.start + 1, m.end - 1)}  # fmt: skip
        cuts = [p for p, norm in enumerate(self.norms) if norm in self.words.joins and p not in whole]
        starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(self.norms)]
        return tuple(self._part(start, end) for start, end in zip(starts, ends, strict=True) if start < end)

    def _part(self, start: int, end: int) -> Part:
        norms = self.norms[start:end]
        behind = self.norms[end : end + 1] == ("?",)
        tag = self.norms[end + 1 : end + 3]
        behind = behind or (len(tag) == 2 and tag[0] in self.words.tags and tag[1] == "?")
        first = next((place for place in range(start, end) if not self.lattice.fillers[place]), start)
        asked = behind or self.norms[first] in self.words.questions or self._asks_of_somebody(first)
        polite = any(cue.places[0] < 4 for cue in self.words.polite.find(norms))
        return Part(start, end, asked and not polite, bool(self.words.hedges.find(norms)))

    def _asks_of_somebody(self, place: int) -> bool:
        """As in "did Tom show up", which "did not show up" is not."""
        somebody = any(one.start == place + 1 for one in self.spoken)
        return self.norms[place] in self.words.auxiliaries and somebody

    @cached_property
    def telling(self) -> tuple[Cue, ...]:
        """The cues that speak against other tools too."""
        weak = {cue.places[0] for cue in self.words.weak.find(self.norms) if len(cue.places) == 1}
        return tuple(cue for cue in self.cues if not (len(cue.places) == 1 and cue.places[0] in weak))

    def part_at(self, place: int) -> Part | None:
        """The part that a word is of."""
        return next((part for part in self.parts if part.holds(place)), None)

    def own_parts(self, call: ProposedCall) -> tuple[Part, ...]:
        """The parts that speak of this call's people, else of its role; every part where none does so alone."""
        workers = call.texts("workers")
        if workers:
            ids = frozenset(worker_id for worker in workers for worker_id in self.ids(worker))
            anchors = [(one.start, bool(one.worker_ids & ids)) for one in self.spoken if one.worker_ids]
        else:
            role = self.canonical(self.lexicon.roles, call.text("role"))
            anchors = [(m.start, m.value == role) for m in self.mentions if m.kind == "role" and m.cost <= SURE]
        mine = {place for place, fits in anchors if fits}
        others = {place for place, fits in anchors if not fits} - mine
        own = [part for part in self.parts if any(map(part.holds, mine))]
        return tuple(own) if own and others else self.parts

    def said(self, kind: Kind, call: ProposedCall) -> tuple[Mention, ...]:
        """Mentions of a kind: in the call's own parts where these have some, else in the whole message."""
        every = [mention for mention in self.mentions if mention.kind == kind]
        parts = self.own_parts(call)
        own = [mention for mention in every if any(part.holds(mention.start) for part in parts)]
        return _longest(own or every)

    def ids(self, worker: str) -> frozenset[str]:
        """Worker ids that an argument can stand for: itself, or everybody of that name."""
        found = self.lexicon.names.exact(simple_words(worker)) if len(worker.split()) > 1 else None
        return frozenset({worker, *(one.worker_id for one in found.workers)} if found else {worker})

    def literally(self, value: str) -> bool:
        """Whether the message has these very words, one behind the other."""
        wanted = fold(" ".join(value.split()))
        return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", self._flat) is not None

    @cached_property
    def _flat(self) -> str:
        return " ".join(self.lattice.message.folded.split())

    def remembered(self, name: str) -> frozenset[Any]:
        """What the conversation holds for an argument: its focus, and the last call."""
        last = self.focus.last_call.args.get(name) if self.focus.last_call else None
        values = {getattr(self.focus, name, None), last if not isinstance(last, (list, dict)) else None}
        return frozenset(values - {None})

    @staticmethod
    def canonical(known: Mapping[Phrase, str], value: str | None) -> str | None:
        """The store's own name for a value; the value itself where it has none."""
        return known.get(plain_words(value), value) if value else None

    def quote(self, mentions: Iterable[Mention]) -> str:
        """The message's own words for these, to be shown; empty where it has none."""
        said = dict.fromkeys(self.lattice.message.slice(one.start, one.end) for one in mentions)
        return ", ".join(f"“{words}”" for words in said)

    def quote_cues(self, cues: Sequence[Cue]) -> str:
        """The words of some cues, to be shown."""
        message = self.lattice.message
        said = dict.fromkeys(message.slice(cue.places[0], cue.places[-1] + 1) for cue in cues)
        return ", ".join(f"“{words}”" for words in list(said)[:3])


def _within(inner: Mention, outer: Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and inner.end - inner.start < outer.end - outer.start


def _is_list(mention: Mention) -> bool:
    return len(mention.people) > 1


def _is_reference(mention: Mention) -> bool:
    return mention.kind == "workers" and any(person.how in {"reference", "nobody"} for person in mention.people)


def _is_sure_list(mention: Mention) -> bool:
    return _is_list(mention) and all(person.how in {"name", "typo"} for person in mention.people)


def _longest(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Without readings inside a longer one: "Lakeside" of "Lakeside Foods"."""
    return tuple(
        one for one in mentions if not any(_within(one, other) and other.cost <= one.cost for other in mentions)
    )
