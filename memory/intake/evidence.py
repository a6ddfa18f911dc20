"""What a column's values look like, whatever its heading says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import phonenumbers

from memory.intake.words import IntakeWords, cell
from memory.vocabulary import singulars

REGION = "US"
"""Where a phone number without its country is from."""
LIKELY = 0.8
"""The share of a column's filled cells that must look alike for a guess by values."""
CONTRADICTED = 0.2
"""A heading is not believed where fewer of the cells fit what it says."""
HOURLY = (4.0, 400.0)
"""Dollars an hour; more is a week's or a year's pay."""
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")
MONEY = re.compile(r"(?i)\$? ?(\d{1,4}(?:[.,]\d{1,2})?) ?(usd)? ?((/|per|an|por) ?(h|hr|hour|hora)\.?)?")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(,? [^\W\d_][\w.'’-]*){1,4}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?|\d{1,2}/\d{1,2}/\d{2,4}( .*)?|\d{1,2}-[A-Za-z]{3}-\d{2,4}")
Fits = Callable[[str, IntakeWords], bool]


def is_phone(text: str) -> bool:
    """Whether the text is one whole phone number, and no date, id or amount."""
    if not re.fullmatch(r"[+(]?\d[\d\s().+x/-]*(ext\.? ?\d+)?", text.strip(), re.IGNORECASE):
        return False
    if not 10 <= sum(sign.isdigit() for sign in text) <= 17:
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, REGION))
    except phonenumbers.NumberParseException:
        return False


def is_group(text: str) -> bool:
    """Whether a text can be a trade or a city: in words, and no e-mail address."""
    return "@" not in text and re.search(r"[^\W\d_]", text) is not None


def _role(text: str, words: IntakeWords) -> bool:
    return any(said in words.vocabulary.roles for said in singulars(cell(text)))


def _rate(text: str, _words: IntakeWords) -> bool:
    found = MONEY.fullmatch(text.strip())
    return found is not None and HOURLY[0] <= float(found[1].replace(",", ".")) <= HOURLY[1]


def _priced(text: str, words: IntakeWords) -> bool:
    """A rate that says so itself, by its sign or its cents: a bare 24 may be an age."""
    return _rate(text, words) and bool(re.search(r"\$|[.,]\d\d|h", text, re.IGNORECASE))


def _certified(text: str, words: IntakeWords) -> bool:
    return any(cell(part) in words.vocabulary.certifications for part in re.split(r"[;,|]", text))


BY_VALUE: Mapping[str, Fits] = {
    "email": lambda text, _words: EMAIL.fullmatch(text.strip()) is not None,
    "phone": lambda text, _words: is_phone(text),
    "state": lambda text, words: text.strip().isalpha() and cell(text) in words.choices["state"],
    "role": _role,
    "pay_rate": _priced,
    "certifications": _certified,
    "shift": lambda text, words: len(text.strip()) > 2 and cell(text) in words.choices["shift"],
    "start": lambda text, _words: _DATE.fullmatch(text.strip()) is not None,
    "name": lambda text, _words: _NAME.fullmatch(text.strip()) is not None,
}
"""Field → whether a cell looks like one, the surest first. A column is guessed by its values in this order."""

CHECKED: Mapping[str, Fits] = {
    "email": BY_VALUE["email"],
    "phone": lambda text, _words: sum(sign.isdigit() for sign in text) >= 7,
    "state": BY_VALUE["state"],
    "pay_rate": _rate,
    "bill_rate": _rate,
    "name": lambda text, _words: not re.fullmatch(r"[\W\d_]*", text),
    "role": lambda text, _words: is_group(text),
    "city": lambda text, _words: is_group(text),
    "headcount": lambda text, _words: re.fullmatch(r"\d{1,4}(\.0*)?", text.strip()) is not None,
    "start": lambda text, _words: bool(re.search(r"\d", text)),
    "availability": lambda text, words: cell(text) in words.choices["availability"],
}
"""Field → what a cell must at least look like for a heading that is no field's own name to be believed."""


def share(values: Sequence[str], fits: Fits, words: IntakeWords) -> float:
    """How many of the cells that say something fit, as a ratio; 0 where none says anything."""
    filled = [value for value in values if value.strip() and cell(value) not in words.empty]
    return sum(1 for value in filled if fits(value, words)) / len(filled) if filled else 0.0
