"""Tools by name, and the audit of them."""

from __future__ import annotations

import httpx

from agents.desk import Desk
from tools.catalogue import CATALOGUE


def test_every_tool_is_described(http: httpx.Client) -> None:
    listed = {tool["name"]: tool for tool in http.get("/tools").json()["tools"]}
    assert listed.keys() == CATALOGUE.keys()
    for name, tool in listed.items():
        assert tool["effect"] == CATALOGUE[name].effect
        assert tool["summary"]
        assert tool["arguments"]["additionalProperties"] is False
        assert "note" in tool["answer"]["properties"]


def test_a_tool_is_called_by_its_name(http: httpx.Client) -> None:
    answer = http.post("/tools/worker_profile", json={"workers": ["W0007"]})
    assert answer.status_code == 200
    assert answer.json()["records"][0]["worker"]["worker_id"] == "W0007"
    assert http.post("/tools/daily_summary").json()["staffer"] == "Sarah"


def test_an_unknown_tool_is_not_found(http: httpx.Client) -> None:
    for name in ("fire_everybody", "audit", "%2e%2e", "a" * 3_000):
        answer = http.post(f"/tools/{name}", json={})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_tool")


def test_every_attempt_is_audited_with_its_numbers_masked(http: httpx.Client) -> None:
    http.post("/log_failure", json={"workers": ["W0008"], "client": "Nobody Ltd"})
    http.post("/search", json={"query": "call 419-555-0123 or ana@example.com"})
    http.post("/search", json={"planet": "Mars"})
    newest = http.get("/tools/audit", params={"limit": 3}).json()["entries"]
    assert [(entry["tool"], entry["outcome"], entry["code"]) for entry in newest] == [
        ("hybrid_search", "retry", "bad_arguments"),
        ("hybrid_search", "ok", ""),
        ("log_failure", "retry", "unknown_client"),
    ]
    assert {(entry["staffer"], entry["channel"], entry["proposer"]) for entry in newest} == {
        ("Sarah", "http", "person")
    }
    assert newest[1]["arguments"] == {"query": "call [phone] or [email]"}


def test_the_audit_is_paged(http: httpx.Client) -> None:
    for _ in range(5):
        http.post("/search", json={"role": "Welder", "k": 1})
    whole = [entry["seq"] for entry in http.get("/tools/audit", params={"limit": 500}).json()["entries"]]
    assert whole == sorted(whole, reverse=True)
    paged, before = [], None
    while len(paged) < 6:
        page = http.get("/tools/audit", params={"limit": 2} | ({"before": before} if before else {})).json()
        paged += [entry["seq"] for entry in page["entries"]]
        before = page["next"]
    assert paged == whole[:6]
    last = http.get("/tools/audit", params={"limit": 1, "before": 2}).json()
    assert ([entry["seq"] for entry in last["entries"]], last["next"]) == ([1], None)
    for query in ("limit=0", "limit=501", "limit=many", "before=0"):
        answer = http.get(f"/tools/audit?{query}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_arguments")


def test_the_chain_holds(http: httpx.Client, desk: Desk) -> None:
    http.post("/search", json={"role": "Welder", "k": 1})
    check = http.get("/tools/audit/verify").json()
    assert check["intact"] is True
    assert check["broken_at"] is None
    assert check["entries"] == http.get("/tools/audit", params={"limit": 1}).json()["entries"][0]["seq"]
