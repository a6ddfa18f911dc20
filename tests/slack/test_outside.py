"""Charts as files, and what the set-up page says of Slack."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from agents.chart import Bar, Chart
from gateway.checks.channels import CHANNELS, ChannelSettings, channel_check, channel_checks, slack_answers
from slack_bot.posting import Place, Post, client_of
from tests.conftest import in_a_loop

CHART = Chart("Coverage", (Bar("Welder", 0.4, "40%", "critical"),), 1.5, 1)


def test_a_chart_is_uploaded_with_its_words(slack: Any) -> None:
    post = Post(client_of("xoxb-test", slack.url))
    in_a_loop(post.chart(Place("T0TEAM", "C1", "1.2", "U1SARAH"), asdict(CHART)))
    (upload,) = slack.uploads.values()
    assert b"\x89PNG" in upload
    (asked,), (done,) = slack.of("files.getUploadURLExternal"), slack.of("files.completeUploadExternal")
    assert asked["alt_txt"] == "Coverage: Welder 40%" and (done["channel_id"], done["thread_ts"]) == ("C1", "1.2")


def test_a_chart_that_slack_refuses_costs_the_picture_alone(slack: Any) -> None:
    slack.errors["files.getUploadURLExternal"] = "missing_scope"
    in_a_loop(Post(client_of("xoxb-test", slack.url)).chart(Place("T", "C1", "1.2", "U1"), asdict(CHART)))
    assert slack.uploads == {}


def test_the_set_up_page_asks_slack(slack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ChannelSettings(
        _env_file=None, slack_bot_token="xoxb-test", slack_app_token="x", slack_api_url=slack.url
    )
    assert channel_check(CHANNELS[0], settings).state == "ok", "with an app token nothing is signed"
    assert slack_answers(settings).state == "ok"
    slack.errors["auth.test"] = "token_revoked"
    refused = slack_answers(settings)
    assert refused.state == "broken" and "token_revoked" in refused.said and "xoxb" not in str(refused)
    slack.is_down = True
    assert slack_answers(settings).state == "broken"
    monkeypatch.delenv("MUSTER_SLACK_BOT_TOKEN", raising=False)
    assert [check.name for check in channel_checks()] == ["slack", "sms"], "nothing is asked where nothing is set up"


def test_scopes_that_are_missing_have_names(slack: Any) -> None:
    slack.scopes = "chat:write,commands"
    settings = ChannelSettings(_env_file=None, slack_bot_token="xoxb-test", slack_api_url=slack.url)
    found = slack_answers(settings)
    assert found.state == "missing" and "app_mentions:read" in found.fix and "commands" not in found.fix
