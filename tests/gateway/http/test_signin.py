"""With staff on the desk: tokens, the login page, its cookie, hosts, and rights, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from agents.settings import Settings
from gateway.hosts import check_bind, foreign
from gateway.server import build_app
from memory.ledger.ledger import Actor

BY = Actor("Sarah", "terminal")
PUBLIC = "https://desk.example.com"
OPEN = {("GET", "/health"), ("GET", "/ready"), ("POST", "/slack/events")}
"""Need no sign-in: a monitor's, a balancer's, and what its sender signs."""
DOORSTEP = {("GET", "/login"), ("POST", "/login")}
Staff = dict[str, str]


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory, filled: Any) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("staffed")
    desk = Desk(Settings(data=folder / "store", now="2026-04-20T09:00", public_url=PUBLIC, _env_file=None))
    filled(desk, folder / "files")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def tokens(staffed: Desk) -> Staff:
    names = {"Ada": "admin", "Mia": "manager", "Rita": "recruiter", "Tom": "recruiter", "Vic": "viewer"}
    return {name: staffed.roster.add(name, role, "default", BY) for name, role in names.items()}


@pytest.fixture(scope="module")
def house(staffed: Desk, tokens: Staff, serving: Any) -> Any:
    return serving(staffed)


@pytest.fixture
def http(house: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, timeout=60) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def routes() -> list[tuple[str, str]]:
    """All that the API's description names, asked of a desk that is not opened."""
    from types import SimpleNamespace

    from fastapi import FastAPI

    from gateway.server import ROUTERS
    from gateway.slack import router as slack

    app = FastAPI()
    app.state = SimpleNamespace()  # type: ignore[assignment]
    for room in ROUTERS:
        app.include_router(room.router)
    app.include_router(slack)
    paths = app.openapi()["paths"]
    return sorted((method.upper(), path) for path, methods in paths.items() for method in methods)


ROUTES = routes()


def filled_in(path: str) -> str:
    return re.sub(r"\{[a-z_]+\}", "X-1", path)


def test_the_generated_routes_are_those_that_are_served(staffed: Desk) -> None:
    paths = build_app(staffed, chat=False).openapi()["paths"]
    assert sorted((method.upper(), path) for path, methods in paths.items() for method in methods) == ROUTES
    assert len(ROUTES) > 35


@pytest.mark.parametrize(("method", "path"), sorted(set(ROUTES) - OPEN - DOORSTEP))
def test_every_route_needs_a_sign_in(http: httpx.Client, method: str, path: str) -> None:
    for headers in (
        {},
        bearer("muster_nobody"),
        {"authorization": "Basic QWRhOmFkYQ=="},
        {"cookie": "muster_session=x"},
    ):
        answer = http.request(method, filled_in(path), json={}, headers=headers)
        assert answer.status_code == 401, (method, path, headers, answer.text)
        assert answer.json()["error"]["code"] == "not_signed_in"
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), sorted(set(ROUTES) - OPEN))
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.com"},
        {"host": "desk.example.com.evil.com"},
        {"host": "192.168.1.20"},
        {"origin": "https://evil.com"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
    ],
    ids=lambda headers: next(iter(headers.items()))[-1],
)
def test_a_foreign_host_or_page_reaches_nothing_even_with_a_token(
    http: httpx.Client, tokens: Staff, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = http.request(method, filled_in(path), json={}, headers={**bearer(tokens["Ada"]), **headers})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_request")


def test_a_tunnel_reaches_webhooks_and_health_alone(http: httpx.Client, tokens: Staff) -> None:
    tunnel = {"host": "desk.example.com", "x-forwarded-for": "10.0.0.1", "x-forwarded-proto": "https"}
    assert http.get("/health", headers=tunnel).status_code == 200
    assert set(http.get("/ready", headers=tunnel).json()) == {"status", "checks"}
    assert http.get("/metrics", headers=tunnel).status_code == 401
    scraper = http.get("/metrics", headers={**tunnel, **bearer(tokens["Mia"])})
    assert scraper.status_code == 200 and "muster_workers" in scraper.text
    assert http.post("/slack/events", headers=tunnel).json()["error"]["code"] == "no_such_route"  # not set up here
    assert http.post("/sms/inbound", headers=tunnel).status_code == 404
    assert http.get("/tools", headers=tunnel).status_code == 401
    assert http.get("/tools", headers={**tunnel, **bearer(tokens["Vic"])}).status_code == 200


def test_a_token_says_who_asks(http: httpx.Client, staffed: Desk, tokens: Staff) -> None:
    for name, status in (("Ada", 201), ("Rita", 201), ("Vic", 403)):
        answer = http.post("/log", json={"workers": ["W0003"]}, headers=bearer(tokens[name]))
        assert answer.status_code == status, answer.text
        if status == 403:
            assert answer.json()["error"]["code"] == "role_too_weak"
        http.post("/tools/undo", json={}, headers=bearer(tokens[name]))
    newest = http.get("/tools/audit?limit=50", headers=bearer(tokens["Ada"])).json()["entries"]
    assert {"Ada", "Rita", "Vic"} <= {entry["staffer"] for entry in newest if entry["tool"] == "log_fill"}


def test_a_viewer_calls_reading_tools_alone(http: httpx.Client, staffed: Desk, tokens: Staff) -> None:
    listed = http.get("/tools", headers=bearer(tokens["Vic"])).json()["tools"]
    assert {tool["name"] for tool in listed} == set(staffed.gate.catalogue)
    for name, tool in staffed.gate.catalogue.items():
        answer = http.post(f"/tools/{name}", json={}, headers=bearer(tokens["Vic"]))
        refused = answer.status_code == 403 and answer.json()["error"]["code"] == "role_too_weak"
        if (tool.effect == "read" or tool.own_affair) and tool.least_role == "viewer":
            assert not refused, name
        else:
            # an argument that is missing is told first; what a tool takes is no secret
            assert refused or answer.json()["error"]["code"] == "bad_arguments", (name, answer.text)


def test_a_change_of_role_or_a_removal_holds_at_once(http: httpx.Client, staffed: Desk) -> None:
    token = staffed.roster.add("Nora", "viewer", "default", BY)
    call = {"json": {"workers": ["W0006"], "outcome": "called"}, "headers": bearer(token)}
    assert http.post("/tools/log_contact", **call).status_code == 403
    staffed.roster.change("Nora", BY, role="recruiter")
    assert http.post("/tools/log_contact", **call).status_code in (200, 201)
    staffed.roster.remove("Nora", BY)
    assert http.post("/tools/log_contact", **call).status_code == 401


BROWSER = {"accept": "text/html", "sec-fetch-site": "same-origin"}


def test_a_browser_is_led_to_the_login_and_back(http: httpx.Client, staffed: Desk, tokens: Staff, house: Any) -> None:
    led = http.get("/walkthrough?a=1", headers=BROWSER)
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=/walkthrough%3Fa%3D1")
    page = http.get(led.headers["location"], headers=BROWSER)
    assert page.status_code == 200
    assert 'value="/walkthrough?a=1"' in page.text
    assert http.get("/assets/muster.css").status_code == 200
    origin = {**BROWSER, "origin": house.url}
    wrong = http.post("/login", data={"secret": "muster_wrong", "next": "/setup"}, headers=origin)
    assert wrong.status_code == 401
    assert "not known" in wrong.text
    assert "set-cookie" not in wrong.headers
    signed = http.post("/login", data={"secret": f" {tokens['Rita']} ", "next": "/setup"}, headers=origin)
    assert (signed.status_code, signed.headers["location"]) == (303, "/setup")
    cookie = signed.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    assert "Rita" in http.get("/architecture", headers=BROWSER).text
    assert http.get("/login?next=//evil.com", headers=BROWSER).headers["location"] == "/"
    gone = http.post("/logout", headers=origin)
    assert (gone.status_code, gone.headers["location"]) == (303, "/login")
    http.cookies.set("muster_session", cookie.split("=", 1)[1].split(";")[0])
    assert http.get("/architecture", headers=BROWSER).status_code == 303  # the session is over, not just its cookie


def test_a_code_signs_in_once(http: httpx.Client, staffed: Desk) -> None:
    code = staffed.directory.code_for("Tom")
    answer = http.post("/login", data={"secret": code.lower()})
    assert (answer.status_code, answer.json()) == (200, {"name": "Tom"})
    http.cookies.clear()
    again = http.post("/login", data={"secret": code})
    assert (again.status_code, again.json()["error"]["code"]) == (401, "unknown_code")


def test_wrong_codes_are_locked_out(staffed: Desk, http: httpx.Client) -> None:
    codes = [http.post("/login", data={"secret": f"2222-222{n}"}).json()["error"]["code"] for n in range(6)]
    assert codes[0] == "unknown_code"
    assert codes[-1] == "too_many_attempts"
    token = staffed.roster.new_token("Tom", "late", BY)
    assert http.post("/login", data={"secret": token}).status_code == 200  # tokens cannot be guessed


def test_a_cookie_is_sent_over_tls_alone_at_a_public_https_address(http: httpx.Client, tokens: Staff) -> None:
    public = {"host": "desk.example.com", "origin": PUBLIC}
    answer = http.post("/login", data={"secret": tokens["Rita"]}, headers=public)
    assert answer.status_code == 200
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("target", ["//evil.com", "https://evil.com", "/\\evil.com", "javascript:alert(1)", ""])
def test_the_login_leads_to_our_own_pages_alone(http: httpx.Client, tokens: Staff, house: Any, target: str) -> None:
    sent = {"secret": tokens["Rita"], "next": target}
    answer = http.post("/login", data=sent, headers={**BROWSER, "origin": house.url})
    assert answer.headers["location"] == "/"


def test_a_link_from_elsewhere_may_open_a_page_and_no_more(http: httpx.Client, tokens: Staff) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert http.get("/architecture", headers={**bearer(tokens["Vic"]), **link}).status_code == 200
    assert http.post("/search", json={}, headers={**bearer(tokens["Vic"]), **link}).status_code == 403


def scope(host: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "client": ("10.0.0.7", 5), "raw_path": b"/", "path": "/",
            "scheme": "http", "headers": [(b"host", host.encode())]}  # fmt: skip


@pytest.mark.parametrize(
    ("listens", "host", "known"),
    [
        ("0.0.0.0", "192.168.1.4:3100", True),
        ("0.0.0.0", "desk.local:3100", False),
        ("192.168.1.4", "192.168.1.4:3100", True),
        ("192.168.1.4", "192.168.1.5:3100", False),
        ("desk.local", "desk.local:3100", True),
        ("127.0.0.1", "192.168.1.4", False),
        ("127.0.0.1", "localhost:3100", True),
    ],
)
def test_the_desks_own_names(listens: str, host: str, known: bool) -> None:
    assert (foreign(scope(host), Settings(host=listens, _env_file=None)) is None) is known


def test_other_machines_are_listened_to_once_there_is_staff() -> None:
    check_bind("0.0.0.0", with_staff=True)


def test_approvals_are_the_persons_in_every_channel(http: httpx.Client, staffed: Desk, tokens: Staff) -> None:
    rita = staffed.directory.by_token(tokens["Rita"])
    assert rita is not None
    caller = rita.caller("slack")
    asked = staffed.gate.approvals.request(
        "log_contact", {"workers": ["W0009"], "outcome": "called"}, caller, thread="slack:1", request="q/1"
    )
    for name, seen in (("Rita", True), ("Ada", True), ("Vic", False)):
        listed = http.get("/approvals", headers=bearer(tokens[name])).json()["approvals"]
        assert (asked.approval_id in [one["approval_id"] for one in listed]) is seen, name
    refused = http.post(f"/approvals/{asked.approval_id}", json={"approve": True}, headers=bearer(tokens["Vic"]))
    assert refused.status_code in (403, 409)
