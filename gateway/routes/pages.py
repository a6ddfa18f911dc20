"""What a person opens in a browser, and what a monitor asks."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from gateway.calls import Visiting
from gateway.chat import PATH, ChatDoor
from gateway.checks import examine
from gateway.pages.brief import Coming, coming, today
from gateway.pages.house import house
from gateway.pages.reference import groups, names_of
from gateway.pages.rendering import ASSETS, frame_of, page
from gateway.pages.setup import set_up
from gateway.pages.walkthrough import walk
from memory.errors import MusterError, NotFound

router = APIRouter(tags=["pages"])
PATIENCE = 0.6
"""Seconds that the front page waits for the brief before it comes without, and fetches it by itself."""


@router.get("/", summary="The morning brief", response_class=HTMLResponse)
async def front(request: Request, visit: Visiting) -> Response:
    working = asyncio.create_task(asyncio.to_thread(coming, visit))
    here = await asyncio.to_thread(today, visit)
    done, _ = await asyncio.wait({working}, timeout=PATIENCE)
    return page("today.html", frame_of(request.scope), today=here, coming=working.result() if done else Coming())


@router.get(
    "/brief", summary="The part of the morning brief that permits and bench are asked for", response_class=HTMLResponse
)
def brief_alone(request: Request, visit: Visiting) -> Response:
    template = "parts/brief_later.html" if _is_part(request) else "brief.html"
    return page(template, frame_of(request.scope), coming=coming(visit))


@router.post(
    "/brief/approvals/{approval_id}",
    summary="The brief's buttons: yes or no to what waits",
    response_class=HTMLResponse,
)
def decide(
    request: Request, visit: Visiting, approval_id: str, answer: Annotated[Literal["yes", "no"], Form()]
) -> Response:
    try:
        said = visit.desk.settle(approval_id, answer == "yes", visit.person, "http").text
    except MusterError as error:
        said = f"{error.message} {error.hint}".strip()
    here = today(visit)
    if _is_part(request):
        return page("parts/waiting.html", frame_of(request.scope), today=here, said=said)
    return page("today.html", frame_of(request.scope), today=here, said=said, coming=coming(visit))


@router.get("/walkthrough", summary="The desk in seven steps, answered by this store", response_class=HTMLResponse)
def walkthrough(request: Request, visit: Visiting) -> Response:
    return page("walkthrough.html", frame_of(request.scope), walk=walk(visit))


@router.get("/architecture", summary="The rooms, and the way of a message", response_class=HTMLResponse)
def architecture(request: Request) -> Response:
    return page("map.html", frame_of(request.scope), house=house())


@router.get("/docs", summary="This API as a page", response_class=HTMLResponse)
def docs(request: Request, visit: Visiting) -> Response:
    found = groups(request.app.openapi(), str(request.base_url).rstrip("/"), names_of(visit.desk))
    return page("api.html", frame_of(request.scope), groups=found)


@router.get("/setup", summary="What can be connected, step by step, with live checks", response_class=HTMLResponse)
def setup(request: Request, visit: Visiting) -> Response:
    return page(
        "setup.html",
        frame_of(request.scope),
        set_up=set_up(examine(visit.desk, serving=True)),
        now=visit.desk.clock.now(),
    )


@router.get("/setup/checks", summary="The checks of the set-up page, looked at again", response_class=HTMLResponse)
def checks(request: Request, visit: Visiting) -> Response:
    found, now = set_up(examine(visit.desk, serving=True)), visit.desk.clock.now()
    return page("parts/looked_again.html", frame_of(request.scope), set_up=found, now=now)


@router.get("/favicon.ico", include_in_schema=False)
def favicon() -> Response:
    """Browsers ask for it at this address on pages that name none, such as answers in JSON; they take an SVG too."""
    return FileResponse(ASSETS / "favicon.svg", media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})


@router.get(PATH, summary="The web chat", response_class=HTMLResponse, responses={307: {"description": "to the chat"}})
def chat(request: Request) -> Response:
    door: ChatDoor | None = request.app.state.chat
    if door is None:
        raise NotFound("The chat is not served here.", code="no_chat", hint="Start the desk with: muster serve")
    if door.state == "ready":
        return RedirectResponse(f"{PATH}/")
    return door.waiting(frame_of(request.scope))


def _is_part(request: Request) -> bool:
    """Whether htmx asks, for a piece of a page that is there already."""
    return request.headers.get("hx-request") == "true"
