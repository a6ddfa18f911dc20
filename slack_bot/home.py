"""The app's home tab: where things stand, what waits for a yes, and one's own drafts."""

from __future__ import annotations

from datetime import datetime

from agents.desk import Desk
from agents.language import USUAL
from agents.messages import Incoming, Person
from slack_bot.blocks.homes import Asked, home_view, stranger_view
from slack_bot.blocks.limits import Block
from slack_bot.inbox import Item
from slack_bot.room import Room


async def handle_home(room: Room, item: Item) -> None:
    """Somebody opened the home tab."""
    said = item.payload
    person = await room.person(said["team"], said["user"])
    await show_home(room, said["team"], said["user"], person)


async def handle_prompts(room: Room, item: Item) -> None:
    """Somebody opened the agent's conversation: what to ask first, to those who may ask."""
    said = item.payload
    person = await room.person(said["team"], said["user"])
    if person is None or not said["channel"]:
        return
    brief = await room.ask(lambda desk: desk.brief(person, "slack", USUAL))
    await room.post.suggest(said["channel"], str(room.words(USUAL)["prompts"]), brief.starters)


async def show_home(room: Room, team: str, user: str, person: Person | None, note: str = "") -> None:
    """Draw it anew; ``note`` is what a button of it came to."""
    if person is None:
        await room.post.publish(user, stranger_view(room.stranger()))
        return

    thread = f"slack:home:{team}:{user}"

    def gather(desk: Desk) -> Block:
        words, voice = room.words(USUAL), desk.voice(USUAL, desk.clock.now())
        waiting = [Asked(one, voice.moment(datetime.fromisoformat(one.at))) for one in desk.waiting(person, "slack")]
        due = desk.answer(Incoming(words["home_ask"], person, "slack", thread))
        desk.forget(thread)  # it was a look, and no conversation
        brief, drafts = desk.brief(person, "slack", USUAL), desk.open_drafts(person)
        choices = tuple(map(str, desk.words("approvals", USUAL)["choices"]))
        return home_view(brief, due, waiting, drafts, choices, words, note)

    await room.post.publish(user, await room.ask(gather))
