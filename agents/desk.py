"""The desk: everything put together, and the one entry that all channels use."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from agents.answers import Answers
from agents.auto_planner import AutoPlanner, tool_schemas
from agents.brief import Brief, brief_for
from agents.card import CardStand, Deed, DraftChange
from agents.cards import Cards
from agents.conversation import Conversation
from agents.directory import Directory
from agents.dropping import keep_file
from agents.graph import Pair, build_graph
from agents.job_asked import JobsAsked
from agents.language import USUAL, Language, load_languages
from agents.messages import LONGEST_MESSAGE, DraftCard, Incoming, Person, Pressed, Reply, Step, part_of, reply_of
from agents.models import Models, models_for
from agents.names import StoreNames
from agents.on_the_job import booked_by_name, engaged, waiting_drafts
from agents.phrases import Phrases
from agents.planner import BuiltinPlanner
from agents.review.findings import Finding
from agents.review.reviewer import Reviewer
from agents.review.sayings import found_in_words
from agents.review.words import load_review_words
from agents.room import Room
from agents.roster import Roster
from agents.settings import Settings
from agents.understanding.focus import Focus
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.understanding.plan import Plan
from agents.understanding.understanding import Understanding
from agents.views import Views, threads_of
from agents.voice import Voice, load_frames
from agents.waiting import Waiting, waiting_for
from agents.wording_drafts import draft_card
from demand.over_store import demand_over
from memory.scoped import ScopedStore
from memory.store import Store, StoreSettings
from tools import profiles
from tools.catalogue import CATALOGUE
from tools.drafts import draft_of
from tools.gate import Gate
from tools.ingest import UPLOADS
from tools.tool import Channel, Profile


class Desk:
    """One store, one graph, one gate. Safe for use from several threads."""

    def __init__(
        self,
        settings: Settings,
        folder: Path | None = None,
        model: BaseChatModel | None = None,
        models: Models | None = None,
        leaving: Desk | None = None,
    ) -> None:
        """``model`` plans in the place of the settings' planner; ``models`` stand behind the built-in one.

        ``leaving`` is the demo's desk, whose conversations end here: their people are invented.
        """
        self.settings = settings
        self._leaving = leaving
        self.clock = settings.clock
        self.folder = folder or settings.folder()
        self.store = Store(
            StoreSettings(
                folder=self.folder,
                zone=settings.zone,
                vocabulary=settings.prompts / "vocabulary",
                ledger_url=settings.ledger_url,
                backend=settings.vector_backend,
                own=settings.folder(for_ingest=True) if settings.data is None else None,
            ),
            self.clock,
        )
        self.directory = Directory(self.store.ledger, self.clock, partial(profiles.profile_or_nothing, self.store))
        self.roster = Roster(self.store.ledger, self.clock, self.directory)
        self.understanding = Understanding(settings.prompts, settings.zone)
        self._frames = load_frames(settings.prompts / "replies")
        self._checkpoints = sqlite3.connect(self.folder / "checkpoints.sqlite", check_same_thread=False)
        self._saver = SqliteSaver(self._checkpoints, serde=JsonPlusSerializer())
        self._model = model
        self._models = models or (None if model else models_for(settings.model, settings.ollama_host))
        self._views = Views(self)
        self._compose(Profile())

    def _compose(self, profile: Profile) -> None:
        """Everything that stands over the store: of a view it stands over what the profile sees."""
        settings = self.settings
        self.profile = profile
        self.demand = demand_over(self.store, settings.prompts / "demand" / "work_types.yaml")
        self.gate = Gate(CATALOGUE, self.store, self.demand, profile.mark)
        self._names = StoreNames(self.store, self.understanding.vocabulary)
        words = load_review_words(settings.prompts / "review.yaml")
        self.reviewer = Reviewer(self.store, self.demand, CATALOGUE, self.read, words, self._in_english)
        self.phrases = Phrases(self.store)
        answers = Answers(self.understanding.vocabulary, self.lexicon)
        pair = Pair(
            self._model or self._planner(self._models),
            self.gate,
            self.reviewer,
            answers,
            self.phrases,
            JobsAsked(self.store, self.read),
            self.folder / "failures",
        )
        graph = build_graph(pair, self._saver)
        languages = load_languages(settings.prompts / "replies" / "languages.yaml")
        self.conversation = Conversation(
            Room(
                graph,
                answers,
                languages,
                self.voice,
                self.clock,
                Cards(self.store),
                self.phrases,
                self.gate,
                lambda: self.store.is_demo,
            )
        )

    def as_seen_by(self, profile: Profile) -> Desk:
        """The desk over what the profile sees: whoever is outside of it is not there, on any path."""
        return self if profile == self.profile else self._views.of(profile)

    def narrowed(self, profile: Profile, where: str) -> Desk:
        """A desk of one's own over a part of the bench, on the same files; `as_seen_by` remembers it."""
        view = copy.copy(self)
        view.store, view._leaving = ScopedStore(self.store, where), None
        view._compose(profile)
        return view

    def _thread(self, thread: str) -> str:
        """What was said under another binding is another conversation."""
        return f"{self.profile.mark}{thread}"

    def _planner(self, models: Models | None) -> BaseChatModel:
        """The built-in planner, with a model behind it where the settings allow one."""
        builtin = BuiltinPlanner(plan_text=self.plan)
        if models is None:
            return builtin
        return AutoPlanner(
            builtin=builtin,
            models=models,
            tools=tool_schemas(self.gate.catalogue),
            prompt=(self.settings.prompts / "model.txt").read_text(encoding="utf-8"),
            now=self.clock.now,
        )

    def turn(self, message: Incoming) -> Iterator[Step | Reply]:
        """Answer a message: its steps as they happen, then exactly one reply."""
        if len(message.text) > LONGEST_MESSAGE:
            yield self.conversation.too_long(message)
            return
        seen = self.as_seen_by(message.person.profile)
        moved = seen._is_new_here(message.thread)
        for part in seen.conversation.turn(replace(message, thread=seen._thread(message.thread))):
            yield self._told_of_move(part) if moved and isinstance(part, Reply) else part

    def _is_new_here(self, thread: str) -> bool:
        """Whether this conversation was begun with the demo and now goes on anew."""
        left = self._leaving
        return left is not None and bool(left.conversation.history(thread)) and not self.conversation.history(thread)

    def _told_of_move(self, reply: Reply) -> Reply:
        said = part_of(self.voice(reply.language, self.clock.now()).say("moved"))
        return replace(reply, text="", parts=(said, *reply.parts))

    def keep_file(self, name: str, content: BinaryIO) -> str:
        """Keep a file that was dropped into a conversation; the handle for `Incoming.files`."""
        return keep_file(self.folder / UPLOADS, name, content)

    def deciding(
        self, approval_id: str, approve: bool, person: Person, channel: Channel, thread: str
    ) -> Iterator[Step | Reply]:
        """A button's yes or no to the question that ``Reply.approval_id`` names: steps, then exactly one reply."""
        seen = self.as_seen_by(person.profile)
        return seen.conversation.decide(approval_id, approve, person, channel, seen._thread(thread))

    def decide(self, approval_id: str, approve: bool, person: Person, channel: Channel, thread: str) -> Reply:
        """The reply of `deciding` alone."""
        return reply_of(self.deciding(approval_id, approve, person, channel, thread))

    def press(self, deed: Deed, person: Person, channel: Channel, thread: str) -> Pressed:
        """A button of a card (`agents.card.Card.buttons`); pressed twice, it records once."""
        seen = self.as_seen_by(person.profile)
        return seen.conversation.press(deed, person, channel, seen._thread(thread))

    def review(self, change: DraftChange, person: Person, channel: Channel, thread: str) -> Reply:
        """What a person does to a draft in its editor. Nothing is sent by that."""
        seen = self.as_seen_by(person.profile)
        return seen.conversation.review(change, person, channel, seen._thread(thread))

    def drafts(self, draft_ids: Sequence[str], person: Person) -> dict[str, DraftCard]:
        """Drafts as they are now, by their ids; one that was taken back, or that they may not see, is left out."""
        seen = self.as_seen_by(person.profile).store.ledger
        rows = (row for draft_id in draft_ids for row in seen.rows("drafts", draft_id=draft_id))
        return {row["draft_id"]: draft_card(draft_of(row)) for row in rows}

    def open_drafts(self, person: Person) -> list[DraftCard]:
        """What this person drafted and nobody decided yet, the newest first."""
        seen = self.as_seen_by(person.profile).store
        rows = seen.ledger.rows("drafts", staffer=person.name, status="draft")
        return [draft_card(draft_of(row)) for row in reversed(rows)]

    def cards(self, person: Person, channel: Channel, thread: str) -> dict[str, CardStand]:
        """Where the cards of a conversation stand by now, as far as their buttons were used."""
        seen = self.as_seen_by(person.profile)
        return seen.conversation.cards(person, channel, seen._thread(thread))

    def settle(self, approval_id: str, approve: bool, person: Person, channel: Channel) -> Reply:
        """A yes or no from outside of the conversation that asked; raises where it cannot be given."""
        return self.as_seen_by(person.profile).conversation.settle(approval_id, approve, person, channel)

    def waiting(self, person: Person, channel: Channel) -> Iterator[Waiting]:
        """What waits for a yes or no that this person may give, in any conversation."""
        caller = person.caller(channel)
        seen = self.as_seen_by(person.profile)
        return waiting_for(caller, seen.gate, seen.phrases, self.voice(USUAL, self.clock.now()))

    def answer(self, message: Incoming) -> Reply:
        """The reply alone."""
        return reply_of(self.turn(message))

    def plan(self, text: str, focus: Focus, language: Language = USUAL) -> Plan:
        """What the built-in planner makes of a text, with its words in a language; runs nothing."""
        known = replace(self._with_booked(text, focus), engaged=engaged(self.store, focus, self.clock.now()))
        return self.understanding.plan(text, self.lexicon(), known, self.clock.now(), language)

    def _with_booked(self, text: str, focus: Focus) -> Focus:
        lexicon, now = self.lexicon(), self.clock.now()
        lattice = self.understanding.read(text[:LONGEST_MESSAGE], lexicon, focus, now)
        booked = booked_by_name(self.store, lattice, lexicon.names, now)
        return replace(focus, booked=booked, waiting=waiting_drafts(self.store))

    def brief(self, person: Person, channel: Channel, language: Language) -> Brief:
        """What the day begins with, when a conversation opens. Nothing of it is remembered."""
        caller = person.caller(channel)
        voice = self.voice(language, self.clock.now())
        seen = self.as_seen_by(person.profile)
        waiting = tuple(waiting_for(caller, seen.gate, seen.phrases, voice))
        return brief_for(caller, seen.store, seen.gate, waiting, voice)

    def words(self, group: str, language: Language) -> Mapping[str, str]:
        """Words that a surface puts on its own buttons: a group of `prompts/replies/chat.yaml`."""
        words: Mapping[str, str] = self._frames[language][group]
        return words

    def forget(self, thread: str) -> None:
        """Let go of what a conversation remembers. What was recorded in it stays recorded."""
        for kept in threads_of(self._saver, thread):
            self.conversation.forget(kept)

    def voice(self, language: Language, now: datetime) -> Voice:
        """The words of a language at a moment."""
        return Voice(language, self._frames[language], now, self.store.site_clock)

    def read(self, text: str, focus: Focus) -> tuple[Lattice, Lexicon, Focus]:
        """What a text mentions, the names that it was read by, and the conversation with those whom a name alone can
        mean; the reviewer's own reading."""
        lexicon, known = self.lexicon(), self._with_booked(text, focus)
        return self.understanding.read(text, lexicon, known, self.clock.now()), lexicon, known

    def lexicon(self) -> Lexicon:
        """The store's own names, as the planner links them; built again when the store changes."""
        return self._names.lexicon()

    def _in_english(self, finding: Finding) -> str:
        """What the reviewer found, for the model and the log."""
        return found_in_words(finding, self.voice(USUAL, self.clock.now()))

    def warm_up(self) -> None:
        """Load what the first message would otherwise wait for."""
        if self.store.has_workers:
            self.store.refresh_vectors()
            self.store.load_vectors()
            self.store.vectors.embed_query("warm up")
        self.plan("what's tight this month?", Focus())

    def close(self) -> None:
        """Let go of files and connections."""
        self._checkpoints.close()
        self.store.close()
