"""Requests of a message, one clause after another: each becomes a call, or a question that comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agents.understanding import belonging
from agents.understanding.arguments import ArgumentReader, Filled, moved_on
from agents.understanding.belonging import leaves_a_gap, narrowed, says, says_more, says_who, shared, touches_trade
from agents.understanding.clauses import Clause
from agents.understanding.drafts_meant import drafts_meant
from agents.understanding.filling import filled
from agents.understanding.focus import Focus
from agents.understanding.followup import again, from_focus, only_booked, only_shown, refilled
from agents.understanding.free_text import FreeTextReader
from agents.understanding.guessing import Guess, Guesser
from agents.understanding.lattice import Lattice
from agents.understanding.masking import cover, mentions_in
from agents.understanding.matching import Match
from agents.understanding.mentions import Clients
from agents.understanding.order_terms import amended
from agents.understanding.people import Unclear
from agents.understanding.plan import Alternative, Plan, PlannedCall
from agents.understanding.questions import Questions
from agents.understanding.sentences import Frame
from agents.understanding.shown_list import LEAVE_OUT, without
from agents.understanding.surroundings import Reading, onto_the_list, with_client_before, with_talk
from agents.understanding.words import PUNCTUATION

GUESSED_READ, GUESSED_WRITE, OURS = 0.35, 0.45, 0.75
"""Least probability at which a guess is planned: a read, a write, anything with no word of the trade."""
DOUBTED = 0.2
"""Probability below which the head speaks against a sentence."""
EVERYBODY = frozenset({"everybody", "everyone", "all", "crew", "todos", "todas"})
REPLACES = frozenset(
    "replacement replacements replace else backfill sub substitute reemplazo sustituto otro otra suplente".split()
)
SURELY = frozenset({"blacklisted", "blacklist", "blacklists", "black", "negra"})
"""Words that some say of a client and some of the whole shop: a yes is asked for what it does."""


@dataclass(frozen=True)
class Requests:
    """Reads the requests of one message."""

    questions: Questions
    writes: frozenset[str]
    texts: FreeTextReader
    lattice: Lattice
    reader: ArgumentReader
    guesser: Guesser | None
    frames: Mapping[str, Frame]
    """By kind of sentence."""
    usual: frozenset[str]
    """Words that people ask with (see `filling`)."""

    def add(self, reading: Reading, clause: Clause, talk: Sequence[Clause]) -> Plan | None:
        """Add one clause's call; a Plan where the person must be asked first."""
        match = clause.match
        if match is None:
            assert clause.guess is not None
            unsure = self._unsure(clause, clause.guess, reading)
            if unsure is not None:
                return unsure
            match, talk_words = self._match(clause, clause.guess)
            if clause.guess.kind.frame.tool in self.writes and self._turned_round(match, clause.guess, talk_words):
                return self.questions.about_somebody("rest") or self.questions.ask("rest")
            if self._lacks_whom(match) and not (reading.calls and len(reading.focus.recent) == 1):
                return self.questions.ask_for("to_whom", reading.focus)
            reading.guessed = True
            reading.doubt += 1.0 - clause.guess.probability
        elif self._doubted(match):
            reading.guessed = True
        match = with_client_before(with_talk(match, talk, self.lattice), reading)
        match = onto_the_list(self._instead(match), reading, self.lattice, self.frames)
        before = reading.calls[-1] if reading.calls else None
        frame = match.frame
        continues = frame.bare and before is not None and before.tool in {"hybrid_search", "log_order"}
        if continues and before is not None and before.tool == "log_order":
            match = replace(match, frame=reading.matches[-1].frame)
        if before is not None and frame.tool == "draft_message" and self._to_the_freed(match, before):
            reading.left.append((match.start, match.end))
            return None
        found = self.reader.read(match, reading.focus)
        if isinstance(found, Unclear):
            return self.questions.ask(found.why, said=found.said, options=found.options)
        other = frame.unbooked if frame.unbooked and only_shown(found.call, reading.focus) else ""
        other = frame.booked if frame.booked and only_booked(found.call, reading.focus) else other
        if other:
            return self.add(reading, replace(clause, match=replace(match, frame=self.frames[other])), talk)
        call: PlannedCall | None = found.call
        apart = without(match, self.lattice, found.call, before or reading.focus.last_call, reading.focus)
        if apart:
            call, match = apart, replace(match, frame=self.frames[LEAVE_OUT])
        elif frame.kind == LEAVE_OUT:
            return self.questions.ask("nothing_to_repeat")
        elif frame.tool == "again":
            words = self.lattice.message.words
            call = None if before else amended(found.call, reading.focus.last_call, reading.focus, match, words)
            call = call or again(found.call, before or reading.focus.last_call, reading.focus)
            last = reading.focus.last_call
            if call is not None and call.tool == "log_order" and last is not None and last.tool == "change_order":
                reading.guessed = True  # "same for saturday": what was changed before the last change is not known
            if call is None and before is not None:
                reading.guessed = True  # "... there, same day": a detail that was not understood
                return None
            if call is None:
                return self.questions.ask("nothing_to_repeat")
        elif continues and before is not None:
            call, reading.calls[-1] = shared(found.call, before), shared(before, found.call)
        assert call is not None
        drafts = drafts_meant(call, match, self.lattice, reading.focus)
        if drafts is not None:
            several = bool({person.how for one in match.mentions for person in one.people}) and len(drafts) > 1
            if not drafts or several:
                return self.questions.ask_for("draft_id", replace(reading.focus, drafts=drafts or reading.focus.drafts))
            *first, last_one = (replace(call, args={**call.args, "draft_id": one}) for one in drafts)
            reading.calls.extend(first)
            reading.guessed = reading.guessed or len(drafts) > 1
            call = last_one
        call = from_focus(belonging.with_one(call, match, self.lattice), reading.focus)
        missing = next((name for name in match.frame.needs if name not in call.args), None)
        call = self._completed(call, match, missing, reading)
        missing = next((name for name in match.frame.needs if name not in call.args), None)
        if missing is None and call.tool == "hybrid_search" and not narrowed(call):
            missing = "search"
        if missing == "search" and before is not None and before.tool == "hybrid_search":
            reading.calls[-1] = replace(before, args={**call.args, **before.args})
            return None
        if missing == "search" and before is None and says(match, self.lattice, REPLACES):
            refill = refilled(reading.focus)
            call, missing = refill or call, None if refill else missing
        if missing == "search" and before is not None and leaves_a_gap(before):
            return None  # "he no-showed, find somebody else": whoever answers a no-show says who could go
        if missing:
            return self.questions.ask_for(missing, reading.focus)
        if before is not None and (before.tool, call.tool) == ("blacklist", "log_fill"):
            reading.guessed = True  # "take Ross off the list, put Mary on it": a booking, or the list?
        if call.tool == "blacklist" and call.args.get("action") == "add" and says(match, self.lattice, SURELY):
            reading.guessed = True
        if "reason_text" in match.frame.texts and "reason_text" not in call.args:
            call = self._with_reason(call, clause, talk)
        if before is not None and (
            belonging.is_made_of(call, before, found.call) or (continues and says_who(call, before))
        ):
            reading.calls.pop()
        if before is not None and says_more(call, before):
            reading.calls.pop()
        if before is not None and belonging.goes_on_about(call, before):
            reading.calls.pop()
            call = replace(before, args={**before.args, **call.args, "name": before.args["name"]})
        known = any((one.tool, one.args) == (call.tool, call.args) for one in reading.calls)
        if not known and not (before is not None and says_more(before, call)):
            reading.calls.append(call)
        reading.matches.append(match)
        reading.doubt += found.doubt + 0.02 * len(match.rest) + 0.05 * match.leading
        reading.focus = moved_on(reading.focus, Filled(call, 0.0))
        mentioned = mentions_in(self.lattice, match.start, match.end) if frame.whole else match.mentions
        clients = {name for one in mentioned if isinstance(one.value, Clients) for name in one.value.names}
        if len(clients) == 1 and "client" not in call.args:
            reading.focus = replace(reading.focus, client=clients.pop())
        return None

    def _match(self, clause: Clause, guess: Guess) -> tuple[Match, frozenset[int]]:
        """The clause as a sentence of the guessed kind, and the places of words that say nothing of it."""
        assert self.guesser is not None
        talk = self.guesser.talk(clause.start, clause.end)
        return filled(guess, self.lattice, (clause.start, clause.end), self.texts, talk, self.usual), talk

    def _unsure(self, clause: Clause, guess: Guess, reading: Reading) -> Plan | None:
        """A question instead of a guess that is too weak."""
        write = guess.kind.frame.tool in self.writes
        if guess.probability < (GUESSED_WRITE if write else GUESSED_READ):
            ways = self._ways(clause, guess, reading) if touches_trade(self.lattice) else ()
            if ways:
                return self.questions.which(ways)
            return self.questions.about_somebody("unsure") or self.questions.elsewhere()
        if (
            guess.probability >= GUESSED_WRITE
            and "workers" in guess.kind.frame.needs
            and not touches_trade(self.lattice)
        ):
            return self.questions.ask_for("workers", Focus())
        if guess.probability < OURS and not touches_trade(self.lattice):
            return self.questions.elsewhere()
        return None

    def _ways(self, clause: Clause, guess: Guess, reading: Reading) -> tuple[Alternative, ...]:
        """ "Did you mean A or B?": the readings that can be called as they are. One alone is no choice."""
        assert self.guesser is not None
        ways = []
        for rival in self.guesser.rivals(guess):
            match, _talk = self._match(clause, rival)
            found = self.reader.read(match, reading.focus)
            if isinstance(found, Unclear) or any(name not in found.call.args for name in match.frame.needs):
                continue
            if found.call.tool == "hybrid_search" and not narrowed(found.call):
                continue
            who = ", ".join(map(str, found.call.args.get("workers", ())))
            label = self.questions.replies.meant(rival.kind.name, who)
            ways.append(Alternative(label[:1].upper() + label[1:], (found.call,)))
        return tuple(ways) if len(ways) > 1 else ()

    def _completed(self, call: PlannedCall, match: Match, missing: str | None, reading: Reading) -> PlannedCall:
        """With the client or the person that the message named just before."""
        before = reading.calls[-1] if reading.calls else None
        if missing == "client" and before is not None and reading.focus.client:
            if before.args.get("workers") != call.args.get("workers"):
                reading.guessed = True  # "... for Acme, and put Tom on their list"
            return replace(call, args={**call.args, "client": reading.focus.client})
        if self._lacks_whom(match) and "workers" in match.frame.if_any:
            missing = "workers"
        if missing == "workers" and match.guessed and len(reading.focus.recent) == 1:
            shown = reading.focus.recent[0]
            return replace(call, args={"workers": [shown.name], **call.args}, worker_ids={shown.name: shown.worker_id})
        return call

    def _to_the_freed(self, match: Match, before: PlannedCall) -> bool:
        """ "Cancel the Acme order and text everybody on it": who that is the cancelling itself tells."""
        cancels = before.tool == "change_order" and before.args.get("action") == "cancel"
        named = any(person.how in {"name", "id", "typo"} for one in match.mentions for person in one.people)
        return cancels and not named and says(match, self.lattice, EVERYBODY)

    def _lacks_whom(self, match: Match) -> bool:
        """Whether a sentence lacks whoever it is about: "draft a text"."""
        if_any = match.frame.if_any
        return bool(if_any) and not any(one.kind in if_any for one in match.mentions)

    def _with_reason(self, call: PlannedCall, clause: Clause, talk: Sequence[Clause]) -> PlannedCall:
        """As in "do not send Kim to Acme. Late all week": talk right behind it is why."""
        behind = next((one for one in talk if 0 <= one.start - clause.end <= 1), None)
        if behind is None or self.says_nothing(behind.start, behind.end):
            return call
        reason = self.lattice.message.slice(behind.start, behind.end).strip(" ,.;:!-()")
        return replace(call, args={**call.args, "reason_text": reason})

    def _instead(self, match: Match) -> Match:
        """A contact knows no order: "Ana passed on ORD-12" is a declined booking."""
        kind = next((match.frame.instead[one.kind] for one in match.mentions if one.kind in match.frame.instead), None)
        return replace(match, frame=self.frames[kind]) if kind else match

    def _doubted(self, match: Match) -> bool:
        """Whether a sentence that writes matched, but the head takes the words for something else."""
        if self.guesser is None or match.frame.tool not in self.writes:
            return False
        share = self.guesser.probability(match.start, match.end, match.frame.kind)
        return share is not None and share < DOUBTED

    def _turned_round(self, match: Match, guess: Guess, talk: frozenset[int]) -> bool:
        """Whether a word stands in it that turns such reports round: "was NOT late", "either Ann or Bob"."""
        inside = {place for first, last in match.free.values() for place in range(first, last)}
        words = self.lattice.message.words
        said = {word.norm for word in words[match.start : match.end]}
        if {"either", "or"} <= said:
            return True
        return any(
            words[place].norm in self.questions.vocabulary.turns and words[place].norm not in guess.kind.asking
            for place in range(match.start, match.end)
            if place not in inside | talk
        )

    def says_nothing(self, start: int, end: int) -> bool:
        """Whether the words are names, figures and small words only."""
        return all(
            token.mention
            or self.lattice.fillers[token.start]
            or self.lattice.message.words[token.start].norm in PUNCTUATION
            for token in cover(
                self.lattice, start, end, lambda mention: mention.kind not in {"people", "there", "wish"}
            )
        )
