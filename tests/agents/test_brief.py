"""What a conversation opens with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from agents.language import language_for
from agents.messages import Person
from agents.settings import Settings

Make = Callable[..., Any]
SARAH, VIC = Person("Sarah", "admin"), Person("Vic", "viewer")


def lines(desk: Desk, person: Person = SARAH, language: Any = "en") -> list[str]:
    (part,) = desk.brief(person, "web", language).reply.parts
    return [part.fact, *(line.text for line in part.lines)]


def test_a_quiet_morning_is_one_sentence(desk_of: Make) -> None:
    assert lines(desk_of()) == ["Good morning, Sarah. Nothing is open and nothing waits for you."]
    assert lines(desk_of(now="2026-04-20T19:00"), language="es") == [
        "Buenas noches, Sarah. No hay nada abierto ni nada que espere su sí."
    ]


def test_it_tells_open_seats_starts_and_what_waits(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("book 3 welders for Acme Steel in Gary tomorrow 6am"))
    desk.answer(say("Sam Single accepted"))
    desk.answer(say("Sam Single accepted for Northwind Foods as welder today 2pm", thread="u"))
    desk.answer(say("caught Sam Single by phone between two meetings", thread="v"))
    said = lines(desk)
    assert said[0] == "Good morning, Sarah. Where things stand:"
    assert said[1:] == [
        "2 open seats: 2 Welders for Acme Steel, Tue Apr 21 6:00 AM (tomorrow)",
        "1 starts today: Sam Single for Northwind Foods 2:00 PM",
        "1 question waits for your yes: Record a contact: Sam Single, called",
    ]
    assert len(lines(desk, VIC)) == 3, "who may not answer is not asked"


def test_what_is_tight_comes_first_and_nothing_is_remembered(demo_desk: Desk) -> None:
    said = lines(demo_desk)
    assert said[1].startswith("Tight: ") and "% covered)" in said[1] and said[1].endswith(" more")
    assert len(said) <= 5 and all(len(line) < 300 for line in said)
    brief = demo_desk.brief(SARAH, "web", "es")
    assert brief.reply.demo and len(brief.starters) == 4
    assert demo_desk.store.ledger.version() == demo_desk.store.ledger.version()


@pytest.mark.parametrize("starter", [0, 1, 2, 3])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_starter_is_understood(demo_desk: Desk, say: Make, language: Any, starter: int) -> None:
    reply = demo_desk.answer(say(demo_desk.brief(SARAH, "web", language).starters[starter]))
    assert [call["outcome"] for call in reply.calls] == ["ok"] and reply.language == language


@pytest.mark.parametrize(
    ("tag", "language"), [("es-MX", "es"), ("ES", "es"), ("en-US", "en"), ("pl", "en"), ("", "en")]
)
def test_the_language_of_a_browser(tag: str, language: str) -> None:
    assert language_for(tag) == language


@pytest.mark.parametrize("language", ["en", "es"])
def test_first_questions_are_about_what_is_there(desk_of: Make, tmp_path: Any, say: Make, language: Any) -> None:
    """Without permits nobody is told to ask about them; without a bench, how somebody gets on it."""
    starters = desk_of().brief(SARAH, "web", language).starters
    assert len(starters) == 2 and not [said for said in starters if "month" in said or "mes" in said]
    empty = Desk(Settings(data=tmp_path / "empty", now="2026-04-20T09:00", model="builtin", _env_file=None))
    first = empty.brief(SARAH, "web", language).starters[0]
    assert empty.answer(say(first)).calls[0]["tool"] == "add_worker"
    empty.close()
