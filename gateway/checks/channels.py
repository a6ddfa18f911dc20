"""Slack and text messages: whether this version speaks there, and what they need. The only place that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.checks.check import Check

LATER = "not in this version yet"


@dataclass(frozen=True)
class Channel:
    """A way to the desk beside the web chat."""

    name: str
    settings: tuple[str, ...]
    """Fields of ChannelSettings; all of them are needed."""
    is_here: bool = False
    """Whether this version can do it."""


CHANNELS = (
    Channel("slack", ("slack_bot_token", "slack_signing_secret")),
    Channel("sms", ("twilio_account_sid", "twilio_auth_token", "twilio_number")),
)


class ChannelSettings(BaseSettings):
    """What the channels need; only whether it is there is told, never what it is."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", env_file=".env", extra="ignore", frozen=True)

    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_number: str = ""


def channel_checks() -> Iterator[Check]:
    """Every channel once."""
    settings = ChannelSettings()
    return (channel_check(channel, settings) for channel in CHANNELS)


def channel_check(channel: Channel, settings: ChannelSettings) -> Check:
    """Of a channel that is not here nothing is asked."""
    if not channel.is_here:
        return Check(channel.name, "later", LATER)
    lacking = [f"MUSTER_{one.upper()}" for one in channel.settings if not getattr(settings, one).strip()]
    if not lacking:
        return Check(channel.name, "ok", "its settings are there")
    if len(lacking) == len(channel.settings):
        return Check(channel.name, "optional", "not set up", f"set {', '.join(lacking)}")
    return Check(channel.name, "missing", "half set up", f"set {', '.join(lacking)} too")
