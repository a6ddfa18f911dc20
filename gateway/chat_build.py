"""What Chainlit reads at start: our settings, words and assets, and a front end that loads nothing from other hosts."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOT = Path(__file__).parent.parent
OURS = ROOT / "web" / "chat"
CHAT_COOKIE = "muster_chat"
"""Chainlit's own; where it is long it comes in pieces with a number behind the name."""
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    # Chainlit compiles custom elements in the browser.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'"
)
"""What the page may load. Second line of defence: the tags that would load more are taken out."""
TRANSLATIONS = ("en-US", "es")
"""Files of Chainlit's own words that ours are laid over; a browser in another language gets the first."""
_OUTSIDE_LINK = re.compile(r"<link\b[^>]*\bhref=\"https?://[^>]*>\s*")


def open_chat(folder: Path, path: str) -> ASGIApp:
    """The web chat of the installed desk, to be mounted at ``path``; the import takes seconds.

    It does what Chainlit's own ``mount_chainlit`` does, but for a middleware that fails, loudly, for each request that
    a browser gives up.
    """
    prepare_chat(folder)
    os.environ["CHAINLIT_ROOT_PATH"] = path
    from chainlit.auth import ensure_jwt_secret
    from chainlit.config import config, load_module
    from chainlit.server import app

    config.run.module_name = str(ROOT / "chainlit_app.py")
    load_module(config.run.module_name)
    ensure_jwt_secret()  # type: ignore[no-untyped-call]
    return SignedInPage(app)


class SignedInPage:
    """ASGI app: who may load the page is signed in by it, so that its first request needs no refusal to learn how."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = _without_another_person(scope)
        if scope["type"] != "http" or not _is_page(scope):
            await self._app(scope, receive, send)
            return
        cookies = await _cookies_for(Request(scope))

        async def send_signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *cookies]}
            await send(message)

        await self._app(scope, receive, send_signed)


def _is_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def _without_another_person(scope: Scope) -> Scope:
    """Chainlit believes its own cookie. One of somebody who sat at this browser before is not handed on to it."""
    from chainlit.auth.cookie import get_token_from_cookies
    from chainlit.auth.jwt import decode_jwt
    from jwt import InvalidTokenError

    token, person = get_token_from_cookies(HTTPConnection(scope).cookies), scope.get("state", {}).get("person")
    try:
        if token is None or (person is not None and decode_jwt(token).identifier == person.name):
            return scope
    except InvalidTokenError:
        pass  # of an earlier start of the server
    kept = [(name, _other_cookies(value) if name == b"cookie" else value) for name, value in scope["headers"]]
    return {**scope, "headers": kept}


def _other_cookies(value: bytes) -> bytes:
    return b"; ".join(part for part in value.split(b"; ") if not part.strip().startswith(CHAT_COOKIE.encode()))


async def _cookies_for(request: Request) -> list[tuple[bytes, bytes]]:
    """What Chainlit's own header sign-in would set; nothing for who is signed in already."""
    from chainlit.auth.cookie import get_token_from_cookies, set_auth_cookie
    from chainlit.auth.jwt import create_jwt, decode_jwt
    from chainlit.config import config
    from jwt import InvalidTokenError

    token = get_token_from_cookies(request.cookies)
    try:
        if token is not None and decode_jwt(token):
            return []
    except InvalidTokenError:
        pass  # of an earlier start of the server
    assert config.code.header_auth_callback is not None
    user = await config.code.header_auth_callback(request.headers)
    if user is None:
        return []
    answer = Response()
    set_auth_cookie(request, answer, create_jwt(user))
    return [pair for pair in answer.raw_headers if pair[0] == b"set-cookie"]


def prepare_chat(folder: Path) -> None:
    """Make ``folder`` Chainlit's own and tell Chainlit so; call it before the first import of Chainlit.

    Chainlit reads its environment when it is imported, so a process has one chat.
    """
    build_chat(folder)
    os.environ["CHAINLIT_APP_ROOT"] = str(folder)
    # The settings were read already; what else is in .env is none of Chainlit's business.
    os.environ["CHAINLIT_ENV_FILE"] = os.devnull
    # All ports of a host share their cookies, so ours has a name of its own.
    os.environ["CHAINLIT_AUTH_COOKIE_NAME"] = CHAT_COOKIE
    os.environ.setdefault("CHAINLIT_AUTH_SECRET", secrets.token_hex(32))


def build_chat(folder: Path) -> None:
    """Lay out in ``folder`` what Chainlit reads at start: settings, words, public assets, front end.

    Everything in it can be made again; files of earlier sessions are removed.
    """
    package = _chainlit_folder()
    shutil.rmtree(folder / ".files", ignore_errors=True)
    translations = folder / ".chainlit" / "translations"
    translations.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(OURS / "config.toml", folder / ".chainlit" / "config.toml")
    shutil.copytree(OURS / "public", folder / "public", dirs_exist_ok=True)
    for language in TRANSLATIONS:
        words = _merged(_read(package / "translations" / f"{language}.json"), _read(OURS / f"words.{language}.json"))
        text = json.dumps(words, indent=2, ensure_ascii=False)
        (translations / f"{language}.json").write_text(text, encoding="utf-8")
        # Empty, so that the page offers no read-me.
        (folder / f"chainlit_{language}.md").write_text("", encoding="utf-8")
    (folder / "chainlit.md").write_text("", encoding="utf-8")
    _build_front_end(package / "frontend" / "dist", folder / "build")


def _build_front_end(source: Path, target: Path) -> None:
    """A copy of the built front end, without source maps and without links to other hosts."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.map", "index.html"))
    page = _OUTSIDE_LINK.sub("", (source / "index.html").read_text(encoding="utf-8"))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
    (target / "index.html").write_text(page.replace("<head>", f"<head>\n    {policy}", 1), encoding="utf-8")


def _chainlit_folder() -> Path:
    """Where Chainlit is installed, found without importing it."""
    spec = find_spec("chainlit")
    if spec is None or spec.origin is None:
        raise RuntimeError("chainlit is not installed; the web chat needs it")
    return Path(spec.origin).parent


def _read(path: Path) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words


def _merged(base: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    return base | {key: _merged(base[key], value) if isinstance(value, dict) else value for key, value in ours.items()}
