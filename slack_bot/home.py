"""The app's home tab: where things stand, what waits for a yes, and one's own drafts."""

from __future__ import annotations

from agents.brief import Brief
from agents.desk import Desk
from agents.language import USUAL
from agents.messages import DraftCard, Person
from agents.waiting import Waiting
from slack_bot.blocks.homes import home_view, stranger_view
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


async def show_home(room: Room, _team: str, user: str, person: Person | None, note: str = "") -> None:
    """Draw it anew; ``note`` is what a button of it came to."""
    if person is None:
        await room.post.publish(user, stranger_view(room.stranger()))
        return

    def gather(desk: Desk) -> tuple[Brief, list[Waiting], list[DraftCard], tuple[str, ...]]:
        choices = tuple(map(str, desk.words("approvals", USUAL)["choices"]))
        waiting = list(desk.waiting(person, "slack"))
        return desk.brief(person, "slack", USUAL), waiting, desk.open_drafts(person), choices

    brief, waiting, drafts, choices = await room.ask(gather)
    await room.post.publish(user, home_view(brief, waiting, drafts, choices, room.words(USUAL), note))
