"""What a person opens in a browser, and what a monitor asks."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from agents.desk import Desk
from gateway.calls import plain
from gateway.chat import PATH, ChatDoor
from gateway.pages import HEADERS, docs_page, front_page
from memory.errors import NotFound

router = APIRouter(tags=["pages"])


@router.get("/", summary="The front page")
def front(request: Request) -> Response:
    store = request.app.state.desk.store
    workers = len(store.bench()) if store.has_workers else None
    chat = request.app.state.chat is not None
    return HTMLResponse(front_page(demo=store.is_demo, workers=workers, chat=chat), headers=HEADERS)


@router.get("/docs", summary="This API as a page")
def docs(request: Request) -> Response:
    return HTMLResponse(docs_page(request.app.openapi()), headers=HEADERS)


@router.get("/health", summary="Whether the desk is up; needs no sign-in")
def health(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    door: ChatDoor | None = request.app.state.chat
    desk.store.ledger.version()  # raises StorageDown where the ledger is away
    return plain({"status": "ok", "demo": desk.store.is_demo, "chat": door.state if door else "off"})


@router.get(PATH, summary="The web chat")
def chat(request: Request) -> Response:
    door: ChatDoor | None = request.app.state.chat
    if door is None:
        raise NotFound("The chat is not served here.", code="no_chat", hint="Start the desk with: muster serve")
    if door.state == "ready":
        return RedirectResponse(f"{PATH}/")
    return door.waiting()
