"""What a person is asked to say yes to is said in words, and nothing that was stated is left out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from agents.language import LANGUAGES, Language
from agents.phrases import Phrases
from agents.settings import ROOT
from agents.voice import Voice, load_frames
from memory.errors import BadInput
from tools.catalogue import CATALOGUE
from tools.log_contact import Outcome
from tools.log_failure import Reason
from tools.log_fill import Stage
from tools.tool import Answer, Arguments, Tool

ASKED = [tool for tool in CATALOGUE.values() if tool.effect != "read"]


@pytest.fixture
def phrases(counter: Any) -> Phrases:
    return Phrases(counter.store)


@pytest.fixture(params=LANGUAGES)
def voice(request: pytest.FixtureRequest) -> Voice:
    return voice_in(request.param)


def voice_in(language: Language) -> Voice:
    frames = load_frames(ROOT / "prompts" / "replies")
    return Voice(language, frames[language], datetime(2026, 4, 20, 9, tzinfo=ZoneInfo("America/Chicago")))


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        (
            "log_fill",
            {"workers": ["Maria Lopez"], "client": "Acme", "start": "2026-04-23T06:00"},
            "Record: Maria Lopez accepted for Acme, Thu Apr 23 6:00 AM",
        ),
        (
            "log_fill",
            {"workers": ["W-9003", "W-9002"], "stage": "declined", "role": "Welder", "city": "Gary", "shift": "day"},
            "Record: Sam Single and Pat Doubleday (W-9002) declined as Welder in Gary, day shift",
        ),
        (
            "log_order",
            {"client": "Acme", "role": "Welder", "headcount": 4, "start": "2026-04-23", "pay_rate": 24.5},
            "Open an order: Welder x4 for Acme, Thu Apr 23 6:00 AM, pay $24.50 an hour",
        ),
        (
            "log_order",
            {"client": "Acme", "role": "Welder", "city": "Toledo", "start": "2026-04-23T06:00"},
            "Open an order: Welder x1 for Acme in Toledo, Thu Apr 23 6:00 AM EDT",
        ),
        (
            "log_failure",
            {"workers": ["W-9003"], "reason": "no_show", "client": "Acme"},
            "Record: Sam Single, no-show at Acme",
        ),
        (
            "log_contact",
            {"workers": ["W-9003"], "outcome": "no_answer"},
            "Record a contact: Sam Single, called, no answer",
        ),
        (
            "blacklist",
            {"action": "add", "client": "Acme", "workers": ["W-9003"], "reason_text": "late twice {client}"},
            "Do not send Sam Single to Acme again, because: late twice {client}",
        ),
        (
            "blacklist",
            {"action": "remove", "client": "Acme", "workers": ["W-9003"]},
            "Take Sam Single off the do-not-return list of Acme",
        ),
        ("undo", {}, "Take back your last recorded change"),
    ],
)  # fmt: skip
def test_deeds_in_words(counter: Any, phrases: Phrases, name: str, arguments: dict[str, Any], words: str) -> None:
    assert (
        phrases.deed(
            replace(voice_in("en"), clocks=counter.store.site_clock),
            CATALOGUE[name],
            counter.gate.checked(name, arguments),
        )
        == words
    )


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        (
            "log_fill",
            {"workers": ["W-9003"], "client": "Acme", "start": "2026-04-23T06:00", "shift": "night"},
            "Anotar: Sam Single aceptó para Acme, jue 23 abr 6:00 AM, turno de noche",
        ),
        (
            "log_fill",
            {"workers": ["W-9003", "W-9002"], "stage": "showed", "role": "Welder"},
            "Anotar: Sam Single y Pat Doubleday (W-9002) se presentaron como soldador",
        ),
        ("log_failure", {"workers": ["W-9003"], "reason": "late"}, "Anotar: Sam Single, llegó tarde"),
        ("log_contact", {"workers": ["W-9003"], "outcome": "texted"}, "Anotar un contacto: Sam Single, mensaje"),
    ],
)  # fmt: skip
def test_deeds_in_spanish(counter: Any, phrases: Phrases, name: str, arguments: dict[str, Any], words: str) -> None:
    assert phrases.deed(voice_in("es"), CATALOGUE[name], counter.gate.checked(name, arguments)) == words


@pytest.mark.parametrize("tool", ASKED, ids=lambda tool: tool.name)
def test_every_write_has_a_phrase_that_names_all_its_arguments(voice: Voice, tool: Tool) -> None:
    phrase = voice.words["approvals"]["deeds"][tool.name]
    ways = [phrase] if isinstance(phrase, str) else [way for key, way in phrase.items() if key != "by"]
    said = "".join(ways)
    by = None if isinstance(phrase, str) else phrase["by"]
    assert [name for name in tool.arguments.model_fields if f"{{{name}}}" not in said and name != by] == []
    if by:
        assert set(phrase) - {"by"} == set(get_args(tool.arguments.model_fields[by].annotation))


def test_every_value_that_is_no_plain_word_is_put_in_words(counter: Any, phrases: Phrases, voice: Voice) -> None:
    for name, field, values in (
        ("log_fill", "stage", get_args(Stage)),
        ("log_failure", "reason", get_args(Reason)),
        ("log_contact", "outcome", get_args(Outcome)),
    ):
        for value in values:
            checked = counter.gate.checked(name, {"workers": ["W-9003"], field: value})
            assert "_" not in phrases.deed(voice, CATALOGUE[name], checked), value


class Letter(Arguments):
    """What is sent."""

    draft_id: str
    copies: int = 1


def test_a_tool_without_a_phrase_is_said_by_its_summary(phrases: Phrases) -> None:
    send, voice = Tool("send", "send", "Sends a draft.", Letter, Answer, lambda _call: Answer()), voice_in("en")
    said = "Sends a draft, the draft's number: D-1"
    assert phrases.deed(voice, send, Letter(draft_id="D-1")) == said
    assert phrases.deed(voice, send, Letter(draft_id="D-1", copies=2)) == f"{said}, copies: 2"


def test_what_a_phrase_leaves_out_is_added(counter: Any, phrases: Phrases, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = voice_in("en")
    monkeypatch.setitem(voice.words["approvals"]["deeds"], "log_contact", "Record a contact: {workers}")
    checked = counter.gate.checked("log_contact", {"workers": ["W-9003"], "outcome": "texted"})
    assert phrases.deed(voice, CATALOGUE["log_contact"], checked) == (
        "Record a contact: Sam Single, how it went: texted"
    )


def test_a_broken_file_of_words_is_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "prompts" / "replies", tmp_path / "replies"))
    (folder / "desk.yaml").write_text("approvals: [")
    with pytest.raises(BadInput, match=r"desk\.yaml") as refused:
        load_frames(folder)
    assert refused.value.code == "bad_words"
