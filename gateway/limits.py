"""How long a request's body may be and take to arrive, and how many requests are taken at once."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import Busy, TooLarge, TooSlow, as_response

MEGABYTE = 1 << 20
USUAL_LIMIT = 2 * MEGABYTE
FILE_LIMIT = 200 * MEGABYTE
FILE_PATHS = ("/ingest/", "/chat/")
BODY_SECONDS = 20.0
"""How long a sender may be silent in the middle of a body."""
MOST_AT_ONCE = 128
"""Requests under way; the next are told to come again. Each may hold a thread and an open ledger."""
ALWAYS_TAKEN = ("/health", "/ready", "/metrics", "/slack/", "/sms/")
"""What a person watches the desk by, and senders who count a refusal as a failure; all of them are quick."""
AGAIN_SECONDS = 1


class BodyLimit:
    """ASGI guard: refuses a body by its stated length, else as soon as it has grown too long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = FILE_LIMIT if scope["path"].startswith(FILE_PATHS) else USUAL_LIMIT
        if int(Headers(scope=scope).get("content-length", 0)) > limit:
            # The rest of the body is not read, so the connection cannot be used again.
            await as_response(_too_large(limit), {"connection": "close"})(scope, receive, send)
            return
        taken, whole = 0, False

        async def counted() -> Message:
            nonlocal taken, whole
            # Behind the body, the wait is for the sender to hang up, and that may take as long as an answer.
            message = await receive() if whole else await _within(receive)
            whole = not message.get("more_body", False)
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, counted, send)


class Crowd:
    """ASGI guard: refuses a request, before anything is read of it, where too many are under way."""

    def __init__(self, app: ASGIApp, most: int = MOST_AT_ONCE) -> None:
        self._app = app
        self._most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ALWAYS_TAKEN):
            await self._app(scope, receive, send)
            return
        if self._inside >= self._most:
            await as_response(_busy(), {"retry-after": str(AGAIN_SECONDS), "connection": "close"})(scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1


async def _within(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await receive()
    except TimeoutError as error:
        raise TooSlow(
            f"The rest of the body did not arrive within {BODY_SECONDS:g} seconds.", hint="Send it again, whole."
        ) from error


def _busy() -> Busy:
    return Busy("The desk is answering as many requests as it can.", hint="Send it again in a second.")


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"The body is longer than {limit // MEGABYTE} MB.",
        hint="Bring a large file in with: muster ingest FILE --dataset NAME.",
    )
