"""A message or a command: the desk's answer, kept, then delivered message by message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict

from agents.desk import Desk
from agents.language import USUAL, language_for
from agents.messages import Incoming, Reply, Step
from slack_bot.blocks.replies import Message, messages_of
from slack_bot.directory import LinkRefused
from slack_bot.inbox import Inbox, Item, ShownMessage
from slack_bot.places import place_of
from slack_bot.posting import Place
from slack_bot.room import Room

_LINK = re.compile(r"link\b\s*(\S*)", re.IGNORECASE)


async def answer_message(room: Room, item: Item) -> None:
    """A mention or a direct message, answered in its thread."""
    said = item.payload
    place = place_of(item)
    assert place is not None
    person = await room.person(place.team, place.user)
    if person is None:
        await room.post.whisper(place, room.stranger())
        return
    text = said["text"] or "help"
    incoming = Incoming(text, person, "slack", place.thread, said["key"])
    await answer_with(room, item, place, lambda desk: desk.turn(incoming))


async def answer_with(room: Room, item: Item, place: Place, work: Callable[[Desk], Iterable[Step | Reply]]) -> None:
    """Ask the desk once, however often the delivery is tried."""
    if item.answer is None:
        await room.post.status(place, str(room.words(USUAL)["thinking"]))
        async for part in room.parts(work):
            if isinstance(part, Reply):
                messages = messages_of(part, place.thread, room.words(part.language))
            elif part.words and part.kind != "result":
                await room.post.status(place, part.words)
        kept = [asdict(message) for message in messages]
        await room.keep(lambda inbox: inbox.answered(item.item_id, kept))
    else:
        messages = [Message(**one) for one in item.answer]
    await _deliver(room, item, place, messages)


async def _deliver(room: Room, item: Item, place: Place, messages: Sequence[Message]) -> None:
    for number, message in list(enumerate(messages))[item.delivered :]:
        ts = await room.post.deliver(place, message, stream=number == 0)
        shown = ShownMessage(place.channel, ts, place.thread, message.language, message.text, message.whole)

        def note(inbox: Inbox, shown: ShownMessage = shown, count: int = number + 1) -> None:
            inbox.delivered(item.item_id, count)
            if shown.ts:
                inbox.show(shown)

        await room.keep(note)
        for chart in message.charts:
            await room.post.chart(place, chart)


async def answer_command(room: Room, item: Item) -> None:
    """``/muster``: seen by the asker alone."""
    said = item.payload
    text, url = said["text"].strip(), said["response_url"]
    place = place_of(item)
    assert place is not None
    if linking := _LINK.fullmatch(text):
        await room.post.respond(url, await _link(room, f"{place.team}:{place.user}", linking[1]))
        return
    person = await room.person(place.team, place.user)
    if person is None:
        await room.post.respond(url, room.stranger())
    elif text.casefold() in ("", "help", "ayuda"):
        language = language_for("es" if text.casefold() == "ayuda" else "en")
        await room.post.respond(url, str(room.words(language)["help"]))
    else:
        incoming = Incoming(text, person, "slack", place.thread, said["key"])
        await answer_with(room, item, place, lambda desk: desk.turn(incoming))


async def _link(room: Room, account: str, code: str) -> str:
    words = room.words(USUAL)
    if not code:
        return str(words["link_how"])
    try:
        person = await room.ask(lambda _desk: room.directory.link_by_code("slack", account, code))
    except LinkRefused as refused:
        return str(refused)
    return str(words["linked"]).format(name=person.name)
