"""The demo sign-in over raw sockets: it holds on this machine alone."""

from __future__ import annotations

import asyncio
import json
import socket
from types import SimpleNamespace
from typing import Any

import pytest

from agents.desk import Desk
from gateway.hosts import check_bind, stranger
from gateway.signin import SignIn
from memory.errors import NotAllowed


def ask(address: Any, *lines: str, target: str = "/tools", method: str = "GET") -> tuple[int, str]:
    """Status and body of one request of exactly these header lines."""
    request = "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "Connection: close", "", ""])
    with socket.create_connection((address.host, address.port), timeout=30) as connection:
        connection.sendall(request.encode("latin-1"))
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body.decode()


def refused(answer: tuple[int, str]) -> None:
    status, body = answer
    assert status == 403, body
    error = json.loads(body)["error"]
    assert error.keys() == {"code", "message", "hint", "reference"}
    assert error["code"] == "not_signed_in"


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST", "127.8.9.1", "[::1]:{port}"])
def test_this_machine_is_signed_in(address: Any, host: str) -> None:
    status, body = ask(address, f"Host: {host.format(port=address.port)}")
    assert status == 200
    assert json.loads(body)["tools"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "localhost.evil.com",
        "127.0.0.1.evil.com",
        "localhost.",
        "127.0.0.1.",
        "localhost:3100.evil.com",
        "evil.com:127.0.0.1",
        "localhost@evil.com",
        "evil.com#localhost",
        "localhost, evil.com",
        "localhost:",
        "localhost:31000000",
        "192.168.1.20",
        "0.0.0.0",
        "2130706433",
        "127.1",
        "0177.0.0.1",
        "[::]",
        "[::ffff:8.8.8.8]",
        "::1",
        "",
        "muster.local",
    ],
)
def test_any_other_name_is_refused(address: Any, host: str) -> None:
    refused(ask(address, f"Host: {host}"))


def test_a_repeated_or_missing_host_is_refused(address: Any) -> None:
    local = f"Host: 127.0.0.1:{address.port}"
    for lines in ([local, "Host: evil.com"], ["Host: evil.com", local], [local, local], []):
        assert ask(address, *lines)[0] == 400  # by the parser, before anything is read


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded: for=10.0.0.1",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: localhost",
        "X-Forwarded-Proto: https",
        "x-forwarded-anything: 1",
        "X-Real-IP: 127.0.0.1",
        "X-Client-IP: 127.0.0.1",
        "X-Cluster-Client-IP: 127.0.0.1",
        "X-Original-Host: localhost",
        "X-Envoy-External-Address: 127.0.0.1",
        "True-Client-IP: 127.0.0.1",
        "CF-Connecting-IP: 127.0.0.1",
        "Fastly-Client-IP: 127.0.0.1",
        "Via: 1.1 proxy",
        "Via:",
    ],
)
def test_what_a_proxy_passed_on_is_refused(address: Any, header: str) -> None:
    refused(ask(address, f"Host: 127.0.0.1:{address.port}", header))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.com",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",
        "http://127.0.0.1:{port}.evil.com",
        "http://127.0.0.1:{port}/",
        "",
    ],
)
def test_another_sites_page_is_refused(address: Any, origin: str) -> None:
    local = f"127.0.0.1:{address.port}"
    refused(ask(address, f"Host: {local}", f"Origin: {origin.format(port=address.port)}", method="POST"))


def test_our_own_page_is_signed_in(address: Any) -> None:
    local = f"127.0.0.1:{address.port}"
    assert ask(address, f"Host: {local}", f"Origin: http://{local}", "Sec-Fetch-Site: same-origin")[0] == 200
    refused(ask(address, f"Host: {local}", f"Origin: http://{local}", "Origin: https://evil.com"))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_foreign_page_that_hides_its_origin_is_refused(address: Any, site: str) -> None:
    refused(ask(address, f"Host: 127.0.0.1:{address.port}", f"Sec-Fetch-Site: {site}"))
    assert ask(address, f"Host: 127.0.0.1:{address.port}", "Sec-Fetch-Site: none")[0] == 200


@pytest.mark.parametrize("target", ["http://evil.com/tools", "http://127.0.0.1/tools", "https://evil.com/health/.."])
def test_a_whole_address_as_target_is_refused(address: Any, target: str) -> None:
    refused(ask(address, f"Host: 127.0.0.1:{address.port}", target=target))


def test_a_preflight_gets_no_permission(address: Any) -> None:
    status, body = ask(
        address,
        f"Host: 127.0.0.1:{address.port}",
        "Origin: https://evil.com",
        "Access-Control-Request-Method: POST",
        target="/search",
        method="OPTIONS",
    )
    refused((status, body))
    assert "access-control" not in body.lower()


def test_under_another_name_only_the_open_paths_answer(address: Any) -> None:
    assert ask(address, "Host: desk.example.com", target="/health")[0] == 200
    assert ask(address, "Host: desk.example.com", target="/ready")[0] in (200, 503)
    for target in ("/slack/events", "/sms/inbound"):
        status, body = ask(address, "Host: desk.example.com", target=target, method="POST")
        assert (status, json.loads(body)["error"]["code"]) == (404, "no_such_route")  # past the guard, nothing there
    for target in ("/", "/docs", "/openapi.json", "/chat", "/healthz", "/health/", "/slack", "/slackx", "//health",
                   "/search", "/tools/audit", "/catalog/datasets", "/metrics", "/ready/"):  # fmt: skip
        refused(ask(address, "Host: desk.example.com", target=target))
    assert ask(address, "Host: desk.example.com", target="/slack/../tools")[0] == 404


HANDSHAKE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")  # fmt: skip


def shake(address: Any, *lines: str, target: str = "/chat/ws/socket.io/") -> tuple[int, str]:
    request = "\r\n".join([f"GET {target} HTTP/1.1", *lines, *HANDSHAKE, "", ""])
    with socket.create_connection((address.host, address.port), timeout=30) as connection:
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body.decode()


def test_a_strangers_websocket_is_refused_before_it_opens(address: Any) -> None:
    local = f"127.0.0.1:{address.port}"
    refused(shake(address, "Host: evil.com"))
    refused(shake(address, f"Host: {local}", "Origin: https://evil.com"))
    refused(shake(address, f"Host: {local}", "X-Forwarded-For: 10.0.0.1"))
    refused(shake(address, f"Host: {local}", target="http://evil.com/chat/ws/socket.io/"))
    status, body = shake(address, f"Host: {local}", f"Origin: http://{local}")
    assert status == 403  # past the guard; no chat is served here
    assert "not_signed_in" not in body


def scope(**changed: Any) -> dict[str, Any]:
    usual = {"type": "http", "client": ("127.0.0.1", 5), "raw_path": b"/tools", "path": "/tools", "scheme": "http"}
    return {**usual, "headers": [(b"host", b"localhost:3100")]} | changed


def test_the_peer_must_be_this_machine() -> None:
    assert stranger(scope()) is None
    assert stranger(scope(client=("127.44.0.1", 5))) is None
    assert stranger(scope(client=("::1", 5))) is None
    for client in (("10.0.0.7", 5), ("192.168.0.4", 5), ("fe80::1", 5), ("", 5), ("localhost", 5), None):
        assert stranger(scope(client=client)) == "the request comes from another machine"


def test_two_hosts_are_refused_whatever_the_parser_lets_through() -> None:
    hosts = [(b"host", b"localhost"), (b"host", b"localhost")]
    assert stranger(scope(headers=hosts)) is not None


def test_a_websocket_is_closed_where_the_server_cannot_answer_it(desk: Desk) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def unreached(*_: Any) -> None:
        raise AssertionError("the guard let a stranger through")

    app = SimpleNamespace(state=SimpleNamespace(desk=desk))
    asyncio.run(SignIn(unreached)(scope(type="websocket", client=None, scheme="ws", app=app), unreached, send))
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": "not_signed_in"}]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "localhost", "::1"])
def test_the_desk_listens_on_this_machine(host: str) -> None:
    check_bind(host, with_staff=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "desk.example.com", "localhost.example.com", ""])
def test_the_desk_does_not_listen_elsewhere(host: str) -> None:
    with pytest.raises(NotAllowed) as caught:
        check_bind(host, with_staff=False)
    assert caught.value.code == "open_bind"
    assert caught.value.hint
