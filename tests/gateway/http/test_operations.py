"""What an operator looks at: health, readiness, meters; and what the desk refuses to bear."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Message, Receive, Scope, Send

from agents.desk import Desk
from gateway import limits
from gateway.limits import BodyLimit, Crowd
from gateway.readiness import Readiness
from tests.conftest import in_a_loop


def meters(http: httpx.Client) -> dict[tuple[str, ...], float]:
    """Name and label values, in the order of the labels' names → value."""
    answer = http.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_status(http: httpx.Client) -> None:
    before = meters(http)
    http.get("/clients/Acme Fabrication/blacklist")
    http.get("/clients/Smith & Sons/blacklist")
    http.get("/no/such/thing")
    after = meters(http)
    route = ("muster_http_requests_total", "GET", "/clients/{client}/blacklist", "200")
    assert after[route] - before.get(route, 0) == 2
    nowhere = ("muster_http_requests_total", "GET", "none", "404")
    assert after[nowhere] - before.get(nowhere, 0) == 1
    assert after["muster_http_request_seconds_count", "/clients/{client}/blacklist"] >= 2
    assert not any("Acme" in part for key in after for part in key), "no path of anybody's is a label"


def test_tool_calls_are_counted_by_outcome(http: httpx.Client) -> None:
    key = ("muster_tool_calls_total", "http", "ok", "hybrid_search")
    refused = ("muster_tool_calls_total", "http", "retry", "none")
    before = meters(http)
    http.post("/tools/hybrid_search", json={"role": "Welder"})
    http.post("/tools/no_such_tool", json={})
    after = meters(http)
    assert after[key] - before.get(key, 0) == 1 and after[refused] - before.get(refused, 0) == 1
    assert after["muster_tool_seconds_total", "hybrid_search"] > before.get(
        ("muster_tool_seconds_total", "hybrid_search"), 0
    )


def test_the_store_stands_in_the_meters(http: httpx.Client, desk: Desk) -> None:
    found = meters(http)
    assert found["muster_workers",] == len(desk.store.bench()) and found["muster_demo",] == 0
    assert found["muster_journal_entries",] == desk.store.ledger.version()
    assert found["process_resident_memory_bytes",] > 1e7


def test_ready_once_warm_and_not_while_it_stops(http: httpx.Client, desk: Desk) -> None:
    for _ in range(300):
        answer = http.get("/ready")
        if answer.status_code == 200:
            break
        assert answer.status_code == 503 and answer.json()["checks"]["warm_up"] == "under way"
        time.sleep(0.2)
    assert answer.json() == {
        "status": "ready",
        "checks": {"server": "ok", "warm_up": "ok", "ledger": "ok", "lake": "ok"},
    }
    readiness = Readiness()
    assert readiness.checks(desk)["warm_up"] == "under way"
    readiness.warmed_up()
    readiness.stops()
    assert readiness.checks(desk) == {"server": "stopping", "warm_up": "ok", "ledger": "ok", "lake": "ok"}


def test_a_body_that_never_comes_is_let_go(address: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.3)
    head = f"POST /search HTTP/1.1\r\nHost: {address.host}:{address.port}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((address.host, address.port), timeout=10) as line:
        line.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        said = line.recv(4_096).decode()
    assert said.startswith("HTTP/1.1 408") and '"too_slow"' in said


def test_a_slow_answer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect", "the wait behind the body has no end of its own"

    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.sleep(0.2)
        return {"type": "http.disconnect"}

    scope: dict[str, Any] = {"type": "http", "path": "/search", "headers": []}
    in_a_loop(BodyLimit(slow)(scope, receive, None))  # type: ignore[arg-type]


def test_a_crowd_is_told_to_come_again() -> None:
    async def run() -> list[tuple[int, dict[bytes, bytes]]]:
        open_door = asyncio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await open_door.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        crowd, seen = Crowd(app, most=2), []

        async def ask(path: str) -> None:
            async def send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    seen.append((message["status"], dict(message["headers"])))

            await crowd({"type": "http", "path": path, "headers": []}, None, send)  # type: ignore[arg-type]

        inside = [asyncio.create_task(ask("/search")) for _ in range(2)]
        await asyncio.sleep(0)
        await ask("/search")
        watching = asyncio.create_task(ask("/health"))
        open_door.set()
        await asyncio.gather(*inside, watching)
        await ask("/search")
        return seen

    statuses = in_a_loop(run())
    assert [status for status, _ in statuses] == [503, 200, 200, 200, 200]
    assert statuses[0][1][b"retry-after"] == b"1"
