"""Who is meant: names in every spelling, "him", and the question back where it is not clear."""

from __future__ import annotations

from datetime import datetime

import pytest

from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding

MARIA, TOM, ANA = ShownWorker("w1", "Maria Lopez"), ShownWorker("w4", "Tom Baker"), ShownWorker("w5", "Ana Ruiz")


def workers_of(plan: object) -> list[str]:
    return list(plan.calls[0].args["workers"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Maria Lopez", "Maria Lopez"),
        ("maria lopez", "Maria Lopez"),
        ("MARIA LOPEZ", "Maria Lopez"),
        ("María López", "Maria Lopez"),
        ("Lopez, Maria", "Maria Lopez"),
        ("Mike Johnson", "Michael Johnson"),
        ("Bob Smith", "Robert Smith Jr."),
        ("Robert Smith", "Robert Smith Jr."),
        ("Juan Perez", "Juan Carlos Perez Garcia"),
        ("Juan Garcia", "Juan Carlos Perez Garcia"),
        ("sean obrien", "Sean O'Brien"),
        ("Sean O’Brien", "Sean O'Brien"),
        ("jose nunez", "José Núñez"),
        ("Gary Novak", "Gary Novak"),
        ("Denise Kowalsky", "Denise Kowalski"),
        ("Zed Quux", "Zed Quux"),
    ],
)
def test_a_name_is_found_as_it_is_typed(
    said: str, name: str, understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(f"{said} no-showed", lexicon, Focus(), now)
    assert workers_of(plan) == [name]


def test_one_wrong_letter_is_taken_and_two_are_asked_about(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    taken = understanding.plan("Denise Kowalsky accepted", lexicon, Focus(), now)
    assert workers_of(taken) == ["Denise Kowalski"]
    assert taken.confidence < 0.9
    asked = understanding.plan("Denise Kovalsky accepted", lexicon, Focus(), now)
    assert (asked.expect, asked.calls, asked.options) == ("clarify", (), ("Denise Kowalski, Packer, Toledo",))


def test_two_people_of_one_name_are_told_apart_by_the_cards(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    alone = understanding.plan("Maria Lopez accepted", lexicon, Focus(), now).calls[0]
    assert not alone.worker_ids
    shown = Focus(shown=(ShownWorker("w2", "Maria Lopez"), TOM))
    assert understanding.plan("Maria Lopez accepted", lexicon, shown, now).calls[0].worker_ids == {"Maria Lopez": "w2"}
    by_city = understanding.plan("Maria Lopez in Toledo accepted", lexicon, Focus(), now).calls[0]
    assert by_city.worker_ids == {"Maria Lopez": "w2"}


def test_a_first_name_needs_exactly_one_card(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    one = understanding.plan("Maria accepted", lexicon, Focus(shown=(MARIA, TOM)), now)
    assert one.calls[0].worker_ids == {"Maria Lopez": "w1"}
    two = Focus(shown=(MARIA, ShownWorker("w3", "Maria Gutierrez")))
    assert understanding.plan("Maria accepted", lexicon, two, now).options == (
        "Maria Lopez, Welder, Gary",
        "Maria Gutierrez, Welder, Gary",
    )
    nobody = understanding.plan("Maria accepted", lexicon, Focus(city="Toledo"), now)
    assert nobody.expect == "clarify"
    assert nobody.options[0] == "Maria Lopez, Packer, Toledo"
    assert understanding.plan("Xavier accepted", lexicon, Focus(shown=(MARIA,)), now).expect == "clarify"


def test_bookings_are_asked_after_the_cards(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    focus = Focus(shown=(TOM,), booked=(MARIA,))
    assert workers_of(understanding.plan("Maria quit", lexicon, focus, now)) == ["Maria Lopez"]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("the second one", ["Tom Baker"]),
        ("number 3", ["Ana Ruiz"]),
        ("the last one", ["Ana Ruiz"]),
        ("the first two", ["Maria Lopez", "Tom Baker"]),
        ("all of them", ["Maria Lopez", "Tom Baker", "Ana Ruiz"]),
        ("Ana and Tom", ["Ana Ruiz", "Tom Baker"]),
        ("Maria, Tom and Ana", ["Maria Lopez", "Tom Baker", "Ana Ruiz"]),
    ],
)
def test_cards_are_pointed_at(
    said: str, names: list[str], understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    plan = understanding.plan(f"{said} accepted", lexicon, Focus(shown=(MARIA, TOM, ANA)), now)
    assert workers_of(plan) == names


def test_him_is_who_was_spoken_of(understanding: Understanding, lexicon: Lexicon, now: datetime) -> None:
    assert workers_of(understanding.plan("he accepted", lexicon, Focus(recent=(TOM,)), now)) == ["Tom Baker"]
    several = understanding.plan("he accepted", lexicon, Focus(shown=(MARIA, TOM)), now)
    assert (several.expect, several.options) == ("clarify", ("Maria Lopez", "Tom Baker"))
    assert understanding.plan("the fourth one accepted", lexicon, Focus(shown=(MARIA, TOM)), now).expect == "clarify"


def test_a_first_name_that_is_a_city_is_read_by_its_place(
    understanding: Understanding, lexicon: Lexicon, now: datetime
) -> None:
    focus = Focus(shown=(ShownWorker("w10", "Gary Novak"),))
    assert workers_of(understanding.plan("Gary accepted", lexicon, focus, now)) == ["Gary Novak"]
    assert understanding.plan("welders in Gary", lexicon, focus, now).calls[0].args == {
        "role": "Welder",
        "city": "Gary",
    }
