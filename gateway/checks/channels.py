"""Slack and text messages: whether this version speaks there, and what they need. The only place that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents.settings import SLACK_API_URL
from gateway.checks.check import Check

LATER = "not in this version yet"
ANSWERS = "slack answers"
SECONDS = 3.0
SCOPES = ("app_mentions:read", "assistant:write", "chat:write", "commands", "files:write", "im:history")
"""As in `slack_bot/manifest.yaml`."""


@dataclass(frozen=True)
class Channel:
    """A way to the desk beside the web chat."""

    name: str
    settings: tuple[str, ...]
    """Fields of ChannelSettings; all of them are needed."""
    is_here: bool = False
    """Whether this version can do it."""
    instead: str = ""
    """A field that takes the place of the last one."""


CHANNELS = (
    Channel("slack", ("slack_bot_token", "slack_signing_secret"), is_here=True, instead="slack_app_token"),
    Channel("sms", ("twilio_account_sid", "twilio_auth_token", "twilio_number")),
)


class ChannelSettings(BaseSettings):
    """What the channels need; only whether it is there is told, never what it is."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", env_file=".env", extra="ignore", frozen=True)

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = SLACK_API_URL
    twilio_account_sid: SecretStr = SecretStr("")
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_number: SecretStr = SecretStr("")


def channel_checks() -> Iterator[Check]:
    """Every channel once."""
    settings = ChannelSettings()
    for channel in CHANNELS:
        check = channel_check(channel, settings)
        yield check
        if channel.name == "slack" and check.state == "ok":
            yield slack_answers(settings)


def slack_answers(settings: ChannelSettings) -> Check:
    """Whether Slack knows the token, and lets the app do what it is made for."""
    token = settings.slack_bot_token.get_secret_value().strip()
    try:
        answer = httpx.post(
            f"{settings.slack_api_url.rstrip('/')}/auth.test",
            headers={"authorization": f"Bearer {token}"},
            timeout=SECONDS,
        )
        said = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        return Check(ANSWERS, "broken", f"Slack does not answer ({type(error).__name__})", "the desk tries by itself")
    if not said.get("ok"):
        why = said.get("error", "no reason given")
        return Check(ANSWERS, "broken", f"Slack refuses the token: {why}", "set MUSTER_SLACK_BOT_TOKEN anew")
    granted = answer.headers.get("x-oauth-scopes", "")
    lacking = [scope for scope in SCOPES if scope not in granted.replace(" ", "").split(",")] if granted else []
    if lacking:
        fix = f"add {', '.join(lacking)} under OAuth & Permissions, and install the app again"
        return Check(ANSWERS, "missing", "scopes are missing", fix)
    return Check(ANSWERS, "ok", f"signed in to {said.get('team') or said.get('team_id')}")


def channel_check(channel: Channel, settings: ChannelSettings) -> Check:
    """Of a channel that is not here nothing is asked."""
    if not channel.is_here:
        return Check(channel.name, "later", LATER)
    there = {name for name, value in settings if isinstance(value, SecretStr) and value.get_secret_value().strip()}
    if channel.instead in there:
        there.add(channel.settings[-1])
    lacking = [f"MUSTER_{one.upper()}" for one in channel.settings if one not in there]
    if not lacking:
        return Check(channel.name, "ok", "its settings are there")
    if len(lacking) == len(channel.settings):
        return Check(channel.name, "optional", "not set up", f"set {', '.join(lacking)}")
    return Check(channel.name, "missing", "half set up", f"set {', '.join(lacking)} too")
