"""The one server process: routes, guards, and the chat that is loaded once the desk answers."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from agents.current import CurrentDesk
from agents.desk import Desk
from gateway.chat import PATH, ChatDoor
from gateway.current import CurrentDeskDoor
from gateway.errors import ERRORS, CrashGuard, handle_errors
from gateway.hosts import check_bind
from gateway.limits import BodyLimit, Crowd
from gateway.metrics import Metered, Metrics
from gateway.pages.brief import ahead_of_time
from gateway.pages.rendering import ASSETS, ASSETS_PATH
from gateway.readiness import Readiness
from gateway.routes import (
    approvals,
    datasets,
    drafts,
    intelligence,
    journal,
    login,
    operations,
    outcomes,
    pages,
    playbooks,
    profiles,
    search,
    standing,
    tools,
    workspaces,
)
from gateway.signin import SignIn
from gateway.slack import router as slack_router
from gateway.slack import slack_of
from memory.errors import Conflict

DRAIN_SECONDS = 20
"""How long requests that are under way may take to finish after a SIGTERM."""
BRIEF_SECONDS = 2.0
"""How long the first answer waits for the brief: on a usual bench it is there in less, and beside its ranking a page
would take longer than that. On a larger one the front page comes without, and fetches it by itself."""
ROUTERS = (
    pages,
    operations,
    standing,
    search,
    outcomes,
    intelligence,
    playbooks,
    datasets,
    drafts,
    approvals,
    workspaces,
    journal,
    tools,
    profiles,
    login,
)


def build_app(desk: Desk, *, chat: bool = True) -> FastAPI:
    """The whole API over a desk, and over one's own once the demo is left; the caller keeps the desk and closes it."""
    door = ChatDoor() if chat else None
    current = CurrentDesk(desk)
    bot = slack_of(current)
    readiness, metrics = Readiness(), Metrics(current)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        brief_is_there = threading.Event()
        warming = threading.Thread(
            target=_warm_up, args=(current, door, brief_is_there, readiness), name="warm up", daemon=True
        )
        warming.start()
        await asyncio.to_thread(brief_is_there.wait, BRIEF_SECONDS)
        if bot is not None:
            await bot.start()
        yield
        readiness.stops()
        if bot is not None:
            await bot.stop(DRAIN_SECONDS)
        # A process that ends while a library of C++ still loads a model is aborted by it.
        await asyncio.to_thread(warming.join, DRAIN_SECONDS)
        current.close()

    app = FastAPI(
        title="Muster",
        summary="A staffing desk over HTTP.",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        responses=ERRORS,
        middleware=[
            Middleware(Metered, metrics=metrics),
            Middleware(CrashGuard),
            Middleware(Crowd),
            Middleware(CurrentDeskDoor, current=current),
            Middleware(SignIn),
            Middleware(BodyLimit),
        ],
    )
    app.state.desk = desk
    app.state.chat = door
    app.state.slack = bot
    app.state.readiness = readiness
    app.state.metrics = metrics
    handle_errors(app)
    for room in ROUTERS:
        app.include_router(room.router)
    app.include_router(slack_router)
    app.mount(ASSETS_PATH, StaticFiles(directory=ASSETS))
    if door is not None:
        app.mount(PATH, door)
    return app


def serve(desk: Desk, host: str, port: int, chat: bool = True) -> None:
    """Serve until SIGTERM or SIGINT, then let what is under way finish. Port 0 takes a free one.

    Raises NotAllowed for an address that other machines reach, Conflict (``port_in_use``) where the port is taken.
    """
    check_bind(host, with_staff=desk.directory.is_configured())
    listener = _listen(host, port)
    server = server_of(build_app(desk, chat=chat))
    with _stopped_by_signals():
        server.run(sockets=[listener])


def server_of(app: FastAPI) -> uvicorn.Server:
    """The app in one worker, with what the sign-in relies upon."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            # The strict parser: it keeps a target as it was sent and refuses repeated Host headers.
            http="h11",
            # Nobody stands in front of the desk, so no header says where a request comes from.
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
    )


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let the caller go on after a stop: uvicorn, once it has shut down, raises the signal again."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise Conflict(
            f"Port {port} on {host} cannot be used: {error.strerror}.",
            code="port_in_use",
            hint="Stop what listens there, or choose another with --port.",
        ) from error


def _warm_up(
    current: CurrentDesk, door: ChatDoor | None, brief_is_there: threading.Event, readiness: Readiness
) -> None:
    """The brief, before the first answer; behind it what the first message would wait for, then the chat."""
    try:
        try:
            desk = current.now()
            ahead_of_time(desk)
        finally:
            brief_is_there.set()
        desk.warm_up()
        readiness.warmed_up()
    finally:
        if door is not None:
            door.load(current)
