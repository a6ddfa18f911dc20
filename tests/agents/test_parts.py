"""What is said about parts of a message that were not done, and about a report that did not sound certain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "find 2 welders in Gary and figure out the electricians thing",
            "I left out: “figure out the electricians thing”. Say it once more by itself.",
        ),
        (
            "busca 2 soldadores en Gary y arregla lo de los electricistas",
            "Dejé fuera: “arregla lo de los electricistas”. Mande eso otra vez por separado.",
        ),
    ],
)
def test_a_part_that_was_left_out_is_named_at_the_end(desk_of: Make, say: Make, text: str, line: str) -> None:
    reply = desk_of().answer(say(text))
    assert reply.cards and reply.text.endswith(line)
    assert not desk_of().answer(say("find 2 welders in Gary")).text.endswith(line), "it is said once"


def test_what_waits_for_a_yes_names_what_was_left_out_once(desk_of: Make, say: Make, told: Make) -> None:
    desk = desk_of()
    asked = desk.answer(say("Sam Single no-showed and sort out the electricians"))
    assert asked.approval_id and "I left out: “sort out the electricians”." in asked.text
    assert asked.choices == ("Yes", "No")
    done = desk.answer(say("yes"))
    assert "no-show recorded" in done.text and "left out" not in done.text
    told(desk)


@pytest.mark.parametrize(
    ("report", "answer"),
    [
        ("Sam Single didn't turn up i think", "yes"),
        ("Sam Single didn't turn up i think", "1"),
        ("I think Sam Single no-showed", "Yes"),
        ("creo que Sam Single no llegó", "sí"),
    ],
)
def test_a_yes_records_what_did_not_sound_certain(
    desk_of: Make, say: Make, told: Make, report: str, answer: str
) -> None:
    asked = desk_of().answer(say(report))
    assert len(asked.choices) == 2 and not asked.calls
    desk = desk_of()
    assert [call["outcome"] for call in desk.answer(say(answer)).calls] == ["ok"]
    assert len(desk.store.ledger.rows("failures")) == 1
    told(desk)
    desk.answer(say(answer))
    assert len(desk.store.ledger.rows("failures")) == 1, "a question is answered once"


@pytest.mark.parametrize("answer", ["no", "2", "never mind"])
def test_a_no_leaves_it(desk_of: Make, say: Make, told: Make, answer: str) -> None:
    desk = desk_of()
    desk.answer(say("Sam Single didn't turn up i think"))
    left = desk.answer(say(answer))
    assert left.text == "Nothing was recorded." and not left.calls
    assert not desk.answer(say("yes")).calls and desk.store.ledger.version() == 0
    told(desk)


def test_another_request_is_no_answer(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("Sam Single didn't turn up i think"))
    assert desk.answer(say("find 2 welders in Gary")).cards
    assert desk.store.ledger.version() == 0


@pytest.mark.parametrize("text", ["which client has the most no-shows?", "list our clients"])
def test_a_free_question_is_answered_plainly(desk_of: Make, say: Make, text: str) -> None:
    reply = desk_of().answer(say(text))
    assert reply.text.startswith("I cannot answer a free question over the data yet, so nothing was done.")
