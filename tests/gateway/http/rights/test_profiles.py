"""Who is bound to a part of the bench never meets anybody else: in no tool and in no conversation."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person
from memory.errors import NotFound
from memory.ledger.ledger import Actor
from memory.ledger.tables import PROJECTIONS
from tools import profiles

ASKED = ("W0000", "W0001")
BY = Actor("Ada", "terminal")
Bearers = dict[str, dict[str, str]]
Calls = list[tuple[str, dict[str, Any]]]
PersonOf = Callable[[str], Person]
Told = Callable[[str], set[str]]


def as_text(value: Any) -> str:
    return json.dumps(dataclasses.asdict(value), default=str)


def test_the_calls_cover_the_catalogue(desk: Desk, calls: Calls) -> None:
    assert {name for name, _ in calls} == set(desk.gate.catalogue)


def test_no_tool_tells_of_anybody_else(http: httpx.Client, bearers: Bearers, told: Told, calls: Calls) -> None:
    inside = 0
    for name, arguments in calls:
        for who in ("Ira", "Rae"):
            answer = http.post(f"/tools/{name}", json=arguments, headers=bearers[who])
            assert answer.status_code < 500, (name, arguments, answer.text)
            assert not told(answer.text), (name, arguments, told(answer.text))
            inside += "W0002" in answer.text
    assert inside > 6


def test_nothing_is_recorded_of_anybody_else(
    desk: Desk, http: httpx.Client, bearers: Bearers, calls: Calls, outsiders: frozenset[str]
) -> None:
    tables = [name for name, table in PROJECTIONS.items() if "worker_id" in table.c or "record_id" in table.c]
    assert len(tables) > 6

    def rows() -> list[str]:
        found = [row for table in tables for row in desk.store.ledger.rows(table)]
        others = outsiders | {*ASKED}
        return sorted(json.dumps(row) for row in found if {row.get("worker_id"), row.get("record_id")} & others)

    before = rows()
    assert before
    for name, arguments in calls:
        http.post(f"/tools/{name}", json=arguments, headers=bearers["Rae"])
    assert rows() == before


def test_who_sees_the_whole_bench_is_told(http: httpx.Client, bearers: Bearers, told: Told, calls: Calls) -> None:
    """The same calls have something to tell, or the tests above would hold of anything."""
    tell = {
        name
        for name, arguments in calls
        if told(http.post(f"/tools/{name}", json=arguments, headers=bearers["Mia"]).text)
    }
    assert tell >= {
        "agenda", "hybrid_search", "blacklist", "contracts", "daily_summary", "log_order", "log_failure",
        "draft_message", "review_draft", "workspace",
    }  # fmt: skip


def test_the_conversation_knows_nobody_else(desk: Desk, person: PersonOf, told: Told) -> None:
    bench = desk.store.bench()
    typed, ira = bench.names[0], person("Ira")
    ada = Person("Ada", "admin")
    first = desk.answer(Incoming("find 5 welders in Toledo", ada, "web", "shared"))
    assert told(as_text(first))
    for text in (
        "call the first one", "book the first one for Acme Fabrication tomorrow", "find 5 welders in Toledo",
        "find welders", "who is W0000?", f"tell me about {typed}", "what did Ada do today?", "undo that",
        "who may not go to Acme Fabrication?", "show my drafts",
        "show everybody's workspaces", "open workspace Harvest OH", "text the first two about the shift",
        "find 5 welders in Gary", f"take {typed} off the list", "change the time to 7am", "draft a text about tomorrow",
        "who is on tomorrow?", "who is booked at Acme Fabrication?", "which orders are open?",
        "W0000 no-showed at Acme Fabrication", "what is tight?", "which contracts are urgent?", "yes",
    ):  # fmt: skip
        for thread in ("shared", "own"):
            said = told(as_text(desk.answer(Incoming(text, ira, "web", thread))))
            assert not said - {typed}, (text, said)
    assert not told(as_text(desk.brief(ira, "web", "en")))


def test_drafts_that_a_surface_shows_are_of_those_who_are_seen(desk: Desk, person: PersonOf, told: Told) -> None:
    """A button that somebody else left in a channel opens nothing, and neither does a home tab."""
    every = [row["draft_id"] for row in desk.store.ledger.rows("drafts")]
    assert told(str(desk.drafts(every, person("Ada")))) and desk.open_drafts(person("Ada"))
    shown = desk.drafts(every, person("Ira"))
    assert shown and not told(str(shown)) and not told(str(desk.open_drafts(person("Ira"))))


def test_a_key_answers_again_under_the_same_binding_alone(desk: Desk, http: httpx.Client, told: Told) -> None:
    token = desk.roster.add("Una", "recruiter", "default", BY)
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "una-1"}
    call: dict[str, Any] = {"json": {"workers": ["W0003"], "outcome": "called"}, "headers": headers}
    first, again = (http.post("/tools/log_contact", **call) for _ in range(2))
    assert told(first.text) and again.headers["idempotency-replayed"] == "true" and again.text == first.text
    desk.roster.change("Una", BY, profile="indiana")
    narrowed = http.post("/tools/log_contact", **call)
    assert (narrowed.status_code, narrowed.json()["error"]["code"]) == (409, "key_reused") and not told(narrowed.text)
    assert len([row for row in desk.store.ledger.rows("contacts") if row["staffer"] == "Una"]) == 1


def test_a_conversation_is_forgotten_under_every_binding_that_it_had(desk: Desk, told: Told) -> None:
    """Also under those whose file says something else by now, or is gone."""
    for state in ("OH", "IL"):
        profiles.keep(desk.store, "moving", {"where": f"state = '{state}'"})
        moving = Person("Ada", "admin", profiles.profile_named(desk.store, "moving"))
        for thread in ("left", "kept"):
            assert told(as_text(desk.answer(Incoming("find 2 welders", moving, "web", thread))))
    desk.answer(Incoming("find 2 welders", Person("Ada", "admin"), "web", "a:left"))
    (desk.store.settings.folder / profiles.FOLDER / "moving.yaml").unlink()
    desk.forget("left")
    with sqlite3.connect(desk.folder / "checkpoints.sqlite") as file:
        threads = {str(row[0]) for row in file.execute("SELECT DISTINCT thread_id FROM checkpoints")}
    assert {one for one in threads if one.endswith("left")} == {"a:left"}, "that is somebody else's"
    assert len([one for one in threads if one.endswith(":kept")]) == 2


def test_questions_of_another_binding_are_neither_seen_nor_answered(desk: Desk, person: PersonOf) -> None:
    ira = person("Ira")
    assert list(desk.waiting(Person("Ada", "admin"), "http"))
    assert list(desk.waiting(ira, "http")) == []
    with pytest.raises(NotFound):
        desk.settle("A-000001", True, ira, "http")


def test_what_is_of_somebody_else_is_not_there(desk: Desk, http: httpx.Client, bearers: Bearers, told: Told) -> None:
    other = next(row["draft_id"] for row in desk.store.ledger.rows("drafts") if row["worker_id"] == ASKED[0])
    for url, body, code in (
        (f"/drafts/{other}", {"action": "discard"}, "unknown_draft"),
        ("/approvals/A-000001", {"approve": True}, "unknown_approval"),
    ):
        answer = http.post(url, json=body, headers=bearers["Ira"])
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)
    found = http.post("/tools/worker_profile", json={"workers": [ASKED[0]]}, headers=bearers["Ira"]).json()
    assert not found["records"] and found["rejected_ghost_names"] == [{"name": ASKED[0], "near": []}]
    given = http.get("/workspaces/Harvest IL", headers=bearers["Rae"]).json()
    assert given["workspaces"][0]["staffer"] == "Rae" and {one["worker_id"] for one in given["items"]} <= {"W0002"}
    assert given["workspaces"][0]["workers"] == len(given["items"]) < 5, "not even how many"
    every = http.get("/journal", params={"worker": ASKED[1], "limit": 500}, headers=bearers["Mia"]).json()["entries"]
    assert every
    assert http.get("/journal", params={"worker": ASKED[1]}, headers=bearers["Ira"]).json()["entries"] == []


def test_a_seat_is_taken_whoever_took_it(http: httpx.Client, bearers: Bearers) -> None:
    """Or who sees a part of the bench would fill it a second time."""
    seats = {}
    for who in ("Mia", "Ira"):
        orders = http.post("/tools/agenda", json={"show": "open"}, headers=bearers[who]).json()["orders"]
        seats[who] = {one["order_id"]: (one["headcount"], one["open_seats"]) for one in orders}
    assert seats["Mia"] == seats["Ira"]
    before = dict(seats["Mia"])
    order, (_, free) = next((key, held) for key, held in before.items() if held[1] > 1)
    booked = {"workers": ["W0021"], "role": "Welder", "order_id": order}
    assert http.post("/tools/log_fill", json=booked, headers=bearers["Mia"]).is_success
    orders = http.post("/tools/agenda", json={"show": "open"}, headers=bearers["Ira"]).json()["orders"]
    assert {one["order_id"]: one["open_seats"] for one in orders}[order] == free - 1


def test_a_place_or_dataset_outside_is_a_403_with_what_is_allowed(http: httpx.Client, bearers: Bearers) -> None:
    answer = http.post("/search", json={"role": "Welder", "city": "Toledo"}, headers=bearers["Ira"])
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (403, "out_of_scope")
    assert error["details"]["places"] == ["Gary, IN"]
    assert http.get("/tools/audit", headers=bearers["Ira"]).json()["error"]["code"] == "out_of_scope"


def test_no_record_is_read_past_the_part_that_is_seen(desk: Desk, person: PersonOf) -> None:
    store = desk.as_seen_by(person("Ira").profile).store
    assert [one.worker_id for one in store.bench().workers([*ASKED, "W0002"])] == ["W0002"]
    assert "W0000" not in store.bench()
    assert "W0000" in desk.store.bench()


def test_a_profile_that_is_gone_sees_nobody(http: httpx.Client, bearers: Bearers) -> None:
    answer = http.post("/search", json={}, headers=bearers["Nil"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "out_of_scope")
    assert http.get("/desk", headers=bearers["Nil"]).json()["workers"] == 0
    assert http.get("/desk", headers=bearers["Ira"]).json()["workers"] == 101


def test_profiles_are_made_put_on_and_taken_off(http: httpx.Client, bearers: Bearers) -> None:
    ada, rae = bearers["Ada"], bearers["Rae"]
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


def test_an_order_with_a_crew_that_is_not_seen_is_not_changed(
    desk: Desk, http: httpx.Client, bearers: Bearers, told: Told
) -> None:
    """Or its crew would stand on an order that is cancelled, or at another hour than it."""
    ledger = desk.store.ledger
    theirs = next(
        row["order_id"] for row in ledger.rows("bookings") if row["worker_id"] == ASKED[0] and row["order_id"]
    )
    for change in ({"action": "cancel"}, {"start": "2026-04-22T06:00"}, {"headcount": 7}):
        answer = http.post("/tools/change_order", json={"order_id": theirs, **change}, headers=bearers["Rae"])
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "out_of_scope"), answer.text
        assert not told(answer.text)
    assert not ledger.rows("cancelled_orders")
    own = next(row["order_id"] for row in ledger.rows("bookings") if row["worker_id"] == "W0002" and row["order_id"])
    assert http.post("/tools/change_order", json={"order_id": own, "headcount": 7}, headers=bearers["Rae"]).is_success
    assert http.post(
        "/tools/change_order", json={"order_id": theirs, "action": "cancel"}, headers=bearers["Mia"]
    ).json()["people"]
