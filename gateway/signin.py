"""Who is asking. Without staffers there is one, the demo sign-in, and it holds on this machine alone."""

from __future__ import annotations

import re
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.messages import DEMO_PERSON
from gateway.errors import answer_to
from memory.errors import NotAllowed

OPEN_PATHS = ("/health",)
OPEN_FOLDERS = ("/slack/", "/sms/")
"""Signed by their senders, so they need no sign-in here."""
_HOST = re.compile(r"(localhost|[\d.]+|\[[\da-f:.]+\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)
_FORWARDED = re.compile(
    r"forwarded|x-(forwarded|original|envoy|proxy)-.*|x-(real|client|cluster-client)-ip|(true|fastly)-client-ip"
    r"|cf-.*|via|x-forwarded"
)


class SignIn:
    """ASGI guard before everything else. It puts the person into the request's state, or refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_open(scope):
            await self._app(scope, receive, send)
            return
        problem = stranger(scope)
        if problem is None:
            scope.setdefault("state", {})["person"] = DEMO_PERSON
            await self._app(scope, receive, send)
            return
        refusal = NotAllowed(
            f"Nobody is signed in: {problem}.",
            code="not_signed_in",
            hint="Open it on the machine it runs on, by http://127.0.0.1 and its port, typed into the address bar.",
        )
        if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008, "reason": "not_signed_in"})
            return
        await answer_to(scope, refusal)(scope, receive, send)


def stranger(scope: Scope) -> str | None:
    """Why the demo sign-in does not hold for this request; None where it does."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if client is None or not _is_loopback(client[0]):
        return "the request comes from another machine"
    if not scope["raw_path"].startswith(b"/"):
        return "the request names a whole address instead of a path"
    if len(hosts) != 1 or not _names_this_machine(hosts[0]):
        return "it was asked for under a name that is not this machine's"
    if any(_FORWARDED.fullmatch(name) for name in headers):
        return "it was passed on by a proxy"
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    if origins and [origin.lower() for origin in origins] != [f"{scheme}://{hosts[0].lower()}"]:
        return "another site's page asked for it"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "another site's page asked for it"
    return None


def check_bind(host: str) -> None:
    """Raises NotAllowed for an address that other machines reach: there is no staffer to sign in there."""
    if host != "localhost" and not _is_loopback(host):
        raise NotAllowed(
            f"The desk does not listen on {host!r}: without staffers, everybody who reaches it would be an admin.",
            code="open_bind",
            hint="Use 127.0.0.1, and reach it from elsewhere through an SSH tunnel.",
        )


def _is_open(scope: Scope) -> bool:
    path: str = scope["path"]
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)


def _names_this_machine(host: str) -> bool:
    found = _HOST.fullmatch(host)
    return found is not None and (found[1].lower() == "localhost" or _is_loopback(found[1].strip("[]")))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
