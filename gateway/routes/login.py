"""Signing in on the web, with a token or a link code, and signing out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from agents.credentials import SESSION_COOKIE, session_of
from agents.desk import Desk
from gateway.calls import plain
from gateway.chat_build import CHAT_COOKIE
from gateway.errors import as_response
from gateway.hosts import is_secure
from gateway.pages.rendering import Frame, page
from gateway.signin import LOGIN
from memory.errors import MusterError, NotAllowed
from memory.ledger.sign_in import SESSION_VALID_FOR

router = APIRouter(tags=["sign-in"])
ONWARD: dict[int | str, dict[str, Any]] = {303: {"description": "On to a page"}}
LONGEST_SECRET = 200


@router.get(
    LOGIN, summary="The page to sign in; to today where nobody has to", response_class=HTMLResponse, responses=ONWARD
)
def ask(request: Request, following: Annotated[str, Query(alias="next")] = "/") -> Response:
    desk: Desk = request.app.state.desk
    if not desk.directory.is_configured() or getattr(request.state, "person", None) is not None:
        return RedirectResponse(_local(following), status_code=303)
    return page("login.html", Frame(), next=_local(following), problem="")


@router.post(LOGIN, summary="Sign in with a token or a link code; sets the session's cookie", responses=ONWARD)
def sign_in(
    request: Request,
    secret: Annotated[str, Form(max_length=LONGEST_SECRET)],
    following: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    desk: Desk = request.app.state.desk
    sender = request.client.host if request.client else ""
    by_page = "text/html" in request.headers.get("accept", "")
    try:
        session, person = desk.directory.sign_in(secret, sender)
    except MusterError as error:
        status = error.status if isinstance(error, NotAllowed) else 401
        if not by_page:
            return as_response(error, status=status)
        said = f"{error.message} {error.hint}"
        return page("login.html", Frame(), status=status, next=_local(following), problem=said)
    answer = RedirectResponse(_local(following), status_code=303) if by_page else plain({"name": person.name})
    answer.set_cookie(
        SESSION_COOKIE,
        session,
        max_age=int(SESSION_VALID_FOR.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_secure(request.scope, desk.settings),
    )
    return answer


@router.post(
    "/logout",
    summary="Sign out: the session ends, its cookies go",
    status_code=303,
    response_class=RedirectResponse,
)
def sign_out(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    session = session_of(request.headers)
    if session:
        desk.directory.sign_out(session)
    answer = RedirectResponse(LOGIN, status_code=303)
    # The chat's cookie has the same end: the next one at this browser may be somebody else.
    for name in request.cookies:
        if name == SESSION_COOKIE or name.startswith(CHAT_COOKIE):
            answer.delete_cookie(name, httponly=True, samesite="lax")
    return answer


def _local(target: str) -> str:
    """Where to go on: a page of ours, never another site's."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"
