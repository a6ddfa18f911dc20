"""One cell of a foreign table → the text that the dataset's own kinds read, or why it stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from phonenumbers import ValidationResult

from memory.intake.evidence import EMAIL, REGION, is_group
from memory.intake.words import IntakeWords, cell
from memory.lake.known import CITY, TRADE
from memory.vocabulary import singulars

NO_AREA_CODE, NO_EMAIL = "has no area code", "is no e-mail address"
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%m-%d-%Y")
_CLOCK = re.compile(r"(\d{1,2})(?::?(\d{2}))?(?::\d{2})? ?([ap])\.?m?\.?|(\d{1,2}):(\d{2})(?::\d{2})?", re.IGNORECASE)
_EXPIRY = re.compile(
    r"^(?P<name>.*?)[\s(,:-]+(?:exp(?:\.|ires?|iry|iration)?:?|until|thru|through|valid to|vence)?\s*"
    r"(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})\)?$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_MONEY = re.compile(
    r"(?i)(?:usd|us\$|\$)? ?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d{1,2})?) ?(?:usd|dollars?)?"
    r" ?(?:(?:/|per|an|a|por) ?(?:h|hr|hrs|hour|hora)\.?)?"
)
_RATED = re.compile(r"(\d+(?:[.,]\d+)?) ?(%|/ ?(\d+)|stars?|out of (\d+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Cleaned:
    """What a cell became."""

    text: str
    """Empty where the cell says nothing."""
    problem: str = ""
    """Why the text is still the cell's own, where it is not what the field holds."""


Cleaner = Callable[[str, IntakeWords], Cleaned]


def name(text: str, _words: IntakeWords) -> Cleaned:
    """``Lopez, Maria`` → ``Maria Lopez``; a comma before a suffix is none of these."""
    parts = [" ".join(part.split()) for part in text.split(",")]
    parts = [part for part in parts if part]
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        return Cleaned(f"{parts[1]} {parts[0]}")
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
        return Cleaned(f"{parts[2]} {parts[0]} {parts[1]}")
    return Cleaned(" ".join(parts))


def role(text: str, words: IntakeWords) -> Cleaned:
    """The canonical role where a synonym says it for sure, else as written: a shop has roles of its own."""
    if not is_group(text):
        return Cleaned(text, TRADE.otherwise)
    found = next(
        (words.vocabulary.roles[said] for said in singulars(cell(text)) if said in words.vocabulary.roles), None
    )
    return Cleaned(found or " ".join(text.split()))


def city(text: str, words: IntakeWords) -> Cleaned:
    """A city by its own name where another is written."""
    if not is_group(text):
        return Cleaned(text, CITY.otherwise)
    return Cleaned(words.vocabulary.cities.get(cell(text)) or " ".join(text.split()))


def choice(field: str) -> Cleaner:
    """One of the field's words."""

    def clean(text: str, words: IntakeWords) -> Cleaned:
        found = words.choices[field].get(cell(text))
        return Cleaned(found) if found else Cleaned(text, "is no word that is known")

    return clean


def shift(text: str, words: IntakeWords) -> Cleaned:
    """One shift; somebody with several is ready for any."""
    known = words.choices["shift"]
    found = {known.get(cell(part)) for part in (text, *re.split(r"[;,/|&+]| or | and ", text))} - {None}
    parts = {known.get(cell(part)) for part in re.split(r"[;,/|&+]| or | and ", text)}
    if len(found) == 1:
        return Cleaned(str(found.pop()))
    if len(found) > 1 and None not in parts:
        return Cleaned("any")
    return Cleaned(text, "is no shift that is known")


def money(text: str, _words: IntakeWords) -> Cleaned:
    """``$24.50/hr`` → ``24.50``; a range or a sentence stays."""
    found = _MONEY.fullmatch(" ".join(text.split()))
    if found is None:
        return Cleaned(text, "is not one amount in dollars")
    figure = found[1]
    decimal = re.fullmatch(r"\d+,\d{1,2}", figure)
    return Cleaned(figure.replace(",", "." if decimal else ""))


def phone(text: str, _words: IntakeWords) -> Cleaned:
    """E.164, where the text is one number and nothing else."""
    digits = re.sub(r"\.0+$", "", text.strip())  # a spreadsheet takes a number for an amount
    try:
        found = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException:
        return Cleaned(text, "is no phone number")
    if phonenumbers.is_possible_number_with_reason(found) == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return Cleaned(text, NO_AREA_CODE)
    letters = re.sub(r"(?i)ext\.?|x|tel[:.]?", "", digits)
    if found.extension or re.search(r"[A-Za-z]", letters) or not phonenumbers.is_possible_number(found):
        return Cleaned(text, "is not one plain phone number")
    return Cleaned(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def email(text: str, _words: IntakeWords) -> Cleaned:
    """Without its ``mailto:``."""
    plain = re.sub(r"(?i)^mailto:", "", text.strip())
    return Cleaned(plain) if EMAIL.fullmatch(plain) else Cleaned(text, NO_EMAIL)


def postal(text: str, _words: IntakeWords) -> Cleaned:
    """Five digits: a spreadsheet drops the first zero, and an export may end in a dash."""
    plain = re.sub(r"\.0+$", "", text.strip()).rstrip("-").strip()
    return Cleaned(plain.zfill(5) if re.fullmatch(r"\d{4}", plain) else plain)


def listed(field: str) -> Cleaner:
    """A list, split where its writer split it; of certifications each by the name that the vocabulary knows."""

    def clean(text: str, words: IntakeWords) -> Cleaned:
        parts = [] if cell(text) in words.empty else _split(text, words)
        parts = [part for part in parts if cell(part) not in words.empty]
        if field == "certifications":
            parts = [_certification(part, words) for part in parts]
        return Cleaned(json.dumps(list(dict.fromkeys(parts)), ensure_ascii=False) if parts else "")

    return clean


def ratio(top: float) -> Cleaner:
    """0 to 1, of a column whose bare figures go up to ``top``."""

    def clean(text: str, _words: IntakeWords) -> Cleaned:
        found = _RATED.fullmatch(" ".join(text.split()))
        if found is None:
            return Cleaned(text, "is no rating that can be read")
        of = found[3] or found[4]
        most = 100.0 if found[2] == "%" else float(of) if of else 5.0 if found[2] else top
        value = float(found[1].replace(",", ".")) / most if most else 2.0
        return Cleaned(f"{value:.4g}") if value <= 1 else Cleaned(text, f"is more than {most:g}")

    return clean


def moment(text: str, _words: IntakeWords) -> Cleaned:
    """ISO, of the ways in which spreadsheets write a day and an hour; the rest is the dataset's own to read."""
    plain = " ".join(text.split())
    for form in _DAYS:
        for cut in range(len(plain), 5, -1):
            if cut < len(plain) and plain[cut] not in " T":
                continue
            try:
                day = datetime.strptime(plain[:cut], form).date()
            except ValueError:
                continue
            hour = clock(plain[cut:].strip(" T,")) if cut < len(plain) else ""
            if hour is not None:
                return Cleaned(f"{day.isoformat()} {hour}".strip())
    return Cleaned(plain)


def clock(text: str) -> str | None:
    """``6a`` → ``06:00``; None where it is no time of day."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    if found[4] is not None:
        hour, minute = int(found[4]), int(found[5])
    else:
        hour, minute = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0), int(found[2] or 0)
        if not 1 <= int(found[1]) <= 12:
            return None
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def place(text: str, words: IntakeWords) -> tuple[str, str, str] | None:
    """City, state and zip of ``Toledo, OH 43604``; None where the text is no such thing."""
    found = re.fullmatch(r"\s*([^,\d]+?)(?:\s*,\s*|\s+)([A-Za-z][A-Za-z. ]+?)\.?(?:[ ,]+(\d{5}(?:-\d{4})?))?\s*", text)
    known = words.choices["state"]
    if found is not None and (code := known.get(cell(found[2]))):
        return found[1].strip(), code, found[3] or ""
    return None


CLEANERS: Mapping[str, Cleaner] = {
    "name": name,
    "role": role,
    "city": city,
    "state": choice("state"),
    "zip": postal,
    "availability": choice("availability"),
    "shift": shift,
    "skills": listed("skills"),
    "certifications": listed("certifications"),
    "pay_rate": money,
    "bill_rate": money,
    "phone": phone,
    "email": email,
    "sms_consent": choice("sms_consent"),
    "start": moment,
    "end": moment,
}
"""By field. ``reliability`` is not among them: what its figures mean depends on the whole column (`ratio`)."""


def _split(text: str, words: IntakeWords) -> list[str]:
    if text.lstrip().startswith("["):
        try:
            parts = json.loads(text)
        except ValueError:
            parts = None
        if isinstance(parts, list):
            return [str(part).strip() for part in parts if str(part).strip()]
    certain = re.split(r"[;|\n]", text)
    if len(certain) == 1:
        certain = re.split(r",(?![^()]*\))(?! ?\d{4}\b)", text)
    parts = [piece for part in certain for piece in _slashes(part.strip(), words)]
    return [part for part in parts if part]


def _slashes(text: str, words: IntakeWords) -> list[str]:
    """``MIG/TIG`` is two; ``Lockout/Tagout``, a date and a fraction are one."""
    bare = re.sub(r"\([^)]*\)", "", text)
    if "/" not in bare or cell(text) in words.vocabulary.certifications or re.search(r"\d ?/ ?\d|\bw/", bare):
        return [text]
    return [part.strip() for part in re.split(r"/(?![^()]*\))", text)]


def _certification(text: str, words: IntakeWords) -> str:
    """Its known name, and its last day as ``(2027-05-01)`` where one stands behind it."""
    found = _EXPIRY.match(text)
    bare, day = (found["name"].strip(), moment(found["day"], words).text) if found else (text, "")
    known = words.vocabulary.certifications.get(cell(bare)) or bare
    return f"{known} ({day})" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else known if not found else text
