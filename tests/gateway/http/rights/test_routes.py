"""Each route that is served: who may ask it, and that it tells nobody of people whom they do not see."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from memory.ledger.ledger import Actor
from tools.tool import ROLES, Role

Paths = Mapping[str, Mapping[str, Any]]
Bearers = dict[str, dict[str, str]]
Bodies = dict[tuple[str, str], dict[str, Any]]
PLACEHOLDERS = {
    "client": ("Acme Fabrication", "Smith & Sons"),
    "name": ("workers", "indiana", "default", "hybrid_search"),
    "dataset": ("workers",),
    "draft_id": ("D-000001", "D-000003", "D-000005", "D-000007"),
    "approval_id": ("A-000001", "A-000002", "A-000003"),
    "workspace_id": ("WS-000001", "WS-000002", "Harvest IN"),
    "staffer": ("Ada", "Rae"),
}
"""Values for what stands in a path; a test fails where a new route has something else there."""
QUERIES = {
    "worker": ("W0003", "W0000"), "staffer": ("Ada", "all"), "client": ("Acme Fabrication",), "city": ("Toledo",),
    "state": ("OH",), "role": ("Welder",), "period": ("week", "month"), "kind": ("log_contact", "workspace", "undo"),
    "status": ("approved", "draft", "urgent"), "limit": ("500",), "before": ("20",), "since": ("2026-04-01",),
    "until": ("2026-05-01",), "date": ("2026-04-20",), "days": ("90",), "within_days": ("90",), "next": ("/",),
}  # fmt: skip
OUTSIDE_OF_RIGHTS = {("POST", "/slack/events"), ("GET", "/login"), ("POST", "/login"), ("POST", "/logout")}
"""Asked by nobody who is signed in, or by whoever is."""
LEAST: dict[tuple[str, str], Role] = {
    ("GET", "/journal"): "recruiter",
    ("GET", "/drafts"): "recruiter",
    ("GET", "/clients/{client}/blacklist"): "recruiter",
    ("GET", "/workspaces"): "recruiter",
    ("GET", "/workspaces/{workspace_id}"): "recruiter",
    ("GET", "/tools/audit"): "manager",
    ("GET", "/tools/audit/verify"): "manager",
    ("GET", "/vectors/profile/{name}/audit"): "manager",
    ("GET", "/metrics"): "manager",
    ("POST", "/profiles"): "admin",
    **dict.fromkeys(
        (
            ("POST", "/search"),
            ("POST", "/vectors/hybrid"),
            ("POST", "/match"),
            ("POST", "/vectors/playbook_memory/patterns"),
            ("POST", "/vectors/profile/{name}/search"),
            ("POST", "/vectors/profile/{name}/activate"),  # narrows what they see themselves
            ("POST", "/brief/approvals/{approval_id}"),  # a page, which says why not
            ("POST", "/approvals/{approval_id}"),  # with a refusal of its own, in test_approvals.py
            ("POST", "/tools/{name}"),  # each tool by itself, in test_signin.py
        ),
        "viewer",
    ),
}
"""Where it is not: to look at, whoever is signed in; to change, a recruiter."""


def least(method: str, path: str) -> Role:
    return LEAST.get((method, path), "viewer" if method == "GET" else "recruiter")


def urls(path: str) -> Iterator[str]:
    """The path with every value for what stands in it."""
    held = re.findall(r"\{(\w+)\}", path)
    for values in itertools.product(*(PLACEHOLDERS[name] for name in held)):
        url = path
        for name, value in zip(held, values, strict=True):
            url = url.replace("{" + name + "}", value.replace(" ", "%20").replace("&", "%26"))
        yield url


def queries(about: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    yield {}
    for one in about.get("parameters", ()):
        if one["in"] == "query":
            yield from ({one["name"]: value} for value in QUERIES[one["name"]])


def sent(method: str, path: str, bodies: Bodies) -> dict[str, Any]:
    if method == "GET":
        return {}
    if path == "/ingest/file":
        return {"files": {"file": ("a.csv", b"a,b\n1,2\n")}, "data": {"dataset": "things"}}
    if path == "/brief/approvals/{approval_id}":
        return {"data": {"answer": "yes"}}
    return {"json": bodies.get((method, path), {})}


def routes(paths: Paths) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [(m.upper(), path, about) for path, methods in sorted(paths.items()) for m, about in methods.items()]


def test_the_exceptions_are_routes(paths: Paths, bodies: Bodies) -> None:
    served = {(method, path) for method, path, _ in routes(paths)}
    assert LEAST.keys() | bodies.keys() | OUTSIDE_OF_RIGHTS <= served


@pytest.mark.parametrize("role", ROLES)
def test_each_route_is_for_its_role_and_those_above(
    http: httpx.Client, paths: Paths, bearers: Bearers, bodies: Bodies, role: Role
) -> None:
    name = {"viewer": "Vic", "recruiter": "Tom", "manager": "Mia", "admin": "Ada"}[role]
    wrong = []
    for method, path, _ in routes(paths):
        if (method, path) in OUTSIDE_OF_RIGHTS:
            continue
        url = next(urls(path)) if "{workspace_id}" not in path else path.replace("{workspace_id}", f"Own {name}")
        answer = http.request(method, url, headers=bearers[name], **sent(method, path, bodies))
        refused = answer.status_code == 403 and answer.json()["error"]["code"] == "role_too_weak"
        if refused is not (ROLES.index(role) < ROLES.index(least(method, path))) or answer.status_code in (401, 500):
            wrong.append((method, path, answer.status_code, answer.text[:200]))
    assert not wrong


def test_no_route_tells_of_anybody_whom_the_profile_does_not_see(
    http: httpx.Client, paths: Paths, bearers: Bearers, bodies: Bodies, told: Any
) -> None:
    """As a manager, and as a recruiter, who sees other people's work less."""
    answered = set()
    for method, path, about in routes(paths):
        if (method, path) in OUTSIDE_OF_RIGHTS:
            continue
        for url, query in itertools.product(urls(path), queries(about)):
            for name, accept in itertools.product(("Ira", "Rae"), ("application/json", "text/html")):
                headers = {**bearers[name], "accept": accept}
                answer = http.request(method, url, params=query, headers=headers, **sent(method, path, bodies))
                assert answer.status_code < 500, (method, url, query, answer.text[:300])
                assert not told(answer.text), (name, method, url, query, told(answer.text))
                answered |= {path} if answer.is_success else set()
    assert len(answered) > 35, "most of them answer, with what is seen"


def test_who_sees_the_whole_bench_is_told(
    http: httpx.Client, paths: Paths, bearers: Bearers, bodies: Bodies, told: Any
) -> None:
    """The same questions have something to tell, or the test above would hold of anything."""
    tell = set()
    for method, path, about in routes(paths):
        if (method, path) in OUTSIDE_OF_RIGHTS or "profile" in path:
            continue
        for url, query in itertools.product(urls(path), queries(about)):
            answer = http.request(method, url, params=query, headers=bearers["Ada"], **sent(method, path, bodies))
            tell |= {path} if told(answer.text) else set()
    assert {
        "/", "/brief", "/journal", "/drafts", "/approvals", "/tools/audit", "/intelligence/permit_contracts", "/search",
        "/match", "/vectors/hybrid", "/clients/{client}/blacklist", "/staff/{staffer}/daily_summary",
        "/workspaces/{workspace_id}", "/walkthrough",
    } <= tell  # fmt: skip


def test_who_sees_nobody_may_look_all_the_same(http: httpx.Client, paths: Paths, bearers: Bearers) -> None:
    for method, path, _ in routes(paths):
        if method != "GET":
            continue
        answer = http.get(next(urls(path)), headers={**bearers["Nil"], "accept": "text/html"})
        assert answer.status_code < 500, (path, answer.text[:300])
    assert http.get("/docs", headers=bearers["Nil"]).status_code == 200


def test_a_workspace_is_its_owners_and_their_managers(http: httpx.Client, bearers: Bearers) -> None:
    made = http.post("/workspaces", json={"name": "Night shifts"}, headers=bearers["Rita"])
    route = f"/workspaces/{made.json()['workspaces'][0]['workspace_id']}"
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", route, {}),
        ("GET", "/workspaces?staffer=Rita", {}),
        ("GET", "/workspaces?staffer=all", {}),
        ("POST", "/workspaces", {"name": "Night shifts"}),
        ("POST", f"{route}/handoff", {"staffer": "Tom"}),
        ("POST", f"{route}/shortlist", {"workers": ["W0002"]}),
        ("POST", f"{route}/searches", {}),
    ]
    for method, url, body in asked:
        answer = http.request(method, url, json=body, headers=bearers["Tom"])
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_yours"), (method, url)
    assert http.get(route, headers=bearers["Mia"]).is_success
    nobody = http.post(f"{route}/handoff", json={"staffer": "Bob"}, headers=bearers["Rita"])
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (404, "unknown_staffer")
    assert "Mia" in nobody.json()["error"]["details"]["staff"]
    given = http.post(f"{route}/handoff", json={"staffer": "tom"}, headers=bearers["Rita"])
    assert given.json()["workspaces"][0]["staffer"] == "Tom", "as it is written on the staff"
    assert http.get(route, headers=bearers["Tom"]).is_success
    assert http.get(route, headers=bearers["Rita"]).json()["error"]["code"] == "not_yours"


def test_a_handoff_knows_people_by_the_part_of_the_name_that_is_theirs_alone(
    http: httpx.Client, bearers: Bearers, desk: Desk
) -> None:
    for name in ("Nora Quist", "Nora Reyes", "Omar Quist"):
        desk.roster.add(name, "recruiter", "default", Actor("Ada", "terminal"))
    desk.roster.remove("Omar Quist", Actor("Ada", "terminal"))
    http.post("/workspaces", json={"name": "Day shifts"}, headers=bearers["Rita"])
    for said, meant in (("Nora", None), ("Omar", None), ("Reyes", "Nora Reyes")):
        answer = http.post("/workspaces/Day shifts/handoff", json={"staffer": said}, headers=bearers["Rita"])
        assert (answer.json()["workspaces"][0]["staffer"] if meant else answer.json()["error"]["code"]) == (
            meant or "unknown_staffer"
        ), said
