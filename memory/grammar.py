"""English grammar of what is said to people: plurals, counts, lists, clock times, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

UNCOUNTED = frozenset({"labor", "labour", "staff", "crew", "help", "security", "personnel"})
"""Last words of a role that have no plural."""
NO_END = frozenset({"st", "jr", "sr", "co", "inc", "ltd", "corp", "mt", "ft", "dr", "mr", "mrs", "ms", "no"})
"""Words whose full stop ends no sentence."""
_TRAILING = re.compile(r"(\s*\([^()]*\)|\s+(?:I{1,3}|IV|V|[0-9]+|[A-Z]))$")
_END = re.compile(r"(?<=[.?!])\s+(?=[\"“'¿¡(]?[^\W_a-zß-ÿ])")


def plural(noun: str) -> str:
    """``Laborers``, ``Maintenance Techs``, ``Foremen``, ``Welders (TIG)``; what is a plural already stays."""
    end = _TRAILING.search(noun)
    if end and end.start():
        return plural(noun[: end.start()]) + end.group()
    last = noun.rsplit(" ", 1)[-1].casefold()
    if last in UNCOUNTED or (last.endswith("s") and not last.endswith(("ss", "us"))):
        return noun
    if last.endswith("man") and last not in {"human", "german"}:
        return f"{noun[:-2]}en"
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    hisses = last.endswith(("s", "x", "z", "ch", "sh")) and not last.endswith("tech")
    return f"{noun}es" if hisses else f"{noun}s"


def counted(count: int, noun: str) -> str:
    """``1 worker``, ``2 workers``, ``1,200 workers``."""
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def in_words(names: Sequence[str], joiner: str = "and") -> str:
    """``nobody``, ``Ana``, ``Ana and Ben``, ``Ana, Ben and Cy``."""
    if not names:
        return "nobody"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joiner} {names[-1]}"


def clock_words(moment: datetime) -> str:
    """``Tue Apr 21 6:00 AM``, on the moment's own clock."""
    return f"{moment:%a %b %-d %-I:%M %p}"


def span_words(start: datetime, end: datetime) -> str:
    """``Tue Apr 21 6:00 AM to 2:00 PM``, on the start's clock; the end has its day where that is another one."""
    until = end.astimezone(start.tzinfo)
    said = f"{until:%-I:%M %p}" if until.date() == start.date() else clock_words(until)
    return f"{clock_words(start)} to {said}"


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph. "St. Louis", "Jr." and initials end none."""
    found: list[str] = []
    for piece in _END.split(text.strip()):
        last = found[-1].rsplit(" ", 1)[-1].rstrip(".").casefold() if found else ""
        if found and found[-1].endswith(".") and (last in NO_END or (len(last) == 1 and last.isalpha())):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return tuple(found)
