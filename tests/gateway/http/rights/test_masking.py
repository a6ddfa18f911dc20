"""How to reach people and what they are paid, by role: on every tool, route and page, and in a conversation."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person
from memory.ledger.ledger import Actor
from tools.tool import ROLES

Bearers = dict[str, dict[str, str]]
Calls = list[tuple[str, dict[str, Any]]]
_PRIVATE = re.compile(r"\(?419[-. )]*555[-. ]*\d{4}|\bw\d+@example\.com", re.IGNORECASE)
"""The numbers and addresses of the people of this bench, however they are written."""


def pay_of(value: Any) -> Iterator[Any]:
    """What an answer says that a worker is paid; an order's pay is the client's."""
    if isinstance(value, Mapping):
        if isinstance(value.get("worker_id"), str) and value.get("pay_rate") is not None:
            yield value["pay_rate"]
        yield from (pay for held in value.values() for pay in pay_of(held))
    elif isinstance(value, list):
        yield from (pay for held in value for pay in pay_of(held))


def private(answer: httpx.Response) -> list[Any]:
    pay = list(pay_of(answer.json())) if answer.headers.get("content-type") == "application/json" else []
    return [*_PRIVATE.findall(answer.text), *pay]


def test_a_record_is_whole_for_those_who_reach_people(http: httpx.Client, bearers: Bearers) -> None:
    seen = {}
    for role, name in zip(ROLES, ("Vic", "Rita", "Mia", "Ada"), strict=True):
        answer = http.post("/tools/worker_profile", json={"workers": ["W0002"]}, headers=bearers[name])
        seen[role] = private(answer)
    whole = ["419-555-0002", "w2@example.com", 20.5]
    assert seen == {"viewer": [], "recruiter": whole, "manager": whole, "admin": whole}


def test_no_tool_tells_a_viewer(http: httpx.Client, bearers: Bearers, desk: Desk, calls: Calls) -> None:
    assert {name for name, _ in calls} == set(desk.gate.catalogue)
    answered = set()
    for name, arguments in calls:
        answer = http.post(f"/tools/{name}", json=arguments, headers=bearers["Vic"])
        assert not private(answer), (name, arguments, private(answer))
        answered |= {name} if answer.is_success else set()
    reading = {one.name for one in desk.gate.catalogue.values() if one.effect == "read" or one.own_affair}
    assert answered == reading


def test_no_route_or_page_tells_a_viewer(
    http: httpx.Client, bearers: Bearers, paths: Mapping[str, Mapping[str, Any]]
) -> None:
    stands = {"{client}": "Acme%20Fabrication", "{name}": "workers", "{staffer}": "Ada", "{workspace_id}": "WS-000001"}
    for path, methods in paths.items():
        if "get" not in methods:
            continue
        url = path
        for held, value in stands.items():
            url = url.replace(held, value)
        assert "{" not in url, "say what stands there"
        for accept in ("application/json", "text/html"):
            answer = http.get(url, headers={**bearers["Vic"], "accept": accept})
            assert answer.status_code < 500 and not private(answer), (url, private(answer))


@pytest.mark.parametrize(
    "search", [{"max_pay_rate": 20}, {"sql_filter": "Pay_Rate > 20"}, {"sql_filter": '"pay_rate" < 20'}]
)
def test_pay_is_not_found_out_by_searching(http: httpx.Client, bearers: Bearers, search: dict[str, Any]) -> None:
    answer = http.post("/search", json=search, headers=bearers["Vic"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "masked_field")
    assert http.post("/search", json=search, headers=bearers["Rita"]).status_code == 200


@pytest.mark.parametrize("column", ["phone", "email", "resume_text"])
def test_nobody_is_found_by_how_they_are_reached(http: httpx.Client, bearers: Bearers, column: str) -> None:
    answer = http.post("/search", json={"sql_filter": f"{column} LIKE '4%'"}, headers=bearers["Vic"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_sql_filter")


def test_no_reply_tells_a_viewer(desk: Desk, person: Callable[[str], Person]) -> None:
    told = {}
    for name in ("Vic", "Rita"):
        said = [
            desk.answer(Incoming(text, person(name), "web", name))
            for text in (
                "find 3 welders in Gary", "tell me about W0002", "what is the phone of W0002?", "what does W0002 earn?",
                "who did Ada call today?", "which contracts are urgent?", "what did Ada do today?",
            )
        ]  # fmt: skip
        text = json.dumps([dataclasses.asdict(reply) for reply in said], default=str)
        told[name] = [*_PRIVATE.findall(text), *re.findall(r"\$\d\d\.50", text)]
    assert told["Rita"] and not told["Vic"]


def test_the_journal_masks_how_people_are_reached_for_recruiters(http: httpx.Client, bearers: Bearers) -> None:
    said = {"workers": ["W0002"], "reason_text": "call 419-555-4444 or w4444@example.com"}
    assert http.post("/clients/Smith & Sons/blacklist", json=said, headers=bearers["Ada"]).is_success
    asked = {"kind": "blacklist", "limit": 1}
    answers = {name: http.get("/journal", params=asked, headers=bearers[name]) for name in ("Vic", "Rita", "Mia")}
    refused = answers["Vic"]
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "role_too_weak")
    assert refused.json()["error"]["hint"]
    assert "W0002" in answers["Rita"].text and not private(answers["Rita"])
    assert "[phone]" in answers["Rita"].text and "[email]" in answers["Rita"].text
    assert set(private(answers["Mia"])) == {"419-555-4444", "w4444@example.com"}


def test_the_audit_keeps_no_number_or_address(http: httpx.Client, bearers: Bearers, desk: Desk) -> None:
    asked = {"text": "call 419-555-1212 or write to w1212@example.com"}
    http.post("/tools/draft_message", json={"workers": ["W0002"], "about_text": asked["text"]}, headers=bearers["Rita"])
    entries = http.get("/tools/audit", params={"limit": 5}, headers=bearers["Ada"])
    assert "draft_message" in entries.text and not private(entries)
    desk.roster.link("Rita", "sms", "419-555-3333", Actor("Ada", "terminal"))
    assert not private(http.get("/tools/audit", params={"limit": 5}, headers=bearers["Ada"]))
