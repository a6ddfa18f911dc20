"""The desk: everything put together, and the one entry that all channels use."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from agents.auto_planner import AutoPlanner, tool_schemas
from agents.conversation import Conversation, Room
from agents.graph import Pair, build_graph
from agents.messages import LONGEST_MESSAGE, Incoming, Person, Reply, Step
from agents.models import Models, models_for
from agents.phrases import Phrases
from agents.planner import BuiltinPlanner
from agents.question import Answers
from agents.reviewer import Reviewer
from agents.settings import Settings
from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.plan import Plan
from agents.understanding.understanding import Understanding
from demand.desk import DemandDesk
from demand.sources import LakePermits, StoreRanker, StoreSupply
from demand.work_types import WorkTypes
from memory.clients import clients
from memory.store import Store, StoreSettings
from tools.catalogue import CATALOGUE
from tools.gate import Gate
from tools.tool import Channel

TOO_LONG = (
    f"That message is longer than {LONGEST_MESSAGE:,} characters, so I did not read it. "
    "Send the request alone; bring a list in as a file with: muster ingest FILE --dataset NAME."
)


class Desk:
    """One store, one graph, one gate. Safe for use from several threads."""

    def __init__(
        self,
        settings: Settings,
        folder: Path | None = None,
        model: BaseChatModel | None = None,
        models: Models | None = None,
    ) -> None:
        """``model`` plans in the place of the settings' planner; ``models`` stand behind the built-in one."""
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
        self._lexicon: tuple[object, Lexicon] | None = None
        self._lexicon_lock = threading.Lock()
        self._checkpoints = sqlite3.connect(self.folder / "checkpoints.sqlite", check_same_thread=False)
        phrases = Phrases.read(settings.prompts / "replies" / "desk.yaml", self.store)
        answers = Answers(self.understanding.vocabulary, self.lexicon)
        pair = Pair(
            model or self._planner(models or models_for(settings.model, settings.ollama_host), phrases),
            self.gate,
            Reviewer(self.store),
            answers,
            phrases,
            self.folder / "failures",
        )
        graph = build_graph(pair, SqliteSaver(self._checkpoints, serde=JsonPlusSerializer()))
        room = Room(graph, self.gate.approvals, answers, phrases, self.clock, lambda: self.store.is_demo)
        self.conversation = Conversation(room)

    def _planner(self, models: Models | None, phrases: Phrases) -> BaseChatModel:
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
            phrases=phrases,
        )

    def turn(self, message: Incoming) -> Iterator[Step | Reply]:
        """Answer a message: its steps as they happen, then exactly one reply."""
        if len(message.text) > LONGEST_MESSAGE:
            yield Reply(text=TOO_LONG, demo=self.store.is_demo)
            return
        yield from self.conversation.turn(message)

    def decide(self, approval_id: str, approve: bool, person: Person, channel: Channel, thread: str) -> Reply:
        """A button's yes or no to the question that ``Reply.approval_id`` names."""
        return self.conversation.decide(approval_id, approve, person, channel, thread)

    def answer(self, message: Incoming) -> Reply:
        """The reply alone."""
        *_steps, reply = self.turn(message)
        assert isinstance(reply, Reply)
        return reply

    def plan(self, text: str, focus: Focus) -> Plan:
        """What the built-in planner makes of a text; runs nothing."""
        return self.understanding.plan(text, self.lexicon(), focus, self.clock.now())

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
