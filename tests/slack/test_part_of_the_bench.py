"""Somebody whose profile sees a part of the bench, beside others in the same channels."""

from __future__ import annotations

import json
from typing import Any

import pytest

from memory.ledger.ledger import Actor
from tools import profiles

RITA = "U2RITA"
SHOWN_TO_THEM = ("views.publish", "views.open", "chat.postEphemeral", "chat.postMessage", "chat.startStream",
                 "chat.appendStream", "chat.stopStream", "response_url")  # fmt: skip


@pytest.fixture
def outsiders(space: Any) -> frozenset[str]:
    """Whom Rita does not see from now on."""
    profiles.keep(space.desk.store, "ohio", {"where": "state = 'OH'"})
    space.desk.roster.change("Rita", Actor("Sarah", "terminal"), profile="ohio")
    bench = space.desk.store.bench()
    rows = list(zip(bench.worker_ids.tolist(), bench.names, bench.states, strict=True))
    inside = {name for _, name, state in rows if state == "OH"}
    return frozenset({one for w, name, state in rows if state != "OH" for one in (w, name)} - inside)


def told(space: Any, since: int, outsiders: frozenset[str]) -> set[str]:
    calls = [call for call in space.slack.calls[since:] if call.method in SHOWN_TO_THEM]
    assert calls
    text = json.dumps([str(vars(call)) for call in calls], ensure_ascii=False)
    return {one for one in outsiders if one in text}


def test_no_answer_or_home_tab_tells_of_anybody_else(space: Any, outsiders: frozenset[str]) -> None:
    space.ask("find 2 welders in Gary for Acme Steel thursday 6am", channel="C1")
    space.ask("draft a text to Sam Single for Acme Steel", channel="C1")
    assert told(space, 0, outsiders), "Sarah sees them"
    since = len(space.slack.calls)
    for text in (
        "find 3 welders in Gary", "find 3 welders", "who may not go to Acme Steel?", "what did Sarah do today?",
        "show my drafts", "which contracts are urgent?", "what's tight?",
    ):  # fmt: skip
        space.ask(text, RITA, channel="D2")
    home = {"type": "app_home_opened", "tab": "home", "user": RITA, "channel": "D2"}
    space.post(space.event(home))
    space.settle()
    assert not told(space, since, outsiders)


def test_a_button_in_a_channel_opens_nothing_that_they_do_not_see(
    space: Any, buttons: Any, outsiders: frozenset[str]
) -> None:
    ts, message = space.ask("find 2 welders in Gary for Acme Steel thursday 6am", channel="C1")
    space.press(buttons(message, "press:drafted")[0], "C1", ts)
    space.settle()
    (draft_ts, shown) = next((ts, one) for (_c, ts), one in space.slack.messages.items() if buttons(one, "draft:"))
    approve, edit, _discard = buttons(shown, "draft:")
    since = len(space.slack.calls)
    for button in (edit, approve):
        space.press(button, "C1", draft_ts, RITA, thread_ts=ts)
        space.settle()
    space.press(buttons(message, "press:called")[0], "C1", ts, RITA)
    space.settle()
    assert not space.slack.of("views.open")
    assert not told(space, since, outsiders)
    ledger = space.desk.store.ledger
    assert [row["status"] for row in ledger.rows("drafts")] == ["draft"] and not ledger.rows("contacts")
