"""Who is asking. Without staffers there is one, the demo sign-in, and it holds on this machine alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.credentials import visitor
from agents.desk import Desk
from agents.messages import DEMO_PERSON, Person
from gateway.across import across
from gateway.errors import answer_to
from gateway.hosts import crosses, foreign, is_preflight, stranger
from memory.errors import MusterError, NotAllowed

OPEN_PATHS = ("/health", "/ready")
"""A monitor's and a balancer's: whether it is up, in words that tell nothing of anybody."""
OPEN_FOLDERS = ("/slack/", "/sms/")
"""Signed by their senders, so they need no sign-in here."""
LOGIN = "/login"
DOORSTEP = (LOGIN, "/assets/")
"""What a browser must reach before anybody is signed in: the page to do it, and its style."""
DELAY = 0.3
"""Seconds that a token which does not count waits for its answer."""


@dataclass(frozen=True)
class Refusal:
    """Why nobody is let in."""

    error: MusterError
    status: int | None = None
    """In the place of the error's own."""


class SignIn:
    """ASGI guard before everything else. It puts the person into the request's state, or refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_open(scope):
            await self._app(scope, receive, send)
            return
        desk: Desk = scope["app"].state.desk
        try:
            found = await asyncio.to_thread(_asking, scope, desk)
        except MusterError as error:  # the ledger is away: nobody can be known
            found = Refusal(error)
        if isinstance(found, Refusal):
            answering: ASGIApp = partial(_refuse, found)
            if found.status == 401 and "authorization" in Headers(scope=scope):
                await asyncio.sleep(DELAY)
        else:
            answering = self._app
            if found is not None:
                known = {"person": found, "signed_in": "" if found is DEMO_PERSON else found.name}
                scope.setdefault("state", {}).update(known)
        if crosses(scope, desk.settings) and not _is_kept_out(found):
            answering = across(answering, desk.settings)
        await answering(scope, receive, send)


def _asking(scope: Scope, desk: Desk) -> Person | Refusal | None:
    """The person; None for a stranger at the doorstep, and for a listed site's preflight."""
    if not desk.directory.is_configured():
        problem = stranger(scope)
        return DEMO_PERSON if problem is None else _not_here(problem)
    problem = foreign(scope, desk.settings)
    if problem is not None:
        return _elsewhere(problem)
    if crosses(scope, desk.settings) and is_preflight(scope):
        return None
    person = visitor(desk.directory, Headers(scope=scope))
    if person is None and not scope["path"].startswith(DOORSTEP):
        return _nobody()
    return person


def _is_kept_out(found: Person | Refusal | None) -> bool:
    """Whether a page of another site, also a listed one, may not even read why."""
    return isinstance(found, Refusal) and (found.status or found.error.status) == 403


async def _refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    headers = Headers(scope=scope)
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": "not_signed_in"})
        return
    asks_for_page = scope["type"] == "http" and "text/html" in headers.get("accept", "")
    if refusal.status == 401 and asks_for_page and scope["method"] == "GET" and "hx-request" not in headers:
        target = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        await RedirectResponse(f"{LOGIN}?next={quote(target)}", status_code=303)(scope, receive, send)
        return
    told = {"www-authenticate": "Bearer", "hx-redirect": LOGIN} if refusal.status == 401 else None
    await answer_to(scope, refusal.error, told, status=refusal.status)(scope, receive, send)


def _not_here(problem: str) -> Refusal:
    return Refusal(
        NotAllowed(
            f"Nobody is signed in: {problem}.",
            code="not_signed_in",
            hint="Open it on the machine it runs on, by http://127.0.0.1 and its port, typed into the address bar.",
        )
    )


def _elsewhere(problem: str) -> Refusal:
    return Refusal(
        NotAllowed(
            f"That is not answered: {problem}.",
            code="foreign_request",
            hint="Use the desk's own address, MUSTER_PUBLIC_URL or MUSTER_HOST, typed into the address bar.",
        )
    )


def _nobody() -> Refusal:
    return Refusal(
        NotAllowed(
            "Nobody is signed in.",
            code="not_signed_in",
            hint="Sign in at /login, or send the header Authorization: Bearer and your token.",
        ),
        401,
    )


def _is_open(scope: Scope) -> bool:
    path: str = scope["path"]
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)
