"""Approvals in the ledger: one a request, one decision, one use, and a time-out by the machine's clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from memory.ledger import approvals
from memory.ledger.approvals import VALID_FOR, Approval
from memory.ledger.history import take_back
from memory.ledger.ledger import Actor, Ledger
from memory.ledger.tables import approvals as table

NOW = datetime(2026, 4, 20, 14, tzinfo=UTC)
SARAH, TOM = Actor("Sarah", "web"), Actor("Tom", "slack")
CALL = {"workers": ["Ana Torres"], "note": "ring 312-555-0199"}


def ask(ledger: Ledger, request: str = "t/m/1", **arguments: Any) -> Approval:
    with ledger.write(SARAH, NOW) as unit:
        return approvals.request(
            unit, request=request, tool="log_fill", arguments={**CALL, **arguments}, proposer="builtin", thread="t"
        )


def decide(ledger: Ledger, approval: Approval, *, approve: bool, by: Actor = TOM) -> Approval:
    with ledger.write(by, NOW) as unit:
        approvals.decide(unit, approval.approval_id, approve=approve)
    return read(ledger, approval)


def read(ledger: Ledger, approval: Approval) -> Approval:
    with ledger.read() as connection:
        found = approvals.find(connection, approval.approval_id)
    assert found is not None
    return found


@pytest.fixture
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> Any:
    real = approvals.machine_now
    return lambda: monkeypatch.setattr(approvals, "machine_now", lambda: real() + timedelta(hours=1))


def test_one_request_asks_once(ledger: Ledger) -> None:
    first, again, other = ask(ledger), ask(ledger), ask(ledger, "t/m/2")
    assert first == again and other.approval_id != first.approval_id
    assert (first.status, first.staffer, first.channel, first.thread) == ("open", "Sarah", "web", "t")
    assert first.arguments_hash == approvals.fingerprint("log_fill", CALL)


@pytest.mark.parametrize("other", [{"note": "ring 312-555-0198"}, {"workers": ["Ana Torres", "Ben"]}, {"k": 1}])
def test_the_hash_is_of_exactly_these_arguments(ledger: Ledger, other: dict[str, Any]) -> None:
    assert ask(ledger).arguments_hash != ask(ledger, "t/m/2", **other).arguments_hash
    assert approvals.fingerprint("log_fill", CALL) != approvals.fingerprint("log_contact", CALL)
    assert approvals.fingerprint("log_fill", dict(reversed(CALL.items()))) == approvals.fingerprint("log_fill", CALL)


def test_the_first_decision_stands(ledger: Ledger) -> None:
    no = decide(ledger, ask(ledger), approve=False)
    assert (no.status, no.decided_by) == ("denied", "Tom")
    assert decide(ledger, no, approve=True, by=SARAH) == no
    yes = decide(ledger, ask(ledger, "t/m/2"), approve=True)
    assert decide(ledger, yes, approve=False, by=SARAH).status == "approved"


def test_exact_arguments_are_kept_only_while_they_can_run(ledger: Ledger, an_hour_later: Any) -> None:
    """Masked like the audit's afterwards, and the hash still says which call it was."""
    asked = [ask(ledger, f"t/m/{number}") for number in range(4)]
    assert all(json.loads(one.arguments) == CALL for one in asked)
    approved = decide(ledger, asked[0], approve=True)
    assert json.loads(approved.arguments) == CALL
    with ledger.write(SARAH, NOW) as unit:
        approvals.use(unit.connection, approved)
    decide(ledger, asked[1], approve=False)
    an_hour_later()
    ask(ledger, "t/m/9")  # asking anything sweeps what ran out
    after = [read(ledger, one) for one in asked]
    assert [one.status for one in after] == ["used", "denied", "expired", "expired"]
    assert all(json.loads(one.arguments) == {**CALL, "note": "ring [phone]"} for one in after)
    assert {one.arguments_hash for one in after} == {asked[0].arguments_hash}


def test_what_ran_out_cannot_be_approved(ledger: Ledger, an_hour_later: Any) -> None:
    asked = ask(ledger)
    assert not asked.run_out
    an_hour_later()
    assert asked.run_out and decide(ledger, asked, approve=True).status == "expired"


def test_the_time_out_is_by_the_machines_clock(ledger: Ledger) -> None:
    """Business time here is a day of 2026, wherever the machine's clock stands."""
    asked = ask(ledger)
    expires = datetime.fromisoformat(asked.expires_at)
    assert abs(expires - VALID_FOR - datetime.now(UTC)) < timedelta(minutes=5)
    assert datetime.fromisoformat(asked.at) == NOW


def test_approvals_are_no_part_of_the_journal(ledger: Ledger) -> None:
    """Taking back one's last write finds the deed, not the yes to it."""
    with ledger.write(SARAH, NOW) as unit:
        unit.insert("blacklist", {"client": "Acme", "worker_id": "W-1", "name": "Ana", "reason_text": None,
                                  "at": "2026", "staffer": "Sarah"})  # fmt: skip
        unit.record("blacklist", {"text": "barred Ana"})
    decide(ledger, ask(ledger), approve=True, by=SARAH)
    assert ledger.version() == 1
    with ledger.write(SARAH, NOW) as unit:
        entry = take_back(unit, "Sarah")
    assert entry is not None and entry.kind == "blacklist"
    with ledger.read() as connection:
        assert len(connection.execute(select(table)).all()) == 1
