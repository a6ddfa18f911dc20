"""The web chat at /chat. Its import takes seconds, so it is loaded after the first answers are given."""

from __future__ import annotations

from typing import Literal

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.current import CurrentDesk
from agents.installed import install
from gateway.chat_build import open_chat
from gateway.pages.rendering import Frame, frame_of, page

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
            await self.waiting(frame_of(scope))(scope, receive, send)

    def load(self, current: CurrentDesk) -> None:
        """Import and open the chat; takes seconds. Whatever goes wrong is raised, and the page says that it did."""
        install(current.now, current.in_place)
        try:
            self._inside = open_chat(current.now().folder / "chat", PATH)
        finally:
            self.state = "failed" if self._inside is None else "ready"

    def waiting(self, frame: Frame) -> Response:
        """Why the chat is not there yet."""
        if self.state == "failed":
            title, said, following = "The chat could not be loaded", "The log says why.", "Everything else works."
            return page("notice.html", frame, status=503, title=title, said=said, next=following)
        return page(
            "notice.html",
            frame,
            status=503,
            headers={"retry-after": str(SECONDS_BETWEEN_LOOKS)},
            title="The chat is being loaded",
            said="It takes a few seconds; this page looks again by itself.",
            again=SECONDS_BETWEEN_LOOKS,
        )
