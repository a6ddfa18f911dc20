"""The desk: everything put together, and the one entry that all channels use."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from agents.graph import STEPS_AT_MOST, Graph, Pair, build_graph
from agents.language import USUAL, Language, load_languages
from agents.messages import LONGEST_MESSAGE, Incoming, Reply, Step
from agents.planner import BuiltinPlanner
from agents.question import Answers
from agents.review.reviewer import Reviewer
from agents.review.words import load_review_words
from agents.settings import Settings
from agents.state import Context, ThreadLocks, Turn
from agents.understanding.focus import Focus
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.understanding.plan import Plan
from agents.understanding.understanding import Understanding
from agents.voice import Voice, load_frames
from agents.wording import confirmation, reply_for
from demand.desk import DemandDesk
from demand.sources import LakePermits, StoreRanker, StoreSupply
from demand.work_types import WorkTypes
from memory.clients import clients
from memory.errors import MusterError
from memory.store import Store, StoreSettings
from tools.catalogue import CATALOGUE
from tools.gate import Gate
from tools.tool import Caller

TOO_LONG = (
    f"That message is longer than {LONGEST_MESSAGE:,} characters, so it was not read. "
    "Send the request alone; bring a list in as a file with: muster ingest FILE --dataset NAME."
)


class Desk:
    """One store, one graph, one gate. Safe for use from several threads."""

    def __init__(self, settings: Settings, folder: Path | None = None, model: BaseChatModel | None = None) -> None:
        self.settings = settings
        self.clock = settings.clock
        self.folder = folder or settings.folder()
        self.store = Store(
            StoreSettings(
                folder=self.folder,
                zone=settings.zone,
                vocabulary=settings.prompts / "vocabulary",
                ledger_url=settings.ledger_url,
                backend=settings.vector_backend,
            ),
            self.clock,
        )
        self.demand = DemandDesk(
            LakePermits(self.store),
            StoreSupply(self.store),
            StoreRanker(self.store),
            WorkTypes.read(settings.prompts / "demand" / "work_types.yaml"),
        )
        self.gate = Gate(CATALOGUE, self.store, self.demand)
        self.understanding = Understanding(settings.prompts, settings.zone)
        self._languages = load_languages(settings.prompts / "replies" / "languages.yaml")
        self._frames = load_frames(settings.prompts / "replies")
        self._lexicon: tuple[object, Lexicon] | None = None
        self._lexicon_lock = threading.Lock()
        self._locks = ThreadLocks()
        self._checkpoints = sqlite3.connect(self.folder / "checkpoints.sqlite", check_same_thread=False)
        saver = SqliteSaver(self._checkpoints, serde=JsonPlusSerializer())
        words = load_review_words(settings.prompts / "review.yaml")
        self.reviewer = Reviewer(self.store, self.demand, CATALOGUE, self.read, words)
        pair = Pair(
            model
            or BuiltinPlanner(plan_text=self.plan, writes=self.understanding.sentences.writes, confirm=self._confirm),
            self.gate,
            self.reviewer,
            Answers(self.understanding.vocabulary),
            self.folder / "failures",
        )
        self._graph: Graph = build_graph(pair, saver)

    def turn(self, message: Incoming) -> Iterator[Step | Reply]:
        """Answer a message: its steps as they happen, then exactly one reply."""
        if len(message.text) > LONGEST_MESSAGE:
            yield Reply(text=TOO_LONG, demo=self.store.is_demo)
            return
        turn = Turn()
        language = self._languages.of(message.text)
        now = self.clock.now()
        context = Context(
            turn_id=uuid.uuid4().hex[:12],
            caller=Caller(message.person.name, message.person.role, message.channel),
            now=now,
            turn=turn,
            key=message.key,
            voice=self._voice(language or USUAL, now),
        )
        config: Any = {"configurable": {"thread_id": message.thread}, "recursion_limit": STEPS_AT_MOST}
        state: Any = {"say": "", "choices": []}
        with self._locks.of(message.thread):
            streamed = self._graph.stream(
                {"messages": [HumanMessage(message.text)], **({"language": language} if language else {})},
                config,
                context=context,
                stream_mode=["custom", "values"],
                durability="exit",
            )
            try:
                for mode, part in streamed:
                    if mode == "custom":
                        yield part  # type: ignore[misc]
                    else:
                        state = part
            except MusterError as error:  # storage away, say: every channel tells it in the same words
                state = {"say": f"{error.message} {error.hint}".strip()}
        yield reply_for(
            turn.made,
            say=state.get("say", ""),
            choices=tuple(state.get("choices", ())),
            failure_log=turn.failure_log,
            demo=self.store.is_demo,
            voice=self._voice(state.get("language", language or USUAL), now),
        )

    def answer(self, message: Incoming) -> Reply:
        """The reply alone."""
        *_steps, reply = self.turn(message)
        assert isinstance(reply, Reply)
        return reply

    def plan(self, text: str, focus: Focus, language: Language = USUAL) -> Plan:
        """What the built-in planner makes of a text, with its words in a language; runs nothing."""
        return self.understanding.plan(text, self.lexicon(), focus, self.clock.now(), language)

    def _confirm(self, plan: Plan, language: Language) -> str:
        calls = [(call.tool, call.args) for call in plan.calls]
        return confirmation(calls, self._voice(language, self.clock.now()))

    def _voice(self, language: Language, now: datetime) -> Voice:
        return Voice(language, self._frames[language], now)

    def read(self, text: str, focus: Focus) -> tuple[Lattice, Lexicon]:
        """What a text mentions, and the names that it was read by; the reviewer's own reading."""
        lexicon = self.lexicon()
        return self.understanding.read(text, lexicon, focus, self.clock.now()), lexicon

    def lexicon(self) -> Lexicon:
        """The store's own names, as the planner links them; built again when the store changes."""
        with self._lexicon_lock:
            known = clients(self.store)
            bench = self.store.bench() if self.store.has_workers else None
            stamp = (bench.version if bench else None, tuple(sorted(known)))
            if self._lexicon is None or self._lexicon[0] != stamp:
                workers = zip(bench.worker_ids, bench.names, bench.roles, bench.cities, strict=True) if bench else ()
                lexicon = Lexicon.build(
                    self.understanding.vocabulary,
                    roles=bench.vocabulary.roles if bench else (),
                    cities=[(city, state or "") for city, state in bench.vocabulary.places] if bench else (),
                    clients=[client.client for client in known.values()],
                    workers=((str(i), name, role or "", city or "") for i, name, role, city in workers),
                    certifications=bench.vocabulary.certifications if bench else (),
                )
                self._lexicon = (stamp, lexicon)
            return self._lexicon[1]

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
