"""The pair: what it does with calls that cannot work, with drifts, with two messages at once, and after a restart."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agents.messages import LONGEST_MESSAGE, Person, Reply, Step
from memory.errors import StorageDown
from memory.ledger import audit

SARAH, TOM = Person("Sarah", "admin"), Person("Tom", "recruiter")


Made = Callable[..., Any]


def test_a_message_goes_the_whole_way(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    *steps, reply = desk.turn(say("find 3 welders in Toledo"))
    assert isinstance(reply, Reply) and all(isinstance(step, Step) for step in steps)
    assert [step.kind for step in steps] == ["plan", "result", "verdict"]  # type: ignore[union-attr]
    assert len(reply.cards) >= 3 and all(card.role == "Welder" for card in reply.cards)
    for card in reply.cards:
        assert card.score == pytest.approx(sum(part.value for part in card.parts))
        assert card.name in reply.text and card.why
    assert reply.planned_by == "builtin" and reply.calls[0]["outcome"] == "ok"


def test_the_report_changes_the_next_answer_for_everybody(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    first = desk.answer(say("find 3 welders in Gary for Acme Steel")).cards[2]
    told = desk.answer(say(f"{first.name} accepted"))
    assert first.name in told.text and "Acme Steel" in told.text
    for person, thread in ((SARAH, "t"), (TOM, "tom")):
        again = desk.answer(say("find 3 welders in Gary for Acme Steel", person, thread)).cards[0]
        assert again.worker_id == first.worker_id
        assert any("filled Welder x1 for Acme Steel in Gary" in citation for citation in again.citations)


def test_a_conversation_goes_on_after_a_restart(desk_of: Made, say: Made) -> None:
    desk_of().answer(say("find 2 welders in Gary for Acme Steel"))
    reopened = desk_of()
    card_name = reopened.answer(say("find 2 welders in Gary for Acme Steel", thread="other")).cards[0].name
    told = reopened.answer(say(f"{card_name} accepted"))
    assert "Acme Steel" in told.text
    (booking,) = reopened.store.ledger.rows("bookings")
    assert (booking["client"], booking["city"]) == ("Acme Steel", "Gary")


def test_three_malformed_calls_abort_with_a_log(
    desk_of: Made, folder: Path, say: Made, scripted: Made, proposal: Made
) -> None:
    bad = [proposal(("log_fill", {"wrkers": ["Sam Single"]})) for _ in range(3)]
    desk = desk_of(scripted(*bad))
    reply = desk.answer(say("Sam accepted"))
    assert reply.failure_log is not None and reply.failure_log in reply.text
    log = json.loads((folder / "failures" / reply.failure_log).read_text())
    assert log["cause"] == "3 malformed calls in a row" and log["staffer"] == "Sarah"
    assert "wrkers" in json.dumps(log["messages"])
    outcomes = [entry["outcome"] for entry in audit.newest(desk.store.ledger, limit=10)]
    assert outcomes == ["retry"] * 3 and desk.store.ledger.version() == 0


def test_a_good_call_between_resets_the_count(desk_of: Made, say: Made, scripted: Made, proposal: Made) -> None:
    bad, good = ("log_fill", {"wrkers": []}), ("hybrid_search", {"role": "Welder"})
    script = [proposal(bad), proposal(bad), proposal(good), proposal(bad), proposal(bad), AIMessage("done")]
    reply = desk_of(scripted(*script)).answer(say("find welders"))
    assert reply.failure_log is None and "done" in reply.text


def test_counts_start_anew_with_each_message(desk_of: Made, say: Made, scripted: Made, proposal: Made) -> None:
    bad = ("log_fill", {"wrkers": []})
    two = [proposal(bad), proposal(bad), AIMessage("I give up")]
    desk = desk_of(scripted(*two, proposal(bad), proposal(bad), AIMessage("again")))
    for words in ("I give up", "again"):
        reply = desk.answer(say("Sam accepted"))
        assert reply.failure_log is None and words in reply.text


def test_a_good_step_between_drifts_resets_their_count(
    desk_of: Made, say: Made, scripted: Made, proposal: Made
) -> None:
    drift = ("log_fill", {"workers": ["W-9001"], "client": "Acme Steel"})
    good = ("hybrid_search", {"role": "Welder"})
    script = [proposal(drift), proposal(drift), proposal(good), proposal(drift), proposal(drift), AIMessage("done")]
    desk = desk_of(scripted(*script))
    desk.gate.call("blacklist", {"action": "add", "client": "Acme Steel", "workers": ["W-9001"]}, _caller())
    desk_of().answer(say("Sam Single is DNR at Acme Steel"))
    reply = desk.answer(say("Pat accepted, find welders too"))
    assert reply.failure_log is None and "done" in reply.text


def test_an_aborted_turn_leaves_a_clean_thread(
    desk_of: Made, folder: Path, say: Made, scripted: Made, proposal: Made, told: Made
) -> None:
    desk = desk_of(scripted(*[proposal(("no_such_tool", {})) for _ in range(3)], AIMessage("Hello again.")))
    aborted = desk.answer(say("do the thing"))
    assert (folder / "failures" / str(aborted.failure_log)).name.endswith("-FAILED.json")
    assert desk.answer(say("hi")).failure_log is None
    assert told(desk)[2:] == ["person: hi", "desk: Hello again."]


def test_three_drifts_abort_and_book_nobody(
    desk_of: Made, folder: Path, say: Made, scripted: Made, proposal: Made
) -> None:
    planted = [proposal(("log_fill", {"workers": ["W-9001"], "client": "Acme Steel"})) for _ in range(3)]
    desk = desk_of(scripted(*planted))
    desk_of().answer(say("Sam Single is DNR at Acme Steel"))
    ban = {"action": "add", "client": "Acme Steel", "workers": ["W-9001"]}
    desk.gate.call("blacklist", ban, _caller())
    reply = desk.answer(say("Pat accepted"))
    assert reply.failure_log is not None
    assert json.loads((folder / "failures" / reply.failure_log).read_text())["cause"] == "3 drifts in a row"
    assert desk.store.ledger.rows("bookings") == []
    drifts = [e for e in audit.newest(desk.store.ledger, limit=10) if e["code"] == "drift"]
    assert [(e["tool"], e["outcome"]) for e in drifts] == [("log_fill", "refused")] * 3


def _caller() -> Any:
    from tools.tool import Caller

    return Caller("Sarah", "admin", "terminal")


def test_an_unreadable_call_is_answered_beside_a_good_one(desk_of: Made, say: Made, scripted: Made) -> None:
    broken = AIMessage(
        "",
        tool_calls=[{"name": "hybrid_search", "args": {"role": "Welder"}, "id": "good"}],
        invalid_tool_calls=[{"name": "log_fill", "args": "{not json", "id": "bad", "error": "no JSON"}],
    )
    reply = desk_of(scripted(broken, AIMessage("that is all"))).answer(say("find welders"))
    assert reply.cards and "that is all" in reply.text


def test_many_messages_at_once_on_one_thread_lose_nothing(desk_of: Made, say: Made, told: Made) -> None:
    """Reports, searches and small talk by two people: each is followed by its own answer, and no call hangs."""
    desk = desk_of()
    kinds = ("called Sam Single", "find {} welders in Gary", "thanks", "texted Sam Single")
    texts = [f"{kinds[n % 4].format(n)}{' ' * (n // 4)}" for n in range(20)]
    replies: dict[str, Reply] = {}

    def answer(number: int) -> None:
        message = say(texts[number], (SARAH, TOM)[number % 2], key=f"event-{number}")
        replies[texts[number]] = desk.answer(message)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = told(desk)
    asked, answered = lines[::2], lines[1::2]
    assert sorted(asked) == sorted(f"person: {text}" for text in texts)
    assert answered == [f"desk: {replies[line.removeprefix('person: ')].text}" for line in asked]
    assert len(desk.store.ledger.rows("contacts")) == 10


def test_a_repeated_delivery_writes_once(desk_of: Made, say: Made, told: Made) -> None:
    desk = desk_of()
    for _ in range(2):
        desk.answer(say("called Sam Single", key="event-7"))
    assert len(desk.store.ledger.rows("contacts")) == 1
    person, answer = told(desk)
    assert person == "person: called Sam Single" and answer.startswith("desk: Sam Single: called, 1 contact recorded.")
    desk.answer(say("called Sam Single", key="event-8"))
    assert len(desk.store.ledger.rows("contacts")) == 2


@pytest.mark.parametrize("answer", ["2", "#2", "the second one", "W-9002", "w-9002", "label"])
def test_a_name_of_two_people_is_asked_and_the_answer_goes_on(desk_of: Made, answer: str, say: Made) -> None:
    desk = desk_of()
    reply = desk.answer(say("Pat Doubleday accepted for Acme Steel"))
    assert len(reply.choices) == 2 and "2. Pat Doubleday, Welder, Toledo (W-9002)" in reply.text
    assert desk.store.ledger.version() == 0
    told = desk_of().answer(say(reply.choices[1] if answer == "label" else answer))
    assert "Pat Doubleday: accepted for Acme Steel" in told.text
    (booking,) = desk.store.ledger.rows("bookings")
    assert (booking["worker_id"], booking["client"]) == ("W-9002", "Acme Steel")
    desk.answer(say("1"))
    assert len(desk.store.ledger.rows("bookings")) == 1, "a question is answered once"


def test_another_request_leaves_the_question_behind(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    desk.answer(say("Pat Doubleday accepted for Acme Steel"))
    assert desk.answer(say("find 2 welders in Gary")).cards
    desk.answer(say("2"))
    assert desk.store.ledger.rows("bookings") == []


def test_a_store_that_cannot_be_reached_is_said_in_words(desk_of: Made, say: Made) -> None:
    desk = desk_of()

    def away(*_args: Any) -> None:
        raise StorageDown("The ledger cannot be reached just now.", hint="Try again in a moment.")

    desk.gate.call = away  # type: ignore[method-assign, assignment]
    assert (
        desk.answer(say("find 2 welders in Gary")).text
        == "The ledger cannot be reached just now. Try again in a moment."
    )


def test_a_very_long_message_is_answered_at_once(desk_of: Made, say: Made) -> None:
    reply = desk_of().answer(say("find welders " * (50_000 // 13)))
    assert f"{LONGEST_MESSAGE:,}" in reply.text and not reply.calls


def test_other_peoples_threads_are_their_own(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    desk.answer(say("find 2 welders in Gary for Acme Steel"))
    told = desk.answer(say("the first one accepted", TOM, thread="tom"))
    assert desk.store.ledger.version() == 0 and "Acme" not in told.text


def test_him_is_who_the_last_report_was_about(desk_of: Made, say: Made) -> None:
    desk = desk_of()
    desk.answer(say("find 2 welders in Gary for Acme Steel"))
    desk.answer(say("Sam Single no-showed at Acme Steel"))
    desk.answer(say("do not send him there again"))
    (barred,) = desk.store.ledger.rows("blacklist")
    assert (barred["worker_id"], barred["client"]) == ("W-9003", "Acme Steel")
