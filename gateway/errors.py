"""Errors over HTTP: ``{"error": {"code", "message", "hint", "reference"}}``, and as a page to a browser."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.pages.rendering import Frame, frame_of, page
from memory.errors import BadInput, MusterError, NotAllowed

log = logging.getLogger("muster.http")


TITLES = {
    401: "Sign in first",
    403: "Not from here",
    404: "There is nothing here",
    500: "Something went wrong",
    503: "Not just now",
}
"""Of an error's page, by its status."""


class ErrorTold(BaseModel):
    """What went wrong, why, and what to do next."""

    code: str
    """One of docs/errors.md."""
    message: str
    hint: str
    reference: str | None
    """Finds a bug in the log."""
    details: dict[str, Any] | None = None


class ErrorAnswer(BaseModel):
    """Every answer that is none."""

    error: ErrorTold


ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorAnswer, "description": "What the caller can mend", "content": {"application/json": {}}},
    "5XX": {"model": ErrorAnswer, "description": "What the desk's keeper can", "content": {"application/json": {}}},
}
"""Of every route, for the API's description. A browser gets a page that says the same."""


class TooLarge(BadInput):
    """The body is longer than the route takes."""

    status = 413
    default_code = "too_large"


class TooSlow(BadInput):
    """The body did not arrive."""

    status = 408
    default_code = "too_slow"


class Busy(MusterError):
    """More requests are under way than the desk takes at once; nothing of this one was begun."""

    status = 503
    default_code = "busy"


class Crashed(MusterError):
    """A bug; the reference finds its traceback in the log, and its text goes nowhere."""

    status = 500
    default_code = "crash"

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Something went wrong inside; nothing was changed by it.",
            hint="Try again; if it stays, look the reference up in the log.",
        )
        self.reference = reference


def as_response(error: MusterError, headers: Mapping[str, str] | None = None, *, status: int | None = None) -> Response:
    """The error as a program reads it."""
    said: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "reference": error.reference if isinstance(error, Crashed) else None,
    }
    if error.details:
        said["details"] = error.details
    content = json.dumps({"error": said}, default=str)
    return Response(
        content, status_code=status or error.status, headers=dict(headers or {}), media_type="application/json"
    )


def answer_to(
    scope: Scope, error: MusterError, headers: Mapping[str, str] | None = None, *, status: int | None = None
) -> Response:
    """The error as whoever asked reads it: a page in a browser, a piece of one for htmx, else JSON.

    ``status`` stands in the place of the error's own.
    """
    status = status or error.status
    asked = Headers(scope=scope)
    part = asked.get("hx-request") == "true"
    if scope["type"] != "http" or not (part or "text/html" in asked.get("accept", "")):
        return as_response(error, headers, status=status)
    # To a stranger not even whether this is a demo is told.
    frame = Frame() if isinstance(error, NotAllowed) else frame_of(scope)
    return page(
        "parts/problem.html" if part else "notice.html",
        frame,
        status=status,
        headers=headers,
        title=TITLES.get(status, "That did not work"),
        said=error.message,
        next=error.hint,
        reference=error.reference if isinstance(error, Crashed) else None,
    )


class CrashGuard:
    """ASGI guard: a bug becomes an error with a reference, and the connection stays usable."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("%s %s crashed, reference %s", scope["method"], scope["path"], reference)
            if begun:
                raise
            await answer_to(scope, Crashed(reference))(scope, receive, send)


def handle_errors(app: FastAPI) -> None:
    """Have every expected error of the app answered in the one shape; the rest is the `CrashGuard`'s."""
    app.add_exception_handler(MusterError, _expected)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _refused_by_router)


def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, MusterError)
    if error.status >= 502:
        log.warning("%s: %s", error.code, error.message)
    return answer_to(request.scope, error)


def _bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = [{"field": ".".join(map(str, p["loc"][1:])), "problem": p["msg"]} for p in error.errors()]
    first = problems[0]
    return answer_to(
        request.scope,
        BadInput(
            f"{first['field'] or 'request'}: {first['problem']}.",
            code="bad_arguments",
            hint="See /docs for what the route takes.",
            details={"problems": problems},
        ),
    )


def _refused_by_router(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, MusterError):  # raised while the framework read a form
        return answer_to(request.scope, error.__cause__)
    path = request.url.path[:200]
    named = {
        404: ("no_such_route", f"There is nothing at {path}.", "See /docs for what there is."),
        405: ("method_not_allowed", f"{path} does not take {request.method}.", "See /docs for what it takes."),
    }
    code, message, hint = named.get(
        error.status_code, ("bad_request", f"{error.detail}.", "Check the request's form and headers.")
    )
    answer = BadInput(message, code=code, hint=hint)
    return answer_to(request.scope, answer, error.headers, status=error.status_code)
