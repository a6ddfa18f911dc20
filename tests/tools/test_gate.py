"""The gate: every attempt is audited, nothing is done twice, nobody does what they may not."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from memory.ledger import audit
from tools.fates import Crash, Done, Refused, Retry
from tools.gate import Gate
from tools.tool import Answer, Arguments, Caller, Profile, Tool


class Nothing(Arguments):
    """No arguments."""


def entries(counter: Any) -> list[Any]:
    return list(reversed(audit.newest(counter.store.ledger, limit=500)))


def test_every_fate_is_audited_in_order_and_the_chain_holds(counter: Any) -> None:
    counter.do("hybrid_search", role="Welder")
    counter.try_("hybrid_search", colour="blue")
    counter.try_("no_such_tool")
    counter.do("log_fill", workers=["W-9003"], client="Acme Steel", role="Welder")
    counter.try_("log_fill", Caller("Vic", "viewer", "web"), workers=["W-9003"])
    found = [(e["tool"], e["outcome"], e["code"], e["staffer"]) for e in entries(counter)]
    assert found == [
        ("hybrid_search", "ok", "", "Sarah"),
        ("hybrid_search", "retry", "bad_arguments", "Sarah"),
        ("no_such_tool", "retry", "unknown_tool", "Sarah"),
        ("log_fill", "ok", "", "Sarah"),
        ("log_fill", "refused", "role_too_weak", "Vic"),
    ]
    assert audit.verify(counter.store.ledger).intact


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit SET staffer = 'Mallory' WHERE seq = 2",
        "UPDATE audit_payloads SET payload = replace(payload, 'Welder', 'Painter') WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 2",
        "UPDATE audit SET outcome = 'ok' WHERE seq = 2",
    ],
)
def test_a_changed_audit_is_found(counter: Any, damage: str) -> None:
    counter.do("hybrid_search", role="Welder")
    counter.try_("hybrid_search", colour="blue")
    counter.do("hybrid_search", role="Electrician")
    with counter.store.ledger.read() as connection:
        connection.execute(text(damage))
        connection.commit()
    check = audit.verify(counter.store.ledger)
    assert not check.intact and check.broken_at in (1, 2, 3)


def test_an_erased_payload_leaves_the_chain_whole(counter: Any) -> None:
    counter.do("hybrid_search", role="Welder")
    counter.do("hybrid_search", role="Electrician")
    with counter.store.ledger.read() as connection:
        connection.execute(text("DELETE FROM audit_payloads WHERE seq = 1"))
        connection.commit()
    check = audit.verify(counter.store.ledger)
    assert check.intact and check.erased_payloads == 1


def test_personal_numbers_are_masked_in_the_audit(counter: Any) -> None:
    counter.do("hybrid_search", query="call 312-555-0199 or pat@example.com, ssn 123-45-6789", start="2026-04-21T06:00")
    arguments = entries(counter)[-1]["arguments"]
    assert arguments["query"] == "call [phone] or [email], ssn [ssn]"
    assert arguments["start"] == "2026-04-21T06:00"


def test_one_key_runs_once(counter: Any) -> None:
    keyed = replace(counter.caller, key="event-1")
    first = counter.try_("seed_playbook", keyed, workers=["W-9003"], role="Welder")
    second = counter.try_("seed_playbook", keyed, workers=["W-9003"], role="Welder")
    assert isinstance(first, Done) and isinstance(second, Done)
    assert second.replayed and second.answer == first.answer
    assert len(counter.store.ledger.rows("playbooks")) == 1
    other = counter.try_("seed_playbook", keyed, workers=["W-9001"], role="Welder")
    assert isinstance(other, Refused) and other.error.code == "key_reused"
    counter.do("seed_playbook", workers=["W-9003"], role="Welder")
    counter.do("seed_playbook", workers=["W-9003"], role="Welder")
    assert len(counter.store.ledger.rows("playbooks")) == 3, "equal calls without a key are separate calls"
    assert [e["outcome"] for e in entries(counter)] == ["ok", "replayed", "refused", "ok", "ok"]


def test_one_key_from_many_threads_runs_once(counter: Any) -> None:
    keyed = replace(counter.caller, key="burst")
    fates: list[Any] = []
    threads = [
        threading.Thread(
            target=lambda: fates.append(counter.try_("seed_playbook", keyed, workers=["W-9003"], role="Welder"))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(not fate.replayed for fate in fates) == 1
    assert len(counter.store.ledger.rows("playbooks")) == 1


def test_a_failed_call_may_be_tried_again_with_its_key(counter: Any) -> None:
    keyed = replace(counter.caller, key="event-2")
    assert isinstance(counter.try_("log_fill", keyed, workers=["Pat Doubleday"]), Retry)
    assert isinstance(counter.try_("log_fill", keyed, workers=["W-9001"]), Done)


def test_scope_and_sends(counter: Any) -> None:
    narrow = replace(counter.caller, profile=Profile("permits only", frozenset({"permits"})))
    fate = counter.try_("hybrid_search", narrow, role="Welder")
    assert isinstance(fate, Refused) and (fate.error.status, fate.error.details["allowed"]) == (403, ["permits"])
    sent: list[str] = []
    send = Tool("send", "send", "Sends.", Nothing, Answer, lambda call: sent.append("x") or Answer())  # type: ignore[func-returns-value]
    gate = Gate({"send": send}, counter.store, counter.gate._demand)
    refused = gate.call("send", {}, counter.caller)
    assert isinstance(refused, Refused) and refused.error.code == "needs_approval" and not sent


def test_a_bug_is_a_reference_and_leaves_nothing_behind(counter: Any) -> None:
    def breaks(call: Any) -> Answer:
        call.writing.insert("contacts", {"contact_id": "C-1", "worker_id": "W", "name": "n", "outcome": "called",
                                         "at": "2026", "staffer": "s"})  # fmt: skip
        raise ZeroDivisionError("secret detail")

    gate = Gate({"b": Tool("b", "write", "Breaks.", Nothing, Answer, breaks)}, counter.store, counter.gate._demand)
    fate = gate.call("b", {}, counter.caller)
    assert isinstance(fate, Crash) and "secret" not in fate.reference
    assert counter.store.ledger.rows("contacts") == []
    last = entries(counter)[-1]
    assert (last["outcome"], last["code"]) == ("crash", fate.reference)


@pytest.mark.parametrize(
    "arguments",
    [
        {"workers": []}, {"workers": [""]}, {"workers": "Sam"}, {"workers": ["x" * 300]}, {"workers": ["a"] * 300},
        {"workers": ["a"], "stage": "maybe"}, {"workers": ["a"], "start": "next tuesday-ish"}, {},
        {"workers": ["a"], "staffer": "Mallory"}, {"workers": [{"$ne": 1}]}, {"workers": ["a"], "start": 5},
    ],
)  # fmt: skip
def test_bad_arguments_are_told_and_change_nothing(counter: Any, arguments: dict[str, Any]) -> None:
    fate = counter.try_("log_fill", **arguments)
    assert isinstance(fate, Retry) and fate.error.code == "bad_arguments" and fate.error.details["problems"]
    assert counter.store.ledger.version() == 0


def test_descriptions_of_arguments_are_there_for_models(counter: Any) -> None:
    for tool in counter.gate.catalogue.values():
        assert tool.summary.endswith(".") and tool.arguments.__doc__
        assert tool.arguments.model_config["extra"] == "forbid"
