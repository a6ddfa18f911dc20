"""What comes in: believed only where it is signed, kept before it is acknowledged, and done once."""

from __future__ import annotations

import json
from typing import Any

import pytest

ASKED = "find 2 welders in Gary for Acme Steel thursday 6am"


def test_what_slack_did_not_sign_is_refused(space: Any) -> None:
    body = json.dumps(space.dm(ASKED))
    good = space.signed(body)
    bad = [
        {"content-type": "application/json"},
        {**good, "x-slack-signature": "v0=" + "0" * 64},
        space.signed(body, age=60 * 6),
        {**good, "x-slack-request-timestamp": str(int(good["x-slack-request-timestamp"]) + 1)},
    ]
    for headers in bad:
        answer = space.send(body, headers)
        assert answer.status_code == 401 and answer.json()["error"]["code"] == "bad_signature"
    unsigned = space.http.post(f"{space.url}/slack/events", data={"ssl_check": "1", "token": "x"})
    assert unsigned.status_code == 401
    assert space.left() == 0 and space.slack.calls == []
    assert space.send(body, good).status_code == 200


def test_slack_reaches_the_desk_through_a_tunnel_and_nobody_else_does(space: Any) -> None:
    tunnel = {"host": "quick-fox.tunnel.example", "x-forwarded-for": "3.4.5.6", "x-forwarded-proto": "https"}
    body = json.dumps(space.dm(ASKED))
    bad = space.send(body, {**space.signed(body), **tunnel, "x-slack-signature": "v0=" + "0" * 64})
    assert (bad.status_code, bad.json()["error"]["code"]) == (401, "bad_signature")
    assert space.left() == 0 and space.slack.calls == []
    assert space.send(body, {**space.signed(body), **tunnel}).status_code == 200
    space.wait(lambda: space.slack.of("chat.stopStream"))
    signed_for_nothing = space.http.post(f"{space.url}/search", content="{}", headers={**space.signed("{}"), **tunnel})
    assert (signed_for_nothing.status_code, signed_for_nothing.json()["error"]["code"]) == (403, "foreign_request")


def test_a_replayed_request_is_refused_and_a_retry_answered_once(space: Any) -> None:
    body = json.dumps(space.dm(ASKED))
    headers = space.signed(body)
    assert [space.send(body, headers).status_code for _ in range(3)] == [200, 401, 401]
    retried = {**space.signed(body, age=2), "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
    assert space.send(body, retried).status_code == 200
    assert space.send(body, retried).status_code == 401
    space.wait(lambda: space.slack.of("chat.stopStream"))
    space.settle()
    assert len(space.slack.of("chat.startStream")) == 1


def test_a_retry_whose_first_delivery_failed_is_answered(space: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from slack_bot.inbox import Inbox

    put, failed = Inbox.put, []

    def failing(self: Inbox, *given: Any) -> bool:
        if not failed:
            failed.append(given)
            raise OSError("the disk is full")
        return put(self, *given)

    monkeypatch.setattr(Inbox, "put", failing)
    body = json.dumps(space.dm(ASKED))
    headers = space.signed(body)
    assert space.send(body, headers).status_code == 500
    again = space.send(body, {**headers, "x-slack-retry-num": "1"})
    assert again.status_code == 200
    space.wait(lambda: space.slack.of("chat.stopStream"))


def test_a_mention_and_its_twin_are_one_message(space: Any) -> None:
    mention = space.mention("what's tight this month?")
    twin = space.event({**mention["event"], "type": "message", "channel_type": "channel"})
    space.post(twin)
    space.post(mention)
    space.settle()
    assert len(space.slack.of("chat.startStream")) == 1


@pytest.mark.parametrize(
    "more", [{"bot_id": "B1"}, {"subtype": "message_changed"}, {"subtype": "message_deleted"}, {"user": "U0BOT"}]
)
def test_bots_and_edits_are_not_answered(space: Any, more: dict[str, Any]) -> None:
    assert (
        space.post(space.dm(ASKED, **more) if "user" not in more else space.dm(ASKED, user="U0BOT")).status_code == 200
    )
    talk = {
        "type": "message",
        "channel_type": "channel",
        "channel": "C1",
        "user": "U1SARAH",
        "text": "lunch?",
        "ts": "1.2",
    }
    assert space.post(space.event(talk)).status_code == 200
    assert space.left() == 0 and space.slack.calls == []


def test_nothing_is_lost_in_a_restart(serve: Any, slack: Any) -> None:
    slack.is_down = True
    first = serve()
    for number in range(5):
        assert first.post(first.dm("find 2 welders in Gary", channel=f"D{number}")).status_code == 200
    serve.stop()
    slack.is_down = False
    second = serve()
    assert second.left() > 0 or len(slack.messages) == 5
    second.wait(lambda: second.left() == 0)
    assert sorted(channel for channel, _ts in slack.messages) == [f"D{number}" for number in range(5)]
    assert all("Welder" in text for text in slack.said())


def test_slack_away_is_tried_again_without_asking_the_desk_twice(space: Any) -> None:
    space.slack.is_down = True
    space.post(space.dm("book 2 welders for Acme Steel in Gary tomorrow 6am"))
    space.wait(lambda: space.desk.store.ledger.rows("orders"))
    space.slack.is_down = False
    space.settle()
    assert len(space.desk.store.ledger.rows("orders")) == 1 and len(space.slack.messages) >= 1


def test_without_its_settings_there_is_no_slack(serve: Any) -> None:
    space = serve(slack_signing_secret="")
    answer = space.http.post(f"{space.url}/slack/events", json={})
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "no_such_route"
