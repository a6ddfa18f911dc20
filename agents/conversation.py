"""The threads of a desk: one message at a time in each, and first of all an answer to what waits for one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from langgraph.types import Command

from agents.asking import Answered, ApprovalQuestion
from agents.dropping import by_name
from agents.graph import STEPS_AT_MOST, Graph
from agents.history import is_known, spoken, told
from agents.language import USUAL, Language, Languages
from agents.messages import LONGEST_MESSAGE, Incoming, Person, Reply, Step
from agents.question import Answers
from agents.state import Context, ThreadLocks, Turn
from agents.voice import Voice
from agents.wording import reply_for
from agents.wording_refusals import refusal_of
from memory.clock import Clock
from memory.errors import Conflict, MusterError
from memory.ledger.approvals import Approval
from memory.ledger.tables import from_text
from tools.approvals import Approvals
from tools.tool import Caller, Channel


@dataclass(frozen=True)
class Room:
    """What a conversation is held with."""

    graph: Graph
    approvals: Approvals
    answers: Answers
    languages: Languages
    voice: Callable[[Language, datetime], Voice]
    clock: Clock
    is_demo: Callable[[], bool]


@dataclass(frozen=True)
class Standing:
    """Where a thread stands between two messages."""

    messages: list[Any]
    asked: ApprovalQuestion | None
    """The question for a yes that it waits for."""
    language: Language


class Conversation:
    """Runs the graph for messages and for answers to its questions."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._locks = ThreadLocks()

    def turn(self, message: Incoming) -> Iterator[Step | Reply]:
        """Answer a message: its steps as they happen, then exactly one reply."""
        with self._locks.of(message.thread):
            standing = self._standing(message.thread)
            approve = self._room.answers.yes_or_no(message.text) if standing.asked else None
            said = self._room.languages.of(message.text) if approve is None else None
            language = said or standing.language
            context = self._context(message.person, message.channel, message.thread, message.key, language)
            yield from self._in_words(self._read(message, standing, approve, context), context)

    def too_long(self, message: Incoming) -> Reply:
        """The answer to a message of more than `LONGEST_MESSAGE` letters, which is not read."""
        language = self._room.languages.of(message.text) or USUAL
        voice = self._room.voice(language, self._room.clock.now())
        said = voice.say("too_long", most=f"{LONGEST_MESSAGE:,}")
        return _plain_reply(said, voice, demo=self._room.is_demo())

    def history(self, thread: str) -> list[Any]:
        """What was said, called and answered in a thread, as far as it is kept."""
        with self._locks.of(thread):
            return self._standing(thread).messages

    def decide(self, approval_id: str, approve: bool, person: Person, channel: Channel, thread: str) -> Reply:
        """A button's yes or no to what `Reply.approval_id` named; one that was settled before changes nothing."""
        with self._locks.of(thread):
            standing = self._standing(thread)
            context = self._context(person, channel, thread, None, standing.language)
            *_steps, reply = self._in_words(self._press(approval_id, approve, standing, context), context)
        assert isinstance(reply, Reply)
        return reply

    def settle(self, approval_id: str, approve: bool, person: Person, channel: Channel) -> Reply:
        """A yes or no from outside of the conversation that asked.

        Raises NotFound (``unknown_approval``), NotAllowed (``approver_too_weak``) or Conflict (``approval_expired``,
        ``approval_answered``), and then nothing is decided.
        """
        thread = self._room.approvals.find(approval_id).thread
        with self._locks.of(thread):
            standing = self._standing(thread)
            context = self._context(person, channel, thread, None, standing.language)
            found, asked = self._room.approvals.find(approval_id), standing.asked
            if asked is None or approval_id not in asked.approval_ids or found.run_out:
                raise self._too_late(found, context)
            self._room.approvals.decide(asked.approval_ids, context.caller, thread, approve=approve)
            *_steps, reply = self._go_on(asked.part.choices[0 if approve else 1], context)
        assert isinstance(reply, Reply)
        return reply

    def _in_words(self, parts: Iterator[Step | Reply], context: Context) -> Iterator[Step | Reply]:
        """An expected failure, storage away say, is told in the same words in every channel."""
        try:
            yield from parts
        except MusterError as error:
            yield reply_for(context.turn.made, context, say=refusal_of(error, context.voice).text)

    def _read(
        self, message: Incoming, standing: Standing, approve: bool | None, context: Context
    ) -> Iterator[Step | Reply]:
        said = spoken(message.text, message.channel, message.key)
        before = told(standing.messages, said)
        if before is not None:
            yield _plain_reply(before, context.voice, demo=context.demo)
            return
        asked = standing.asked
        if asked is not None and is_known(standing.messages, said):
            yield self._question(context, asked)
            return
        if asked is not None and approve is not None:
            yield from self._answer(asked, approve, message.text, context)
            return
        while asked is not None:
            yield from self._set_aside(asked, context)
            asked = self._standing(message.thread).asked
        given = {"messages": [said], "language": context.voice.language, "dropped": list(message.files),
                 "files": by_name(message.files)}  # fmt: skip
        yield from self._run(given, context)

    def _press(self, approval_id: str, approve: bool, standing: Standing, context: Context) -> Iterator[Step | Reply]:
        asked = standing.asked
        if asked is None or approval_id not in asked.approval_ids:
            found = self._room.approvals.find(approval_id, context.thread)
            yield reply_for((), context, say=self._how_answered(found, context, found.status))
            return
        yield from self._answer(asked, approve, asked.part.choices[0 if approve else 1], context)

    def _set_aside(self, asked: ApprovalQuestion, context: Context) -> Iterator[Step]:
        """Something else was said: what waited is not done, and the reply to the message says so first."""
        self._room.approvals.set_aside(asked.approval_ids, context.caller)
        given: Any = Command(resume=Answered(text=None, channel=context.caller.channel).model_dump())
        for part in self._run(given, context):
            if isinstance(part, Step):
                yield part

    def _answer(self, asked: ApprovalQuestion, approve: bool, text: str, context: Context) -> Iterator[Step | Reply]:
        """Go on with a yes or a no, where the person may give it; else the question stands."""
        try:
            self._room.approvals.decide(asked.approval_ids, context.caller, context.thread, approve=approve)
        except MusterError as error:
            weak = error.code == "approver_too_weak"
            too_weak = context.voice.say("approvals.too_weak", who=context.caller.staffer)
            said = too_weak if weak else refusal_of(error, context.voice).fact
            yield self._question(context, asked, first=said)
            return
        yield from self._go_on(text, context)

    def _go_on(self, text: str, context: Context) -> Iterator[Step | Reply]:
        """With the call that was asked about, now that the ledger has the answer."""
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

    def _standing(self, thread: str) -> Standing:
        snapshot = self._room.graph.get_state(self._config(thread))
        waiting, values = snapshot.interrupts, snapshot.values
        asked = ApprovalQuestion.model_validate(waiting[0].value) if waiting else None
        return Standing(values.get("messages", []), asked, values.get("language", USUAL))

    def _how_answered(self, found: Approval, context: Context, status: str) -> str:
        """What became of an approval that nothing waits for any more."""
        when = context.voice.moment(from_text(found.decided_at)) if found.decided_at else ""
        return context.voice.say(f"approvals.answered.{status}", who=found.decided_by or "", when=when)

    def _too_late(self, found: Approval, context: Context) -> Conflict:
        if found.status == "expired" or (found.status == "open" and found.run_out):
            said, hint = self._how_answered(found, context, "expired"), "Ask for it anew if it is still wanted."
            return Conflict(said, code="approval_expired", hint=hint)
        said, hint = self._how_answered(found, context, found.status), "Nothing is left to decide there."
        return Conflict(said, code="approval_answered", hint=hint)

    def _question(self, context: Context, asked: ApprovalQuestion, first: str = "") -> Reply:
        """The question once more."""
        context.turn.planned_by = asked.planned_by
        return reply_for((), context, say=first, question=asked.part, approval_id=asked.handle)

    def _context(self, person: Person, channel: Channel, thread: str, key: str | None, language: Language) -> Context:
        now = self._room.clock.now()
        return Context(
            turn_id=uuid.uuid4().hex[:12],
            caller=Caller(person.name, person.role, channel, language=language),
            now=now,
            turn=Turn(),
            key=key,
            thread=thread,
            demo=self._room.is_demo(),
            voice=self._room.voice(language, now),
        )

    def _config(self, thread: str) -> Any:
        return {"configurable": {"thread_id": thread}, "recursion_limit": STEPS_AT_MOST}


def _plain_reply(text: str, voice: Voice, *, demo: bool) -> Reply:
    """Words that no call of this turn stands behind."""
    more, demo_line = voice.say("plain.more"), voice.say("plain.demo")
    return Reply(text, demo=demo, more=more, demo_line=demo_line, language=voice.language)
