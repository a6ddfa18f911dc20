"""What is said of a shift without its hour: which start was taken, and how to have another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Made = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "start", "told"),
    [
        ("2 welders in Gary tonight", "10:00 PM", "the night shift is taken to start at 10:00 PM"),
        ("2 welders in Gary 2nd shift tomorrow", "2:00 PM", "“same but at 3pm”"),
        ("need a welder in Gary, second shift friday", "2:00 PM", "You gave no hour"),
        ("night shift welder in Gary tomorrow", "10:00 PM", "You gave no hour"),
        ("necesito 2 soldadores en Gary esta noche", "10:00 PM", "el turno de noche se toma desde las 10:00 PM"),
        ("necesito 2 soldadores en Gary mañana segundo turno", "2:00 PM", "“lo mismo pero a las 3pm”"),
    ],
)
def test_the_hour_that_was_taken_is_said(desk_of: Made, say: Made, text: str, start: str, told: str) -> None:
    answer = desk_of().answer(say(text)).text
    assert start in answer.splitlines()[0] and told in answer
    assert "6:00 AM" not in answer


def test_an_hour_that_was_said_is_no_assumption(desk_of: Made, say: Made) -> None:
    answer = desk_of().answer(say("2 welders in Gary tonight at 11pm")).text
    assert "11:00 PM" in answer.splitlines()[0] and "You gave no hour" not in answer


def test_another_hour_is_taken_as_told(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    desk.answer(say("2 welders in Gary 2nd shift tomorrow"))
    answer = desk.answer(say("same but at 3pm")).text
    assert "Tue Apr 21 3:00 PM" in answer.splitlines()[0] and "You gave no hour" not in answer


def test_an_order_says_it_too(desk_of: Made, say: Made) -> None:
    answer = desk_of().answer(say("book 2 welders for Acme Steel in Gary tomorrow night shift")).text
    assert "10:00 PM" in answer and "“undo”" in answer
