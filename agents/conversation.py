"""The threads of a desk: one message at a time in each, and first of all an answer to what waits for one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command

from agents.asking import Answered, ApprovalQuestion
from agents.card import CardStand, Deed, DraftChange
from agents.cards import cards_from
from agents.dropping import by_name
from agents.graph import STEPS_AT_MOST
from agents.history import is_known, spoken, told
from agents.language import USUAL, Language
from agents.messages import LONGEST_MESSAGE, Incoming, Person, Pressed, Reply, Step, reply_of
from agents.room import Room, Standing
from agents.state import Context, ThreadLocks, Turn
from agents.voice import Voice
from agents.wording import reply_for
from agents.wording_refusals import refusal_of
from memory.errors import Conflict, MusterError
from memory.ledger.approvals import Approval
from memory.ledger.tables import from_text
from tools.tool import Channel


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

    def forget(self, thread: str) -> None:
        """Delete a thread's checkpoints."""
        saver = self._room.graph.checkpointer
        assert isinstance(saver, BaseCheckpointSaver)
        with self._locks.of(thread):
            saver.delete_thread(thread)

    def history(self, thread: str) -> list[Any]:
        """What was said, called and answered in a thread, as far as it is kept."""
        with self._locks.of(thread):
            return self._standing(thread).messages

    def decide(
        self, approval_id: str, approve: bool, person: Person, channel: Channel, thread: str
    ) -> Iterator[Step | Reply]:
        """A button's yes or no to what `Reply.approval_id` named, its steps as they happen, then exactly one reply.

        One that was settled before changes nothing.
        """
        with self._locks.of(thread):
            standing = self._standing(thread)
            context = self._context(person, channel, thread, None, standing.language)
            yield from self._in_words(self._press(approval_id, approve, standing, context), context)

    def press(self, deed: Deed, person: Person, channel: Channel, thread: str) -> Pressed:
        """Do what a button of a card stands for, once; it is checked, asked about and remembered like a report."""
        with self._locks.of(thread):
            standing = self._standing(thread)
            context = self._context(person, channel, thread, None, standing.language)
            reply = reply_of(self._in_words(self._button(deed, standing, context), context))
            card = self._standing(thread).cards.get(deed.card_id)
            if card is None:
                return Pressed(reply, None, done=False)
            done = self._room.cards.stands(deed, card) != deed.takes_back
            return Pressed(reply, self._room.cards.stand(card, context.caller, context.voice), done)

    def review(self, change: DraftChange, person: Person, channel: Channel, thread: str) -> Reply:
        """Change, approve or discard a draft in its editor; nothing is sent by that."""
        arguments = {"action": change.action, "draft_id": change.draft_id}
        arguments |= {"text": change.text} if change.text is not None else {}
        with self._locks.of(thread):
            standing = self._standing(thread)
            context = self._context(person, channel, thread, None, standing.language)
            return reply_of(self._in_words(self._perform("review_draft", arguments, None, context), context))

    def cards(self, person: Person, channel: Channel, thread: str) -> dict[str, CardStand]:
        """Where the cards of a thread stand, those with something recorded or taken back."""
        with self._locks.of(thread):
            standing = self._standing(thread)
        context = self._context(person, channel, thread, None, standing.language)
        touched = {card_id: card for card_id, card in standing.cards.items() if card.done}
        stand = self._room.cards.stand
        return {card_id: stand(card, context.caller, context.voice) for card_id, card in touched.items()}

    def settle(self, approval_id: str, approve: bool, person: Person, channel: Channel) -> Reply:
        """A yes or no from outside of the conversation that asked.

        Raises NotFound (``unknown_approval``), NotAllowed (``approver_too_weak``) or Conflict (``approval_expired``,
        ``approval_answered``), and then nothing is decided.
        """
        thread = self._room.gate.approvals.find(approval_id).thread
        with self._locks.of(thread):
            standing = self._standing(thread)
            context = self._context(person, channel, thread, None, standing.language)
            found, asked = self._room.gate.approvals.find(approval_id), standing.asked
            if asked is None or approval_id not in asked.approval_ids or found.run_out:
                raise self._too_late(found, context)
            self._room.gate.approvals.decide(asked.approval_ids, context.caller, thread, approve=approve)
            return reply_of(self._go_on(asked.part.choices[0 if approve else 1], context))

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
            found = self._room.gate.approvals.find(approval_id, context.thread)
            yield reply_for((), context, say=self._how_answered(found, context, found.status))
            return
        yield from self._answer(asked, approve, asked.part.choices[0 if approve else 1], context)

    def _button(self, deed: Deed, standing: Standing, context: Context) -> Iterator[Step | Reply]:
        """A second press, by a double click or after a reload, finds what the first one did."""
        room, kept = self._room, standing.cards
        name, arguments = room.cards.call(deed, kept)
        card = kept[deed.card_id]
        if room.cards.stands(deed, card) != deed.takes_back:
            already = "taken_back" if deed.takes_back else "recorded"
            yield reply_for((), context, say=context.voice.say(f"cards.already.{already}"))
            return
        noted = card.done.get(deed.name)
        key = f"card:{context.thread}:{deed.card_id}:{deed.name}:{noted.times if noted else 0}"
        keyed = replace(context, key=f"{key}:back" if deed.takes_back else key)
        yield from self._perform(name, arguments, asdict(deed), keyed)

    def _perform(
        self, name: str, arguments: dict[str, Any], deed: dict[str, Any] | None, context: Context
    ) -> Iterator[Step | Reply]:
        """Make a call that a person chose as it is; the conversation remembers it in words."""
        while (asked := self._standing(context.thread).asked) is not None:
            yield from self._set_aside(asked, context)
        gate = self._room.gate
        text = self._room.phrases.deed(context.voice, gate.catalogue[name], gate.checked(name, arguments))
        press = {"deed": deed, "call": {"name": name, "args": arguments}}
        said = spoken(text, context.caller.channel, context.key, pressed=press)
        given: Any = {"messages": [said], "language": context.voice.language, "dropped": [], "files": {}}
        yield from self._run(given, context)

    def _set_aside(self, asked: ApprovalQuestion, context: Context) -> Iterator[Step]:
        """Something else was said: what waited is not done, and the reply to the message says so first."""
        self._room.gate.approvals.set_aside(asked.approval_ids, context.caller)
        given: Any = Command(resume=Answered(text=None, channel=context.caller.channel).model_dump())
        for part in self._run(given, context):
            if isinstance(part, Step):
                yield part

    def _answer(self, asked: ApprovalQuestion, approve: bool, text: str, context: Context) -> Iterator[Step | Reply]:
        """Go on with a yes or a no, where the person may give it; else the question stands."""
        try:
            self._room.gate.approvals.decide(asked.approval_ids, context.caller, context.thread, approve=approve)
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
        cards = cards_from(values.get("cards"))
        return Standing(values.get("messages", []), asked, values.get("language", USUAL), cards)

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
            caller=person.caller(channel, language=language),
            now=now,
            turn=Turn(),
            key=key,
            thread=thread,
            demo=self._room.is_demo(),
            voice=self._room.voice(language, now),
            cards=self._room.cards,
        )

    def _config(self, thread: str) -> Any:
        return {"configurable": {"thread_id": thread}, "recursion_limit": STEPS_AT_MOST}


def _plain_reply(text: str, voice: Voice, *, demo: bool) -> Reply:
    """Words that no call of this turn stands behind."""
    more, demo_line = voice.say("plain.more"), voice.say("plain.demo")
    return Reply(text, demo=demo, more=more, demo_line=demo_line, language=voice.language)
