"""The threads of a desk: one message at a time in each, and first of all an answer to what waits for one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from langgraph.types import Command

from agents.asking import Answered, Asked
from agents.graph import STEPS_AT_MOST, Graph
from agents.history import is_known, spoken, told
from agents.messages import Incoming, Person, Reply, Step
from agents.phrases import Phrases
from agents.question import Answers
from agents.state import Context, ThreadLocks, Turn
from memory.clock import Clock
from memory.errors import MusterError
from memory.ledger.tables import from_text
from tools.approvals import Approvals
from tools.tool import Caller, Channel


@dataclass(frozen=True)
class Room:
    """What a conversation is held with."""

    graph: Graph
    approvals: Approvals
    answers: Answers
    phrases: Phrases
    clock: Clock
    is_demo: Callable[[], bool]


class Conversation:
    """Runs the graph for messages and for answers to its questions."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._locks = ThreadLocks()

    def turn(self, message: Incoming) -> Iterator[Step | Reply]:
        """Answer a message: its steps as they happen, then exactly one reply."""
        context = self._context(message.person, message.channel, message.thread, message.key)
        with self._locks.of(message.thread):
            yield from self._in_words(self._read(message, context), context)

    def history(self, thread: str) -> list[Any]:
        """What was said, called and answered in a thread, as far as it is kept."""
        with self._locks.of(thread):
            return self._standing(thread)[0]

    def decide(self, approval_id: str, approve: bool, person: Person, channel: Channel, thread: str) -> Reply:
        """A button's yes or no to what `Reply.approval_id` named; one that was settled before changes nothing."""
        context = self._context(person, channel, thread, None)
        with self._locks.of(thread):
            *_steps, reply = self._in_words(self._press(approval_id, approve, context), context)
        assert isinstance(reply, Reply)
        return reply

    def _in_words(self, parts: Iterator[Step | Reply], context: Context) -> Iterator[Step | Reply]:
        """An expected failure, storage away say, is told in the same words in every channel."""
        try:
            yield from parts
        except MusterError as error:
            yield self._short(context, f"{error.message} {error.hint}".strip())

    def _read(self, message: Incoming, context: Context) -> Iterator[Step | Reply]:
        said = spoken(message.text, message.channel, message.key)
        messages, asked = self._standing(message.thread)
        before = told(messages, said)
        if before is not None:
            yield self._short(context, before)
            return
        if asked is not None and is_known(messages, said):
            yield self._question(context, asked)
            return
        approve = self._room.answers.yes_or_no(message.text) if asked else None
        if asked is not None and approve is not None:
            yield from self._answer(asked, approve, message.text, context)
            return
        while asked is not None:
            yield from self._set_aside(asked, context)
            _messages, asked = self._standing(message.thread)
        yield from self._run({"messages": [said]}, context)

    def _press(self, approval_id: str, approve: bool, context: Context) -> Iterator[Step | Reply]:
        _messages, asked = self._standing(context.thread)
        if asked is None or approval_id not in asked.approval_ids:
            yield self._short(context, self._was_answered(approval_id, context.thread))
            return
        yes, no = self._room.phrases.choices
        yield from self._answer(asked, approve, yes if approve else no, context)

    def _set_aside(self, asked: Asked, context: Context) -> Iterator[Step]:
        """Something else was said: what waited is not done, and the reply to the message says so first."""
        self._room.approvals.set_aside(asked.approval_ids, context.caller)
        given: Any = Command(resume=Answered(text=None, channel=context.caller.channel).model_dump())
        for part in self._run(given, context):
            if isinstance(part, Step):
                yield part

    def _answer(self, asked: Asked, approve: bool, text: str, context: Context) -> Iterator[Step | Reply]:
        """Go on with a yes or a no, where the person may give it; else the question stands."""
        try:
            self._room.approvals.decide(asked.approval_ids, context.caller, context.thread, approve=approve)
        except MusterError as error:
            yield self._question(context, asked, first=f"{error.message} {error.hint}".strip())
            return
        answer = Answered(text=text, channel=context.caller.channel, key=context.key)
        yield from self._run(Command(resume=answer.model_dump()), context)

    def _run(self, given: Any, context: Context) -> Iterator[Step | Reply]:
        """Run the graph to its end or to a question."""
        context.turn.begin()
        for part in self._room.graph.stream(
            given, self._config(context.thread), context=context, stream_mode="custom", durability="exit"
        ):
            assert isinstance(part, Step)
            yield part
        assert context.turn.reply is not None, "the graph ended without a reply"
        yield context.turn.reply

    def _standing(self, thread: str) -> tuple[list[Any], Asked | None]:
        """The thread's messages, and the question for a yes that it waits for."""
        snapshot = self._room.graph.get_state(self._config(thread))
        waiting = snapshot.interrupts
        return snapshot.values.get("messages", []), Asked.model_validate(waiting[0].value) if waiting else None

    def _was_answered(self, approval_id: str, thread: str) -> str:
        """What became of an approval that nothing waits for any more. Raises NotAllowed for an unknown one."""
        found = self._room.approvals.find(approval_id, thread)
        decided = from_text(found.decided_at).astimezone(self._room.clock.zone) if found.decided_at else None
        return self._room.phrases.answered(found.status, found.decided_by, decided)

    def _question(self, context: Context, asked: Asked, first: str = "") -> Reply:
        """The question once more."""
        lines = [f"{number}. {choice}" for number, choice in enumerate(asked.choices, 1)]
        return Reply(
            text="\n\n".join(filter(None, [first, asked.text, "\n".join(lines)])),
            choices=asked.choices,
            approval_id=asked.handle,
            planned_by=asked.planned_by,
            demo=context.demo,
        )

    def _short(self, context: Context, text: str) -> Reply:
        return Reply(text=text, demo=context.demo)

    def _context(self, person: Person, channel: Channel, thread: str, key: str | None) -> Context:
        return Context(
            turn_id=uuid.uuid4().hex[:12],
            caller=Caller(person.name, person.role, channel),
            now=self._room.clock.now(),
            turn=Turn(),
            key=key,
            thread=thread,
            demo=self._room.is_demo(),
        )

    def _config(self, thread: str) -> Any:
        return {"configurable": {"thread_id": thread}, "recursion_limit": STEPS_AT_MOST}
