"""The chat is loaded behind the first answers, and stands behind the same guard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import gateway.chat
from agents.desk import Desk


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(f"heard {await socket.receive_text()}")
    await socket.close()


async def hello(_request: object) -> PlainTextResponse:
    return PlainTextResponse("the chat itself")


CHAT = Starlette(routes=[Route("/", hello), WebSocketRoute("/ws", echo)])


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A chat whose import ends when this is set. (The real one is tried in tests/web.)"""
    loaded = threading.Event()

    def open_chat(*_: object) -> Starlette:
        assert loaded.wait(30)
        return CHAT

    monkeypatch.setattr(gateway.chat, "open_chat", open_chat)
    yield loaded
    loaded.set()


def until(wanted: str, http: httpx.Client) -> None:
    while http.get("/health").json()["chat"] != wanted:
        pass


def test_the_chat_opens_while_the_server_runs(
    desk: Desk, serving: Callable[..., Any], loading: threading.Event
) -> None:
    address = serving(desk, chat=True)
    socket_url = f"ws://{address.host}:{address.port}/chat/ws"
    with httpx.Client(base_url=address.url, timeout=30) as http:
        assert http.get("/health").json()["chat"] == "loading"
        assert http.post("/search", json={"role": "Welder"}).status_code == 200  # nobody waits for the chat
        for path in ("/chat", "/chat/", "/chat/project/settings"):
            answer = http.get(path)
            assert answer.status_code == 503
            assert 'http-equiv="refresh"' in answer.text
            assert answer.headers["retry-after"] == "2"
        with pytest.raises(InvalidStatus):
            connect(socket_url)
        assert 'href="/chat/"' in http.get("/").text
        loading.set()
        until("ready", http)
        answer = http.get("/chat", follow_redirects=True)
        assert (answer.status_code, answer.text, answer.url.path) == (200, "the chat itself", "/chat/")
        with connect(socket_url) as socket:
            socket.send("hello")
            assert socket.recv() == "heard hello"
        foreign = http.get("/chat/", headers={"host": "evil.com"})
        assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "not_signed_in")
        with pytest.raises(InvalidStatus) as refused:
            connect(socket_url, origin="https://evil.com")  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_chat_that_cannot_be_loaded_is_said_and_the_rest_works(
    desk: Desk, serving: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_chat(*_: object) -> None:
        raise ImportError("no chat here")

    monkeypatch.setattr(gateway.chat, "open_chat", open_chat)
    with httpx.Client(base_url=serving(desk, chat=True).url, timeout=30) as http:
        until("failed", http)
        answer = http.get("/chat")
        assert (answer.status_code, "could not be loaded" in answer.text) == (503, True)
        assert "refresh" not in answer.text
        assert "no chat here" not in answer.text
        assert http.post("/search", json={"role": "Welder"}).status_code == 200
