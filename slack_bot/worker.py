"""Works through the inbox: several conversations at once, each in its order, and again what Slack could not take."""

from __future__ import annotations

import asyncio
import logging
import secrets

from slack_sdk.errors import SlackApiError

from agents.language import USUAL
from slack_bot.answering import answer_command, answer_message
from slack_bot.home import handle_home, handle_prompts
from slack_bot.inbox import Item
from slack_bot.places import place_of
from slack_bot.posting import SlackAway
from slack_bot.pressing import handle_action, handle_view
from slack_bot.room import Room

log = logging.getLogger("muster.slack")
AT_ONCE = 8
LOOK_SECONDS = 0.5
"""How often what is to be tried again is looked for."""
MOST_ATTEMPTS = 12
LONGEST_WAIT = 300.0


class Worker:
    """Takes items until it is stopped; what is under way then is taken up at the next start."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._woken = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._working: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._room.keep(lambda inbox: inbox.recover())
        self._loop = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Something came in."""
        self._woken.set()

    async def stop(self, seconds: float) -> None:
        """Let what is under way finish, for so long."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait({self._loop})
        if self._working:
            _, late = await asyncio.wait(self._working, timeout=seconds)
            for task in late:
                task.cancel()

    async def _run(self) -> None:
        while True:
            await self._slots.acquire()
            self._woken.clear()
            item = await self._room.keep(lambda inbox: inbox.take())
            if item is None:
                self._slots.release()
                try:
                    await asyncio.wait_for(self._woken.wait(), LOOK_SECONDS)
                except TimeoutError:
                    continue  # something to be tried again may be due
                continue
            task = asyncio.create_task(self._work(item))
            self._working.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self._slots.release()
        self._woken.set()

    async def _work(self, item: Item) -> None:
        keep = self._room.keep
        try:
            await _handle(self._room, item)
        except SlackAway as away:
            if item.attempts >= MOST_ATTEMPTS:
                log.error("given up on item %s after %s attempts: %s", item.item_id, item.attempts, away)
                await keep(lambda inbox: inbox.failed(item.item_id))
                return
            wait = min(0.5 * 2.0**item.attempts, LONGEST_WAIT)
            log.warning("Slack did not take item %s (%s); again in %.0f s", item.item_id, away, wait)
            await keep(lambda inbox: inbox.later(item.item_id, wait))
        except SlackApiError as refused:
            log.error("Slack refused item %s: %s", item.item_id, refused.response.get("error"))
            await keep(lambda inbox: inbox.failed(item.item_id))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("item %s failed, reference %s", item.item_id, reference)
            await keep(lambda inbox: inbox.failed(item.item_id))
            await self._tell_of_failure(item, reference)
        else:
            await keep(lambda inbox: inbox.done(item.item_id))

    async def _tell_of_failure(self, item: Item, reference: str) -> None:
        """Whoever asked hears that it went wrong, and by which reference the log has it."""
        place = place_of(item)
        if place is None:
            return
        try:
            await self._room.post.whisper(place, str(self._room.words(USUAL)["failed"]).format(reference=reference))
        except (SlackAway, SlackApiError) as unheard:
            log.error("nobody was told of the failed item %s: %s", item.item_id, unheard)


async def _handle(room: Room, item: Item) -> None:
    match item.kind:
        case "message":
            await answer_message(room, item)
        case "command":
            await answer_command(room, item)
        case "home":
            await handle_home(room, item)
        case "prompts":
            await handle_prompts(room, item)
        case "action":
            await handle_action(room, item)
        case "view":
            await handle_view(room, item)
