"""How sensitive a column is: by its name, else by what a sample of its values looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from memory.lake.report import Sensitivity, shortened

_BY_NAME: tuple[tuple[Sensitivity, re.Pattern[str]], ...] = (
    (
        "PHI",
        re.compile(r"medical|diagnos|health|patient|icd_?\d|disabilit|vaccin|medication|blood_type|drug_(test|screen)"),
    ),
    (
        "Financial",
        re.compile(
            r"pay|(^|_)rates?(_|$)|salar|wage|bill_|invoice|(^|_)bank|routing|iban|(^|_)credit|_(cost|price|amount)(_|$)"
        ),
    ),
    (
        "PII",
        re.compile(
            r"e_?mail|phone|(^|_)(cell|mobile|fax|tel|ssn|dob|itin)(_|$)|social_security|birth|passport|driver|licen[cs]e_n"
            r"|resume|(^|_)(street|home|mailing|site|postal|worksite)?_?address|emergency_contact"
        ),
    ),
)
_BY_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[a-z]{2,}"
    r"|(\+?1[-. ]?)?(\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}( ?x\d+)?|\+\d{10,14}"
    r"|\d{3}-\d{2}-\d{4}"
    r"|\d+[a-z]? .*\b(st|street|ave|avenue|rd|road|blvd|dr|drive|ln|lane|ct|court|way|pkwy|hwy)\b\.?.*",
    re.IGNORECASE,
)
_VOTE = 0.6


def discreet(text: str) -> str:
    """A cell as a report may repeat it: one that is an address or a number of somebody's keeps its ends only."""
    if not _BY_VALUE.fullmatch(text.strip()):
        return shortened(text)
    return f"{text.strip()[:1]}…@…" if "@" in text else f"…{text.strip()[-2:]}"


def sensitivity(name: str, values: Sequence[str], *, open_data: bool) -> Sensitivity:
    """``values``: a sample of the column's cells that are not empty. A published cost or rate is nobody's secret."""
    by_name = next((level for level, pattern in _BY_NAME if pattern.search(name)), None)
    if by_name and not (open_data and by_name == "Financial"):
        return by_name
    hits = sum(1 for value in values if _BY_VALUE.fullmatch(value.strip()))
    if values and hits >= _VOTE * len(values):
        return "PII"
    return "Public" if open_data else "Internal"
