"""Who is bound to a part of the bench never meets anybody else: in no tool, route, page or conversation."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import Settings
from gateway.server import build_app
from memory.ledger.ledger import Actor
from tools import profiles
from tools.fates import Done
from tools.masking import PAY
from tools.tool import Profile

BY = Actor("Ada", "terminal")
INDIANA = {"datasets": ["workers", "clients", "orders", "permits", "call_log"], "where": "state = 'IN'"}
ASKED = ("W0000", "W0001")
"""Outsiders whom the tests name themselves, so that an answer may say that it does not know them."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, filled: Any) -> Iterator[Desk]:
    """A bench in three states, with something recorded of people in each by somebody who sees them all."""
    folder = tmp_path_factory.mktemp("profiles")
    desk = Desk(Settings(data=folder / "store", now="2026-04-20T09:00", model="builtin", _env_file=None))
    filled(desk, folder / "files")
    profiles.keep(desk.store, "indiana", INDIANA)
    ada = Person("Ada", "admin").caller("http")
    bench = desk.store.bench()
    by_state = {
        state: [w for w, s in zip(bench.worker_ids.tolist(), bench.states) if s == state]
        for state in "OH IL IN".split()
    }
    places = {"OH": "Toledo", "IL": "Chicago", "IN": "Gary"}
    for state, found in by_state.items():
        who, place = found[:4], {"city": places[state], "state": state}
        calls: list[tuple[str, dict[str, Any]]] = [
            (
                "log_order",
                {"client": "Acme Fabrication", "role": "Welder", "headcount": 2, "start": "2026-04-21", **place},
            ),
            (
                "log_fill",
                {
                    "workers": who[:2],
                    "client": "Acme Fabrication",
                    "role": "Welder",
                    **place,
                    "start": "2026-04-21T06:00",
                },
            ),
            ("log_fill", {"workers": found[5:7], "role": "Welder", **place, "start": "2026-04-10T06:00"}),
            ("log_failure", {"workers": [found[5]], "reason": "late"}),
            ("log_contact", {"workers": who, "outcome": "called"}),
            ("blacklist", {"action": "add", "client": "Acme Fabrication", "workers": [who[3]], "reason_text": "late"}),
            ("seed_playbook", {"workers": who[1:3], "role": "Welder", **place}),
            ("draft_message", {"kind": "sms", "workers": who[:2], "client": "Acme Fabrication"}),
        ]
        for name, arguments in calls:
            fate = desk.gate.call(name, arguments, ada)
            assert isinstance(fate, Done), (name, arguments, fate)
        desk.gate.approvals.request("log_contact", {"workers": [who[0]], "outcome": "called"},
                                    ada, thread="web:1", request=f"q{state}/1")  # fmt: skip
    client = {"kind": "email", "client": "Acme Fabrication", "about_text": "who comes tomorrow"}
    desk.gate.call("draft_message", client, ada)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def tokens(desk: Desk) -> dict[str, str]:
    who = {"Ada": ("admin", "default"), "Ira": ("manager", "indiana"), "Rae": ("recruiter", "indiana"),
           "Nil": ("recruiter", "gone")}  # fmt: skip
    return {name: desk.roster.add(name, role, profile, BY) for name, (role, profile) in who.items()}


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


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def told(text: str, outsiders: frozenset[str]) -> set[str]:
    return {one for one in outsiders if one in text}


def ira(desk: Desk, tokens: dict[str, str]) -> Person:
    found = desk.directory.by_token(tokens["Ira"])
    assert found is not None and found.profile.where is not None
    return found


def calls() -> list[tuple[str, dict[str, Any]]]:
    """At least one call of each tool, with people and places outside and inside."""
    outside, place = list(ASKED), {"city": "Toledo", "state": "OH"}
    return [
        ("hybrid_search", {"k": 1000, "availability": "any"}),
        ("hybrid_search", {"role": "Welder", "query": "MIG welding", "k": 1000}),
        ("hybrid_search", {"role": "Welder", "sql_filter": "state = 'OH' OR state = 'IL' OR true", "k": 1000}),
        ("hybrid_search", {"order_id": "O-000001", "k": 100}),
        ("hybrid_search", {"client": "Acme Fabrication", "start": "2026-04-21", "k": 1000}),
        ("hybrid_search", place),
        ("worker_profile", {"workers": outside}),
        ("worker_profile", {"workers": ["W0002"]}),
        ("worker_profile", {"workers": ["Ana Abbott"]}),
        ("blacklist", {"action": "list", "client": "Acme Fabrication"}),
        ("blacklist", {"action": "remove", "client": "Acme Fabrication", "workers": outside}),
        ("contracts", {}),
        ("forecast", {}),
        ("forecast", {"state": "OH"}),
        ("patterns", {"role": "Welder", "city": "Toledo", "state": "OH"}),
        ("patterns", {"role": "Welder"}),
        ("daily_summary", {"staffer": "Ada"}),
        ("daily_summary", {}),
        ("log_order", {"client": "Acme Fabrication", "role": "Welder", "headcount": 3, **place}),
        ("log_order", {"client": "Acme Fabrication", "role": "Welder", "headcount": 3, "city": "Gary", "state": "IN"}),
        ("log_fill", {"workers": outside, "client": "Acme Fabrication"}),
        ("log_fill", {"workers": ["W0032"], "role": "Welder", "order_id": "O-000001"}),
        ("log_failure", {"workers": outside, "reason": "no_show", "client": "Acme Fabrication"}),
        ("log_failure", {"workers": ["W0002"], "reason": "no_show", "client": "Acme Fabrication"}),
        ("log_contact", {"workers": outside, "outcome": "called"}),
        ("seed_playbook", {"workers": outside, "role": "Welder", **place}),
        ("draft_message", {"kind": "sms", "workers": outside, "client": "Acme Fabrication"}),
        ("draft_message", {"kind": "email", "client": "Acme Fabrication"}),
        ("draft_message", {"order_id": "O-000001"}),
        ("workspace", {"action": "open", "name": "Harvest"}),
        ("workspace", {"action": "shortlist", "name": "Harvest", "workers": [*outside, "W0002"]}),
        ("workspace", {"action": "list", "staffer": "all"}),
        ("workspace", {"action": "list", "name": "Harvest"}),
        ("workspace", {"action": "save_search", "name": "Harvest/all"}),
        ("review_draft", {"action": "list"}),
        *[("review_draft", {"action": "list", "draft_id": f"D-{n:06d}"}) for n in range(1, 10)],
        *[("review_draft", {"action": "discard", "draft_id": f"D-{n:06d}"}) for n in range(1, 3)],
        ("add_worker", {"name": "Zoe Zimmer", "city": "Toledo"}),
        ("add_client", {"client": "Zenith Zinc", "city": "Toledo", "state": "OH"}),
        ("ingest", {"source": "x", "dataset": "workers"}),
        ("undo", {}),
        ("undo", {"entry": 2}),
    ]  # fmt: skip


def test_the_calls_cover_the_catalogue(desk: Desk) -> None:
    assert {name for name, _ in calls()} == set(desk.gate.catalogue)


def test_somebody_else_would_be_told(http: httpx.Client, tokens: dict[str, str], outsiders: frozenset[str]) -> None:
    for name, arguments in (calls()[0], calls()[1], calls()[9], calls()[16], ("review_draft", {"action": "list"})):
        said = http.post(f"/tools/{name}", json=arguments, headers=bearer(tokens["Ada"])).text
        assert told(said, outsiders), (name, said[:300])


def test_no_tool_tells_of_anybody_else(http: httpx.Client, tokens: dict[str, str], outsiders: frozenset[str]) -> None:
    inside = 0
    for name, arguments in calls():
        answer = http.post(f"/tools/{name}", json=arguments, headers=bearer(tokens["Ira"]))
        assert answer.status_code < 500, (name, arguments, answer.text)
        assert not told(answer.text, outsiders), (name, arguments, told(answer.text, outsiders))
        inside += "W0002" in answer.text
    assert inside > 3


def test_nothing_is_recorded_of_anybody_else(desk: Desk, http: httpx.Client, tokens: dict[str, str]) -> None:
    tables = ("bookings", "failures", "contacts", "playbook_workers", "blacklist", "drafts")

    def rows() -> str:
        found = [desk.store.ledger.rows(table, worker_id=one) for table in tables for one in ASKED]
        return json.dumps(found, sort_keys=True)

    before = rows()
    for name, arguments in calls():
        http.post(f"/tools/{name}", json=arguments, headers=bearer(tokens["Rae"]))
    assert rows() == before


def test_no_route_tells_of_anybody_else(
    desk: Desk, http: httpx.Client, tokens: dict[str, str], outsiders: frozenset[str]
) -> None:
    paths = build_app(desk, chat=False).openapi()["paths"]
    seen = 0
    for path, methods in paths.items():
        if "get" not in methods:
            continue
        for value in ("Acme%20Fabrication", "workers", "indiana", "default", "Ada", "1"):
            url = path
            for name in ("client", "name", "draft_id", "approval_id", "staffer", "id", "dataset", "workspace_id"):
                url = url.replace("{" + name + "}", value)
            for accept in ("application/json", "text/html"):
                answer = http.get(url, headers={**bearer(tokens["Ira"]), "accept": accept})
                assert answer.status_code < 500, url
                assert not told(answer.text, outsiders), (url, told(answer.text, outsiders))
                seen += answer.status_code == 200
            if "{" not in path:
                break
    assert seen > 20
    whole = http.get("/", headers={**bearer(tokens["Ada"]), "accept": "text/html"}).text
    assert told(whole, outsiders)  # the front page has people, for those who see them


def test_the_conversation_knows_nobody_else(desk: Desk, tokens: dict[str, str], outsiders: frozenset[str]) -> None:
    bench = desk.store.bench()
    typed = bench.names[0]
    person = ira(desk, tokens)
    ada = Person("Ada", "admin")
    first = desk.answer(Incoming("find 5 welders in Toledo", ada, "web", "shared"))
    assert told(json.dumps(dataclasses.asdict(first), default=str), outsiders)
    for text in (
        "call the first one", "book the first one for Acme Fabrication tomorrow", "find 5 welders in Toledo",
        "find welders", "who is W0000?", f"tell me about {typed}", "what did Ada do today?", "undo that",
        "who may not go to Acme Fabrication?", "show my drafts", "text the first two about the shift",
        "W0000 no-showed at Acme Fabrication", "what is tight?", "which contracts are urgent?", "yes",
    ):  # fmt: skip
        for thread in ("shared", "own"):
            reply = desk.answer(Incoming(text, person, "web", thread))
            said = json.dumps(dataclasses.asdict(reply), default=str)
            assert not told(said, outsiders - {typed}), (text, told(said, outsiders))
    brief = desk.brief(person, "web", "en")
    assert not told(json.dumps(dataclasses.asdict(brief), default=str), outsiders)


def test_questions_of_another_binding_are_neither_seen_nor_answered(desk: Desk, tokens: dict[str, str]) -> None:
    from memory.errors import NotFound

    person = ira(desk, tokens)
    assert list(desk.waiting(Person("Ada", "admin"), "http"))
    assert list(desk.waiting(person, "http")) == []
    with pytest.raises(NotFound):
        desk.settle("A-000001", True, person, "http")


def test_a_place_or_dataset_outside_is_a_403_with_what_is_allowed(http: httpx.Client, tokens: dict[str, str]) -> None:
    answer = http.post("/search", json={"role": "Welder", "city": "Toledo"}, headers=bearer(tokens["Ira"]))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (403, "out_of_scope")
    assert error["details"]["places"] == ["Gary, IN"]
    assert http.get("/tools/audit", headers=bearer(tokens["Ira"])).json()["error"]["code"] == "out_of_scope"


def test_no_record_is_read_past_the_part_that_is_seen(desk: Desk, tokens: dict[str, str]) -> None:
    store = desk.as_seen_by(ira(desk, tokens).profile).store
    assert [one.worker_id for one in store.bench().workers([*ASKED, "W0002"])] == ["W0002"]
    assert "W0000" not in store.bench()
    assert "W0000" in desk.store.bench()


def test_a_profile_that_is_gone_sees_nobody(http: httpx.Client, tokens: dict[str, str]) -> None:
    answer = http.post("/search", json={}, headers=bearer(tokens["Nil"]))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "out_of_scope")
    assert http.get("/desk", headers=bearer(tokens["Nil"])).json()["workers"] == 0
    assert http.get("/desk", headers=bearer(tokens["Ira"])).json()["workers"] == 100
    assert http.get("/desk", headers=bearer(tokens["Ada"])).json()["workers"] == 300


def test_profiles_are_made_put_on_and_taken_off(http: httpx.Client, desk: Desk, tokens: dict[str, str]) -> None:
    ada, rae = bearer(tokens["Ada"]), bearer(tokens["Rae"])
    made = http.post("/profiles", json={"name": "ohio", "where": "state = 'OH'"}, headers=ada)
    assert made.status_code == 201, made.text
    assert http.post("/profiles", json={"name": "x", "where": "1; DROP"}, headers=ada).status_code == 400
    assert http.post("/profiles", json={"name": "../x"}, headers=ada).json()["error"]["code"] == "bad_profile"
    assert http.post("/profiles", json={"name": "y"}, headers=rae).status_code == 403
    assert {one["name"] for one in http.get("/profiles", headers=ada).json()["profiles"]} == {
        "default",
        "indiana",
        "ohio",
    }
    assert {one["name"] for one in http.get("/profiles", headers=rae).json()["profiles"]} == {"indiana"}
    assert http.post("/vectors/profile/ohio/search", json={"k": 1000}, headers=ada).json()["sql_matches"] > 0
    assert http.post("/vectors/profile/ohio/search", json={}, headers=rae).json()["error"]["code"] == "out_of_scope"
    assert http.post("/vectors/profile/ohio/activate", headers=rae).json()["error"]["details"]["allowed"] == ["indiana"]
    assert http.post("/vectors/profile/ohio/activate", headers=ada).json()["active"] == "ohio"
    states = {one["state"] for one in http.post("/search", json={"k": 1000}, headers=ada).json()["sources"]}
    assert states == {"OH"}
    assert http.post("/vectors/profile/default/activate", headers=ada).json()["active"] == "default"
    entries = http.get("/vectors/profile/ohio/audit", headers=ada).json()["entries"]
    assert {entry["profile"] for entry in entries} == {"ohio"}
    assert {"hybrid_search"} <= {entry["tool"] for entry in entries}


def test_a_viewer_sees_no_phone_mail_or_pay_on_any_path(http: httpx.Client, desk: Desk, tokens: dict[str, str]) -> None:
    vic = desk.roster.add("Vic", "viewer", "default", BY)
    private = ("419-555-0002", "w2@example.com", "419-555-00", "@example.com", "20.50")
    found = http.post("/tools/worker_profile", json={"workers": ["W0002"]}, headers=bearer(tokens["Ada"])).text
    assert all(one in found.replace("20.5", "20.50") for one in private)
    for name, arguments in calls():
        said = http.post(f"/tools/{name}", json=arguments, headers=bearer(vic)).text
        assert not [one for one in private[:4] if one in said], name
    for search in ({"max_pay_rate": 20}, {"sql_filter": "Pay_Rate > 20"}, {"sql_filter": '"pay_rate" < 20'}):
        answer = http.post("/search", json=search, headers=bearer(vic))
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "masked_field"), search
        assert http.post("/search", json=search, headers=bearer(tokens["Ada"])).status_code == 200
    person = desk.directory.by_token(vic)
    assert person is not None
    for text in ("find 3 welders in Gary", "tell me about W0002", "what is the phone of W0002?"):
        said = json.dumps(dataclasses.asdict(desk.answer(Incoming(text, person, "web", "vic"))), default=str)
        assert not [one for one in private[:4] if one in said], (text, said)
    assert PAY not in json.dumps(Profile().mark)
