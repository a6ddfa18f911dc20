"""The web chat at /chat. Its import takes seconds, so it is loaded after the first answers are given."""

from __future__ import annotations

from typing import Literal

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.current import CurrentDesk
from agents.installed import install
from gateway.chat_build import open_chat
from gateway.pages import HEADERS, page

PATH = "/chat"
SECONDS_BETWEEN_LOOKS = 2


class ChatDoor:
    """ASGI app: the chat once it is loaded, until then a page that looks again by itself."""

    def __init__(self) -> None:
        self.state: Literal["loading", "ready", "failed"] = "loading"
        self._inside: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._inside is not None:
            await self._inside(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013, "reason": "loading"})
        else:
            await self.waiting()(scope, receive, send)

    def load(self, current: CurrentDesk) -> None:
        """Import and open the chat; takes seconds. Whatever goes wrong is raised, and the page says that it did."""
        install(current.now)
        try:
            self._inside = open_chat(current.now().folder / "chat", PATH)
        finally:
            self.state = "failed" if self._inside is None else "ready"

    def waiting(self) -> HTMLResponse:
        """Why the chat is not there yet."""
        if self.state == "failed":
            said = "<h1>The chat could not be loaded</h1><p>The log says why. Everything else works: see /docs.</p>"
            return HTMLResponse(page("Chat", said), status_code=503, headers=HEADERS)
        said = "<h1>The chat is being loaded</h1><p>It takes a few seconds; this page looks again by itself.</p>"
        return HTMLResponse(
            page("Chat", said, refresh=SECONDS_BETWEEN_LOOKS),
            status_code=503,
            headers=HEADERS | {"retry-after": str(SECONDS_BETWEEN_LOOKS)},
        )
