"""What a person is asked to say yes to is said in words, and nothing that was stated is left out."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from agents.phrases import Phrases
from agents.settings import ROOT
from memory.errors import BadInput
from tools.catalogue import CATALOGUE
from tools.tool import Answer, Arguments, Tool

ASKED = [tool for tool in CATALOGUE.values() if tool.effect != "read"]


@pytest.fixture
def phrases(counter: Any) -> Phrases:
    return Phrases.read(ROOT / "prompts" / "replies" / "desk.yaml", counter.store)


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
    assert phrases.deed(CATALOGUE[name], counter.gate.checked(name, arguments)) == words


@pytest.mark.parametrize("tool", ASKED, ids=lambda tool: tool.name)
def test_every_write_has_a_phrase_that_names_all_its_arguments(phrases: Phrases, tool: Tool) -> None:
    phrase = phrases._words["deeds"][tool.name]
    ways = [phrase] if isinstance(phrase, str) else [way for key, way in phrase.items() if key != "by"]
    said = "".join(ways)
    by = None if isinstance(phrase, str) else phrase["by"]
    assert [name for name in tool.arguments.model_fields if f"{{{name}}}" not in said and name != by] == []
    if by:
        assert set(phrase) - {"by"} == set(get_args(tool.arguments.model_fields[by].annotation))


class Letter(Arguments):
    """What is sent."""

    draft_id: str
    copies: int = 1


def test_a_tool_without_a_phrase_is_said_by_its_summary(phrases: Phrases) -> None:
    send = Tool("send", "send", "Sends a draft.", Letter, Answer, lambda _call: Answer())
    assert phrases.deed(send, Letter(draft_id="D-1")) == "Sends a draft, draft id D-1"
    assert phrases.deed(send, Letter(draft_id="D-1", copies=2)) == "Sends a draft, draft id D-1, copies 2"


def test_what_a_phrase_leaves_out_is_added(counter: Any, phrases: Phrases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(phrases._words["deeds"], "log_contact", "Record a contact: {workers}")
    checked = counter.gate.checked("log_contact", {"workers": ["W-9003"], "outcome": "texted"})
    assert phrases.deed(CATALOGUE["log_contact"], checked) == "Record a contact: Sam Single, outcome texted"


def test_a_broken_file_of_words_is_named(counter: Any, tmp_path: Any) -> None:
    (tmp_path / "desk.yaml").write_text("approvals: [")
    with pytest.raises(BadInput) as refused:
        Phrases.read(tmp_path / "desk.yaml", counter.store)
    assert refused.value.code == "bad_words"
