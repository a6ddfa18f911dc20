"""The map page, read from ARCHITECTURE.md, so that there is one map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from agents.settings import ROOT

_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")


@dataclass(frozen=True)
class Room:
    """A package and its one job."""

    name: Markup
    job: Markup
    start: Markup
    """Where to start reading."""


@dataclass(frozen=True)
class House:
    """What the map page tells."""

    rooms: tuple[Room, ...]
    life: tuple[Markup, ...]
    """How a fact lives, a step each."""


@cache
def house() -> House:
    """The map as it is written."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.*?) ?\|$", _section(text, "Rooms"), re.MULTILINE)
    rooms = (Room(*map(_inline, row)) for row in rows if row[0] not in ("room", "---"))
    return House(tuple(rooms), tuple(_steps(_section(text, "How a fact lives"))))


def _section(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _steps(text: str) -> Iterator[Markup]:
    for step in re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:]:
        yield _inline(" ".join(step.split()))


def _inline(text: str) -> Markup:
    """Code, bold and the words of links; the rest of Markdown is not used there."""
    plain = str(escape(_LINK.sub(r"\1", text.strip())))
    return Markup(_BOLD.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", plain)))
