"""The app as Slack sees it: what comes in is kept, acknowledged and worked on later."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from agents.desk import Desk
from agents.language import USUAL, language_for
from agents.settings import Settings
from slack_bot.blocks.cards import edit_view, reason_view
from slack_bot.directory import Directory
from slack_bot.events import (
    Entry,
    action_entry,
    command_entry,
    message_entry,
    opened_entry,
    team_of,
    view_entry,
)
from slack_bot.inbox import Inbox
from slack_bot.posting import Post, client_of
from slack_bot.room import DESK_THREADS, Room
from slack_bot.signatures import Answered
from slack_bot.worker import Worker

log = logging.getLogger("muster.slack")
RECONNECT_SECONDS = 15.0
MODALS = ("draft:edit", "press:barred")
"""Buttons that open a modal: Slack gives three seconds, so they never wait in the inbox."""
SIGNATURE = "x-slack-signature"
UNSIGNED = "this desk is reached through Socket Mode alone"


class SlackBot:
    """Over one desk. Nothing is asked of Slack at the start, so it starts without it."""

    def __init__(self, settings: Settings, find_desk: Callable[[], Desk], directory: Directory) -> None:
        self._token = settings.slack_bot_token.get_secret_value().strip()
        self._app_token = settings.slack_app_token.get_secret_value().strip()
        self.is_signed = bool(settings.slack_signing_secret.get_secret_value().strip())
        """Whether what comes over HTTP can be believed at all."""
        client = client_of(self._token, settings.slack_api_url)
        self._room = Room(
            find_desk,
            directory,
            Inbox(find_desk().folder / "slack.sqlite"),
            Post(client),
            ThreadPoolExecutor(DESK_THREADS, "slack desk"),
            ThreadPoolExecutor(1, "slack inbox"),
        )
        self._answered = Answered()
        self._worker: Worker | None = None
        self._sockets: asyncio.Task[None] | None = None
        self._modals: set[asyncio.Task[None]] = set()

        async def authorize() -> AuthorizeResult:
            """One workspace and one token: nothing is asked of Slack before an event is kept."""
            return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self._token)

        self._bolt = AsyncApp(
            name="muster",
            logger=logging.getLogger("muster.slack.bolt"),
            client=client,
            signing_secret=settings.slack_signing_secret.get_secret_value().strip() or UNSIGNED,
            authorize=authorize,
            process_before_response=True,
            ssl_check_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self._listen()

    async def dispatch(self, body: str, headers: Mapping[str, str]) -> BoltResponse:
        """A request of Slack; its answer comes once what it brought is on disk, and 401 where it came before."""
        signature = headers.get(SIGNATURE, "")
        if self._answered.holds(signature):
            return BoltResponse(status=401)
        answer = await self._bolt.async_dispatch(AsyncBoltRequest(body=body, headers={**headers}))
        if answer.status < 300:
            self._answered.keep(signature)
        return answer

    @property
    def left(self) -> int:
        """What came in and is not answered yet."""
        return self._room.inbox.left()

    async def start(self) -> None:
        """Begin to work; what was left in the inbox comes first."""
        self._worker = Worker(self._room)
        await self._worker.start()
        if self._app_token:
            self._sockets = asyncio.create_task(self._keep_connected())

    async def stop(self, seconds: float) -> None:
        """Let what is under way finish; what does not is taken up at the next start."""
        if self._sockets is not None:
            self._sockets.cancel()
            await asyncio.wait({self._sockets})
        if self._worker is not None:
            await self._worker.stop(seconds)
        self._room.desk_pool.shutdown(wait=True)
        self._room.inbox_pool.shutdown(wait=True)
        self._room.inbox.close()

    def _listen(self) -> None:
        app = self._bolt

        async def on_message(body: dict[str, Any]) -> None:
            await self._keep(message_entry(body))

        async def on_opened(body: dict[str, Any]) -> None:
            await self._keep(opened_entry(body))

        async def on_other(body: dict[str, Any]) -> None:
            log.debug("nothing to do for %s", body["event"].get("type"))

        async def on_action(ack: Callable[..., Awaitable[Any]], body: dict[str, Any]) -> None:
            if body["actions"][0]["action_id"] in MODALS:
                self._open_modal(body)
            else:
                await self._keep(action_entry(body))
            await ack()

        async def on_command(ack: Callable[..., Awaitable[Any]], body: dict[str, Any]) -> None:
            await self._keep(command_entry(body))
            await ack()

        async def on_view(ack: Callable[..., Awaitable[Any]], body: dict[str, Any]) -> None:
            await self._keep(view_entry(body))
            await ack()

        app.event("app_mention")(on_message)
        app.event("message")(on_message)
        app.event("app_home_opened")(on_opened)
        app.event(re.compile(".*"))(on_other)
        app.action(re.compile(".*"))(on_action)
        app.command(re.compile(".*"))(on_command)
        app.view(re.compile(".*"))(on_view)

    async def _keep(self, entry: Entry | None) -> None:
        if entry is None:
            return
        new = await self._room.keep(lambda inbox: inbox.put(entry.kind, entry.lane, entry.keys, entry.payload))
        if new and self._worker is not None:
            self._worker.wake()

    def _open_modal(self, body: dict[str, Any]) -> None:
        task = asyncio.create_task(self._modal(body))
        self._modals.add(task)
        task.add_done_callback(self._modals.discard)

    async def _modal(self, body: dict[str, Any]) -> None:
        said = action_entry(body).payload
        person = await self._room.person(team_of(body), said["user"])
        if person is None:
            await self._keep(action_entry(body))  # which says how to be linked
            return
        value, client = json.loads(said["value"]), self._room.post.client
        private = said["response_url"] if said["ephemeral"] else ""
        metadata = json.dumps({**{name: said[name] for name in ("channel", "thread_ts", "ts", "home")},
                               "response_url": private, "value": value})  # fmt: skip
        shown = await self._room.keep(lambda inbox: inbox.shown(said["channel"], said["ts"]))
        words = self._room.words(language_for(shown.language) if shown else USUAL)
        if said["action"] == "press:barred":
            view = reason_view(str(value.get("label", "")), metadata, words)
        else:
            found = await self._room.ask(lambda desk: desk.drafts([value["draft"]], person))
            if value["draft"] not in found:
                return
            view = edit_view(found[value["draft"]], metadata, words)
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("a modal could not be opened: %s", error)

    async def _keep_connected(self) -> None:
        """Socket Mode, tried again for as long as Slack is away; once connected, the SDK reconnects by itself."""
        web = AsyncWebClient(token=self._token, base_url=self._room.post.client.base_url)
        handler = AsyncSocketModeHandler(self._bolt, self._app_token, web_client=web)
        try:
            while True:
                try:
                    await handler.connect_async()
                    await asyncio.Event().wait()
                except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
                    log.warning("Slack's Socket Mode is away: %s", error)
                    await asyncio.sleep(RECONNECT_SECONDS)
        finally:
            await handler.close_async()
