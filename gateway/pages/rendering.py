"""Templates of `web/pages` to HTML. What is filled in is text, and is escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse
from starlette.types import Scope

from agents.settings import ROOT
from gateway.pages import words

FOLDER = ROOT / "web" / "pages"
ASSETS = FOLDER / "assets"
ASSETS_PATH = "/assets"
HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    # Not no-referrer: with that a browser hides its own origin from our forms, and the sign-in guard refuses them.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Frame:
    """What stands around every page."""

    demo: bool = False
    """Everybody on the bench is invented."""
    chat: bool = False
    """The web chat is served here."""
    signed_in: str = ""
    """Who signed in; empty where nobody has to."""


def frame_of(scope: Scope) -> Frame:
    """The frame of the app that a request came to."""
    state = scope["app"].state
    signed_in = scope.get("state", {}).get("signed_in", "")
    return Frame(demo=state.desk.store.is_demo, chat=state.chat is not None, signed_in=signed_in)


def page(
    template: str, frame: Frame, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """A template of `web/pages/templates` as an answer."""
    return HTMLResponse(render(template, frame, **values), status_code=status, headers={**HEADERS, **(headers or {})})


def render(template: str, frame: Frame, **values: Any) -> str:
    """A template as HTML."""
    return _templates().get_template(template).render(frame=frame, **values)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"assets": ASSETS_PATH, "version": _version(ASSETS)}
    found.filters |= {name: getattr(words, name) for name in words.__all__}
    return found


def _version(folder: Path) -> str:
    """Changes with the assets, so that no browser shows a page with an earlier one's style."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
