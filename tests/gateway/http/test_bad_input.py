"""Whatever is sent, the answer is JSON in the one shape and says what to do."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from agents.desk import Desk


def error_of(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/json"
    error: dict[str, Any] = answer.json()["error"]
    assert error.keys() - {"details"} == {"code", "message", "hint", "reference"}
    return error


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"3",
        b"null",
        b'"text"',
        b"\xff\xfe\x00",
        b"\x00",
        b"not json",
        b'{"query": NaN}',
        b'{"k": Infinity}',
        b'{"query": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"k": 1' + b"0" * 5_000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"role=Welder&city=Toledo",
    ],
)
@pytest.mark.parametrize("route", ["/search", "/log", "/tools/undo"])
def test_a_body_that_is_no_json_object(http: httpx.Client, route: str, body: bytes) -> None:
    error_of(http.post(route, content=body), 400, "bad_json")


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("/search", {"role": ["Welder"]}),
        ("/search", {"k": 0}),
        ("/search", {"k": 10**30}),
        ("/search", {"k": "many"}),
        ("/search", {"headcount": -1}),
        ("/search", {"start": "next blue moon"}),
        ("/search", {"start": 5}),
        ("/search", {"max_pay_rate": -3}),
        ("/search", {"shift": "morning"}),
        ("/search", {"query": "x" * 2_001}),
        ("/search", {"planet": "Mars"}),
        ("/search", {"certifications": ["OSHA"] * 21}),
        ("/log", {}),
        ("/log", {"workers": []}),
        ("/log", {"workers": "W0001"}),
        ("/log", {"workers": [""]}),
        ("/log", {"workers": ["W0001"], "stage": "vanished"}),
        ("/log", {"workers": ["W0001"] * 201}),
        ("/log_failure", {"workers": ["W0001"], "reason": "bad hair"}),
        ("/clients/Acme%20Fabrication/blacklist", {"workers": ["W0001"], "action": "remove", "planet": "Mars"}),
        ("/vectors/playbook_memory/seed", {"role": "Welder"}),
        ("/vectors/playbook_memory/patterns", {}),
        ("/tools/log_order", {"client": "Acme Fabrication", "role": "Welder", "start": "2026-02-30"}),
    ],
)
def test_arguments_that_make_no_sense(http: httpx.Client, route: str, body: dict[str, Any]) -> None:
    error = error_of(http.post(route, json=body), 400, "bad_arguments")
    assert error["hint"]
    assert error["details"]["problems"]


def test_an_unknown_client_or_order_is_not_found(http: httpx.Client) -> None:
    error_of(http.post("/log", json={"workers": ["W0009"], "client": "Nobody Ltd"}), 404, "unknown_client")
    error_of(http.post("/log", json={"workers": ["W0009"], "order_id": "O-404"}), 404, "unknown_order")


def test_an_unknown_route_or_method(http: httpx.Client) -> None:
    for path in ("/nowhere", "/search/", "/tools/audit/", "/%00", "/..%2f..%2fetc/passwd", "/clients/Acme"):
        error_of(http.get(path), 404, "no_such_route")
    answer = http.get("/search")
    error_of(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_a_long_body_is_refused(http: httpx.Client) -> None:
    long = json.dumps({"query": "x" * (3 << 20)}).encode()
    error_of(http.post("/search", content=long), 413, "too_large")

    def in_parts() -> Iterator[bytes]:
        for start in range(0, len(long), 65_536):
            yield long[start : start + 65_536]

    error_of(http.post("/search", content=in_parts()), 413, "too_large")
    error_of(http.post("/search", json={"query": "x" * (1 << 20)}), 400, "bad_arguments")


def test_a_long_file_is_refused_by_its_stated_length(address: Any) -> None:
    head = (
        f"POST /ingest/file HTTP/1.1\r\nHost: 127.0.0.1:{address.port}\r\nContent-Length: {201 << 20}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port), timeout=30) as connection:
        connection.sendall(head.encode())
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 413")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"] == "too_large"


def test_a_key_has_a_length(http: httpx.Client) -> None:
    error_of(http.post("/tools/undo", json={}, headers={"Idempotency-Key": "x" * 201}), 400, "bad_key")


def test_odd_letters_in_names_are_only_names(http: httpx.Client) -> None:
    for name in ("\u0000", "Zoë\u202e", "😀" * 40, "' OR ''='", "<script>alert(1)</script>", "{{7*7}}", "%s%n"):
        answer = http.post("/log", json={"workers": [name], "role": "Welder"})
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 200:
            assert answer.json()["playbook_id"] is None


def test_a_bug_gives_a_reference_and_nothing_else(
    http: httpx.Client, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the secret is 42")

    for break_it, route, method in (
        (lambda m: m.setattr(desk.store, "search", broken), "/search", "POST"),
        (lambda m: m.setattr(desk.store.playbooks, "count", broken), "/vectors/playbook_memory/stats", "GET"),
    ):
        caplog.clear()
        with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
            break_it(patched)
            answer = http.request(method, route)
        error = error_of(answer, 500, "crash")
        assert "secret" not in answer.text
        assert len(error["reference"]) == 8
        (record,) = [one for one in caplog.records if error["reference"] in one.getMessage()]
        assert record.exc_info is not None
        assert "the secret is 42" in str(record.exc_info[1])


def test_the_desk_still_answers_after_all_that(http: httpx.Client, workers_of: Callable[..., list[str]]) -> None:
    assert http.get("/health").json()["status"] == "ok"
    assert workers_of("Welder", "Toledo", 1)
