"""The built-in planner: what a message asks for, without a model, in a few milliseconds.

    refusals → words → lattice of mentions → clauses that match a sentence → arguments → the conversation's share

Where no sentence matches it plans nothing: ``expect`` is "clarify" where somebody of the store is named, else
"out_of_scope".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from agents.language import USUAL, Language
from agents.understanding.arguments import ArgumentReader, Filled, moved_on
from agents.understanding.clauses import Clause, cut
from agents.understanding.focus import Focus
from agents.understanding.followup import again, from_focus
from agents.understanding.guard import load_guard
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.understanding.matching import Match
from agents.understanding.mentions import Mention
from agents.understanding.people import Unclear
from agents.understanding.plan import Plan, PlannedCall
from agents.understanding.reading import Reader
from agents.understanding.replies import load_replies
from agents.understanding.sentences import load_sentences
from agents.understanding.vocabulary import load_vocabulary
from agents.understanding.words import compose, fold, read_words

MOST_LETTERS, MOST_WORDS = 2_000, 250
CERTAIN, HALF_READ, LEAST = 0.97, 0.7, 0.3
"""Confidence of a clean reading; the most for a message that was read in part; the least."""
NARROWING = frozenset(
    [
        "role",
        "city",
        "state",
        "client",
        "certifications",
        "query",
        "order_id",
        "max_pay_rate",
        "shift",
        "start",
        "headcount",
        "k",
        "availability",
    ]
)
SQL = re.compile(r"^\s*(?:select\b.+\bfrom\b|with\s+\w+\s+as\s*\()", re.IGNORECASE | re.DOTALL)


@dataclass
class _Reading:
    """What the clauses read so far have come to."""

    focus: Focus
    calls: list[PlannedCall] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    doubt: float = 0.0


class Understanding:
    """Reads `prompts` once; holds no state of a conversation, so one instance serves every thread."""

    def __init__(self, prompts: Path, zone: ZoneInfo) -> None:
        """Raises BadInput where a file of ``prompts`` cannot be read."""
        self.vocabulary = load_vocabulary(prompts / "vocabulary")
        self._zone = zone
        self._guard = load_guard(prompts / "refusals.yaml")
        self._spoken = load_replies(prompts / "replies")
        self._replies = self._spoken[USUAL]
        self.sentences = load_sentences(prompts / "sentences", self.vocabulary.contractions)
        self._reader = Reader(self.vocabulary, self.sentences.words)

    def plan(self, text: str, lexicon: Lexicon, focus: Focus, now: datetime, language: Language = USUAL) -> Plan:
        """The calls that ``text`` asks for, or why there are none, said in ``language``.

        ``now`` is aware; days are read in the zone.
        """
        if self._replies is not self._spoken[language]:
            return self._speaking(language).plan(text, lexicon, focus, now, language)
        if not text.strip():
            return self._ask("empty")
        reason = self._guard.refuses(fold(compose(text[: 2 * MOST_LETTERS])))
        if reason:
            return Plan(expect="refuse", confidence=0.95, say=self._replies.refuse(reason), template=reason)
        if len(text) > MOST_LETTERS:
            return self._ask("too_long")
        message = read_words(text.strip(), self.vocabulary.contractions)
        if SQL.match(message.text):
            call = PlannedCall("query_data", {"sql": message.text.strip()})
            return Plan((call,), confidence=CERTAIN, template="sql")
        if len(message.words) > MOST_WORDS:
            return self._ask("too_long")
        wall = now.astimezone(self._zone).replace(tzinfo=None)
        lattice = self._reader.read(message, lexicon, focus, wall.date())
        clauses = cut(lattice, self.sentences.root, self.vocabulary.joiners)
        return self._compose(lattice, clauses, ArgumentReader(lattice, lexicon, wall, self.sentences.writes), focus)

    def _speaking(self, language: Language) -> Understanding:
        """The same planner with another language's words."""
        other = copy(self)
        other._replies = self._spoken[language]
        return other

    def _compose(self, lattice: Lattice, clauses: Sequence[Clause], reader: ArgumentReader, focus: Focus) -> Plan:
        matched = [clause for clause in clauses if clause.match]
        strange = [clause for clause in clauses if not clause.match]
        asked = [clause for clause in matched if clause.match and clause.match.frame.tool != "chat"]
        if not asked:
            return self._nothing(lattice, matched, strange)
        reading = _Reading(focus)
        for clause in asked:
            assert clause.match is not None
            unclear = self._add(reading, clause.match, reader, lattice)
            if isinstance(unclear, Plan):
                return unclear
        if any(call.tool in self.sentences.writes for call in reading.calls):
            doubtful = self._doubtful_write(lattice, asked, strange, reading)
            if doubtful is not None:
                return doubtful
        confidence = max(LEAST, CERTAIN - reading.doubt)
        confidence = min(confidence, HALF_READ) if strange else confidence
        sentences = " + ".join(match.sentence for match in reading.matches)
        return Plan(tuple(reading.calls), confidence=round(confidence, 3), template=sentences)

    def _add(self, reading: _Reading, match: Match, reader: ArgumentReader, lattice: Lattice) -> Plan | None:
        """Add one clause's call; a Plan where the person must be asked first."""
        before = reading.calls[-1] if reading.calls else None
        frame = match.frame
        continues = frame.bare and before is not None and before.tool in {"hybrid_search", "log_order"}
        if continues and before is not None and before.tool == "log_order":
            match = replace(match, frame=reading.matches[-1].frame)
        filled = reader.read(match, reading.focus)
        if isinstance(filled, Unclear):
            return self._ask(filled.why, said=filled.said, options=filled.options)
        call: PlannedCall | None = filled.call
        if frame.tool == "again":
            call = again(filled.call, before or reading.focus.last_call, reading.focus)
            if call is None:
                return self._ask("nothing_to_repeat")
        elif continues and before is not None:
            call, reading.calls[-1] = _shared(filled.call, before), _shared(before, filled.call)
        assert call is not None
        call = from_focus(_with_one(call, match, lattice), reading.focus)
        missing = next((name for name in match.frame.needs if name not in call.args), None)
        if missing is None and call.tool == "hybrid_search" and not _narrowed(call):
            missing = "search"
        if missing:
            return self._ask_for(missing, reading.focus)
        if before is not None and _is_made_of(call, before, filled.call):
            reading.calls.pop()
        if call not in reading.calls:
            reading.calls.append(call)
        reading.matches.append(match)
        reading.doubt += filled.doubt + 0.02 * len(match.rest) + 0.05 * match.leading
        reading.focus = moved_on(reading.focus, Filled(call, 0.0))
        return None

    def _doubtful_write(
        self, lattice: Lattice, asked: Sequence[Clause], strange: Sequence[Clause], reading: _Reading
    ) -> Plan | None:
        """A write is not planned from a question, a maybe, or half a sentence that turns it round."""
        words = lattice.message.words
        for clause in asked:
            polite = {word.norm for word in words[clause.start : clause.start + 4]} & POLITE
            questioned = any(word.norm == "?" for word in words[clause.start : clause.end + 1])
            write = clause.match is not None and clause.match.frame.tool in self.sentences.writes
            if write and questioned and not polite and not _reads(clause.match):
                said = lattice.message.slice(clause.start, clause.end).strip(" ?¿")
                return self._ask("question", said=said)
        outside = [word.norm for clause in strange for word in words[clause.start : clause.end]]
        if self.vocabulary.danger & set(outside) and any(
            call.tool in self.sentences.writes - {"undo"} for call in reading.calls
        ):
            return self._ask("rest")
        return None

    def _nothing(self, lattice: Lattice, matched: Sequence[Clause], strange: Sequence[Clause]) -> Plan:
        """No request was recognised: small talk, a name with nothing to do, or something that is not ours."""
        if matched and not strange:
            kinds = [str(clause.match.frame.sets["kind"]) for clause in matched if clause.match]
            kind = next((kind for kind in kinds if kind not in {"hello", "fine"}), kinds[0])
            return Plan(expect="chat", confidence=0.95, say=self._replies.chat(kind), template=kind)
        known = _somebody(lattice)
        if known:
            said = lattice.message.slice(known.start, known.end)
            return self._ask("hedged" if self._hedged(lattice) else "unsure", said=said)
        if not strange:
            return self._ask("empty")
        return Plan(expect="out_of_scope", confidence=0.8, say=self._replies.out_of_scope)

    def _hedged(self, lattice: Lattice) -> bool:
        text = f" {' '.join(word.norm for word in lattice.message.words)} "
        return any(f" {' '.join(phrase)} " in text for phrase in self.vocabulary.maybe)

    def _ask(self, why: str, *, said: str = "", options: Sequence[str] = ()) -> Plan:
        say = self._replies.clarify(why, said)
        return Plan(expect="clarify", confidence=0.5, say=say, options=tuple(options)[:5], template=why)

    def _ask_for(self, missing: str, focus: Focus) -> Plan:
        options: tuple[str, ...] = ()
        if missing == "workers":
            options = tuple(shown.name for shown in (focus.shown or focus.booked)[:5])
        elif missing == "client" and focus.client:
            options = (focus.client,)
        say = self._replies.missing(missing)
        return Plan(expect="clarify", confidence=0.5, say=say, options=options, template=f"missing {missing}")


POLITE = frozenset({"can", "could", "would", "will", "please", "puedes", "podrias", "favor"})
ALONE_BEFORE = frozenset({"a", "an", "one", "un", "una", "another"})
SHARED = ("client", "city", "state", "start", "end", "shift")


def _reads(match: Match | None) -> bool:
    return match is not None and match.frame.sets.get("action") == "list"


def _narrowed(call: PlannedCall) -> bool:
    """Whether the search is about somebody: "need 5 people tomorrow" could be anybody."""
    return bool(call.args.keys() & (NARROWING - {"headcount", "start", "k", "availability"}))


def _shared(call: PlannedCall, other: PlannedCall) -> PlannedCall:
    """As in "4 welders and 2 electricians for Acme Thursday": what is said once holds for both."""
    args = dict(call.args)
    for name in SHARED:
        if name in other.args and name not in args and not (name == "state" and "city" in args):
            args[name] = other.args[name]
    return replace(call, args=args)


def _is_made_of(order: PlannedCall, search: PlannedCall, said: PlannedCall) -> bool:
    """As in "we need 4 welders at Acme, please open it": the order takes the place of the search that it speaks of."""
    return order.tool == "log_order" and search.tool == "hybrid_search" and "role" not in said.args


def _with_one(call: PlannedCall, match: Match, lattice: Lattice) -> PlannedCall:
    """With its count: "book an electrician" is an order for one."""
    role = next((mention for mention in match.mentions if mention.kind == "role"), None)
    if call.tool != "log_order" or "headcount" in call.args or role is None:
        return call
    before = {word.norm for word in lattice.message.words[max(match.start, role.start - 2) : role.start]}
    return replace(call, args={**call.args, "headcount": 1}) if before & ALONE_BEFORE else call


def _somebody(lattice: Lattice) -> Mention | None:
    """A person or client of the store that the message names for certain."""
    for mentions in lattice.mentions:
        for mention in mentions:
            if mention.cost > 0.05:
                continue
            if mention.kind == "client" or (mention.people and mention.people[0].how in {"name", "single"}):
                return mention
    return None
