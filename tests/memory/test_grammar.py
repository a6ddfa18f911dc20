"""Counts, plurals, lists and sentences, as people write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from memory.grammar import clock_words, counted, in_words, plural, sentences_of


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("Laborer", "Laborers"),
        ("HVAC Technician", "HVAC Technicians"),
        ("CNC Machinist", "CNC Machinists"),
        ("Maintenance Tech", "Maintenance Techs"),
        ("Foreman", "Foremen"),
        ("Secretary", "Secretaries"),
        ("Key Worker", "Key Workers"),
        ("Switch", "Switches"),
        ("Boss", "Bosses"),
        ("General Labor", "General Labor"),
        ("Warehouse Associates", "Warehouse Associates"),
        ("Welder (TIG)", "Welders (TIG)"),
        ("Welder II", "Welders II"),
        ("Electrician 2", "Electricians 2"),
        ("Driver A", "Drivers A"),
        ("no-show", "no-shows"),
        ("similar fill", "similar fills"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


def test_counts() -> None:
    assert [counted(count, "worker") for count in (0, 1, 2, 1200)] == [
        "0 workers",
        "1 worker",
        "2 workers",
        "1,200 workers",
    ]


def test_lists() -> None:
    assert in_words([]) == "nobody"
    assert in_words(["Ana"]) == "Ana"
    assert in_words(["Ana", "Ben"]) == "Ana and Ben"
    assert in_words(["Ana", "Ben", "Cy"], "or") == "Ana, Ben or Cy"


def test_times() -> None:
    assert clock_words(datetime(2026, 4, 3, 6, 5)) == "Fri Apr 3 6:05 AM"
    assert clock_words(datetime(2026, 12, 31, 12, 0)) == "Thu Dec 31 12:00 PM"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two. Three.", ("One.", "Two.", "Three.")),
        ("Nobody is free. 3 workers are booked then.", ("Nobody is free.", "3 workers are booked then.")),
        ("Carol Fletcher Jr. Carlos Paz and J. Doe went to St. Louis.", None),
        ("It costs 0.10 now. “Undo” takes it back.", ("It costs 0.10 now.", "“Undo” takes it back.")),
        ("Solo leí una parte. ¿Cuál es?", ("Solo leí una parte.", "¿Cuál es?")),
        ("Ángel fue. Óscar no.", ("Ángel fue.", "Óscar no.")),
        ("no end", None),
        ("", ()),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: tuple[str, ...] | None) -> None:
    assert sentences_of(text) == ((text,) if sentences is None else sentences)
