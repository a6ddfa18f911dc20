"""Every error, finding, reason and way out has Spanish words, and the facts that these need."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
import yaml

from agents.review.findings import Code, Finding
from agents.review.sayings import found_in_words
from agents.review.words import load_review_words
from agents.settings import ROOT
from agents.state import Made
from agents.verdicts import Drift
from agents.voice import Voice, load_frames
from agents.wording import parts_of
from agents.wording_refusals import refusal_of
from demand.gaps import Gap, GapCode
from memory.boost import FAILURE_WEIGHTS
from memory.clock import read_moment
from memory.errors import MusterError, NotFound, StorageDown
from memory.search_types import Remark
from tools.alternatives import Loosened
from tools.fates import Done

REPLIES = ROOT / "prompts" / "replies"
English = Callable[..., list[str]]


@pytest.fixture
def voice() -> Voice:
    zone = ZoneInfo("America/Chicago")
    return Voice("es", load_frames(REPLIES)["es"], read_moment("2026-04-20T10:00", zone))


FACTS = {"name": "Ana Ruiz", "client": "Acme", "said": "“otra cosa”", "value": "2026-04-21 06:00", "count": "3",
         "kind": "client", "tool": "log_contact", "planned": "no_answer"}  # fmt: skip


@pytest.mark.parametrize("code", get_args(Code))
@pytest.mark.parametrize("facts", [FACTS, {**FACTS, "said": "", "client": ""}], ids=["all", "bare"])
def test_everything_that_the_reviewer_finds_has_spanish_words(
    code: Code, facts: Mapping[str, str], voice: Voice, english_in: English
) -> None:
    said = found_in_words(Finding(code, facts), voice)
    assert "{" not in said and "_" not in said and not english_in(said), said


def test_the_reviewer_says_a_day_a_shift_and_a_plan_in_spanish(voice: Voice, english_in: English) -> None:
    day = found_in_words(Finding("date", {"value": "2026-04-21 06:00", "said": "“viernes”"}), voice)
    assert day.startswith("Se entendió mar 21 abr 6:00 AM (mañana), pero el mensaje dice “viernes”.")
    assert "Se entendió turno de noche" in found_in_words(Finding("shift", {"value": "night", "said": ""}), voice)
    values = load_review_words(ROOT / "prompts" / "review.yaml").values
    for tool, told in values.items():
        for value in told - {""}:
            said = found_in_words(Finding("kind", {"tool": tool, "planned": value}), voice)
            assert not english_in(said) and "_" not in said and f"({value})" not in said, said


def test_what_follows_a_write_is_told_in_spanish_too(voice: Voice, counter: Any, english_in: English) -> None:
    """What the reviewer finds in it, and what the look for a replacement meets."""
    answer = counter.do("log_contact", workers=["W-9003"], outcome="called")
    drift = Drift("in English", Finding("not_recorded", {"name": "Sam Single"}))
    made = Made("log_contact", {}, Done(answer, missed=StorageDown("The ledger cannot be reached.")), drift=drift)
    (part,) = parts_of(made, voice)
    told = " ".join((part.fact, *part.reasons))
    assert "el registro no lo tiene" in told and "El registro no contesta" in told and not english_in(told)


CODES_ELSEWHERE = {
    "bad_words": "start",
    "bad_work_types": "start",
    "error": "base of all, raised by nobody",
    "needs_approval": "frame.yaml",
    "role_too_weak": "frame.yaml",
    "bad_arguments": "frame.yaml",
    "unknown_tool": "frame.yaml",
    "drift": "review.yaml",
    **dict.fromkeys(("approval_denied", "approval_expired", "approval_answered"), "desk.yaml"),
    **dict.fromkeys(("bad_profile", "unknown_profile"), "profiles"),
    "no_previous_vectors": "muster index",
    **dict.fromkeys(
        (
            "bad_account",
            "bad_name",
            "expired_code",
            "first_is_admin",
            "known_staffer",
            "last_admin",
            "no_staff",
            "taken",
            "too_many_attempts",
            "unknown_account",
            "unknown_code",
            "unknown_role",
        ),
        "muster staff",
    ),
    **dict.fromkeys(("bad_dataset_name", "bad_mapping", "headings_unconfirmed", "missing_columns"), "ingest"),
}
"""Codes that need no words in `facts.es.yaml`, and why."""
INGEST = ("csvfile", "jsonfile", "plan", "source", "staging")
"""Files of `memory/lake` that read files in."""


def raised_codes() -> set[str]:
    """Every code that the rooms below the channels can raise, by their source; readers of files left out."""
    codes: set[str] = set()
    for room in ("agents", "demand", "memory", "tools"):
        for path in (ROOT / room).rglob("*.py"):
            if path.parent.name == "lake" and path.stem in INGEST:
                continue
            nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
            makers = {node.name: [arg.arg for arg in node.args.args].index("code") for node in nodes
                      if isinstance(node, ast.FunctionDef) and "code" in [arg.arg for arg in node.args.args]
                      and isinstance(node.returns, ast.Name) and node.returns.id in ERRORS}  # fmt: skip
            for node in nodes:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    codes |= _codes_in(node, node.func.id, makers)
    return codes


def _codes_in(call: ast.Call, name: str, makers: Mapping[str, int]) -> set[str]:
    """The codes of a call that makes an error: an error's own class, or a function that is handed the code."""
    if name in makers:
        given: ast.expr | None = call.args[makers[name]]
    elif name in ERRORS:
        given = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
    else:
        return set()
    if given is None:
        return {ERRORS[name].default_code}
    return {one.value for one in ast.walk(given) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _errors(kind: type[MusterError]) -> Iterator[tuple[str, type[MusterError]]]:
    for one in (kind, *kind.__subclasses__()):
        yield one.__name__, one
        if one is not kind:
            yield from _errors(one)


ERRORS = dict(_errors(MusterError))


def test_every_error_of_a_conversation_has_spanish_words() -> None:
    known = yaml.safe_load((REPLIES / "facts.es.yaml").read_text(encoding="utf-8"))["errors"]
    codes = raised_codes()
    assert {"do_not_return", "double_booked", "unknown_client", "storage_down", "changed_since"} <= codes
    assert codes - known.keys() - CODES_ELSEWHERE.keys() == set()
    assert known.keys() <= codes, "words that nothing raises"


def test_words_of_errors_are_spanish(voice: Voice, english_in: English) -> None:
    known = yaml.safe_load((REPLIES / "facts.es.yaml").read_text(encoding="utf-8"))["errors"]
    for code, words in known.items():
        for text in words.values():
            assert not english_in(text), (code, text)


@pytest.mark.parametrize(
    ("tool", "arguments", "wanted"),
    [
        (
            "log_fill",
            {"workers": ["Pat Doubleday"]},
            "Hay 2 personas que se llaman Pat Doubleday. Diga cuál:",
        ),
        ("log_fill", {"workers": ["W-9003"], "order_id": "O-77"}, "No hay ningún pedido ni permiso “O-77”."),
        ("log_fill", {"workers": ["W-9003"], "client": "Acm"}, "No hay ningún cliente “Acm”. ¿Quiso decir Acme?"),
        ("log_fill", {"workers": ["W-9001"], "client": "Acme"}, "Acme no quiere de vuelta a Pat Doubleday."),
        ("seed_playbook", {"workers": ["W-9001"], "client": "Acme"}, "Acme no quiere de vuelta a Pat Doubleday."),
        (
            "log_fill",
            {"workers": ["W-9002"], "client": "Acme", "start": "2026-04-21T06:00"},
            "Pat Doubleday ya tiene trabajo en Binford a esa hora.",
        ),
    ],
)
def test_a_tools_own_refusal_has_the_facts_for_its_words(
    tool: str, arguments: dict[str, Any], wanted: str, voice: Voice, counter: Any, tmp_path: Path, english_in: English
) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("client_id,client,city,state\nC1,Acme,Gary,IN\nC2,Binford,Toledo,OH\n")
    counter.store.ingest(file, "clients", staffer="Sarah")
    counter.do("blacklist", action="add", client="Acme", workers=["W-9001"])
    counter.do("log_fill", workers=["W-9002"], client="Binford", start="2026-04-21T06:00")
    error = counter.try_(tool, **arguments).error
    refusal = refusal_of(error, voice)
    assert wanted in refusal.text and not english_in(refusal.text, ["Pat Doubleday"]), refusal.text


def test_an_error_without_facts_for_its_words_is_told_as_it_is(voice: Voice) -> None:
    error = NotFound("There is no client.", code="unknown_client", hint="Look.")
    assert refusal_of(error, voice).text == "There is no client. Look."
    assert refusal_of(NotFound("Gone.", code="of_tomorrow"), voice).text == "Gone."


def test_every_reason_and_way_out_has_spanish_words(voice: Voice, english_in: English) -> None:
    for reason in FAILURE_WEIGHTS:
        for group in ("profile.failures", "facts.failures_many"):
            assert voice.raw(f"{group}.{reason}")
        assert voice.counted(f"facts.why.failures.{reason}", 2).startswith("2 ")
    for left_out in get_args(Loosened):
        assert voice.raw(f"facts.looser.filters.{left_out}")
    for remark in get_args(Remark):
        assert voice.raw(f"facts.remarks.{remark}")
    for code in get_args(GapCode):
        said = voice.say(f"facts.gaps.{code}", value="Packer", known="Welder")
        assert not english_in(said) and (("Packer" in said) == ("Packer" in Gap(code, "Packer").words)), said
