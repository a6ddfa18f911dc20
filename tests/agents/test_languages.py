"""Which language a message is in, and that both languages have words for the same things."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from agents.desk import Desk
from agents.language import LANGUAGES, Language, load_languages
from agents.messages import Incoming, Person
from agents.settings import ROOT
from agents.voice import Voice, load_frames
from memory.errors import BadInput
from memory.vocabulary import Vocabulary, fold, singulars

REPLIES = Path(__file__).parents[2] / "prompts" / "replies"
NOW = datetime(2026, 4, 20, 10, tzinfo=ZoneInfo("America/Chicago"))
SARAH = Person("Sarah", "admin")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("necesito 2 soldadores en Gary mañana a las 6", "es"),
        ("Donald Houston no se presentó en Lakeshore Steelworks", "es"),
        ("NECESITO GENTE", "es"),
        ("Maria aceptó", "es"),
        ("gracias", "es"),
        ("¿Quién puede ir?", "es"),
        ("no manden a Tom Baker a Acme Fabrication", "es"),
        ("reserva 2 welders Acme", "es"),
        ("anota a Tom Baker", "es"),
        ("Tom Baker canceló", "es"),
        ("quita a Tom Baker", "es"),
        ("don't send Tom Baker to Acme Fabrication", "en"),
        ("que hice hoy", "es"),
        ("need 2 welders in Gary tomorrow 6a", "en"),
        ("Maria de la Cruz accepted", "en"),
        ("who is at El Paso Steel", "en"),
        ("hola, I need 3 welders for Acme", "en"),
        ("what's tight?", "en"),
        ("2", None),
        ("Maria Lopez", None),
        ("Juan de los Santos", None),
        ("Los Angeles", None),
        ("4 welders para Gary, need", None),
        ("", None),
    ],
)
def test_the_language_of_a_message(text: str, language: Language | None) -> None:
    assert load_languages(REPLIES / "languages.yaml").of(text) == language


def test_a_word_speaks_for_one_language() -> None:
    languages = load_languages(REPLIES / "languages.yaml")
    assert not languages.english & (languages.spanish | languages.particles)
    assert not languages.spanish & languages.particles


def test_a_word_that_yaml_takes_for_something_else_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "languages.yaml").write_text("english: [on]\nspanish: [si]\nparticles: [de]\n")
    with pytest.raises(BadInput):
        load_languages(tmp_path / "languages.yaml")


def test_the_reviewer_has_the_same_words_in_both_languages() -> None:
    """But {moment} stands in Spanish for a day's {value}, and a second opinion's English sentence is left out."""
    english, spanish = (places(yaml.safe_load((REPLIES / name).read_text(encoding="utf-8")))
                        for name in ("review.yaml", "review.es.yaml"))  # fmt: skip
    own = {"date": ["{moment}", "{said}"], "second_opinion": []}
    assert spanish == english | {"say": english["say"] | own}


@pytest.mark.parametrize("name", ["understanding", "frame", "desk"])
def test_both_languages_have_the_same_keys_and_places(name: str) -> None:
    english, spanish = (yaml.safe_load((REPLIES / file).read_text(encoding="utf-8"))
                        for file in (f"{name}.yaml", f"{name}.es.yaml"))  # fmt: skip
    assert places(english) == places(spanish)


def places(words: Any) -> Any:
    """The shape of a file of words: keys, lengths of lists, and what is filled in."""
    if isinstance(words, dict):
        return {key: places(inside) for key, inside in words.items()}
    if isinstance(words, list):
        return len(words)
    return sorted(set(re.findall(r"\{\w+\}", str(words))) - {"{weekday}"})


def test_a_reply_is_in_the_language_of_its_message(demo_desk: Desk) -> None:
    def ask(text: str, thread: str = "t") -> str:
        return demo_desk.answer(Incoming(text, SARAH, "terminal", thread)).text

    assert "pueden ir" in ask("necesito 2 soldadores en Gary")
    assert "No hay nada en marcha" in ask("cancela")
    assert "Eso no lo hago" in ask("7 7 7 xyzzy"), "a message without a language goes on in the thread's"
    assert "outside what this desk does" in ask("7 7 7 xyzzy", thread="another")
    assert "fit" in ask("find 2 welders in Gary")
    assert "outside what this desk does" in ask("7 7 7 xyzzy")


def test_a_question_in_spanish_is_answered_in_spanish(demo_desk: Desk) -> None:
    names = list(demo_desk.store.bench().names)
    shared = max(names, key=names.count)
    asked = demo_desk.answer(Incoming(f"{shared} aceptó", SARAH, "terminal", "t"))
    assert len(asked.choices) > 1 and "¿Cuál de ellos?" in asked.text
    told = demo_desk.answer(Incoming("1", SARAH, "terminal", "t"))
    assert told.text.startswith(f"{shared} aceptó: anotado.") and told.language == "es"


@pytest.fixture
def voice() -> Callable[[Language], Voice]:
    return lambda language: Voice(language, load_frames(REPLIES)[language], NOW)


def test_days_and_moments(voice: Callable[[Language], Voice]) -> None:
    english, spanish = voice("en"), voice("es")
    tomorrow = datetime(2026, 4, 21, 11, tzinfo=ZoneInfo("UTC"))
    assert english.moment(tomorrow) == "Tue Apr 21 6:00 AM (tomorrow)"
    assert spanish.moment(tomorrow) == "mar 21 abr 6:00 AM (mañana)"
    assert english.moment(datetime(2026, 4, 23, 11, tzinfo=ZoneInfo("UTC"))) == "Thu Apr 23 6:00 AM"
    assert [english.day(date(2026, 4, day)) for day in (19, 20, 21, 22)] == ["yesterday", "today", "tomorrow", "Apr 22"]
    assert english.day(date(2027, 1, 2)) == "Jan 2, 2027" and spanish.day(date(2027, 1, 2)) == "2 ene 2027"
    assert english.dates_in("filled Welder x2 on 2026-04-15, again 2025-12-31") == (
        "filled Welder x2 on Apr 15, again Dec 31, 2025"
    )


def test_every_trade_has_spanish_words_that_are_read_too() -> None:
    """What a reply calls a trade can be said back; a shop's own trade keeps its name."""
    vocabulary = Vocabulary.load(ROOT / "prompts" / "vocabulary")
    voice, english = (Voice(language, load_frames(REPLIES)[language], NOW) for language in LANGUAGES[::-1])
    for role in sorted(set(vocabulary.roles.values())):
        one, many = voice.people(1, role), voice.people(2, role)
        assert one != role, role
        for said in (one, many):
            assert role in {vocabulary.roles.get(word) for word in singulars(fold(said))}, said
        assert voice.role(role)[0].isupper()
    assert (voice.people(2, "Rebar Guy"), english.people(2, "Welder")) == ("Rebar Guys", "Welders")
