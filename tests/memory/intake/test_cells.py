"""What single cells become, and which of them stay as they were written."""

from __future__ import annotations

import json

import pytest

from memory.intake.cells import CLEANERS, clock, ratio
from memory.intake.words import IntakeWords


@pytest.mark.parametrize(
    ("field", "text", "becomes"),
    [
        ("name", "Lopez, Maria", "Maria Lopez"),
        ("name", "Baker, Tom, Jr.", "Baker Tom Jr."),
        ("name", "Baker, Jr., Tom", "Tom Baker Jr."),
        ("name", "  Tom   O'Brien ", "Tom O'Brien"),
        ("role", "lift drivers", "Forklift Operator"),
        ("role", "Soldador", "Welder"),
        ("role", "Rebar Guy", "Rebar Guy"),
        ("state", "Illinois", "IL"),
        ("state", "Ill.", "IL"),
        ("state", "il", "IL"),
        ("pay_rate", "$24.50/hr", "24.50"),
        ("pay_rate", "24,50", "24.50"),
        ("pay_rate", "1,250", "1250"),
        ("pay_rate", "USD 24 per hour", "24"),
        ("phone", "(219) 555-0101", "+12195550101"),
        ("phone", "219.555.0101", "+12195550101"),
        ("phone", "2195550101.0", "+12195550101"),
        ("phone", "+52 55 1234 5678", "+525512345678"),
        ("email", "mailto:ana@example.com", "ana@example.com"),
        ("zip", "4360", "04360"),
        ("zip", "60601-", "60601"),
        ("availability", "On assignment", "assigned"),
        ("availability", "YES", "available"),
        ("availability", "Disponible", "available"),
        ("shift", "2nd shift", "swing"),
        ("shift", "noche", "night"),
        ("shift", "1st/3rd", "any"),
        ("sms_consent", "Opted in", "yes"),
        ("sms_consent", "N", "no"),
        ("start", "4/27/2026 6:00 AM", "2026-04-27 06:00"),
        ("start", "27-Apr-26", "2026-04-27"),
        ("start", "Apr 27, 2026", "2026-04-27"),
    ],
)
def test_what_is_sure_is_rewritten(words: IntakeWords, field: str, text: str, becomes: str) -> None:
    cleaned = CLEANERS[field](text, words)
    assert (cleaned.text, cleaned.problem) == (becomes, "")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("pay_rate", "18-20"),
        ("pay_rate", "DOE"),
        ("phone", "219-555-0101 or 219-555-0102"),
        ("phone", "219-555-0101 x12"),
        ("phone", "call his wife"),
        ("phone", "555-0118"),
        ("role", "ana.diaz@example.com"),
        ("role", "219-555-0101"),
        ("city", "46402"),
        ("phone", "2.19555E+09"),
        ("email", "ask"),
        ("availability", "after 3pm"),
        ("shift", "school hours"),
        ("sms_consent", "maybe"),
        ("state", "Ontario"),
    ],
)
def test_what_is_not_sure_stays_and_says_so(words: IntakeWords, field: str, text: str) -> None:
    cleaned = CLEANERS[field](text, words)
    assert cleaned.text == text
    assert cleaned.problem


@pytest.mark.parametrize(
    ("field", "text", "parts"),
    [
        ("skills", "MIG; TIG, stick", ["MIG", "TIG, stick"]),
        ("skills", "MIG, TIG", ["MIG", "TIG"]),
        ("skills", "MIG/TIG", ["MIG", "TIG"]),
        ("skills", "blueprints | layout", ["blueprints", "layout"]),
        ("skills", "n/a", []),
        ("skills", '["a, b", "c"]', ["a, b", "c"]),
        ("certifications", "Lockout/Tagout", ["Lockout/Tagout"]),
        ("certifications", "forklift license, OSHA-10", ["Forklift", "OSHA 10"]),
        ("certifications", "Forklift (exp 5/1/2027)", ["Forklift (2027-05-01)"]),
        ("certifications", "Forklift (2027-05-01)", ["Forklift (2027-05-01)"]),
        ("certifications", "Crane signaller; crane signaller", ["Crane signaller", "crane signaller"]),
        ("certifications", "First Aid/CPR / OSHA 30", ["First Aid/CPR", "OSHA 30"]),
    ],
)
def test_lists(words: IntakeWords, field: str, text: str, parts: list[str]) -> None:
    cleaned = CLEANERS[field](text, words).text
    assert (json.loads(cleaned) if cleaned else []) == parts


@pytest.mark.parametrize(
    ("top", "text", "value"),
    [(1.0, "0.85", "0.85"), (100.0, "85", "0.85"), (5.0, "4", "0.8"), (1.0, "85%", "0.85"), (1.0, "4/5", "0.8")],
)
def test_ratings(words: IntakeWords, top: float, text: str, value: str) -> None:
    assert ratio(top)(text, words).text == value


@pytest.mark.parametrize(("said", "is_"), [("6a", "06:00"), ("6:30 PM", "18:30"), ("12 am", "00:00"), ("noon", None)])
def test_clock(said: str, is_: str | None) -> None:
    assert clock(said) == is_
