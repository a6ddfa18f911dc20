"""Buttons and modals: done once, shown in place with who did it, and refused in words to that person alone."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any, cast, get_args

from agents.card import Deed, DeedName, DraftChange
from agents.desk import Desk
from agents.language import USUAL, Language, language_for
from agents.messages import Incoming, Person, Reply
from slack_bot.answering import answer_with
from slack_bot.blocks.cards import fingerprint, redrafted, stood
from slack_bot.blocks.limits import Block
from slack_bot.blocks.replies import chosen
from slack_bot.home import show_home
from slack_bot.inbox import Item, ShownMessage
from slack_bot.places import place_of
from slack_bot.posting import Place
from slack_bot.room import Room

log = logging.getLogger("muster.slack")
DONE = ("ok", "replayed")
"""Outcomes of a call that did what it is for."""


@dataclass(frozen=True)
class Press:
    """A button as it was used."""

    item: Item
    action: str
    value: dict[str, Any]
    person: Person
    place: Place
    ts: str
    home: bool

    @property
    def thread(self) -> str:
        return str(self.value.get("thread") or self.place.thread)


async def handle_action(room: Room, item: Item) -> None:
    """Any button but those that open a modal."""
    said = item.payload
    place = place_of(item)
    assert place is not None
    person = await room.person(place.team, place.user)
    if person is None:
        await _tell(room, place, room.stranger(), home=said["home"])
        return
    if said["action"] == "feedback":
        value, _, thread = said["value"].partition(" ")
        await room.keep(lambda inbox: inbox.note_feedback(thread, f"{place.team}:{place.user}", value))
        log.info("feedback %s by %s in %s", value, person.name, thread)
        await _tell(room, place, str(room.words(USUAL)["thanks"]), home=said["home"])
        return
    press = Press(item, said["action"], json.loads(said["value"]), person, place, said["ts"], said["home"])
    match press.action.split(":")[0]:
        case "press":
            await _deed(room, press)
        case "decide":
            await _decide(room, press)
        case "choose":
            await _choose(room, press)
        case "draft":
            await _draft(room, press, press.action.split(":")[1])
        case other:
            log.warning("no handler for the button %s", other)


async def handle_view(room: Room, item: Item) -> None:
    """A modal that was sent off."""
    said = item.payload
    context = json.loads(said["metadata"])
    place = place_of(item)
    assert place is not None
    person = await room.person(place.team, place.user)
    if person is None:
        await _tell(room, place, room.stranger(), home=context["home"])
        return
    press = Press(item, said["view"], context["value"], person, place, context["ts"], context["home"])
    if said["view"] == "edit":
        await _draft(room, press, "edit", text=said["text"])
    else:
        await _deed(room, Press(**{**vars(press), "action": "press:barred"}), reason=said["text"].strip())


async def _deed(room: Room, press: Press, reason: str = "") -> None:
    _, name, *back = press.action.split(":")
    deed_name = next(one for one in get_args(DeedName) if one == name)
    deed = Deed(cast(DeedName, deed_name), str(press.value["card"]), bool(back), reason)
    pressed = await room.ask(lambda desk: desk.press(deed, press.person, "slack", press.thread))
    if not pressed.done:
        await _refuse(room, press, pressed.reply)
        return
    if not back and any(call["outcome"] in DONE for call in pressed.reply.calls):
        user = press.place.user
        await room.keep(lambda inbox: inbox.pressed(deed.card_id, deed.name, user))
    await _redraw(room, press)
    if pressed.reply.cards or pressed.reply.drafts:
        await answer_with(room, press.item, press.place, lambda _desk: [pressed.reply])
    elif press.place.response_url:
        await room.post.whisper(press.place, pressed.reply.text)  # a message of one person cannot be drawn anew


async def _redraw(room: Room, press: Press) -> None:
    """The message with its cards as they stand now."""
    shown = await room.keep(lambda inbox: inbox.shown(press.place.channel, press.ts))
    if shown is None:
        return
    stands = await room.ask(lambda desk: desk.cards(press.person, "slack", press.thread))
    pressers = await room.keep(lambda inbox: inbox.pressers(list(stands)))
    words = room.words(language_for(shown.language))
    await _show(room, shown, stood(shown.blocks, stands, press.thread, words, pressers))


async def _decide(room: Room, press: Press) -> None:
    """A yes or a no, only while it waits, and only by somebody who may."""
    approval_id, approve = str(press.value["approval"]), press.value["approve"] is True

    def decide(desk: Desk) -> tuple[bool, Reply]:
        waits = any(approval_id in one.approval_ids for one in desk.waiting(press.person, "slack"))
        return waits, desk.decide(approval_id, approve, press.person, "slack", press.thread)

    if press.item.answer is None:
        waited, reply = await room.ask(decide)
        if not waited:
            await _refuse(room, press, reply)
            return
        await _mark(room, press)
    else:
        reply = Reply()  # what it came to is kept; only its delivery goes on
    if press.home:
        await show_home(room, press.place.team, press.place.user, press.person, note=reply.text)
        return
    await answer_with(room, press.item, press.place, lambda _desk: [reply])


async def _choose(room: Room, press: Press) -> None:
    """An answer to a question that the desk asked back."""
    incoming = Incoming(str(press.value["say"]), press.person, "slack", press.thread, press.item.payload["key"])
    await _mark(room, press)
    await answer_with(room, press.item, press.place, lambda desk: desk.turn(incoming))


async def _mark(room: Room, press: Press) -> None:
    """The question with the answer that it got, in the place of its buttons."""
    shown = await room.keep(lambda inbox: inbox.shown(press.place.channel, press.ts))
    if shown is not None:
        words = room.words(language_for(shown.language))
        await _show(room, shown, chosen(shown.blocks, str(press.value["say"]), press.place.user, words))


async def _draft(room: Room, press: Press, action: str, text: str | None = None) -> None:
    """Approve, discard or change a draft; what was changed since it was shown is not approved."""
    draft_id = str(press.value["draft"])
    change = DraftChange(cast(Any, action), draft_id, text)

    def review(desk: Desk) -> Reply | None:
        now = desk.drafts([draft_id], press.person).get(draft_id)
        if now is None or (action != "discard" and fingerprint(now) != press.value["seen"]):
            return None
        return desk.review(change, press.person, "slack", press.thread)

    reply = await room.ask(review)
    draft = (await room.ask(lambda desk: desk.drafts([draft_id], press.person))).get(draft_id)
    if press.home:
        await show_home(room, press.place.team, press.place.user, press.person, note=reply.text if reply else "")
        return
    shown = await room.keep(lambda inbox: inbox.shown(press.place.channel, press.ts))
    language: Language = language_for(shown.language) if shown else USUAL
    words = room.words(language)
    if shown is not None and draft is not None:
        await _show(room, shown, redrafted(shown.blocks, draft, press.thread, words))
    if reply is None:
        await _tell(room, press.place, words["changed" if draft else "gone"], home=False)
    elif press.place.response_url or not all(call["outcome"] in DONE for call in reply.calls):
        await _refuse(room, press, reply)


async def _show(room: Room, shown: ShownMessage, blocks: list[Block]) -> None:
    now = ShownMessage(shown.channel, shown.ts, shown.thread, shown.language, shown.text, blocks)
    await room.keep(lambda inbox: inbox.show(now))
    await room.post.update(now.channel, now.ts, now.text, now.blocks)


async def _refuse(room: Room, press: Press, reply: Reply) -> None:
    await _tell(room, press.place, reply.text, home=press.home, person=press.person)


async def _tell(room: Room, place: Place, text: str, *, home: bool, person: Person | None = None) -> None:
    """To the one who pressed, wherever that was."""
    if home:
        await show_home(room, place.team, place.user, person, note=text)
    else:
        await room.post.whisper(place, text)
