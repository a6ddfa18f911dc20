"""Drafts over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

WorkersOf = Callable[[str, str, int], list[str]]


@pytest.fixture(scope="module")
def order_id(http: httpx.Client) -> str:
    order = {"client": "Acme Fabrication", "role": "Welder", "start": "2026-06-02T06:00", "pay_rate": 24.5}
    return str(http.post("/tools/log_order", json=order).json()["order_id"])


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_draft_from_its_making_to_its_approval(http: httpx.Client, workers_of: WorkersOf, order_id: str) -> None:
    (worker,) = workers_of("Welder", "Toledo", 1)
    answer = http.post("/tools/draft_message", json={"workers": [worker], "order_id": order_id})
    assert answer.status_code == 200
    (made,) = answer.json()["drafts"]
    assert (made["worker_id"], made["kind"], made["status"], made["language"]) == (worker, "sms", "draft", "en")
    assert "$24.50" in made["text"] and "Tue Jun 2 6:00 AM EDT" in made["text"], "Toledo's clock"
    assert made["characters"] == len(made["text"]) < 180
    route = f"/drafts/{made['draft_id']}"
    assert http.post(route, json={"action": "list"}).json()["drafts"] == [made]
    edited = http.post(route, json={"action": "edit", "text": "Gate 4 at six."}).json()
    assert (edited["drafts"][0]["text"], edited["changed"]) == ("Gate 4 at six.", True)
    assert made["draft_id"] in [
        one["draft_id"] for one in http.get("/drafts", params={"status": "draft"}).json()["drafts"]
    ]
    approved = http.post(route, json={"action": "approve"}).json()["drafts"][0]
    assert (approved["status"], approved["decided_by"]) == ("approved", "Sarah")
    assert not http.post(route, json={"action": "approve"}).json()["changed"]
    for body in ({"action": "edit", "text": "x"}, {"action": "discard"}):
        assert code(http.post(route, json=body)) == (409, "draft_decided")
    listed = http.get("/drafts", params={"status": "approved"}).json()
    assert listed["drafts"][0] == approved and listed["total"] >= 1
    entry = http.get("/tools/audit", params={"limit": 1}).json()["entries"][0]
    assert (entry["tool"], entry["outcome"]) == ("review_draft", "ok")


def test_what_cannot_be_done_is_named(http: httpx.Client, workers_of: WorkersOf, order_id: str) -> None:
    (worker,) = workers_of("Welder", "Toledo", 1)
    assert code(http.post("/tools/draft_message", json={"workers": [worker]})) == (400, "nothing_to_write")
    assert code(http.post("/tools/draft_message", json={"workers": ["Ana Abbott"]})) == (409, "ambiguous_worker")
    long = {"workers": [worker], "about_text": "boots " * 40}
    assert code(http.post("/tools/draft_message", json=long)) == (400, "draft_too_long")
    assert code(http.post("/drafts/D-999", json={"action": "approve"})) == (404, "unknown_draft")
    assert code(http.post("/drafts/D-999", json={"action": "edit"})) == (400, "bad_arguments")
    assert code(http.post("/drafts/D-999", json={"action": "send"})) == (400, "bad_arguments")
    assert http.get("/drafts", params={"status": "sent"}).status_code == 400
    confirm = {"workers": [worker], "order_id": order_id, "about_text": "confirm"}
    assert code(http.post("/tools/draft_message", json=confirm)) == (409, "not_booked")


def test_ghosts_and_lists(http: httpx.Client, workers_of: WorkersOf, order_id: str) -> None:
    (worker,) = workers_of("Welder", "Toledo", 1)
    body = {"workers": [worker, "Zebulon Quux"], "order_id": order_id}
    answer = http.post("/tools/draft_message", json=body, headers={"Idempotency-Key": "draft-1"}).json()
    assert [ghost["name"] for ghost in answer["rejected_ghost_names"]] == ["Zebulon Quux"]
    again = http.post("/tools/draft_message", json=body, headers={"Idempotency-Key": "draft-1"})
    assert again.json() == answer and again.headers["idempotency-replayed"] == "true"
    ids = [draft["draft_id"] for draft in http.get("/drafts").json()["drafts"]]
    assert ids == sorted(ids, reverse=True) and ids.count(answer["drafts"][0]["draft_id"]) == 1
