"""The smallest pieces of blocks: texts that mean only what they say, buttons that fit."""

from __future__ import annotations

import json
import re
from typing import Any

from slack_bot.blocks.limits import BUTTON, CONFIRM, SECTION, Block, pieces, short

_MARKDOWN = re.compile(r"[\\`*_\[\]<>~#|]")


def plain(text: str) -> Block:
    """Literal text."""
    return {"type": "plain_text", "text": text, "emoji": False}


def marked(text: str) -> Block:
    """Text with Slack's own markup; what people wrote in it went through `literal`."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def literal(text: str) -> str:
    """Words that Slack's markup must not change: no mention, no link, no style."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.translate({ord("*"): "∗", ord("`"): "'", ord("~"): "∼"})


def markdown(text: str) -> str:
    """The same for streamed text, which is Markdown."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def sections(text: str, block_id: str) -> list[Block]:
    """Words as they are, in as many sections as they need."""
    return [
        {"type": "section", "block_id": f"{block_id}:{number}", "text": plain(piece)}
        for number, piece in enumerate(pieces(text))
    ]


def context(text: str, block_id: str) -> Block:
    """Small print, with markup."""
    return {"type": "context", "block_id": block_id, "elements": [marked(short(text, SECTION))]}


def button(
    label: str, action_id: str, value: dict[str, Any], *, style: str = "", sure: str = "", yes: str = "", no: str = ""
) -> Block:
    """A button; with ``sure``, Slack asks that first."""
    made: Block = {"type": "button", "text": plain(short(label, BUTTON)), "action_id": action_id,
                   "value": json.dumps(value, ensure_ascii=False)}  # fmt: skip
    if style:
        made["style"] = style
    if sure:
        made["confirm"] = {
            "title": plain(short(label, CONFIRM["title"])),
            "text": plain(short(sure, CONFIRM["text"])),
            "confirm": plain(short(yes, CONFIRM["confirm"])),
            "deny": plain(short(no, CONFIRM["deny"])),
        }
    return made
