"""The gate and a person's yes: bound to exactly one call, to who may give it, to its time, and good for once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest

from memory.errors import Conflict, NotAllowed, NotFound
from memory.ledger import approvals, audit
from memory.ledger.approvals import VALID_FOR
from tools.fates import Crash, Done, Refused, Retry
from tools.gate import Gate
from tools.tool import Answer, Arguments, Caller, Tool

GUESSED = Caller("Sarah", "recruiter", "web", proposer="builtin", sure=False)
BY_MODEL = Caller("Sarah", "recruiter", "web", proposer="ollama:any")
TOM, VIC = Caller("Tom", "recruiter", "slack"), Caller("Vic", "viewer", "web")
CALL = {"workers": ["W-9003"], "outcome": "called"}


def ask(counter: Any, name: str = "log_contact", caller: Caller = GUESSED, **arguments: Any) -> str:
    found = counter.gate.approvals.request(
        name, arguments or CALL, caller, thread="t", request=f"t/{name}/{len(contacts(counter))}{arguments}"
    )
    return str(found.approval_id)


def approve(counter: Any, approval: str, by: Caller = TOM, *, yes: bool = True) -> None:
    counter.gate.approvals.decide([approval], by, "t", approve=yes)


def contacts(counter: Any) -> list[Any]:
    return list(counter.store.ledger.rows("contacts"))


def newest(counter: Any) -> tuple[str, str, str | None]:
    entry = audit.newest(counter.store.ledger, limit=1)[0]
    return entry["outcome"], entry["code"], entry["approver"]


def refusal(fate: Any) -> str:
    assert isinstance(fate, Refused), fate
    return fate.error.code


@pytest.mark.parametrize("caller", [GUESSED, BY_MODEL])
def test_a_guess_and_a_model_need_a_yes(counter: Any, caller: Caller) -> None:
    assert counter.gate.needs_approval("log_contact", CALL, caller)
    assert refusal(counter.gate.call("log_contact", CALL, caller)) == "needs_approval"
    assert contacts(counter) == [] and newest(counter) == ("refused", "needs_approval", None)
    approval = ask(counter, caller=caller)
    assert refusal(counter.gate.call("log_contact", CALL, caller, approval)) == "needs_approval", "nobody said yes yet"
    approve(counter, approval)
    assert isinstance(counter.gate.call("log_contact", CALL, caller, approval), Done)
    assert len(contacts(counter)) == 1 and newest(counter) == ("ok", "", "Tom")
    assert contacts(counter)[0]["staffer"] == "Sarah"


def test_what_needs_no_yes(counter: Any) -> None:
    needs = counter.gate.needs_approval
    assert not needs("log_contact", CALL, replace(GUESSED, sure=True))
    assert not needs("log_contact", CALL, Caller("Sarah", "recruiter", "http"))
    assert not needs("hybrid_search", {"role": "Welder"}, BY_MODEL)
    assert not needs("blacklist", {"action": "list", "client": "Acme"}, BY_MODEL)
    assert needs("blacklist", {"action": "remove", "client": "Acme", "workers": ["W-9003"]}, BY_MODEL)
    for name, arguments in (("log_contact", {}), ("no_such_tool", CALL)):
        assert not needs(name, arguments, BY_MODEL), "what cannot run waits for nothing"
    assert not needs("log_contact", CALL, replace(BY_MODEL, role="viewer"))


def test_a_yes_is_good_for_once(counter: Any) -> None:
    approval = ask(counter)
    approve(counter, approval)
    assert isinstance(counter.gate.call("log_contact", CALL, GUESSED, approval), Done)
    assert refusal(counter.gate.call("log_contact", CALL, GUESSED, approval)) == "approval_used"
    assert len(contacts(counter)) == 1 and newest(counter) == ("refused", "approval_used", "Tom")


def test_a_yes_from_many_threads_runs_once(counter: Any) -> None:
    approval = ask(counter)
    approve(counter, approval)
    fates: list[Any] = []
    threads = [
        threading.Thread(target=lambda: fates.append(counter.gate.call("log_contact", CALL, GUESSED, approval)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(fate, Done) for fate in fates) == 1 and len(contacts(counter)) == 1


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("log_contact", {**CALL, "outcome": "texted"}),
        ("log_contact", {**CALL, "workers": ["W-9001"]}),
        ("log_contact", {"workers": ["W-9003"]}),
        ("log_failure", {"workers": ["W-9003"]}),
    ],
)
def test_a_yes_is_for_exactly_one_call(counter: Any, name: str, arguments: dict[str, Any]) -> None:
    approval = ask(counter)
    approve(counter, approval)
    assert refusal(counter.gate.call(name, arguments, GUESSED, approval)) == "approval_mismatch"
    assert newest(counter) == ("refused", "approval_mismatch", "Tom")
    assert isinstance(counter.gate.call("log_contact", CALL, GUESSED, approval), Done), "nobody else can use it up"


def test_a_no_is_a_no(counter: Any) -> None:
    approval = ask(counter)
    approve(counter, approval, yes=False)
    approve(counter, approval, yes=True)
    assert refusal(counter.gate.call("log_contact", CALL, GUESSED, approval)) == "approval_denied"
    assert contacts(counter) == [] and newest(counter) == ("denied", "approval_denied", "Tom")


@pytest.mark.parametrize("before", ["deciding", "running"])
def test_a_yes_runs_out(counter: Any, monkeypatch: pytest.MonkeyPatch, before: Literal["deciding", "running"]) -> None:
    approval = ask(counter)
    if before == "running":
        approve(counter, approval)
    real = approvals.machine_now
    monkeypatch.setattr(approvals, "machine_now", lambda: real() + VALID_FOR + timedelta(seconds=1))
    if before == "deciding":
        approve(counter, approval)
    assert refusal(counter.gate.call("log_contact", CALL, GUESSED, approval)) == "approval_expired"
    assert newest(counter)[:2] == ("refused", "approval_expired") and contacts(counter) == []


def test_who_may_not_do_it_may_not_decide_it(counter: Any) -> None:
    approval = ask(counter)
    for yes in (True, False):
        with pytest.raises(NotAllowed) as refused:
            approve(counter, approval, VIC, yes=yes)
        assert refused.value.code == "approver_too_weak"
        assert newest(counter) == ("refused", "approver_too_weak", "Vic")
    assert refusal(counter.gate.call("log_contact", CALL, GUESSED, approval)) == "needs_approval"


def test_what_was_asked_together_is_decided_together_or_not_at_all(counter: Any) -> None:
    tools = dict(counter.gate.catalogue)
    tools["undo"] = replace(tools["undo"], least_role="manager")
    counter.gate = Gate(tools, counter.store, counter.gate._demand)
    both = [ask(counter), counter.gate.approvals.request("undo", {}, GUESSED, thread="t", request="r").approval_id]
    with pytest.raises(NotAllowed):
        counter.gate.approvals.decide(both, TOM, "t", approve=True)
    assert [counter.gate.approvals.find(one, "t").status for one in both] == ["open", "open"]


def test_ones_own_guess_may_be_approved_by_oneself(counter: Any) -> None:
    approval = ask(counter)
    approve(counter, approval, GUESSED)
    assert isinstance(counter.gate.call("log_contact", CALL, GUESSED, approval), Done)
    assert newest(counter) == ("ok", "", "Sarah")


def test_an_approval_of_nothing_and_of_another_thread(counter: Any) -> None:
    assert refusal(counter.gate.call("log_contact", CALL, GUESSED, "A-999999")) == "unknown_approval"
    approval = ask(counter)
    with pytest.raises(NotFound) as refused:
        counter.gate.approvals.decide([approval], TOM, "another", approve=True)
    assert refused.value.code == "unknown_approval"


def test_whoever_may_do_it_sees_that_it_waits(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls of one proposal wait as one question; who may not do all of it is not asked."""
    waiting = counter.gate.approvals.waiting
    requests = [("t/m1/c1", "log_contact", CALL), ("u/m2/c1", "undo", {}), ("t/m1/c2", "log_contact", CALL)]
    first, other, second = (
        counter.gate.approvals.request(tool, call, GUESSED, thread=name[0], request=name).approval_id
        for name, tool, call in requests
    )
    assert [[one.approval_id for one in group] for group in waiting(TOM)] == [[first, second], [other]]
    assert waiting(replace(TOM, role="viewer")) == []
    counter.gate.approvals.decide([first, second], TOM, "t", approve=True)
    assert [[one.approval_id for one in group] for group in waiting(TOM)] == [[other]]
    assert counter.gate.approvals.stand([first, second]) and not counter.gate.approvals.stand([first, other])
    real, later = approvals.machine_now, approvals.VALID_FOR
    monkeypatch.setattr(approvals, "machine_now", lambda: real() + later)
    assert waiting(TOM) == [] and not counter.gate.approvals.stand([first, second])


def test_a_repeated_delivery_is_answered_though_the_yes_is_used_up(counter: Any) -> None:
    approval = ask(counter)
    approve(counter, approval)
    keyed = replace(GUESSED, key="event-1")
    first = counter.gate.call("log_contact", CALL, keyed, approval)
    again = counter.gate.call("log_contact", CALL, keyed, approval)
    assert isinstance(again, Done) and again.replayed and again.answer == first.answer
    assert newest(counter) == ("replayed", "", "Tom")


def test_a_failed_attempt_uses_the_yes_up(counter: Any) -> None:
    """What was approved was to be done then, not at some later time when the world is another."""
    ghost = {"workers": ["W-9003"], "order_id": "O-404"}
    approval = ask(counter, "log_fill", **ghost)
    approve(counter, approval)
    assert isinstance(counter.gate.call("log_fill", ghost, GUESSED, approval), Retry)
    assert newest(counter)[2] == "Tom"
    assert refusal(counter.gate.call("log_fill", ghost, GUESSED, approval)) == "approval_used"


class Letter(Arguments):
    """What is sent."""

    draft_id: str


def test_every_send_needs_a_yes_whoever_calls(counter: Any) -> None:
    sent: list[str] = []

    def deliver(call: Any) -> Answer:
        sent.append(call.arguments.draft_id)
        if call.arguments.draft_id == "broken":
            raise ZeroDivisionError
        return Answer(note="Sent.")

    send = Tool("send", "send", "Sends a draft.", Letter, Answer, deliver)
    counter.gate = Gate({"send": send}, counter.store, counter.gate._demand)
    direct = Caller("Sarah", "admin", "http")
    assert refusal(counter.gate.call("send", {"draft_id": "D-1"}, direct)) == "needs_approval" and not sent
    approval = ask(counter, "send", direct, draft_id="D-1")
    approve(counter, approval)
    for _ in range(2):
        counter.gate.call("send", {"draft_id": "D-1"}, direct, approval)
    assert sent == ["D-1"]
    broken = ask(counter, "send", direct, draft_id="broken")
    approve(counter, broken)
    assert isinstance(counter.gate.call("send", {"draft_id": "broken"}, direct, broken), Crash)
    assert refusal(counter.gate.call("send", {"draft_id": "broken"}, direct, broken)) == "approval_used"
    assert sent == ["D-1", "broken"], "a send that broke off may have gone out: it is not repeated by itself"


def test_codes_are_of_the_right_kind(counter: Any) -> None:
    approval = ask(counter)
    approve(counter, approval)
    counter.gate.call("log_contact", CALL, GUESSED, approval)
    used = counter.gate.call("log_contact", CALL, GUESSED, approval)
    assert isinstance(used.error, Conflict) and "Tom said yes to that, Apr 20 9:00 AM" in used.error.message
