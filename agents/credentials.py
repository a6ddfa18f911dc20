"""Who a request comes from, by what it brings along; the server's guard and the web chat ask the same question."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from agents.directory import Directory
from agents.messages import DEMO_PERSON, Person

SESSION_COOKIE = "muster_session"


def visitor(directory: Directory, headers: Mapping[str, str]) -> Person | None:
    """The staffer of a token or a web session; without staffers everybody whom the server lets in is the demo's.

    A token that does not count is not made up for by a cookie. ``headers`` are asked for in small letters.
    """
    if not directory.is_configured():
        return DEMO_PERSON
    authorization = headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return directory.by_token(token.strip()) if scheme.lower() == "bearer" else None
    session = session_of(headers)
    return directory.by_session(session) if session else None


def session_of(headers: Mapping[str, str]) -> str | None:
    """The secret of the web session that a browser keeps."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(SESSION_COOKIE)
    except CookieError:
        return None
    return found.value if found else None
