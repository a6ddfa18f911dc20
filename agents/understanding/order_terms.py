"""What an order is known by and what becomes of it: "move Acme's friday order to monday 7am", "5 instead of 3"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from agents.understanding.focus import Focus
from agents.understanding.matching import Match
from agents.understanding.mentions import Day, Hours, Mention
from agents.understanding.moments import put_together
from agents.understanding.plan import PlannedCall
from agents.understanding.words import Word

MARKS = frozenset({"to", "until", "till", "til", "by", "a", "al", "para", "hasta", "now"})
"""Words before what becomes of something."""
BETWEEN = frozenset("start starting starts be begin begins at on the el la las un one more just only empezar".split())
"""Words that may stand between such a word and it."""
INSTEAD = frozenset({"of", "not", "from", "de", "than"})
"""Words before what it was: "5 instead of 3", "from 3 to 5"."""
AMENDS = frozenset(
    "make change switch actually hazlo hazla hazle cambia cambialo cambiala ponlo ponla ponle dejalo que".split()
)
"""Words with which an order that was just opened is corrected, and no second one asked for."""
TERMS = ("headcount", "start", "end", "pay_rate", "bill_rate")
AMENDED = frozenset({"log_order", "change_order", "hybrid_search", "log_fill"})
"""Requests behind which "make it 3" is about the order that the conversation has."""


def renewed(match: Match, words: Sequence[Word], now: datetime) -> dict[str, Any]:
    """The arguments ``date`` (the day it stands for), ``start``, ``end`` and ``headcount`` of a change.

    ``start`` and ``end`` hold what is said: ``2026-04-24``, ``07:00`` or both.
    """
    frame, said = match.frame, sorted(match.mentions, key=lambda one: one.start)
    moments = [one for mention in said for one in _apart(mention, words)]
    first = next((place for place, one in enumerate(moments) if _is_marked(one, words)), None)
    if first is None:
        first = 0 if frame.renews in ("all", "end") else len(moments)
    known, new = moments[:first], moments[first:]
    args: dict[str, Any] = {}
    day = next((one.value for one in known if isinstance(one.value, Day)), None)
    if day is not None:
        args["date"] = put_together([day], [], now, past=False).day
    days = [one.value for one in new if isinstance(one.value, Day)]
    hours = [one.value for one in new if isinstance(one.value, Hours)]
    start_day = put_together(days[:1], hours[:1], now, past=False).day if days else ""
    if frame.renews == "end":
        args.update(_at("end", start_day, hours))
    else:
        args.update(_at("start", start_day, hours))
        last = hours[-1].end or (hours[-1].start if len(hours) > 1 else None) if hours else None
        args.update({"end": f"{last:%H:%M}"} if last else {})
    counts = [one for one in said if one.kind == "count"]
    if counts and "headcount" in frame.takes:
        args["headcount"] = _new_count(counts, words).value
    return args


def amended(
    call: PlannedCall, last: PlannedCall | None, focus: Focus, match: Match, words: Sequence[Word]
) -> PlannedCall | None:
    """ "Make it 3", "actually 7am", right after an order was opened or changed: a change of that order; else None."""
    if last is None or last.tool not in AMENDED or focus.order_id is None:
        return None
    new = {name: value for name, value in call.args.items() if name in TERMS}
    if not new or new.keys() != call.args.keys():
        return None
    if not any(word.norm in AMENDS for word in words[match.start : match.end]):
        return None
    counts = [mention for mention in match.mentions if mention.kind == "count"]
    if counts:
        new["headcount"] = _new_count(counts, words).value
    was_hour = any(isinstance(one.value, Hours) for one in match.mentions) and all(
        words[one.start - 1].norm in INSTEAD for one in counts if one.start
    )
    if was_hour:  # "7am instead of 6"
        new.pop("headcount", None)
    hours = [one.start for one in match.mentions if isinstance(one.value, Hours)]
    if any(start and words[start - 1].norm in INSTEAD for start in hours[1:]):  # "7am instead of 6am"
        new.pop("end", None)
    return PlannedCall("change_order", {"order_id": focus.order_id, **new})


def _apart(mention: Mention, words: Sequence[Word]) -> list[Mention]:
    """ "friday to monday" and "from 6 to 7" are two times of a change; "6am-2pm" is one shift."""
    value, said = mention.value, [word.norm for word in words[mention.start : mention.end]]
    if isinstance(value, Day):
        if value.last is None or "to" not in said:
            return [mention]
        place = mention.start + said.index("to") + 1
        later = Day(value.last, value.last)
        return [
            replace(mention, value=replace(value, last=None), end=place - 1),
            replace(mention, value=later, start=place),
        ]
    if isinstance(value, Hours):
        if value.end is None or said[0] not in ("from", "de") or not MARKS & set(said[1:]):
            return [mention]
        place = next(at for at, norm in enumerate(said) if at and norm in MARKS) + mention.start + 1
        return [
            replace(mention, value=Hours(value.start), end=place - 1),
            replace(mention, value=Hours(value.end), start=place),
        ]
    return []


def _is_marked(mention: Mention, words: Sequence[Word]) -> bool:
    """Whether a word before it says that this is what becomes of the order."""
    own = {word.norm for word in words[mention.start : mention.end]}
    if isinstance(mention.value, Hours) and words[mention.start].norm in MARKS and own - MARKS:
        return True
    place = mention.start - 1
    while place >= 0 and words[place].norm in BETWEEN:
        place -= 1
    return place >= 0 and words[place].norm in MARKS


def _new_count(counts: Sequence[Mention], words: Sequence[Word]) -> Mention:
    marked = [one for one in counts if _is_marked(one, words)]
    new = [one for one in counts if one.start == 0 or words[one.start - 1].norm not in INSTEAD]
    return (marked or new or counts)[0]


def _at(name: str, day: str, hours: Sequence[Hours]) -> Mapping[str, str]:
    hour = f"{hours[0].start:%H:%M}" if hours else ""
    said = "T".join(part for part in (day, hour) if part)
    return {name: said} if said else {}
