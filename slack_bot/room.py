"""What every handler works with, and how the desk is asked without holding up Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from agents.desk import Desk
from agents.language import LANGUAGES, USUAL, Language
from agents.messages import Person, Reply, Step
from agents.streaming import streamed
from slack_bot.blocks.cards import Words
from slack_bot.directory import Directory
from slack_bot.inbox import Inbox
from slack_bot.posting import Post

Result = TypeVar("Result")
DESK_THREADS = 4
"""People who are answered at once; others wait their turn, and Slack has its acknowledgement already."""


@dataclass(frozen=True)
class Room:
    """Handed to every handler."""

    find_desk: Callable[[], Desk]
    directory: Directory
    inbox: Inbox
    post: Post
    desk_pool: ThreadPoolExecutor
    inbox_pool: ThreadPoolExecutor
    """A thread of its own, so that an event is on disk at once, however busy the desk is."""

    async def ask(self, work: Callable[[Desk], Result]) -> Result:
        """The desk's work, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.desk_pool, lambda: work(self.find_desk()))

    async def keep(self, work: Callable[[Inbox], Result]) -> Result:
        """The inbox's work, in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self.inbox_pool, work, self.inbox)

    async def person(self, team: str, user: str) -> Person | None:
        """Who this account is; None for a stranger, who is shown nothing."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.desk_pool, self.directory.by_identity, "slack", f"{team}:{user}")

    async def parts(self, work: Callable[[Desk], Iterable[Step | Reply]]) -> AsyncIterator[Step | Reply]:
        """The desk's work part by part; a failure becomes a reply with a reference to the log."""

        def failed(reference: str) -> Reply:
            return Reply(text=self.words(USUAL)["failed"].format(reference=reference))

        async for part in streamed(lambda: work(self.find_desk()), self._in_desk_thread, failed):
            yield part

    async def _in_desk_thread(self, run: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self.desk_pool, run)

    def words(self, language: Language) -> Words:
        """What stands on buttons: the web chat's words, and Slack's own."""
        desk = self.find_desk()
        return {**desk.words("chat", language), **desk.words("slack", language)}

    def stranger(self) -> str:
        """How to be linked, in every language: nobody knows which one a stranger speaks."""
        return "\n".join(str(self.words(language)["stranger"]) for language in LANGUAGES)
