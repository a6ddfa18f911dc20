"""Pages of other sites: a listed one asks the API with a token; no other one, and never by a cookie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from agents.desk import Desk
from agents.settings import Settings
from gateway.command import main
from memory.ledger.ledger import Actor

LISTED = "https://app.example.com"
ACROSS = {"origin": LISTED, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}
ASKED_BEFORE = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}


def opened(folder: Any, filled: Any) -> Desk:
    listed = f" {LISTED}/ , http://localhost:5173,"
    desk = Desk(Settings(data=folder / "store", cors_origins=listed, now="2026-04-20T09:00", _env_file=None))  # type: ignore[arg-type]
    filled(desk, folder / "files")
    return desk


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory, filled: Any) -> Iterator[Desk]:
    desk = opened(tmp_path_factory.mktemp("across"), filled)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def token(staffed: Desk) -> dict[str, str]:
    return {"authorization": f"Bearer {staffed.roster.add('Ada', 'admin', 'default', Actor('Sarah', 'terminal'))}"}


@pytest.fixture(scope="module")
def http(staffed: Desk, token: dict[str, str], serving: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serving(staffed).url, timeout=60) as client:
        yield client


def permissions(answer: httpx.Response) -> list[str]:
    return [name for name in answer.headers if name.startswith("access-control-")]


def refused(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_request"), answer.text
    assert not permissions(answer)


def test_a_listed_page_asks_with_a_token(http: httpx.Client, token: dict[str, str]) -> None:
    before = http.options("/search", headers={**ACROSS, **ASKED_BEFORE})
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == LISTED
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "Authorization" in before.headers["access-control-allow-headers"]
    answer = http.post("/search", json={"role": "Welder"}, headers={**ACROSS, **token})
    assert answer.status_code == 200 and answer.json()["sources"]
    assert answer.headers["access-control-allow-origin"] == LISTED
    assert "Origin" in answer.headers["vary"]
    for one in (before, answer):
        assert "access-control-allow-credentials" not in one.headers
    local = http.get("/tools", headers={**token, "origin": "http://localhost:5173"})
    assert local.headers["access-control-allow-origin"] == "http://localhost:5173"


def test_a_listed_page_reads_why_it_is_refused(http: httpx.Client, token: dict[str, str]) -> None:
    nobody = http.get("/tools", headers={**ACROSS, "authorization": "Bearer muster_nobody"})
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (401, "not_signed_in")
    unknown = http.get("/nowhere", headers={**ACROSS, **token})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "no_such_route")
    for answer in (nobody, unknown):
        assert answer.headers["access-control-allow-origin"] == LISTED


def test_a_cookie_is_nothing_across_sites(http: httpx.Client, token: dict[str, str]) -> None:
    secret = token["authorization"].split()[1]
    http.post("/login", data={"secret": secret})
    session = {"cookie": f"muster_session={http.cookies['muster_session']}"}
    assert http.get("/tools", headers=session).status_code == 200
    refused(http.get("/tools", headers={**ACROSS, **session}))
    refused(http.get("/tools", headers={**ACROSS, **session, "authorization": "Basic QWRhOmFkYQ=="}))
    worn_out = {**ACROSS, **session, "authorization": "Bearer muster_nobody"}
    assert http.get("/tools", headers=worn_out).status_code == 401
    http.cookies.clear()


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.com",
        "https://app.example.com.evil.com",
        "http://app.example.com",
        "https://app.example.com:444",
        "https://app.example.com/",
        "https://APP.example.com",
        "https://sub.app.example.com",
        "null",
        "*",
        "",
    ],
)
def test_a_page_that_is_not_listed_reaches_nothing(http: httpx.Client, token: dict[str, str], origin: str) -> None:
    refused(http.options("/search", headers={**ASKED_BEFORE, "origin": origin}))
    refused(http.post("/search", json={}, headers={**token, "origin": origin}))
    refused(http.post("/search", json={}, headers=[*token.items(), ("origin", LISTED), ("origin", origin)]))


@pytest.mark.parametrize("path", ["/login", "/logout", "/chat", "/chat/ws/socket.io/", "/assets/desk.css"])
def test_the_webs_own_doors_are_not_for_other_sites(http: httpx.Client, token: dict[str, str], path: str) -> None:
    refused(http.options(path, headers={**ACROSS, **ASKED_BEFORE}))
    refused(http.post(path, headers={**ACROSS, **token}))


def test_a_listed_page_is_heard_under_the_desks_own_name_alone(http: httpx.Client, token: dict[str, str]) -> None:
    elsewhere = {**ACROSS, "host": "evil.com"}
    refused(http.options("/search", headers={**elsewhere, **ASKED_BEFORE}))
    refused(http.get("/tools", headers={**elsewhere, **token}))


def test_without_staff_there_is_no_token_to_ask_with(tmp_path: Any, filled: Any, serving: Any) -> None:
    desk = opened(tmp_path, filled)
    with httpx.Client(base_url=serving(desk).url, timeout=60) as http:
        for answer in (
            http.options("/search", headers={**ACROSS, **ASKED_BEFORE}),
            http.get("/tools", headers={**ACROSS, "authorization": "Bearer anything"}),
        ):
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_signed_in")
            assert not permissions(answer)


def test_origins_are_kept_as_browsers_send_them() -> None:
    said = "HTTPS://App.Example.com:443/, http://localhost:80,http://localhost:5173,http://[::1]:5173"
    kept = ("https://app.example.com", "http://localhost", "http://localhost:5173", "http://[::1]:5173")
    assert Settings(cors_origins=said, _env_file=None).cors_origins == kept  # type: ignore[arg-type]
    assert Settings(_env_file=None).cors_origins == ()


@pytest.mark.parametrize("said", ["*", "https://*.example.com", "https://app.example.com,*"])
def test_a_star_is_refused_at_the_start(
    said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_CORS_ORIGINS", said)
    monkeypatch.setattr("sys.argv", ["muster", "serve"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code
    told = " ".join(capsys.readouterr().err.split())
    assert "MUSTER_CORS_ORIGINS" in told and "name each one" in told and "Traceback" not in told


@pytest.mark.parametrize(
    "said",
    """app.example.com https:// https://a.com/page ftp://a.com null https://me@a.com https://a.com:x https://a.com:70000
    https://a.com?x https://a.com#x""".split(),
)
def test_what_is_no_origin_is_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        Settings(cors_origins=said, _env_file=None)  # type: ignore[arg-type]
