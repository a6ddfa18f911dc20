"""The built-in planner: what a message asks for, without a language model, in a few milliseconds.

    refusals → words → lattice of mentions → clauses → arguments → the conversation's share

A clause is a sentence that matches word for word, else what the linear head takes it for. A message that sentences
read without a word left over never comes before the head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from agents.language import USUAL, Language
from agents.understanding.arguments import ArgumentReader
from agents.understanding.bare_figures import count_or_hour
from agents.understanding.clause_scores import ClauseScores
from agents.understanding.clauses import Clause, Matches, cut, segments
from agents.understanding.composition import CERTAIN, HALF_READ, Composer
from agents.understanding.drafts_meant import whose
from agents.understanding.edits import Edit, EditReader, Swap
from agents.understanding.file_told import KIND, dataset_told, headings_told, load_fields
from agents.understanding.focus import Focus
from agents.understanding.followup import from_focus
from agents.understanding.free_text import FreeTextReader
from agents.understanding.guard import load_guard
from agents.understanding.guessing import Guesser
from agents.understanding.head import Head, Lesson, learned
from agents.understanding.hours import find_hours
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.understanding.masking import masked, spoken, with_stand_ins
from agents.understanding.plan import Plan, PlannedCall
from agents.understanding.questions import Questions
from agents.understanding.reading import Reader
from agents.understanding.replies import Replies, load_replies
from agents.understanding.requests import Requests
from agents.understanding.sentence_files import load_sentences
from agents.understanding.verbs import VerbSpelling
from agents.understanding.vocabulary import load_vocabulary
from agents.understanding.word_for_word import parted, with_text
from agents.understanding.words import PUNCTUATION, Message, compose, fold, plain_words, read_words
from memory.errors import BadInput
from memory.vectors.embedder import MiniLmEmbedder

MOST_LETTERS, MOST_WORDS = 2_000, 250
MOST_SEGMENTS = 40
"""Parts of a message that the head is asked about; more are a list, not a request."""
SQL = re.compile(r"(?:^|[:\n]|\brun)\s*((?:select\b.+\bfrom\b|with\s+\w+\s+as\s*\().*)$", re.IGNORECASE | re.DOTALL)


class Understanding:
    """Reads `prompts` once; holds no state of a conversation, so one instance serves every thread."""

    def __init__(self, prompts: Path, zone: ZoneInfo, embedder: MiniLmEmbedder | None = None) -> None:
        """What the head learned is kept beside `prompts`, in `data/planner`.

        Raises BadInput where a file of ``prompts`` cannot be read.
        """
        self.vocabulary = load_vocabulary(prompts / "vocabulary")
        self._zone = zone
        self._fields = load_fields(prompts / "ingest" / "headings.yaml")
        self._guard = load_guard(prompts / "refusals.yaml")
        self._replies = load_replies(prompts / "replies")
        self.sentences = load_sentences(prompts / "sentences", self.vocabulary.contractions)
        self._edits = EditReader(self.vocabulary.edits)
        self._answering = frozenset(
            plain_words(way) for kind in ("yes", "no") for way in self.vocabulary.references[kind]
        )
        self._usual = self.sentences.usual - self.vocabulary.wishes
        self._reader = Reader(self.vocabulary, self.sentences.words)
        self._verbs = VerbSpelling(self.vocabulary.report_verbs, self.sentences.words | self._reader.known)
        self._texts = FreeTextReader(self.vocabulary.cues, self.sentences.words | self.vocabulary.plain_words)
        embedder = embedder or MiniLmEmbedder()
        taught = "\n".join(path.read_text(encoding="utf-8") for path in sorted(prompts.glob("[sv]*/**/*.yaml")))
        weights = learned(taught, prompts.parent / "data" / "planner", self._lessons, embedder.vectors)
        self._head = Head(weights, embedder.quick_vectors)
        by_name = {kind.name: kind for kind in self.sentences.kinds}
        self._kinds = [by_name[name] for name in self._head.kinds]

    def plan(self, text: str, lexicon: Lexicon, focus: Focus, now: datetime, language: Language = USUAL) -> Plan:
        """The calls that ``text`` asks for, or why there are none, said in ``language``.

        ``now`` is aware; days are read in the zone.
        """
        replies = self._replies[language]
        if not text.strip():
            return _unread("empty", replies)
        if focus.file and (told := self._of_the_file(text, lexicon, focus, now, replies)) is not None:
            return told
        reason = self._guard.refuses(fold(compose(text[: 2 * MOST_LETTERS])))
        if reason:
            return Plan(expect="refuse", confidence=0.95, say=replies.refuse(reason), template=reason)
        if len(text) > MOST_LETTERS:
            return _unread("too_long", replies)
        message = read_words(text.strip(), self.vocabulary.contractions)
        sql = SQL.search(message.text)
        if sql:
            call = PlannedCall("query_data", {"sql": sql[1].strip()})
            return Plan((call,), confidence=CERTAIN, template="sql")
        if len(message.words) > MOST_WORDS:
            return _unread("too_long", replies)
        message = self._verbs.corrected(message, lexicon)
        wall = now.astimezone(self._zone).replace(tzinfo=None)
        lattice = self._reader.read(message, lexicon, focus, wall.date())
        questions = Questions(self.vocabulary, replies, lattice)
        swap = self._edits.swap(text) if focus.drafts or "draft" in fold(text) else None
        if swap is not None:
            return _swapped(swap, focus, questions)
        edit = self._edits.read(text)
        if edit is not None and (not edit.whose or whose(edit.whose, focus)):
            return _edited(edit, self._edits.is_part(edit.text), focus, questions)
        given = parted(message.text)
        if given is not None:
            around, said = given
            written = with_text(
                self.plan(around, lexicon, focus, now, language), said, self.read(said, lexicon, focus, now)
            )
            if written is not None:
                return written
        clauses, guesser = self._clauses(lattice)
        reader = ArgumentReader(lattice, lexicon, wall, self.sentences.writes)
        requests = Requests(
            questions, self.sentences.writes, self._texts, lattice, reader, guesser, self.sentences.frames, self._usual
        )
        plan = Composer(questions, requests).plan(clauses, focus)
        if not plan.calls and focus.drafts and self._edits.wishes(text):
            return questions.whole_text(focus.drafts[0])
        if plan.template in {"fine", "empty"} and self._answers(message):
            return Plan(expect="chat", confidence=0.95, say=replies.chat("nothing_asked"), template="nothing_asked")
        twofold = count_or_hour(lattice) if _counts(plan) else None
        if twofold is not None:
            place, hour = twofold
            before, behind = message.words[place - 1].start, message.words[place].start
            at = self.plan(f"{message.text[:before]}at {message.text[behind:]}", lexicon, focus, now, language)
            return questions.count_or_hour(plan, at, hour)
        if plan.template != "hedged":
            return plan
        certain = self._without_hedge(message)
        outright = self.plan(certain, lexicon, focus, now, language) if certain else plan
        return questions.if_so(outright, lexicon) or plan

    def _of_the_file(self, text: str, lexicon: Lexicon, focus: Focus, now: datetime, replies: Replies) -> Plan | None:
        """What is said of the file that was just shown: what it holds, or what its headings mean."""
        told = headings_told(text, self._fields, focus.file_holds)
        if told is not None and not told.mapping:
            say = replies.clarify("headings", str(focus.file))
            return Plan(expect="clarify", confidence=0.5, say=say, template="headings")
        if told is not None:
            read = {"source": focus.file, "dataset": told.dataset, "mapping": dict(told.mapping)}
            return Plan((PlannedCall("ingest", read),), confidence=HALF_READ, template="headings")
        dataset = dataset_told(self.read(text[:MOST_LETTERS], lexicon, focus, now), self.sentences.root)
        if dataset is None:
            return None
        call = PlannedCall("ingest", {"source": focus.file, "dataset": dataset})
        return Plan((call,), confidence=CERTAIN, template=KIND)

    def _answers(self, message: Message) -> bool:
        """Whether it is a mere yes, no or number: an answer to a question that nobody asked."""
        said = tuple(word.norm for word in message.words if word.norm not in PUNCTUATION)
        return said in self._answering or (len(said) == 1 and said[0].isdigit())

    def _without_hedge(self, message: Message) -> str:
        """The message as it would be if its writer were sure; empty where no hedge stands in it, or a question does."""
        words, longest = message.words, max(map(len, self.vocabulary.hedges))
        norms = tuple(word.norm for word in words)
        for start in range(len(words)):
            for end in range(min(start + longest, len(words)), start, -1):
                if norms[start:end] in self.vocabulary.hedges and "?" not in norms:
                    before, behind = message.text[: words[start].start], message.text[words[end - 1].end :]
                    return f"{before.strip()} {behind.strip()}".strip(" ,.")
        return ""

    def read(self, text: str, lexicon: Lexicon, focus: Focus, now: datetime) -> Lattice:
        """What the words of a text may mean, whether or not any sentence matches them."""
        message = self._verbs.corrected(read_words(text.strip(), self.vocabulary.contractions), lexicon)
        return self._reader.read(message, lexicon, focus, now.astimezone(self._zone).date())

    def _clauses(self, lattice: Lattice) -> tuple[Sequence[Clause], Guesser | None]:
        """By sentences alone where they leave nothing over; else the head is asked too."""
        root, joiners = self.sentences.root, self.vocabulary.joiners
        matches = Matches(lattice, root, joiners | self.vocabulary.openers)
        clauses = cut(lattice, matches, joiners)
        if clauses and all(clause.is_clean for clause in clauses):
            return clauses, None
        tokens = masked(lattice, self.vocabulary.lists)
        parts = segments(tokens, joiners, self.vocabulary.openers)
        if not parts or len(parts) > MOST_SEGMENTS:
            return clauses, None
        guesser = Guesser(ClauseScores(self._head, tokens, parts), parts, self._kinds)
        return cut(lattice, matches, joiners, guesser), guesser

    def _lessons(self) -> list[Lesson]:
        """Every exemplar, masked as a message would be; a store's own names play no part in it."""
        lexicon = Lexicon.build(self.vocabulary)
        lessons = []
        for kind in self.sentences.kinds:
            for exemplar in kind.exemplars:
                try:
                    text = with_stand_ins(exemplar)
                except KeyError as error:
                    raise BadInput(
                        f"{exemplar!r} of {kind.name} has a slot that there is not.",
                        code="bad_words",
                        hint=f"Write one of the known slots instead of {{{error.args[0]}}}.",
                    ) from error
                message = read_words(text, self.vocabulary.contractions)
                tokens = masked(self._reader.read(message, lexicon, Focus(), A_MONDAY), self.vocabulary.lists)
                lessons.append(Lesson(kind.name, tuple(token.text for token in tokens), spoken(tokens)))
        return lessons


def _unread(why: str, replies: Replies) -> Plan:
    return Plan(expect="clarify", confidence=0.5, say=replies.clarify(why, ""), template=why)


def _counts(plan: Plan) -> bool:
    return len(plan.calls) == 1 and "headcount" in plan.calls[0].args


A_MONDAY = date(2026, 4, 20)
"""Exemplars say no dates that depend on it; a reading needs one."""


def _swapped(swap: Swap, focus: Focus, questions: Questions) -> Plan:
    """One value in place of another; a time is written as drafts write it."""
    new, old = swap.new, swap.old
    if swap.part == "time" or (old and find_hours(fold(old), frozenset(), night=False)):
        hours = find_hours(f"at {fold(new)}", frozenset(), night=False)
        new = f"{hours[0].value.start:%-I:%M %p}" if hours else new
        was = find_hours(f"at {fold(old)}", frozenset(), night=False) if old else []
        old = f"{was[0].value.start:%-I:%M %p}" if was else old
    elif swap.part == "pay":
        new = f"${new.lstrip('$')}"
        old = f"${old.lstrip('$')}" if old else None
    elif swap.part == "name":
        new = new if new != new.lower() else new.title()
    where = {"draft_id": swap.draft_id} if swap.draft_id else {}
    what = {"old": old} if old else {"part": swap.part}
    call = from_focus(PlannedCall("review_draft", {"action": "edit", **where, **what, "new": new}), focus)
    if "draft_id" not in call.args:
        return questions.ask_for("draft_id", focus)
    return Plan((call,), confidence=CERTAIN, template="swap")


def _edited(edit: Edit, is_part: bool, focus: Focus, questions: Questions) -> Plan:
    """A new text for the draft that is named, else for the one that the conversation is about."""
    theirs = whose(edit.whose, focus) if edit.whose else ()
    if len(theirs) > 1:
        return questions.ask_for("draft_id", replace(focus, drafts=theirs))
    draft_id = edit.draft_id or next(iter(theirs), None)
    named = {"draft_id": draft_id} if draft_id else {}
    call = from_focus(PlannedCall("review_draft", {"action": "edit", **named, "text": edit.text}), focus)
    if "draft_id" not in call.args:
        return questions.ask_for("draft_id", focus)
    if is_part:
        return questions.whole_text(call.args["draft_id"])
    return Plan((call,), confidence=CERTAIN, template="edit")
