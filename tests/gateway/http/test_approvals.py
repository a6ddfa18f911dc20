"""A yes or a no over HTTP to what a conversation in another channel asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person, Reply
from agents.understanding.plan import Plan, PlannedCall
from agents.understanding.understanding import Understanding
from memory.ledger import approvals, audit

HALF_HEARD = "something about Carla Abbott"
TOM = Person("Tom", "recruiter")


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reply]:
    """A question in Tom's chat that waits."""
    plan = Plan((PlannedCall("log_contact", {"workers": ["W0000"], "outcome": "no_answer"}),), confidence=0.6)
    monkeypatch.setattr(Understanding, "plan", lambda *_args: plan)
    yield desk.answer(Incoming(HALF_HEARD, TOM, "web", "tom"))
    desk.answer(Incoming("no", TOM, "web", "tom"))


def contacts(desk: Desk) -> int:
    return len(desk.store.ledger.rows("contacts"))


def error_of(answer: httpx.Response) -> tuple[int, str]:
    error = answer.json()["error"]
    assert error["message"] and error["hint"] and error["reference"] is None
    return answer.status_code, error["code"]


def test_what_waits_is_listed_in_words(http: httpx.Client, asked: Reply) -> None:
    (waiting,) = http.get("/approvals").json()["approvals"]
    assert waiting["approval_id"] == asked.approval_id and waiting["approval_ids"] == [asked.approval_id]
    assert waiting["deeds"] == ["Record a contact: Ana Abbott (W0000), called, no answer"]
    assert (waiting["staffer"], waiting["channel"], waiting["thread"]) == ("Tom", "web", "tom")
    assert waiting["planned_by"] == "builtin" and waiting["at"] < waiting["expires_at"]


def test_a_yes_does_it_once_for_who_asked(http: httpx.Client, desk: Desk, asked: Reply) -> None:
    before = contacts(desk)
    answer = http.post(f"/approvals/{asked.approval_id}", json={"approve": True})
    assert answer.status_code == 200
    reply = answer.json()
    assert [call["outcome"] for call in reply["calls"]] == ["ok"] and "1 contact recorded" in reply["text"]
    assert reply["parts"][0]["tool"] == "log_contact" and reply["approval_id"] is None
    assert contacts(desk) == before + 1
    (entry,) = audit.newest(desk.store.ledger, limit=1)
    assert (entry["staffer"], entry["approver"], entry["channel"]) == ("Tom", "Sarah", "web")
    assert http.get("/approvals").json() == {"approvals": []}
    again = http.post(f"/approvals/{asked.approval_id}", json={"approve": True})
    assert error_of(again) == (409, "approval_answered") and "Sarah said yes" in again.json()["error"]["message"]
    assert contacts(desk) == before + 1
    assert [message.text for message in desk.conversation.history("tom")][-1] == reply["text"]


def test_a_no_does_nothing(http: httpx.Client, desk: Desk, asked: Reply) -> None:
    before = contacts(desk)
    reply = http.post(f"/approvals/{asked.approval_id}", json={"approve": False}).json()
    assert [call["outcome"] for call in reply["calls"]] == ["approval_denied"] and reply["text"].startswith("Not done:")
    assert contacts(desk) == before
    late = http.post(f"/approvals/{asked.approval_id}", json={"approve": True})
    assert error_of(late) == (409, "approval_answered") and contacts(desk) == before


def test_nobody_waits_for_an_answer_that_the_chat_went_past(http: httpx.Client, desk: Desk, asked: Reply) -> None:
    desk.answer(Incoming("no", TOM, "web", "tom"))
    answer = http.post(f"/approvals/{asked.approval_id}", json={"approve": True})
    assert error_of(answer) == (409, "approval_answered")


def test_a_question_that_is_too_old(
    http: httpx.Client, desk: Desk, asked: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, later, before = approvals.machine_now, approvals.VALID_FOR + timedelta(seconds=1), contacts(desk)
    monkeypatch.setattr(approvals, "machine_now", lambda: real() + later)
    assert http.get("/approvals").json() == {"approvals": []}
    answer = http.post(f"/approvals/{asked.approval_id}", json={"approve": True})
    assert error_of(answer) == (409, "approval_expired") and contacts(desk) == before


def test_one_that_there_is_not(http: httpx.Client) -> None:
    for approval_id in ("A-999999", "%2e%2e", "a" * 3_000):
        assert error_of(http.post(f"/approvals/{approval_id}", json={"approve": True})) == (404, "unknown_approval")


def test_who_may_not_do_it_neither_sees_nor_decides_it(
    http: httpx.Client, desk: Desk, asked: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contacts(desk)
    with monkeypatch.context() as signed_in:
        signed_in.setattr("gateway.signin.DEMO_PERSON", Person("Vic", "viewer"))
        assert http.get("/approvals").json() == {"approvals": []}
        for approve in (True, False):
            answer = http.post(f"/approvals/{asked.approval_id}", json={"approve": approve})
            assert error_of(answer) == (403, "approver_too_weak")
    assert contacts(desk) == before
    assert http.post(f"/approvals/{asked.approval_id}", json={"approve": True}).status_code == 200, "it still waits"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"approve": None},
        {"approve": "yes"},
        {"approve": 1},
        {"approve": True, "staffer": "Sarah"},
        {"approve": True, "person": {"name": "Sarah", "role": "admin"}},
    ],
)
def test_a_decision_is_yes_or_no_and_names_nobody(
    http: httpx.Client, desk: Desk, asked: Reply, body: dict[str, Any]
) -> None:
    before = contacts(desk)
    answer = http.post(f"/approvals/{asked.approval_id}", json=body)
    assert error_of(answer) == (400, "bad_arguments") and answer.json()["error"]["details"]["problems"]
    assert contacts(desk) == before


def test_a_body_that_is_no_json(http: httpx.Client) -> None:
    assert error_of(http.post("/approvals/A-000001", content=b"yes")) == (400, "bad_json")
