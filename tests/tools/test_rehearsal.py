"""Calls that run for show leave nothing behind, and see each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from demand.desk import DemandDesk
from memory.ledger.tables import PROJECTIONS
from tools.fates import Done, Refused
from tools.rehearsal import Proposed, Rehearsal
from tools.tool import Caller

EVENING, MORNING = (datetime.fromisoformat(text) for text in ("2026-04-20T20:00-05:00", "2026-04-21T06:30-05:00"))


def rehearsal(counter: Any) -> Rehearsal:
    demand: DemandDesk = counter.gate._demand
    return Rehearsal(counter.gate, counter.store, demand)


def test_the_calls_see_each_other_and_nothing_stays(counter: Any) -> None:
    ledger = counter.store.ledger
    before = {name: ledger.rows(name) for name in PROJECTIONS}
    fill = {"workers": ["W-9003"], "client": "Acme", "start": "2026-04-21T06:00"}
    calls = [
        Proposed("log_fill", fill, EVENING),
        Proposed("log_failure", {"workers": ["W-9003"], "client": "Acme"}, MORNING),
        Proposed("blacklist", {"action": "add", "client": "Acme", "workers": ["W-9003"]}, MORNING),
        Proposed("log_fill", fill, MORNING),
    ]
    accepted, failed, barred, again = rehearsal(counter).run(calls, counter.caller)
    assert isinstance(accepted, Done) and accepted.answer.recorded == ("W-9003",)
    assert isinstance(failed, Done) and "no-show at Acme, Tue Apr 21 6:00 AM, recorded" in failed.answer.note
    assert failed.answer.refill is not None and failed.answer.refill.sources
    assert isinstance(barred, Done) and barred.answer.changed == ("W-9003",)
    assert isinstance(again, Done)
    assert {name: ledger.rows(name) for name in PROJECTIONS} == before
    assert ledger.version() == 0 and ledger.entries() == []
    done = counter.do("log_fill", **fill)
    assert done.booking_ids == accepted.answer.booking_ids  # not even a number was used up


def test_what_may_not_be_done_is_not_rehearsed_either(counter: Any) -> None:
    viewer = Caller("Vera", "viewer", "web")
    calls = [Proposed("log_contact", {"workers": ["W-9003"], "outcome": "called"}, EVENING)]
    (fate,) = rehearsal(counter).run(calls, viewer)
    assert isinstance(fate, Refused) and fate.error.code == "role_too_weak"
