"""How long a request's body may be."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import TooLarge, as_response

MEGABYTE = 1 << 20
USUAL_LIMIT = 2 * MEGABYTE
FILE_LIMIT = 200 * MEGABYTE
FILE_PATHS = ("/ingest/", "/chat/")


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
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, counted, send)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"The body is longer than {limit // MEGABYTE} MB.",
        hint="Bring a large file in with: muster ingest FILE --dataset NAME.",
    )
