"""Workspaces: whose they are, what is in them, and a handoff that moves one pointer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tools.fates import Fate, Refused, Retry
from tools.tool import Caller

TOM = Caller("Tom", "recruiter", "terminal")
PRIYA = Caller("Priya", "recruiter", "terminal")
BOSS = Caller("Dana", "manager", "terminal")


def code(fate: Fate) -> str:
    assert isinstance(fate, Refused | Retry), fate
    return fate.error.code


def test_a_workspace_from_its_opening_to_its_handoff(counter: Any) -> None:
    made = counter.do("workspace", TOM, action="open", name="Spring outage")
    assert (made.created, made.workspaces[0].staffer) == (True, "Tom")
    assert not counter.do("workspace", TOM, action="open", name="spring  OUTAGE").created
    counter.do("workspace", TOM, action="shortlist", workers=["W-9003", "W-9001"])
    assert not counter.do("workspace", TOM, action="shortlist", workers=["W-9001"]).changed
    assert code(counter.try_("workspace", TOM, action="save_search", name="welders")) == "no_search"
    counter.do("hybrid_search", TOM, role="Welder", k=3)
    saved = counter.do("workspace", TOM, action="save_search", name="welders").searches[0]
    assert (saved.name, saved.arguments) == ("welders", {"role": "Welder", "k": 3})
    assert counter.do("workspace", TOM, action="handoff", staffer="Priya").changed
    whole = counter.do("workspace", PRIYA, action="list", name="Spring outage")
    assert [item.worker_id for item in whole.items] == ["W-9003", "W-9001"], "in the order they were put there"
    assert [search.search_id for search in whole.searches] == [saved.search_id]
    assert "now Priya's" in whole.activity[0].text and len(whole.activity) >= 4


def test_another_owners_is_refused_and_a_manager_may(counter: Any) -> None:
    counter.do("workspace", TOM, action="open", name="Tank farm")
    for call in (
        {"action": "open"}, {"action": "list"}, {"action": "handoff", "staffer": "Priya"},
        {"action": "shortlist", "workers": ["W-9001"]},
    ):  # fmt: skip
        assert code(counter.try_("workspace", PRIYA, name="Tank farm", **call)) == "not_yours"
    for whose in ("Tom", "all"):
        assert code(counter.try_("workspace", PRIYA, action="list", staffer=whose)) == "not_yours"
        assert counter.do("workspace", BOSS, action="list", staffer=whose).total == 1
    assert counter.do("workspace", PRIYA, action="list").total == 0
    assert code(counter.try_("workspace", replace(PRIYA, role="viewer"), action="open", name="x")) == "role_too_weak"
    assert counter.do("workspace", BOSS, action="handoff", name="Tank farm", staffer="Priya").changed


def test_a_handoff_of_a_thousand_items_changes_one_row(counter: Any) -> None:
    (key,) = [one.workspace_id for one in counter.do("workspace", TOM, action="open", name="Big").workspaces]
    ids = [str(one) for one in counter.store.bench().worker_ids[:1000]]
    for start in range(0, len(ids), 200):
        counter.do("workspace", TOM, action="shortlist", workers=ids[start : start + 200])
    assert counter.do("workspace", TOM, action="list").workspaces[0].workers == len(ids) > 100
    counter.do("workspace", TOM, action="handoff", name=key, staffer="Priya")
    (change,) = counter.store.ledger.entries()[-1].changes
    assert change["table"] == "workspaces"
    assert {name for name in change["new"] if change["new"][name] != change["old"][name]} == {"staffer"}
    counter.do("undo", TOM)
    assert counter.do("workspace", TOM, action="list").total == 1


def test_undo_keeps_what_is_in_use(counter: Any) -> None:
    counter.do("workspace", TOM, action="open", name="Dock")
    opened = counter.store.ledger.version()
    counter.do("workspace", TOM, action="shortlist", workers=["W-9001"])
    assert code(counter.try_("undo", TOM, entry=opened)) == "workspace_in_use"
    counter.do("undo", TOM)
    counter.do("undo", TOM)
    assert counter.do("workspace", TOM, action="list").total == 0


@pytest.mark.parametrize("action", ["shortlist", "handoff", "save_search"])
def test_what_is_not_said_or_not_there_is_named(counter: Any, action: str) -> None:
    given = {"shortlist": {"workers": ["W-9001"]}, "handoff": {"staffer": "Tom"}, "save_search": {}}[action]
    assert code(counter.try_("workspace", TOM, action=action, **given)) == "which_workspace"
    if given:
        assert code(counter.try_("workspace", TOM, action=action)) == "bad_arguments"
        assert code(counter.try_("workspace", TOM, action=action, name="Nowhere", **given)) == "unknown_workspace"


def test_the_day_names_its_kinds(counter: Any) -> None:
    counter.do("workspace", TOM, action="open", name="Dock")
    counter.do("log_contact", TOM, workers=["W-9001"])
    note = counter.do("daily_summary", TOM).note
    assert "1 workspace change" in note and "1 contact" in note and "other" not in note
