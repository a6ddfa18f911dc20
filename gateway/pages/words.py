"""How pages write figures, days and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import quote

from agents.wording_demand import street
from demand.contracts import Contract
from memory.agenda import AheadOrder
from memory.grammar import counted, plural

__all__ = [
    "chat_link", "clock", "contract_sentence", "countdown", "counted", "day", "dollars", "order_sentence", "percent",
    "plural", "reasons", "short_dollars", "street", "worded_days",
]  # fmt: skip
"""The templates' filters."""
_ADDS = re.compile(r"(.*) \(([+-]\d+\.\d+)\)")
_ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
MILLION, BILLION = 1_000_000, 1_000_000_000


def dollars(amount: float | None) -> str:
    """``$1,250,000``; words where no figure can be used."""
    return "no figure" if amount is None else f"${amount:,.0f}"


def short_dollars(amount: float) -> str:
    """``$940,000``, ``$12.3M``, ``$1.2B``."""
    if amount >= BILLION:
        return f"${amount / BILLION:,.1f}B"
    return f"${amount / MILLION:,.1f}M" if amount >= MILLION else dollars(amount)


def percent(ratio: float | None) -> str:
    """``60%``; a dash where nothing is asked for."""
    return "–" if ratio is None else f"{ratio:.0%}"


def day(moment: date) -> str:
    """``Tue Nov 24``."""
    return f"{moment:%a %b %-d}"


def clock(moment: datetime) -> str:
    """``6:00 AM``, on the moment's own clock."""
    return f"{moment:%-I:%M %p}"


def countdown(until: datetime, now: datetime) -> str:
    """``in 3 days``, ``in 1 day 4 h``, ``in 40 min``, ``2 days ago``; both are aware."""
    minutes = round((until - now).total_seconds() / 60)
    days, rest = divmod(abs(minutes), 24 * 60)
    hours, rest = divmod(rest, 60)
    if days >= 2:
        size = counted(days, "day")
    elif days:
        size = f"1 day {hours} h" if hours else "1 day"
    else:
        size = f"{hours} h" if hours else f"{rest} min"
    return f"in {size}" if minutes >= 0 else f"{size} ago"


def reasons(why: str) -> Iterator[tuple[str, str]]:
    """A worker's why-line, a reason at a time with what it adds to the score: ``("reliability 0.92", "+0.09")``."""
    for reason in filter(None, why.split(" · ")):
        found = _ADDS.fullmatch(reason)
        words, adds = found.groups() if found else (reason, "")
        yield worded_days(words), adds


def worded_days(text: str) -> str:
    """``Nov 13`` for ``2026-11-13``, wherever in a text."""
    return _ISO_DAY.sub(lambda found: f"{date.fromisoformat(found[0]):%b %-d}", text)


def order_sentence(one: AheadOrder) -> str:
    """What to ask the desk for the open seats of an order."""
    return f"need {counted(one.open_seats, one.order.role or 'worker')} for order {one.order.order_id}"


def contract_sentence(one: Contract) -> str:
    """The same for a contract."""
    return f"need {counted(one.headcount - one.filled, one.role)} for order {one.permit_id}"


def chat_link(sentence: str) -> str:
    """The chat with a sentence in its box, to be sent or changed."""
    return f"/chat/?prompt={quote(sentence, safe='')}"
