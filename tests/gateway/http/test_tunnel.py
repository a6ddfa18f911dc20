"""A tunnel or proxy before the desk: without a token only webhooks and health answer; nothing else tells anything."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import gateway.chat
from agents.desk import Desk
from agents.settings import Settings
from gateway import hosts
from gateway.server import build_app
from memory.ledger.ledger import Actor

FORWARDING = (
    "forwarded", "x-forwarded", "x-forwarded-for", "x-forwarded-host", "x-original-host", "x-envoy-external-address",
    "x-proxy-user-ip", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "fastly-client-ip",
    "cf-connecting-ip", "via",
)  # fmt: skip
FOREIGN = {"host": "quick-fox.tunnel.example"}
BESIDE = (
    ("GET", "/openapi.json"), ("GET", "/favicon.ico"), ("GET", "/assets/desk.css"), ("GET", "/assets/favicon.svg"),
    ("GET", "/chat/"), ("GET", "/chat/project/settings"), ("GET", "/chat/user"), ("POST", "/chat/login"),
    ("GET", "/chat/auth/config"), ("GET", "/chat/ws/socket.io/?EIO=4&transport=polling"),
    ("GET", "/chat/public/theme.json"),
    ("POST", "/mcp"), ("GET", "/nowhere"), ("HEAD", "/"), ("OPTIONS", "/search"), ("GET", "/health/../tools"),
)  # fmt: skip
"""What the API's description does not name: pages' own files, the chat, and paths where nothing is."""
DOORSTEP = re.compile(r"/login|/assets/.*")
"""With staff: a browser signs in there, so it answers under the desk's own name, also behind a proxy."""
TOLD = re.compile(r"Acme|Smith &|Ana |Abbott|Welder|W0\d\d\d|\b300\b|Toledo|419-555|Ada\b|/store")
"""Something of this desk: its people, clients, places, staff, folder, or how large its bench is."""


async def greet(visitor: WebSocket) -> None:
    await visitor.accept()
    await visitor.send_text("open")
    await visitor.close()


@pytest.fixture(scope="module", params=[False, True], ids=["no staff", "staff"])
def staffed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def desk(staffed: bool, tmp_path_factory: pytest.TempPathFactory, filled: Any) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("tunnel")
    desk = Desk(Settings(data=folder / "store", now="2026-04-20T09:00", model="builtin", _env_file=None))
    filled(desk, folder / "files")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def token(desk: Desk, staffed: bool) -> dict[str, str]:
    """Ada's, once there is staff."""
    if not staffed:
        return {}
    return {"authorization": f"Bearer {desk.roster.add('Ada', 'admin', 'default', Actor('Sarah', 'terminal'))}"}


@pytest.fixture(scope="module")
def house(desk: Desk, token: dict[str, str], serving: Any) -> Any:
    with pytest.MonkeyPatch.context() as patched:
        chat = Starlette(routes=[WebSocketRoute("/ws", greet)])
        patched.setattr(gateway.chat, "open_chat", lambda *_: chat)
        address = serving(desk, chat=True)
        deadline = time.monotonic() + 60
        while httpx.get(f"{address.url}/health").json()["chat"] != "ready":
            assert time.monotonic() < deadline
        yield address


@pytest.fixture(scope="module")
def http(house: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def closed(desk: Desk) -> list[tuple[str, str]]:
    """Every route that is served but for the open ones."""
    paths = build_app(desk, chat=False).openapi()["paths"]
    served = [
        (method.upper(), re.sub(r"\{\w+\}", "X-1", path)) for path, methods in paths.items() for method in methods
    ]
    assert len(served) > 50
    return [(m, path) for m, path in served if not is_open(path)] + list(BESIDE)


def is_open(path: str) -> bool:
    return path in ("/health", "/ready") or path.startswith(("/slack/", "/sms/"))


def test_every_kind_of_forwarding_header_is_tried() -> None:
    kinds = re.split(r"\|(?![^(]*\))", hosts._FORWARDED.pattern)
    assert len(kinds) > 6
    for kind in kinds:
        assert any(re.fullmatch(kind, name) for name in FORWARDING), kind


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_under_a_foreign_name_nothing_answers(
    http: httpx.Client, closed: list[tuple[str, str]], staffed: bool, token: dict[str, str], accept: str
) -> None:
    """Forwarded or not, and with a token too."""
    said = set()
    for more in ({}, {"x-forwarded-for": "10.0.0.1", "x-forwarded-host": "127.0.0.1"}, token):
        for method, path in closed:
            answer = http.request(method, path, headers={**FOREIGN, **more, "accept": accept})
            assert answer.status_code == 403, (method, path, more, answer.text[:200])
            assert not TOLD.search(answer.text) and not TOLD.search(str(answer.headers)), (method, path)
            said |= {answer.text} if method != "HEAD" else set()
    assert len(said) == 1, "the same of every path, so that not even what there is can be found out"
    assert ("foreign_request" if staffed else "not_signed_in") in said.pop() or accept == "text/html"


@pytest.mark.parametrize("name", FORWARDING)
def test_what_was_passed_on_gives_no_right(
    http: httpx.Client, closed: list[tuple[str, str]], staffed: bool, name: str
) -> None:
    """Under the desk's own name: without staff nothing answers; with staff the doorstep does, and a token counts."""
    for method, path in closed:
        for own in ({}, FOREIGN):
            answer = http.request(method, path, headers={name: "127.0.0.1", **own})
            where = (method, path, name, own, answer.status_code, answer.text[:200])
            if staffed and not own and DOORSTEP.fullmatch(path):
                assert answer.status_code in (200, 400, 404), where
            else:
                assert answer.status_code == (401 if staffed and not own else 403), where
            assert not TOLD.search(answer.text), where


@pytest.mark.parametrize("name", [*FORWARDING, ""])
def test_webhooks_and_health_answer_through_it(http: httpx.Client, name: str) -> None:
    passed_on = {**FOREIGN, **({name: "10.0.0.1"} if name else {})}
    health = http.get("/health", headers=passed_on)
    assert (health.status_code, health.json().keys()) == (200, {"status", "demo", "chat"})
    assert http.get("/ready", headers=passed_on).json().keys() == {"status", "checks"}
    for path in ("/slack/events", "/sms/inbound"):
        answer = http.post(path, headers=passed_on)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_such_route")  # past the guard
        assert not TOLD.search(answer.text)


def test_what_would_be_told_is_found_without_a_tunnel(http: httpx.Client, token: dict[str, str]) -> None:
    """Or the tests above would hold of anything."""
    for path in ("/desk", "/clients/Acme Fabrication/blacklist", "/", "/docs", "/catalog/datasets"):
        assert TOLD.search(http.get(path, headers=token).text), path


def test_a_socket_through_a_tunnel_is_refused(house: Any, staffed: bool, token: dict[str, str]) -> None:
    url = f"ws://{house.host}:{house.port}/chat/ws"
    with connect(url, additional_headers=token) as own:
        assert own.recv() == "open"
    for name in FORWARDING:
        with pytest.raises(InvalidStatus) as refused:
            connect(url, additional_headers={name: "127.0.0.1"})
        assert refused.value.response.status_code == (401 if staffed else 403), name
    for more in ({}, {"x-forwarded-for": "10.0.0.1"}, token):
        with (
            socket.create_connection((house.host, house.port), timeout=30) as line,
            pytest.raises(InvalidStatus) as refused,
        ):
            connect(f"ws://{FOREIGN['host']}/chat/ws", sock=line, additional_headers=more)
        assert refused.value.response.status_code == 403
