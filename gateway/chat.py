"""The web chat at /chat. Its import takes seconds, so it is loaded after the first answers are given."""

from __future__ import annotations

import os
from typing import Literal

from fastapi import FastAPI
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.desk import Desk
from agents.installed import install
from agents.settings import ROOT
from gateway.pages import page

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

    def load(self, desk: Desk) -> None:
        """Import and open the chat; takes seconds."""
        install(desk)
        os.environ.setdefault("CHAINLIT_APP_ROOT", str(ROOT))
        try:
            from chainlit.server import app as inside
            from chainlit.utils import mount_chainlit

            # Mounting sets Chainlit up; the mount itself is ours, because it must be there from the start.
            mount_chainlit(app=FastAPI(openapi_url=None), target=str(ROOT / "chainlit_app.py"), path=PATH)
            self._inside = inside
        finally:
            self.state = "ready" if self._inside else "failed"

    def waiting(self) -> HTMLResponse:
        """Why the chat is not there yet."""
        if self.state == "failed":
            said = "<h1>The chat could not be loaded</h1><p>The log says why. Everything else works: see /docs.</p>"
            return HTMLResponse(page("Chat", said), status_code=503)
        said = "<h1>The chat is being loaded</h1><p>It takes a few seconds; this page looks again by itself.</p>"
        content = page("Chat", said, refresh=SECONDS_BETWEEN_LOOKS)
        return HTMLResponse(content, status_code=503, headers={"retry-after": str(SECONDS_BETWEEN_LOOKS)})
