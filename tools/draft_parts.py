"""One value of a draft in place of another: its hour, its day, its pay, a name, or some words of it."""

from __future__ import annotations

import re
from typing import Literal

from memory.errors import BadInput
from memory.ledger.ledger import Row

DraftPart = Literal["time", "day", "pay", "name"]
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|lunes|lun|martes|mar|mi[eé](?:rcoles)?|jue(?:ves)?"
    r"|vie(?:rnes)?|s[aá]b(?:ado)?|dom(?:ingo)?)(?:day)?\.?"
)
_FORMS: dict[DraftPart, re.Pattern[str]] = {
    "time": re.compile(r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b\.?", re.IGNORECASE),
    "day": re.compile(
        rf"\b{_WEEKDAY},?\s+(?:[a-z]{{3,}}\s+\d{{1,2}}|\d{{1,2}}\s+(?:de\s+)?[a-z]{{3,}})\b", re.IGNORECASE
    ),
    "pay": re.compile(r"\$\d+(?:\.\d\d)?"),
}


def with_new_part(row: Row, part: DraftPart | None, old: str | None, new: str) -> str:
    """The draft's text with the value in its place. Raises BadInput (``part_missing``) where it has no such value."""
    text = str(row["text"])
    found = _found(row, text, part, old)
    if found is None:
        raise BadInput(
            f"Draft {row['draft_id']} does not say “{old or part}”.",
            code="part_missing",
            hint=f"Say “change {row['draft_id']} to: …” with the whole new text.",
            details={"draft_id": row["draft_id"], "part": old or part},
        )
    if old is None:
        return text[: found.start()] + new + text[found.end() :]
    return re.sub(_whole(old), lambda _hit: new, text, flags=re.IGNORECASE)


def _found(row: Row, text: str, part: DraftPart | None, old: str | None) -> re.Match[str] | None:
    """Where the value stands; of several hours the first is the start."""
    if old is not None:
        return re.search(_whole(old), text, re.IGNORECASE)
    if part == "name":
        first = str(row["name"] or "").split()[:1]
        return re.search(_whole(first[0]), text) if first else None
    return _FORMS[part].search(text) if part else None


def _whole(words: str) -> str:
    return rf"(?<!\w){re.escape(words)}(?!\w)"
