"""What goes to Slack: paced, streamed where Slack lets us, and otherwise posted whole."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from agents.chart import Bar, Chart
from slack_bot.blocks.elements import markdown, sections
from slack_bot.blocks.limits import MESSAGE_TEXT, Block, pieces, short
from slack_bot.blocks.replies import Message
from slack_bot.charts import described, drawn

log = logging.getLogger("muster.slack")
GAP_SECONDS = 1.0
"""Between messages in one channel; Slack allows about one a second."""
STREAMED = 2_000
"""Letters that are appended at once; Slack takes 12,000, and our escapes can double them."""
RATE_RETRIES = 3
PASSING = (
    "ratelimited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
)
"""Errors that go away by themselves."""


class SlackAway(Exception):
    """Slack cannot be reached or asks to wait: to be tried again later."""


@dataclass(frozen=True)
class Place:
    """Where a person is answered."""

    team: str
    channel: str
    thread_ts: str
    user: str
    response_url: str = ""
    """Set where one person alone sees the answer: it goes there, and belongs to that person's own conversation."""

    @property
    def thread(self) -> str:
        """The desk's name of the conversation."""
        if self.response_url:
            return f"slack:{self.team}:command:{self.user}"
        return f"slack:{self.team}:{self.channel}:{self.thread_ts}"


def client_of(token: str, url: str) -> AsyncWebClient:
    """A client that waits as long as Slack asks it to."""
    retries = [AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_RETRIES), AsyncConnectionErrorRetryHandler()]
    return AsyncWebClient(token=token, base_url=url, timeout=30, retry_handlers=retries)


class Post:
    """Delivers messages. Its methods raise SlackAway, or SlackApiError for what will never work."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self._free_at: defaultdict[str, float] = defaultdict(float)

    async def status(self, place: Place, said: str) -> None:
        """Say what is being done; not every channel shows it, and nothing depends on it."""
        if place.response_url:
            return
        try:
            await self.client.assistant_threads_setStatus(
                channel_id=place.channel, thread_ts=place.thread_ts, status=said
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.debug("no status in %s: %s", place.channel, error)

    async def deliver(self, place: Place, message: Message, *, stream: bool) -> str:
        """One message of an answer; its ts, empty where nobody else sees it."""
        if place.response_url:
            await self.respond(place.response_url, message.text, message.whole)
            return ""
        await self._turn(place.channel)
        if stream:
            ts = await self._streamed(place, message)
            if ts is not None:
                return ts
        return await self._posted(place, message)

    async def _streamed(self, place: Place, message: Message) -> str | None:
        """None where Slack does not stream here; a stream that expired is finished by an update."""
        streamer = await self.client.chat_stream(
            buffer_size=1, channel=place.channel, thread_ts=place.thread_ts, recipient_team_id=place.team,
            recipient_user_id=place.user,
        )  # fmt: skip
        try:
            for piece in pieces(message.text, STREAMED):
                await streamer.append(markdown_text=markdown(piece) + "\n")
            await streamer.stop(blocks=message.blocks or None)
        except SlackApiError as error:
            _raise_if_passing(error)
            log.info("no stream in %s: %s", place.channel, error.response.get("error"))
            if streamer.ts is None:
                return None
            await self.update(place.channel, streamer.ts, message.text, message.whole)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackAway(str(error)) from error
        return streamer.ts

    async def _posted(self, place: Place, message: Message) -> str:
        answer = await self._call(
            "chat.postMessage",
            channel=place.channel, thread_ts=place.thread_ts, text=message.text, blocks=message.whole,
            unfurl_links=False,
        )  # fmt: skip
        return str(answer["ts"])

    async def update(self, channel: str, ts: str, text: str, blocks: list[Block]) -> None:
        """Draw a message anew."""
        await self._call("chat.update", channel=channel, ts=ts, text=text, blocks=blocks)

    async def whisper(self, place: Place, text: str) -> None:
        """Say it to one person alone."""
        if place.response_url:
            await self.respond(place.response_url, text)
            return
        await self._call(
            "chat.postEphemeral", channel=place.channel, user=place.user, thread_ts=place.thread_ts, text=text
        )

    async def publish(self, user: str, view: Block) -> None:
        """The home tab of a person."""
        await self._call("views.publish", user_id=user, view=view)

    async def suggest(self, channel: str, title: str, prompts: tuple[str, ...]) -> None:
        """What to ask first, in the agent's own tab."""
        listed = [{"title": one, "message": one} for one in prompts[:4]]
        await self._call("assistant.threads.setSuggestedPrompts", channel_id=channel, title=title, prompts=listed)

    async def chart(self, place: Place, chart: dict[str, Any]) -> None:
        """A picture of figures that the words say too; Slack's refusal costs the picture alone."""
        if place.response_url:
            return
        told = Chart(**{**chart, "bars": tuple(Bar(**bar) for bar in chart["bars"])})
        picture = await asyncio.to_thread(drawn, told)
        try:
            await self.client.files_upload_v2(
                filename="chart.png", content=picture, title=told.title, alt_txt=described(told),
                channel=place.channel, thread_ts=place.thread_ts,
            )  # fmt: skip
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("no chart in %s: %s", place.channel, error)

    async def respond(self, url: str, text: str, blocks: Sequence[Block] = ()) -> None:
        """Answer a command, through the address that came with it; the asker alone sees it."""
        body = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": short(text, MESSAGE_TEXT),
            "blocks": [block for block in blocks or sections(text, "said") if block["type"] != "context_actions"],
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session,
                session.post(url, json=body) as answer,
            ):
                if answer.status == 429 or answer.status >= 500:
                    raise SlackAway(f"{answer.status} from a response_url")
                if answer.status != 200:
                    log.warning("a response_url refused the answer: %s", answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackAway(str(error)) from error

    async def _call(self, method: str, **arguments: Any) -> Any:
        try:
            return await self.client.api_call(method, json=arguments)
        except SlackApiError as error:
            _raise_if_passing(error)
            raise
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackAway(str(error)) from error

    async def _turn(self, channel: str) -> None:
        """Wait for this channel's next second."""
        now = time.monotonic()
        at = max(now, self._free_at[channel])
        self._free_at[channel] = at + GAP_SECONDS
        await asyncio.sleep(at - now)


def _raise_if_passing(error: SlackApiError) -> None:
    if error.response.status_code in (429, *range(500, 600)) or error.response.get("error") in PASSING:
        raise SlackAway(str(error.response.get("error") or error.response.status_code)) from error
