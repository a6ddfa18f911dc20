"""From the clauses of a message to a plan: calls in the order said, or a question, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.understanding.clauses import Clause
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.followup import REPORTS
from agents.understanding.guessing import NO_REQUEST, Guess
from agents.understanding.leftovers import Leftovers, without_wish
from agents.understanding.masking import mentions_in
from agents.understanding.mentions import Clients, Kind
from agents.understanding.plan import Plan
from agents.understanding.questions import Questions
from agents.understanding.requests import Requests
from agents.understanding.sentences import Frame
from agents.understanding.surroundings import Reading

CERTAIN, HALF_READ, LEAST = 0.97, 0.7, 0.3
"""Confidence of a clean reading; the most for a message that was read in part, or only guessed at; the least."""
REFUSED, LIKELY = 0.5, 0.5
"""Least probability at which the head alone refuses, and takes something for small talk."""
SURE_TALK = 0.8
"""Probability from which talk around a write is known to be no more than talk."""
ASKING = frozenset({"did", "has", "have", "was", "were", "does", "is", "are"})
"""Words that begin a question where a person follows."""
SAYS_SO = frozenset({"question", "hedged", "thin", "rest", "unsure", "empty"})
"""Questions whose words say already that nothing was done."""
POLITE = frozenset({"can", "could", "would", "will", "please", "puedes", "podrias", "favor"})
NAMES_A_TRADE: tuple[Kind, ...] = ("role", "certification")
TALK = frozenset({"", "aside", "elsewhere"})
"""Clauses around a request: those that nothing recognised, and those that say nothing of ours."""


@dataclass(frozen=True)
class Composer:
    """Puts the clauses of one message together."""

    questions: Questions
    requests: Requests

    def plan(self, clauses: Sequence[Clause], focus: Focus) -> Plan:
        """The plan of the whole message."""
        refused = self._refused(clauses)
        if refused:
            return refused
        clauses = self._joined(clauses)
        asked = [clause for clause in clauses if _tool(clause) not in {"", *NO_REQUEST}]
        talk = [clause for clause in clauses if _tool(clause) in TALK]
        doubts = [clause for clause in clauses if _tool(clause) == "doubt"]
        if not asked:
            return self._nothing(clauses, talk, doubts)
        reading = Reading(self._spoken_of(clauses, focus))
        skipped: list[Clause] = []
        for clause in asked:
            unclear = self.requests.add(reading, clause, talk)
            if unclear is not None and unclear.expect == "out_of_scope" and len(skipped) + 1 < len(asked):
                skipped.append(clause)
                reading.guessed = True
            elif unclear is not None:
                return self._nothing_yet(unclear, asked)
        written = {call.tool for call in reading.calls} & self.requests.writes
        if written - {"undo"} and self.questions.says(self.questions.vocabulary.negated):
            return self.questions.ask("hedged")
        if written:
            doubtful = self._doubtful_write(asked, talk, doubts, reading)
            if doubtful is not None:
                return doubtful
        strange = [clause for clause in talk if not clause.guess or clause.guess.probability < SURE_TALK]
        confidence = max(LEAST, CERTAIN - reading.doubt)
        confidence = min(confidence, HALF_READ) if strange or doubts or reading.guessed else confidence
        sentences = " + ".join(match.sentence for match in reading.matches)
        around = [clause for clause in clauses if clause in skipped or _tool(clause) in {"", *NO_REQUEST}]
        left = Leftovers(self.questions.lattice, self.requests.guesser).of(around, reading.matches, reading.calls)
        lost = (self.questions.lattice.message.slice(*span).strip(" ,.;:!-()\n") for span in reading.left)
        left = (*left, *lost)
        calls = tuple(without_wish(call, left) for call in reading.calls)
        return Plan(calls, confidence=round(confidence, 3), left=left, template=sentences)

    def _nothing_yet(self, unclear: Plan, asked: Sequence[Clause]) -> Plan:
        """The question about one of several requests, with that none of them was done."""
        writes = any(_tool(clause) in self.requests.writes for clause in asked)
        if unclear.expect != "clarify" or unclear.template in SAYS_SO or len(asked) < 2:
            return unclear
        return replace(unclear, say=f"{self.questions.replies.nothing_yet(write=writes)} {unclear.say}")

    def _refused(self, clauses: Sequence[Clause]) -> Plan | None:
        for clause in clauses:
            guess = clause.guess
            if guess and guess.kind.frame.tool == "refuse" and guess.probability >= REFUSED:
                reason = str(guess.kind.frame.sets["kind"])
                return Plan(expect="refuse", confidence=0.8, say=self.questions.replies.refuse(reason), template=reason)
        return None

    def _joined(self, clauses: Sequence[Clause]) -> list[Clause]:
        """A guessed clause that lacks its people goes on with the one of its kind before it."""
        joined: list[Clause] = []
        for clause in clauses:
            before = joined[-1] if joined else None
            if before and self._is_detail(before, clause):
                joined[-1] = self._with_detail(before, clause)
            elif before and self._is_ellipsis(before, clause):
                joined.append(Clause(clause.start, clause.end, None, self._as_guess(before)))
            elif before and self._goes_on(before, clause):
                joined[-1] = Clause(before.start, clause.end, None, before.guess)
            elif before and self._makes_order(before, clause):
                order = clause if _tool(clause) == "log_order" else before
                joined[-1] = Clause(before.start, clause.end, None, self._as_guess(order))
            else:
                joined.append(clause)
        return [self._as_meant(clause) for clause in joined]

    def _as_meant(self, clause: Clause) -> Clause:
        """A new client with a trade is a new worker: "add Wanda Kowal, welder in Hammond"."""
        if clause.guess is None or _tool(clause) != "add_client":
            return clause
        instead = _frame_of(clause).instead
        kind = next((instead[kind] for kind in NAMES_A_TRADE if kind in instead and self._has(clause, kind)), None)
        if kind is None:
            return clause
        assert self.requests.guesser is not None
        return replace(clause, guess=replace(clause.guess, kind=self.requests.guesser.certain(kind).kind))

    def _is_detail(self, before: Clause, clause: Clause) -> bool:
        """Names and figures alone behind a report or an order go with it: "no-show: Lamar Tate, welder, 6a today"."""
        if _tool(before) not in REPORTS | {"log_order", "add_client", "add_worker"}:
            return False
        if _tool(before) in {"add_client", "add_worker"} and _tool(clause) == "hybrid_search" and clause.guess:
            return not self._has(clause, "role") and not self._has(clause, "count")  # "..., lives in Gary"
        bare = _tool(clause) == "again" or (_tool(clause) == "hybrid_search" and not self._has(clause, "count"))
        return bare and self.requests.says_nothing(clause.start, clause.end)

    def _is_ellipsis(self, before: Clause, clause: Clause) -> bool:
        """The same of somebody else: "dnr Lamar Tate at Acme, and Joyce Dixon at Otter Creek"."""
        return (
            self.requests.guesser is not None
            and _tool(before) in REPORTS | {"blacklist", "log_contact"}
            and self._has(clause, "workers")
            and _tool(clause) != _tool(before)
            and self.requests.says_nothing(clause.start, clause.end)
        )

    def _with_detail(self, before: Clause, clause: Clause) -> Clause:
        if before.match is None:
            return Clause(before.start, clause.end, None, before.guess)
        more = mentions_in(self.questions.lattice, clause.start, clause.end)
        match = replace(before.match, mentions=(*before.match.mentions, *more))
        return Clause(before.start, clause.end, match)

    def _makes_order(self, before: Clause, clause: Clause) -> bool:
        """ "New order. Motorline. 2 machine operators": the order and who is wanted, in two sentences."""
        if self.requests.guesser is None or {_tool(before), _tool(clause)} != {"log_order", "hybrid_search"}:
            return False
        order, search = (before, clause) if _tool(before) == "log_order" else (clause, before)
        return not self._has(order, "role") and self._has(search, "role")

    def _as_guess(self, clause: Clause) -> Guess:
        assert self.requests.guesser is not None
        return clause.guess or self.requests.guesser.certain(_frame_of(clause).kind)

    def _goes_on(self, before: Clause, clause: Clause) -> bool:
        one, other = before.guess, clause.guess
        if one is None or other is None or one.kind is not other.kind or one.last != other.first:
            return False
        needed: Kind = "workers" if "workers" in other.kind.frame.needs else "role"
        return not self._has(clause, needed) and one.kind.frame.tool not in NO_REQUEST

    def _has(self, clause: Clause, kind: Kind) -> bool:
        """Whether the clause names one; "he" is nobody new."""
        return any(
            mention.kind == kind
            and mention.end <= clause.end
            and not (mention.people and mention.people[0].how in {"reference", "nobody"})
            for mentions in self.questions.lattice.mentions[clause.start : clause.end]
            for mention in mentions
        )

    def _spoken_of(self, clauses: Sequence[Clause], focus: Focus) -> Focus:
        """Who is named in talk around the request is whom "she" means in it."""
        if not any(clause.guess for clause in clauses):
            return focus
        named = [
            person.workers[0]
            for clause in clauses
            if _tool(clause) in {"", "aside", "doubt"}
            for mention in mentions_in(self.questions.lattice, clause.start, clause.end)
            for person in mention.people
            if person.how == "name"
        ]
        clients = {
            mention.value.names[0]
            for clause in clauses
            if _tool(clause) in {"", "aside", "doubt"}
            for mention in mentions_in(self.questions.lattice, clause.start, clause.end)
            if isinstance(mention.value, Clients) and len(mention.value.names) == 1 and not mention.value.ghost
        }
        if len(clients) == 1:
            focus = replace(focus, client=clients.pop())
        if not named:
            return focus
        return replace(focus, recent=tuple(ShownWorker(worker.worker_id, worker.name) for worker in named))

    def _doubtful_write(
        self, asked: Sequence[Clause], talk: Sequence[Clause], doubts: Sequence[Clause], reading: Reading
    ) -> Plan | None:
        """A write is not planned from a question, a maybe, or half a sentence that turns it round."""
        words = self.questions.lattice.message.words
        for clause in asked:
            polite = {word.norm for word in words[clause.start : clause.start + 4]} & POLITE
            questioned = any(word.norm == "?" for word in words[clause.start : clause.end + 1])
            questioned = questioned or self._asks_about(clause)
            write = _tool(clause) in self.requests.writes
            if write and questioned and not polite and not _reads(clause):
                said = self.questions.lattice.message.slice(clause.start, clause.end).strip(" ?¿")
                return self.questions.ask("question", said=said)
        if any(clause.guess and clause.guess.probability >= HALF_READ for clause in doubts):
            return self.questions.ask("rest")
        outside = {
            word.norm
            for clause in talk
            for word in words[clause.start : clause.end]
            if word.norm in (self.questions.vocabulary.takes_back if clause.guess else self.questions.vocabulary.danger)
        }
        if outside and any(call.tool in self.requests.writes - {"undo"} for call in reading.calls):
            return self.questions.ask("rest")
        return None

    def _asks_about(self, clause: Clause) -> bool:
        """ "did Ross make it in today": a question that nobody gave its mark."""
        first = self.questions.lattice.message.words[clause.start].norm
        follows = self.questions.lattice.mentions[clause.start + 1 : clause.start + 2]
        return first in ASKING and any(mention.people for mentions in follows for mention in mentions)

    def _is_likely(self, clause: Clause) -> bool:
        """Whether it is small talk for sure: said by a sentence, or likely and in words that people use."""
        if clause.guess is None:
            return True
        said = {word.norm for word in self.questions.lattice.message.words[clause.start : clause.end]}
        return clause.guess.probability >= LIKELY and bool(said & self.requests.usual)

    def _nothing(self, clauses: Sequence[Clause], talk: Sequence[Clause], doubts: Sequence[Clause]) -> Plan:
        """No request was recognised: small talk, a name with nothing to do, or something that is not ours."""
        if doubts:
            return self.questions.about_somebody("hedged") or self.questions.ask("hedged")
        chats = [clause for clause in clauses if _tool(clause) == "chat" and self._is_likely(clause)]
        strange = [clause for clause in talk if not clause.guess or clause.guess.kind.frame.tool == "elsewhere"]
        if chats and not strange:
            kinds = [str(_frame_of(clause).sets["kind"]) for clause in chats]
            kind = next((kind for kind in kinds if kind not in {"hello", "fine"}), kinds[0])
            return Plan(expect="chat", confidence=0.95, say=self.questions.replies.chat(kind), template=kind)
        asked = self.questions.about_somebody("unsure")
        if asked:
            return asked
        if not clauses:
            return self.questions.ask("empty")
        return self.questions.elsewhere()


def _frame_of(clause: Clause) -> Frame:
    if clause.match is not None:
        return clause.match.frame
    assert clause.guess is not None
    return clause.guess.kind.frame


def _tool(clause: Clause) -> str:
    """The clause's tool or what stands for one; empty where nothing was recognised."""
    return _frame_of(clause).tool if clause.match or clause.guess else ""


def _reads(clause: Clause) -> bool:
    return _frame_of(clause).sets.get("action") == "list"
