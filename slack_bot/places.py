"""Where the person of an item is answered."""

from __future__ import annotations

import json

from slack_bot.inbox import Item
from slack_bot.posting import Place


def place_of(item: Item) -> Place | None:
    """A thread, or the address of an answer that one person sees; None for what happens in no conversation."""
    said = item.payload
    match item.kind:
        case "message":
            return Place(said["team"], said["channel"], said["thread_ts"], said["user"])
        case "command":
            return Place(said["team_id"], said["channel_id"], "", said["user_id"], said["response_url"])
        case "action":
            private = said["response_url"] if said["ephemeral"] else ""
            return Place(said["team"], said["channel"], said["thread_ts"], said["user"], private)
        case "view":
            context = json.loads(said["metadata"])
            return Place(said["team"], context["channel"], context["thread_ts"], said["user"], context["response_url"])
        case "home" | "prompts":
            return None
