"""A staffed desk over three states, with something recorded of people in each by somebody who sees them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agents.desk import Desk
from agents.messages import Person
from agents.settings import Settings
from gateway.server import build_app
from memory.ledger.ledger import Actor
from tools import profiles
from tools.fates import Done

BY = Actor("Ada", "terminal")
INDIANA = {"datasets": ["workers", "clients", "orders", "permits", "call_log"], "where": "state = 'IN'"}
PLACES = {"OH": "Toledo", "IL": "Chicago", "IN": "Gary"}
STAFF = {
    "Ada": ("admin", "default"), "Mia": ("manager", "default"), "Rita": ("recruiter", "default"),
    "Tom": ("recruiter", "default"), "Vic": ("viewer", "default"), "Ira": ("manager", "indiana"),
    "Rae": ("recruiter", "indiana"), "Nil": ("recruiter", "gone"),
}  # fmt: skip
ASKED = ("W0000", "W0001")
"""Outsiders whom the tests name themselves, so that an answer may say that it does not know them."""
Call = tuple[str, dict[str, Any]]
Told = Callable[[str], set[str]]


def recorded(state: str, who: list[str], others: list[str]) -> list[Call]:
    """A call of each tool that records something, about people of a state."""
    place, acme = {"city": PLACES[state], "state": state}, {"client": "Acme Fabrication"}
    welders = {"role": "Welder", **place}
    return [
        ("log_order", {**acme, **welders, "headcount": 2, "start": "2026-04-21"}),
        ("log_fill", {**acme, **welders, "workers": who[:2], "start": "2026-04-21T06:00"}),
        ("change_order", {"bill_rate": 40}),
        ("log_fill", {**welders, "workers": others, "start": "2026-04-10T06:00"}),
        ("log_failure", {"workers": others[:1], "reason": "late"}),
        ("log_contact", {"workers": who, "outcome": "called"}),
        ("log_contact", {"workers": others, "outcome": "texted"}),
        ("undo", {}),
        ("blacklist", {**acme, "action": "add", "workers": [who[3]], "reason_text": "late"}),
        ("seed_playbook", {**welders, "workers": who[1:3]}),
        ("draft_message", {**acme, "kind": "sms", "workers": who[:2]}),
        ("review_draft", {"action": "approve"}),
        ("workspace", {**acme, "action": "open", "name": f"Harvest {state}"}),
        ("workspace", {"action": "shortlist", "name": f"Harvest {state}", "workers": [*who[:3], *others]}),
        ("add_worker", {**welders, "name": f"Zelda Zimmer {state}", "phone": "419-555-7777"}),
        ("add_client", {**place, "client": f"Zenith Zinc {state}"}),
    ]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, filled: Any) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("rights")
    desk = Desk(Settings(data=folder / "store", now="2026-04-20T09:00", model="builtin", _env_file=None))
    filled(desk, folder / "files")
    profiles.keep(desk.store, "indiana", INDIANA)
    ada = Person("Ada", "admin").caller("http")
    bench = desk.store.bench()
    made: set[str] = set()
    for state in PLACES:
        found = [w for w, s in zip(bench.worker_ids.tolist(), bench.states, strict=True) if s == state]
        for name, arguments in recorded(state, found[:4], found[5:7]):
            if name == "change_order":
                arguments = {**arguments, "order_id": desk.store.ledger.rows("orders")[-1]["order_id"]}
            if name == "review_draft":
                arguments = {**arguments, "draft_id": desk.store.ledger.rows("drafts")[-1]["draft_id"]}
            fate = desk.gate.call(name, arguments, ada)
            assert isinstance(fate, Done), (name, arguments, fate)
            made.add(name)
        desk.gate.approvals.request("log_contact", {"workers": [found[1]], "outcome": "called"},
                                    ada, thread="web:1", request=f"q{state}/1")  # fmt: skip
    assert made == {one.name for one in desk.gate.catalogue.values() if one.effect != "read"} - {"ingest", "profile"}
    client = {"kind": "email", "client": "Acme Fabrication", "about_text": "who comes tomorrow"}
    desk.gate.call("draft_message", client, ada)
    desk.gate.call("hybrid_search", {"role": "Welder", "city": "Toledo"}, ada)
    desk.gate.call("workspace", {"action": "save_search", "name": "Harvest OH/welders"}, ada)
    desk.gate.call("workspace", {"action": "handoff", "name": "Harvest IL", "staffer": "Rae"}, ada)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def tokens(desk: Desk) -> dict[str, str]:
    return {name: desk.roster.add(name, role, profile, BY) for name, (role, profile) in STAFF.items()}


@pytest.fixture(scope="module")
def bearers(tokens: dict[str, str]) -> dict[str, dict[str, str]]:
    """The header that says who asks."""
    return {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}


@pytest.fixture(scope="module")
def person(desk: Desk, tokens: dict[str, str]) -> Callable[[str], Person]:
    """Who somebody on the staff is."""

    def find(name: str) -> Person:
        found = desk.directory.by_token(tokens[name])
        assert found is not None
        return found

    return find


@pytest.fixture(scope="module")
def http(desk: Desk, tokens: dict[str, str], serving: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serving(desk).url, timeout=120) as client:
        yield client


@pytest.fixture(scope="module")
def outsiders(desk: Desk) -> frozenset[str]:
    """Ids and names of those in other states; a name that somebody inside bears too is none."""
    bench = desk.store.bench()
    rows = list(zip(bench.worker_ids.tolist(), bench.names, bench.states, strict=True))
    inside = {name for _, name, state in rows if state == "IN"}
    ids = {worker_id for worker_id, _, state in rows if state != "IN" and worker_id not in ASKED}
    return frozenset(ids | {name for worker_id, name, _ in rows if worker_id in ids and name not in inside})


@pytest.fixture(scope="module")
def told(outsiders: frozenset[str]) -> Told:
    """Which outsiders a text tells of."""
    any_of = re.compile("|".join(sorted(map(re.escape, outsiders), key=len, reverse=True)))
    return lambda text: set(any_of.findall(text))


@pytest.fixture(scope="module")
def paths(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """Every route that is served, by the API's own description."""
    app: FastAPI = build_app(desk, chat=False)
    found: Mapping[str, Mapping[str, Any]] = app.openapi()["paths"]
    return found


@pytest.fixture(scope="session")
def calls() -> list[Call]:
    """At least one call of each tool, with people and places outside and inside."""
    outside, place, acme = list(ASKED), {"city": "Toledo", "state": "OH"}, {"client": "Acme Fabrication"}
    return [
        ("hybrid_search", {"k": 1000, "availability": "any"}),
        ("hybrid_search", {"role": "Welder", "query": "MIG welding", "k": 1000}),
        ("hybrid_search", {"role": "Welder", "sql_filter": "state = 'OH' OR state = 'IL' OR true", "k": 1000}),
        ("hybrid_search", {"order_id": "O-000001", "k": 100}),
        ("hybrid_search", {**acme, "start": "2026-04-21", "k": 1000}),
        ("hybrid_search", place),
        ("hybrid_search", {"role": "Welder", "leave_out": [*outside, "Ana Abbott"], "k": 1000}),
        ("hybrid_search", {"role": "Forklift Operator", "city": "Gary", "state": "IN", "headcount": 90}),
        ("worker_profile", {"workers": outside}),
        ("worker_profile", {"workers": ["W0002"]}),
        ("worker_profile", {"workers": ["Ana Abbott"]}),
        ("blacklist", {**acme, "action": "list"}),
        ("blacklist", {**acme, "action": "remove", "workers": outside}),
        ("contracts", {}),
        ("forecast", {}),
        ("forecast", {"state": "OH"}),
        ("agenda", {}),
        ("agenda", {**acme, "date": "2026-04-21"}),
        ("agenda", {"show": "open"}),
        ("patterns", {"role": "Welder", **place}),
        ("patterns", {"role": "Welder"}),
        ("daily_summary", {"staffer": "Ada"}),
        ("daily_summary", {}),
        ("profile", {}),
        ("log_order", {**acme, "role": "Welder", "headcount": 3, **place}),
        ("log_order", {**acme, "role": "Welder", "headcount": 3, "city": "Gary", "state": "IN"}),
        ("change_order", {"order_id": "O-000001", "headcount": 9}),
        ("change_order", {**acme, "start": "14:00"}),
        ("log_fill", {**acme, "workers": outside}),
        ("log_fill", {"workers": ["W0032"], "role": "Welder", "order_id": "O-000001"}),
        ("log_failure", {**acme, "workers": outside, "reason": "no_show"}),
        ("log_failure", {**acme, "workers": ["W0002"], "reason": "no_show"}),
        ("log_contact", {"workers": outside, "outcome": "called"}),
        ("seed_playbook", {"workers": outside, "role": "Welder", **place}),
        ("draft_message", {**acme, "kind": "sms", "workers": outside}),
        ("draft_message", {**acme, "kind": "email"}),
        ("draft_message", {"order_id": "O-000001"}),
        ("draft_message", {**acme, "workers": [*outside, "W0002"], "start": "2026-04-21T06:00"}),
        ("workspace", {**acme, "action": "open", "name": "Barley"}),
        ("workspace", {"action": "shortlist", "name": "Barley", "workers": [*outside, "W0002"]}),
        ("workspace", {"action": "shortlist", "name": "Harvest IL", "workers": ["W0002"]}),
        ("workspace", {"action": "list", "staffer": "all"}),
        ("workspace", {"action": "list"}),
        *[("workspace", {"action": "list", "name": f"Harvest {state}"}) for state in PLACES],
        *[("workspace", {"action": "open", "name": f"Harvest {state}"}) for state in PLACES],
        ("workspace", {"action": "save_search", "name": "Barley/all"}),
        ("review_draft", {"action": "list"}),
        *[("review_draft", {"action": "list", "draft_id": f"D-{n:06d}"}) for n in range(1, 10)],
        ("review_draft", {"action": "edit", "draft_id": "D-000003", "part": "name", "new": "Zed"}),
        ("review_draft", {"action": "edit", "draft_id": "D-000001", "old": "Acme", "new": "Zed"}),
        *[("review_draft", {"action": "discard", "draft_id": f"D-{n:06d}"}) for n in range(1, 3)],
        ("add_worker", {"name": "Zoe Zimmer", "city": "Toledo"}),
        ("add_client", {"client": "Zenith Zinc", **place}),
        ("ingest", {"source": "x", "dataset": "workers"}),
        ("undo", {}),
        ("undo", {"entry": 2}),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def bodies() -> dict[tuple[str, str], dict[str, Any]]:
    """What is sent to each route that takes a body; one that is not here is asked with an empty one."""
    outside, acme = list(ASKED), {"client": "Acme Fabrication"}
    welder = {"role": "Welder", "city": "Toledo", "state": "OH"}
    return {
        ("POST", "/search"): {"k": 1000, "availability": "any"},
        ("POST", "/vectors/hybrid"): {"role": "Welder", "k": 1000},
        ("POST", "/match"): {"order_id": "O-000001", "k": 100},
        ("POST", "/log"): {"workers": [*outside, "W0032"], **acme},
        ("POST", "/log_failure"): {"workers": [*outside, "W0002"], "reason": "late", **acme},
        ("POST", "/clients/{client}/blacklist"): {"workers": outside},
        ("DELETE", "/clients/{client}/blacklist"): {"workers": outside},
        ("POST", "/vectors/playbook_memory/seed"): {"workers": outside, **welder},
        ("POST", "/vectors/playbook_memory/patterns"): {"role": "Welder"},
        ("POST", "/vectors/profile/{name}/search"): {"k": 1000},
        ("POST", "/profiles"): {"name": "all", "where": "true"},
        ("POST", "/drafts/{draft_id}"): {"action": "discard"},
        ("POST", "/approvals/{approval_id}"): {"approve": True},
        ("POST", "/workspaces"): {"name": "Harvest OH"},
        ("POST", "/workspaces/{workspace_id}/handoff"): {"staffer": "Tom"},
        ("POST", "/workspaces/{workspace_id}/shortlist"): {"workers": [*outside, "W0002"]},
    }
