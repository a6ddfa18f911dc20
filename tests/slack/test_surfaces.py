"""The command, the home tab, the agent's own tab, and Socket Mode."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from agents.settings import Settings
from memory.ledger.ledger import Actor

ASKED = "find 2 welders in Gary for Acme Steel thursday 6am"
NEWS = "caught Sam Single by phone between two meetings"


def opened(space: Any, tab: str = "home", user: str = "U1SARAH") -> dict[str, Any]:
    event: dict[str, Any] = space.event({"type": "app_home_opened", "tab": tab, "user": user, "channel": "D1"})
    return event


def test_a_command_is_answered_to_the_asker_alone(space: Any) -> None:
    assert space.command(ASKED).status_code == 200
    (answer,) = space.wait(lambda: space.slack.of("response_url"))
    assert answer["response_type"] == "ephemeral" and "Welders" in answer["text"]
    assert any(block["type"] == "actions" for block in answer["blocks"])
    space.command("help")
    helped = space.wait(lambda: space.slack.of("response_url")[1:])[0]
    assert "/muster find" in helped["text"] and space.slack.messages == {}


def test_a_code_links_and_a_wrong_one_does_not(space: Any) -> None:
    space.desk.roster.add("Nora", "recruiter", "default", Actor("Sarah", "terminal"))
    code = space.desk.directory.code_for("Nora")
    for text in ("link", "link NOPE", f"link {code}"):
        space.command(text, "U9NOBODY")
        space.settle()
    missing, wrong, linked = [answer["text"] for answer in space.slack.of("response_url")]
    assert missing.startswith("The code is missing") and wrong.startswith("That code or token is not known")
    assert linked.startswith("You are Nora now.")
    _ts, message = space.ask(ASKED, "U9NOBODY", "D9")
    assert "Welders" in message["text"]


def test_the_home_tab_decides_what_waits(space: Any) -> None:
    space.ask(NEWS, channel="C1")
    space.ask(ASKED)
    space.ask("draft a text to Sam Single for Acme Steel")
    space.post(opened(space))
    space.settle()
    view = space.slack.of("views.publish")[-1]["view"]
    said = json.dumps(view, ensure_ascii=False)
    assert "Record a contact: Sam Single, called" in said and "Your drafts" in said
    yes = next(one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]
               if one["action_id"] == "decide:0")  # fmt: skip
    pressed = {
        "type": "block_actions", "team": {"id": "T0TEAM"}, "user": {"id": "U1SARAH"}, "container": {"type": "view"},
        "actions": [{**yes, "block_id": "b"}],
    }  # fmt: skip
    for trigger in ("t1", "t2"):
        space.interact({**pressed, "trigger_id": trigger})
        space.settle()
    assert len(space.desk.store.ledger.rows("contacts")) == 1
    first, second = [json.dumps(call["view"]) for call in space.slack.of("views.publish")[-2:]]
    assert "decide:0" not in first and "That was answered: Sarah said yes" in second


def test_the_agents_tab_suggests_what_to_ask(space: Any) -> None:
    space.post(opened(space, "messages"))
    space.settle()
    (suggested,) = space.slack.of("assistant.threads.setSuggestedPrompts")
    assert len(suggested["prompts"]) == 2 and suggested["channel_id"] == "D1"


def test_socket_mode_needs_no_address(serve: Any, slack: Any) -> None:
    space = serve(slack_signing_secret="", slack_app_token="xapp-test")
    space.wait(lambda: slack.sockets)
    event = space.dm(ASKED)
    slack.push("events_api", event, "E1")
    slack.push("events_api", event, "E2")
    space.wait(lambda: slack.envelopes == ["E1", "E2"])
    space.settle()
    assert len(slack.messages) == 1
    assert space.http.post(f"{space.url}/slack/events", json=event).status_code == 404


def test_it_starts_while_slack_is_away(serve: Any, slack: Any) -> None:
    slack.is_down = True
    space = serve(slack_app_token="xapp-test")
    assert space.http.get(f"{space.url}/health").status_code == 200
    assert space.post(space.dm(ASKED)).status_code == 200


def test_secrets_are_shown_nowhere(serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    space = serve()
    space.slack.errors["chat.startStream"] = "invalid_auth"
    space.post(space.dm(ASKED))
    space.settle()
    assert "xoxb-test" not in caplog.text + repr(space.desk.settings) + str(space.desk.settings.model_dump())
    assert "shhh" not in caplog.text + repr(space.desk.settings)


def test_what_is_missing_has_a_name() -> None:
    assert Settings(_env_file=None).slack_lacks == ("MUSTER_SLACK_BOT_TOKEN", "MUSTER_SLACK_SIGNING_SECRET")
    assert Settings(_env_file=None, slack_bot_token="x").slack_lacks == ("MUSTER_SLACK_SIGNING_SECRET",)
    assert Settings(_env_file=None, slack_bot_token="x", slack_app_token="y").slack_lacks == ()


def test_a_button_of_a_private_answer_is_answered_in_private(space: Any) -> None:
    space.command(ASKED)
    (answer,) = space.wait(lambda: space.slack.of("response_url"))
    accept = next(one for block in answer["blocks"] if block["type"] == "actions" for one in block["elements"]
                  if one["action_id"] == "press:accepted")  # fmt: skip
    space.interact({
        "type": "block_actions", "team": {"id": "T0TEAM"}, "user": {"id": "U1SARAH"}, "trigger_id": "t9",
        "response_url": space.slack.response_url,
        "container": {"type": "message", "channel_id": "C1", "message_ts": "1.2", "is_ephemeral": True},
        "actions": [{**accept, "block_id": "b"}],
    })  # fmt: skip
    space.settle()
    assert [row["stage"] for row in space.desk.store.ledger.rows("bookings")] == ["accepted"]
    assert "accepted for Acme Steel" in space.slack.of("response_url")[-1]["text"] and space.slack.messages == {}
