"""Every request is answered by the desk that is current when it comes."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from agents.current import CurrentDesk


class CurrentDeskDoor:
    """ASGI guard: where the shop has left the demo, the request waits for its own desk to be opened."""

    def __init__(self, app: ASGIApp, current: CurrentDesk) -> None:
        self._app = app
        self._current = current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            if self._current.is_behind:
                await asyncio.to_thread(self._current.now)
            scope["app"].state.desk = self._current.now()
        await self._app(scope, receive, send)
