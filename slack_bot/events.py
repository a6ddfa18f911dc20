"""Slack's payloads, cut down to what is worked on; and what is none of our business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bot.inbox import Kind

_HUMAN_SUBTYPES = (None, "file_share", "thread_broadcast")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:[^|>]*\|)?([^>]*)>")


@dataclass(frozen=True)
class Entry:
    """Something for the inbox."""

    kind: Kind
    lane: str
    keys: tuple[str, ...]
    """By which its repetition is known."""
    payload: dict[str, Any]


def message_entry(body: Mapping[str, Any]) -> Entry | None:
    """A mention or a direct message; None for what bots, edits and other people's talk bring."""
    event, team = body["event"], str(body.get("team_id") or body["event"].get("team") or "")
    user, text = event.get("user"), event.get("text") or ""
    if not user or event.get("bot_id") or event.get("subtype") not in _HUMAN_SUBTYPES:
        return None
    us = next((one.get("user_id") for one in body.get("authorizations") or () if one.get("is_bot")), None)
    direct = event.get("channel_type") == "im"
    mentioned = event["type"] == "app_mention" or (us is not None and f"<@{us}" in text)
    if user == us or not (direct or mentioned):
        return None
    channel, ts = event["channel"], event["ts"]
    root = event.get("thread_ts") or ts
    return Entry(
        "message",
        f"slack:{team}:{channel}:{root}",
        (f"event:{body['event_id']}", f"message:{team}:{channel}:{ts}"),
        {"team": team, "channel": channel, "thread_ts": root, "user": user, "text": said(text, us),
         "key": f"slack:{team}:{channel}:{ts}"},
    )  # fmt: skip


def said(text: str, us: str | None) -> str:
    """The words as they were typed: without our own name, Slack's links and its escapes."""
    first = _MENTION.match(text.strip())
    if us is not None:
        text = re.sub(rf"<@{us}(?:\|[^>]*)?>[,:]?", " ", text)
    elif first is not None:
        text = text.strip()[first.end() :]
    text = _LINK.sub(r"\1", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def opened_entry(body: Mapping[str, Any]) -> Entry | None:
    """Somebody opened the app's home or its conversation."""
    event, team = body["event"], str(body.get("team_id", ""))
    kind: Kind = "home" if event.get("tab") == "home" else "prompts"
    if not event.get("user"):
        return None
    payload = {"team": team, "user": event["user"], "channel": event.get("channel", "")}
    return Entry(kind, f"home:{team}:{event['user']}", (f"event:{body['event_id']}",), payload)


def action_entry(body: Mapping[str, Any]) -> Entry:
    """A button. It is known by its trigger, so that a request that is sent again does nothing."""
    team, user, action = team_of(body), body["user"]["id"], body["actions"][0]
    container = body.get("container") or {}
    value = action.get("value") or ""
    payload = {
        "team": team, "user": user, "action": action["action_id"], "value": value,
        "channel": container.get("channel_id") or "", "ts": container.get("message_ts") or "",
        "thread_ts": container.get("thread_ts") or container.get("message_ts") or "",
        "ephemeral": bool(container.get("is_ephemeral")), "response_url": body.get("response_url") or "",
        "home": container.get("type") == "view", "key": f"press:{body['trigger_id']}",
    }  # fmt: skip
    lane = f"{team}:{payload['channel'] or user}:{payload['ts']}"
    return Entry("action", lane, (f"action:{body['trigger_id']}",), payload)


def command_entry(body: Mapping[str, Any]) -> Entry:
    """``/muster``."""
    payload = {name: body.get(name) or "" for name in ("team_id", "channel_id", "user_id", "text", "response_url")}
    payload["key"] = f"command:{body['trigger_id']}"
    lane = f"command:{payload['team_id']}:{payload['user_id']}"
    return Entry("command", lane, (payload["key"],), payload)


def view_entry(body: Mapping[str, Any]) -> Entry:
    """A modal that was sent off."""
    view = body["view"]
    payload = {
        "team": team_of(body), "user": body["user"]["id"], "view": view["callback_id"],
        "metadata": view.get("private_metadata") or "{}",
        "text": view["state"]["values"].get("said", {}).get("text", {}).get("value") or "",
    }  # fmt: skip
    key = f"view:{view['id']}:{view.get('hash', '')}"
    return Entry("view", key, (key,), payload)


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace of an interaction."""
    return str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or "")
