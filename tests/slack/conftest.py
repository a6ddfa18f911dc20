"""A desk behind the real server, a Slack stand-in, and people who are linked to their accounts."""

from __future__ import annotations

import importlib.util
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from agents.desk import Desk
from agents.settings import Settings
from gateway.server import build_app
from memory.ledger.ledger import Actor

_spec = importlib.util.spec_from_file_location("slack_stand_in", Path(__file__).with_name("stand_in.py"))
assert _spec is not None and _spec.loader is not None
stand_in = importlib.util.module_from_spec(_spec)
sys.modules["slack_stand_in"] = stand_in
_spec.loader.exec_module(stand_in)
TEAM, BOT = stand_in.TEAM, stand_in.BOT
SARAH, RITA, VIC, NOBODY = "U1SARAH", "U2RITA", "U3VIC", "U9NOBODY"
BY = Actor("Sarah", "terminal")


def link_people(desk: Desk) -> None:
    """Sarah, Rita and Vic, by their accounts; in a second process they are on the staff already."""
    for name, account, role in (("Sarah", SARAH, "admin"), ("Rita", RITA, "recruiter"), ("Vic", VIC, "viewer")):
        if desk.directory.by_name(name) is None:
            desk.roster.add(name, role, "default", BY)
            desk.roster.link(name, "slack", f"{TEAM}:{account}", BY)


class Workspace:
    """What people do in Slack, and Slack's own requests for it."""

    def __init__(self, slack: Any, url: str, secret: str, left: Callable[[], int]) -> None:
        self.slack = slack
        self.url = url
        self.left = left
        """How many items are not done with."""
        self._verifier = SignatureVerifier(secret)
        self._numbers = itertools.count(int(time.time() * 1000))
        self.http = httpx.Client(timeout=60)

    def signed(self, body: str, kind: str = "application/json", age: int = 0) -> dict[str, str]:
        at = str(int(time.time()) - age)
        signature = self._verifier.generate_signature(timestamp=at, body=body)
        assert signature is not None
        return {"content-type": kind, "x-slack-request-timestamp": at, "x-slack-signature": signature}

    def send(self, body: str, headers: dict[str, str]) -> httpx.Response:
        return self.http.post(f"{self.url}/slack/events", content=body.encode(), headers=headers)

    def event(self, event: dict[str, Any], event_id: str | None = None) -> dict[str, Any]:
        return {
            "type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_time": int(time.time()),
            "event_id": event_id or f"Ev{next(self._numbers)}", "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        }  # fmt: skip

    def ts(self) -> str:
        return f"1700000000.{next(self._numbers) % 1_000_000:06d}"

    def dm(self, text: str, user: str = SARAH, channel: str = "D1", **more: Any) -> dict[str, Any]:
        return self.event({"type": "message", "channel_type": "im", "channel": channel, "user": user, "text": text,
                           "ts": self.ts(), **more})  # fmt: skip

    def mention(self, text: str, user: str = SARAH, channel: str = "C1", **more: Any) -> dict[str, Any]:
        return self.event({"type": "app_mention", "channel": channel, "user": user, "text": f"<@{BOT}> {text}",
                           "ts": self.ts(), **more})  # fmt: skip

    def post(self, body: dict[str, Any]) -> httpx.Response:
        text = json.dumps(body)
        return self.send(text, self.signed(text))

    def interact(self, body: dict[str, Any]) -> httpx.Response:
        text = urlencode({"payload": json.dumps(body)})
        return self.send(text, self.signed(text, "application/x-www-form-urlencoded"))

    def command(self, text: str, user: str = SARAH) -> httpx.Response:
        said = {"command": "/muster", "text": text, "team_id": TEAM, "user_id": user, "channel_id": "C1",
                "response_url": self.slack.response_url, "trigger_id": f"t{next(self._numbers)}"}  # fmt: skip
        body = urlencode(said)
        return self.send(body, self.signed(body, "application/x-www-form-urlencoded"))

    def press(self, element: dict[str, Any], channel: str, ts: str, user: str = SARAH, thread_ts: str = "") -> Any:
        return self.interact({
            "type": "block_actions", "team": {"id": TEAM}, "user": {"id": user},
            "trigger_id": f"t{next(self._numbers)}",
            "container": {"type": "message", "channel_id": channel, "message_ts": ts, "thread_ts": thread_ts or ts},
            "actions": [{"type": element["type"], "action_id": element["action_id"], "value": element.get("value", ""),
                         "block_id": "b"}],
        })  # fmt: skip

    def submit(self, view: dict[str, Any], text: str | None, user: str = SARAH) -> httpx.Response:
        said = {"id": f"V{next(self._numbers)}", "hash": "h", **view,
                "state": {"values": {"said": {"text": {"type": "plain_text_input", "value": text}}}}}  # fmt: skip
        return self.interact({"type": "view_submission", "team": {"id": TEAM}, "user": {"id": user}, "view": said})

    def wait(self, found: Callable[[], Any], seconds: float = 30) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := found():
                return value
            time.sleep(0.02)
        raise AssertionError(f"not seen in {seconds} s; calls: {[call.method for call in self.slack.calls]}")

    def ask(self, text: str, user: str = SARAH, channel: str = "D1", **more: Any) -> tuple[str, dict[str, Any]]:
        """A direct message and the first new message with an answer: its ts and itself."""
        before = len(self.slack.messages)
        assert self.post(self.dm(text, user, channel, **more)).status_code == 200
        self.wait(lambda: len(self.slack.messages) > before and self.slack.of("chat.stopStream"))
        self.settle()
        (_channel, ts), message = list(self.slack.messages.items())[before]
        return ts, message

    def settle(self) -> None:
        """Until nothing is left to do."""
        self.wait(lambda: self.left() == 0)


def buttons(message: dict[str, Any], action: str = "") -> list[dict[str, Any]]:
    """Buttons of a message whose action begins so."""
    found = [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return [one for one in found if one["action_id"].startswith(action)]


@pytest.fixture(name="buttons")
def _buttons() -> Callable[..., list[dict[str, Any]]]:
    return buttons


@pytest.fixture
def slack() -> Iterator[Any]:
    """The stand-in; a message that Slack would have refused fails the test."""
    made = stand_in.SlackStandIn()
    with stand_in.Running(made.app) as running:
        made.port = running.port
        yield made
    assert made.faults == []


Serve = Callable[..., Workspace]


@pytest.fixture
def serve(folder: Path, slack: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serves the store's folder; a second call is a second process after the first."""
    monkeypatch.setattr("slack_bot.posting.GAP_SECONDS", 0.0)
    monkeypatch.setattr("slack_bot.posting.STREAMED", 200)
    stack = ExitStack()

    def start(now: str = "2026-04-20T09:00", **settings: Any) -> Workspace:
        given = {"slack_bot_token": stand_in.BOT_TOKEN, "slack_signing_secret": stand_in.SECRET,
                 "slack_api_url": slack.url, **settings}  # fmt: skip
        desk = Desk(Settings(data=folder, now=now, _env_file=None, **given), folder)
        stack.callback(desk.close)
        link_people(desk)
        app = build_app(desk, chat=False)
        running = stack.enter_context(stand_in.Running(app))
        bot = app.state.slack
        url = f"http://127.0.0.1:{running.port}"
        space = Workspace(slack, url, stand_in.SECRET, lambda: bot.left if bot else 0)
        space.desk = desk  # type: ignore[attr-defined]
        return space

    start.stop = stack.close  # type: ignore[attr-defined]
    yield start
    stack.close()


@pytest.fixture
def space(serve: Serve) -> Workspace:
    return serve()
