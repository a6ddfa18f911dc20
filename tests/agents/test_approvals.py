"""Approvals: what waits for a person's yes, who may give it, and what becomes of it when something else is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agents.desk import Desk
from agents.messages import Person, Reply
from agents.plain import plain_text
from agents.understanding.plan import Alternative, Plan, PlannedCall
from memory.errors import StorageDown
from memory.ledger import approvals, audit

Make = Callable[..., Any]
HALF_READ = "sam thursday six acme i think he takes it"
HALF_HEARD = "caught Sam Single between two meetings"
FILL = {"workers": ["Sam Single"], "client": "Acme Steel", "start": "2026-04-23T06:00"}
SARAH, TOM, VIC = Person("Sarah", "admin"), Person("Tom", "recruiter"), Person("Vic", "viewer")


@pytest.fixture(autouse=True)
def half_read(understood: Make) -> None:
    """The planner reads these, but is not sure of them."""
    understood(HALF_READ, Plan((PlannedCall("log_fill", FILL),), confidence=0.6))
    understood(HALF_HEARD, Plan((PlannedCall("log_contact", {"workers": ["Sam Single"]}),), confidence=0.6))


def bookings(desk: Desk) -> list[tuple[str, str]]:
    return [(row["worker_id"], row["client"]) for row in desk.store.ledger.rows("bookings")]


def decisions(desk: Desk) -> list[tuple[str, str, str, str | None]]:
    entries = reversed(audit.newest(desk.store.ledger, limit=50))
    return [(e["outcome"], e["code"], e["staffer"], e["approver"]) for e in entries]


def test_a_half_understood_write_is_put_in_words_and_waits(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    reply = desk.answer(say(HALF_READ))
    assert "Record: Sam Single accepted for Acme Steel, Thu Apr 23 6:00 AM.\n" in reply.text
    assert reply.choices == ("Yes", "No") and reply.approval_id and reply.text.endswith("1. Yes\n2. No")
    assert "{" not in reply.text and "log_fill" not in reply.text
    assert not reply.calls and bookings(desk) == [] and desk.store.ledger.version() == 0


@pytest.mark.parametrize("yes", ["yes", "Yes.", "1", "yes please", "ok, do it", "Sí", "go ahead thanks"])
def test_a_yes_to_another_process_books_once(desk_of: Make, say: Make, told: Make, yes: str) -> None:
    first = desk_of()
    question = first.answer(say(HALF_READ))
    first.close()
    desk = desk_of()
    reply = desk.answer(say(yes))
    assert reply.text.startswith("Sam Single: accepted for Acme Steel") and reply.planned_by == "builtin"
    assert bookings(desk) == [("W-9003", "Acme Steel")]
    assert decisions(desk) == [("ok", "", "Sarah", "Sarah")]
    assert told(desk) == [f"person: {HALF_READ}", f"person: {yes}", f"desk: {reply.text}"]
    desk.answer(say(yes))
    pressed = desk.decide(str(question.approval_id), True, SARAH, "web", "t")
    assert "Sarah said yes" in pressed.text
    assert bookings(desk) == [("W-9003", "Acme Steel")], "a yes is good for once"


@pytest.mark.parametrize("no", ["no", "No!", "2", "no thanks", "never mind", "cancel that"])
def test_a_no_to_another_process_does_nothing(desk_of: Make, say: Make, told: Make, no: str) -> None:
    desk_of().answer(say(HALF_READ))
    desk = desk_of()
    reply = desk.answer(say(no))
    assert reply.text == "Not done: Record: Sam Single accepted for Acme Steel, Thu Apr 23 6:00 AM."
    assert reply.calls[0]["outcome"] == "approval_denied"
    assert desk.store.ledger.version() == 0
    assert decisions(desk) == [("denied", "approval_denied", "Sarah", "Sarah")]
    assert told(desk)[1:] == [f"person: {no}", f"desk: {reply.text}"]
    desk.answer(say("yes"))
    assert desk.store.ledger.version() == 0


def test_anything_else_sets_it_aside_and_is_answered(desk_of: Make, say: Make, told: Make) -> None:
    desk = desk_of()
    desk.answer(say(HALF_READ))
    reply = desk.answer(say("called Sam Single", TOM))
    aside, contact = reply.text.split("\n\n")
    assert aside.startswith("Set aside, not done: Record: Sam Single accepted") and "Sam Single: called" in contact
    assert [call["outcome"] for call in reply.calls] == ["approval_denied", "ok"]
    assert bookings(desk) == [] and len(desk.store.ledger.rows("contacts")) == 1
    assert told(desk)[1:] == [f"desk: {aside}", "person: called Sam Single", f"desk: {contact}"]
    desk.answer(say("yes"))
    assert bookings(desk) == []


def test_a_question_after_a_question(desk_of: Make, say: Make, told: Make) -> None:
    desk = desk_of()
    desk.answer(say(HALF_READ))
    reply = desk.answer(say(HALF_HEARD))
    assert reply.text.startswith("Set aside") and "Record a contact: Sam Single, called." in reply.text
    assert reply.approval_id == "A-000002" and reply.choices == ("Yes", "No")
    stale = desk.decide("A-000001", True, SARAH, "web", "t")
    assert "went on to something else" in stale.text and desk.store.ledger.version() == 0
    desk.answer(say("yes"))
    assert bookings(desk) == [] and len(desk.store.ledger.rows("contacts")) == 1
    told(desk)


def test_a_button_decides_what_it_was_drawn_for(desk_of: Make, say: Make, told: Make) -> None:
    desk = desk_of()
    reply = desk.answer(say(HALF_READ))
    done = desk.decide(str(reply.approval_id), True, SARAH, "web", "t")
    assert isinstance(done, Reply) and done.calls[0]["outcome"] == "ok"
    assert bookings(desk) == [("W-9003", "Acme Steel")]
    assert told(desk)[1] == "person: Yes"
    assert desk.decide(str(reply.approval_id), True, SARAH, "web", "t").calls == ()
    assert len(bookings(desk)) == 1


def test_a_button_of_another_thread_or_of_nothing_is_told_so(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    reply = desk.answer(say(HALF_READ))
    for approval_id, thread in ((str(reply.approval_id), "other"), ("A-999999", "t"), ("", "nowhere")):
        said = desk.decide(approval_id, True, SARAH, "web", thread)
        assert "waits for an answer here" in said.text and not said.calls
    assert bookings(desk) == []
    assert desk.answer(say("yes")).calls[0]["outcome"] == "ok"


def test_who_may_not_do_it_may_not_approve_it(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    asked = desk.answer(say(HALF_READ))
    for said in ("yes", "no"):
        refused = desk.answer(say(said, VIC))
        assert "Vic may not decide that" in refused.text and refused.approval_id == asked.approval_id
        assert refused.choices == ("Yes", "No")
    pressed = desk.decide(str(asked.approval_id), True, VIC, "web", "t")
    assert "Vic may not decide that" in pressed.text and bookings(desk) == []
    assert decisions(desk) == [("refused", "approver_too_weak", "Vic", "Vic")] * 3
    assert desk.answer(say("yes", TOM)).calls[0]["outcome"] == "ok", "it still waits for somebody who may"
    (row,) = desk.store.ledger.rows("bookings")
    assert row["staffer"] == "Sarah" and decisions(desk)[-1] == ("ok", "", "Sarah", "Tom")


def test_undo_takes_back_the_deed_and_not_the_yes(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say(HALF_READ))
    desk.answer(say("yes"))
    assert "Sam Single: accepted" in desk.answer(say("undo")).text
    assert bookings(desk) == []
    with desk.store.ledger.read() as connection:
        assert approvals.find(connection, "A-000001").status == "used"  # type: ignore[union-attr]


def test_a_question_that_is_too_old_is_not_answered_by_a_yes(
    desk_of: Make, say: Make, told: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of()
    desk.answer(say(HALF_READ))
    real = approvals.machine_now
    later = approvals.VALID_FOR + timedelta(seconds=1)
    monkeypatch.setattr(approvals, "machine_now", lambda: real() + later)
    reply = desk.answer(say("yes"))
    assert reply.text.startswith("Not done, because the question was too old: Record: Sam Single accepted")
    assert desk.store.ledger.version() == 0 and told(desk)[-1] == f"desk: {reply.text}"
    assert decisions(desk) == [("refused", "approval_expired", "Sarah", None)]


def test_business_time_that_stands_still_does_not_keep_a_question_alive(desk_of: Make, say: Make) -> None:
    """MUSTER_NOW may lie years away in either direction: the time-out is by the machine's clock."""
    desk_of(now="2020-01-01T09:00").answer(say(HALF_HEARD))
    assert desk_of(now="2031-01-01T09:00").answer(say("yes")).calls[0]["outcome"] == "ok"


def test_a_second_delivery_asks_again_and_does_nothing_twice(desk_of: Make, say: Make, told: Make) -> None:
    desk = desk_of()
    first = desk.answer(say(HALF_READ, key="e1"))
    assert desk.answer(say(HALF_READ, key="e1")).text == first.text
    done = desk.answer(say("yes", key="e2"))
    assert desk.answer(say("yes", key="e2")).text == done.text
    assert desk.answer(say(HALF_READ, key="e1")).text == done.text
    assert len(bookings(desk)) == 1 and len(told(desk)) == 3
    assert desk.answer(say("yes", key="e3")).calls == ()


def test_a_process_that_dies_after_the_deed_does_it_once(
    desk_of: Make, say: Make, told: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The booking is in the ledger, the checkpoint still waits: a second yes finds the deed done."""
    desk = desk_of()
    desk.answer(say(HALF_READ))
    call = desk.gate.call

    class Killed(BaseException):
        pass

    def dies(*args: Any) -> None:
        call(*args)
        raise Killed

    monkeypatch.setattr(desk.gate, "call", dies)
    monkeypatch.setattr(desk.conversation._room.graph.checkpointer, "put", lambda *_args: None)
    with pytest.raises(Killed):
        desk.answer(say("yes"))
    after = desk_of()
    assert len(bookings(after)) == 1
    reply = after.answer(say("yes", TOM))
    assert reply.calls[0]["outcome"] == "replayed" and len(bookings(after)) == 1
    told(after)


def test_a_storage_failure_in_between_leaves_a_clean_thread(
    desk_of: Make, say: Make, told: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of()
    desk.answer(say(HALF_READ))
    call = desk.gate.call

    def away(*_args: Any) -> None:
        raise StorageDown("The ledger cannot be reached just now.", hint="Try again in a moment.")

    monkeypatch.setattr(desk.gate, "call", away)
    assert desk.answer(say("yes")).text == "The ledger cannot be reached just now. Try again in a moment."
    monkeypatch.setattr(desk.gate, "call", call)
    assert desk.answer(say("called Sam Single")).calls[0]["outcome"] == "ok"
    told(desk)


def test_reads_before_the_question_are_told_with_it(
    desk_of: Make, say: Make, scripted: Make, proposal: Make, told: Make
) -> None:
    search, contact = ("hybrid_search", {"role": "Welder"}), ("log_contact", {"workers": ["Sam Single"]})
    desk = desk_of(scripted(proposal(search, contact, ("forecast", {})), AIMessage("")))
    reply = desk.answer(say("find welders, note that I rang Sam Single, and what is the outlook?"))
    said = "scripted read it like this; nothing is recorded yet.\n- Record a contact: Sam Single, called."
    assert reply.cards and said in reply.text
    assert [call["tool"] for call in reply.calls] == ["hybrid_search"]
    done = desk.answer(say("yes"))
    assert [(call["tool"], call["outcome"]) for call in done.calls] == [("log_contact", "ok"), ("forecast", "ok")]
    assert not done.cards and done.planned_by == "scripted"
    told(desk)


def test_after_a_no_nothing_more_is_proposed(
    desk_of: Make, say: Make, scripted: Make, proposal: Make, told: Make
) -> None:
    model = scripted(proposal(("undo", {})), proposal(("undo", {})))
    desk = desk_of(model)
    assert "Take back your last recorded change." in desk.answer(say("undo that")).text
    assert desk.answer(say("no")).text == "Not done: Take back your last recorded change."
    assert len(model.asked) == 1
    told(desk)


def test_two_writes_are_asked_about_at_once(desk_of: Make, say: Make, scripted: Make, proposal: Make) -> None:
    both = proposal(("log_contact", {"workers": ["Sam Single"]}), ("log_contact", {"workers": ["W-9001"]}))
    desk = desk_of(scripted(both, AIMessage("")))
    reply = desk.answer(say("rang Sam Single and W-9001"))
    assert "- Record a contact: Sam Single, called.\n- Record a contact: Pat Doubleday (W-9001), called." in reply.text
    assert len(desk.answer(say("yes")).calls) == 2
    assert len(desk.store.ledger.rows("contacts")) == 2


def test_reading_a_list_needs_no_yes(desk_of: Make, say: Make, scripted: Make, proposal: Make) -> None:
    ban = {"client": "Acme Steel", "workers": ["Sam Single"]}
    script = [proposal(("blacklist", {"action": action, **ban})) for action in ("list", "add")]
    desk = desk_of(scripted(script[0], AIMessage(""), script[1]))
    desk_of().answer(say("Sam Single is DNR at Acme Steel", thread="x"))
    assert desk.answer(say("who is on the DNR list of Acme Steel, is Sam Single?")).calls[0]["outcome"] == "ok"
    assert "Do not send Sam Single to Acme Steel again." in desk.answer(say("bar Sam Single from Acme Steel")).text


def test_who_is_meant_is_settled_before_anybody_is_asked_for_a_yes(
    desk_of: Make, say: Make, understood: Make, told: Make
) -> None:
    desk = desk_of()
    guess = Plan((PlannedCall("log_contact", {"workers": ["Pat Doubleday"]}),), confidence=0.6)
    understood("rang Pat or so", guess)
    which = desk.answer(say("rang Pat or so"))
    assert len(which.choices) == 2 and which.approval_id is None
    asked = desk_of().answer(say("2"))
    assert "Record a contact: Pat Doubleday (W-9002), called." in asked.text and asked.approval_id
    desk.answer(say("yes"))
    (row,) = desk.store.ledger.rows("contacts")
    assert row["worker_id"] == "W-9002"
    told(desk)


READINGS = Plan(
    expect="clarify",
    confidence=0.5,
    alternatives=(
        Alternative("find welders in Gary", (PlannedCall("hybrid_search", {"role": "Welder", "city": "Gary"}),)),
        Alternative("note a call to Sam Single", (PlannedCall("log_contact", {"workers": ["Sam Single"]}),)),
    ),
)


@pytest.mark.parametrize("answer", ["1", "the first one", "find welders in Gary", "welders"])
def test_a_reading_that_reads_is_run_at_once(desk_of: Make, say: Make, understood: Make, answer: str) -> None:
    desk = desk_of()
    understood("welders gary sam", READINGS)
    asked = desk.answer(say("welders gary sam"))
    assert asked.choices == ("find welders in Gary", "note a call to Sam Single") and asked.approval_id is None
    assert asked.text.startswith("Which one?\n")
    reply = desk_of().answer(say(answer))
    assert reply.cards and all(card.role == "Welder" for card in reply.cards)


def test_a_reading_that_writes_asks_for_a_yes(desk_of: Make, say: Make, understood: Make, told: Make) -> None:
    desk = desk_of()
    understood("welders gary sam", READINGS)
    desk.answer(say("welders gary sam"))
    asked = desk.answer(say("2"))
    assert "Record a contact: Sam Single, called." in asked.text and desk.store.ledger.version() == 0
    desk.answer(say("1"))
    assert len(desk.store.ledger.rows("contacts")) == 1
    told(desk)


def test_the_thread_of_a_yes_is_what_chat_models_take(desk_of: Make, say: Make) -> None:
    from agents.history import in_call_order

    desk = desk_of()
    desk.answer(say(HALF_READ))
    desk.answer(say("yes"))
    kinds = [type(message) for message in in_call_order(desk.conversation.history("t"))]
    assert kinds == [HumanMessage, AIMessage, ToolMessage, HumanMessage, AIMessage]


IN_SPANISH = "sam jueves a las seis en acme, creo que lo toma"


def test_the_question_is_in_the_language_of_the_message(desk_of: Make, say: Make, understood: Make) -> None:
    """Also after a restart, also where somebody answers it in another language, and in plain text."""
    understood(IN_SPANISH, Plan((PlannedCall("log_fill", FILL),), confidence=0.6))
    asked = desk_of().answer(say(IN_SPANISH))
    assert asked.language == "es" and asked.choices == ("Sí", "No")
    assert "- Anotar: Sam Single aceptó para Acme Steel, jue 23 abr 6:00 AM.\n¿Lo hago?" in asked.text
    assert plain_text(asked).shown.splitlines()[1:] == [
        "Anotar: Sam Single acepto para Acme Steel, jue 23 abr 6:00 AM.",
        "Conteste SI o NO.",
    ]
    desk = desk_of()
    refused = desk.answer(say("ok", VIC))
    assert refused.text.startswith("Vic no puede decidir eso") and refused.parts[-1] == asked.parts[-1]
    done = desk.answer(say("yes"))
    assert done.text.startswith("Sam Single aceptó para Acme Steel") and done.language == "es"
    assert bookings(desk) == [("W-9003", "Acme Steel")]


def test_in_plain_text_a_yes_is_a_word_and_a_choice_is_a_number(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    assert plain_text(desk.answer(say(HALF_READ))).shown.splitlines()[1:] == [
        "Record: Sam Single accepted for Acme Steel, Thu Apr 23 6:00 AM.",
        "Reply YES or NO.",
    ]
    assert plain_text(desk.answer(say("Pat accepted for Acme Steel"))).shown.splitlines()[-4:] == [
        "Which Pat is meant?",
        "1 Pat Doubleday, Welder, Toledo (W-9001)",
        "2 Pat Doubleday, Welder, Toledo (W-9002)",
        "Reply 1 or 2.",
    ]


def test_nobody_is_asked_to_approve_what_the_clients_list_forbids(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say("Sam Single is DNR at Acme Steel"))
    reply = desk.answer(say(HALF_READ))
    assert reply.approval_id is None and "does not want Sam Single back" in reply.text
    assert bookings(desk) == []


def test_what_came_on_the_list_after_the_question_is_not_booked(desk_of: Make, say: Make, told: Make) -> None:
    desk = desk_of()
    desk.answer(say(HALF_READ))
    desk.answer(say("Sam Single is DNR at Acme Steel", TOM, thread="tom"))
    reply = desk.answer(say("yes"))
    assert [call["outcome"] for call in reply.calls] == ["drift"] and "does not want Sam Single back" in reply.text
    assert bookings(desk) == []
    told(desk)


def test_a_no_is_told_as_a_no_whatever_else_speaks_against_it(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    desk.answer(say(HALF_READ))
    desk.answer(say("Sam Single is DNR at Acme Steel", TOM, thread="tom"))
    assert desk.answer(say("no")).text.startswith("Not done: Record: Sam Single accepted")


def test_what_a_model_got_wrong_is_no_question(desk_of: Make, say: Make, scripted: Make, proposal: Make) -> None:
    """Nobody is asked for a yes to a call that the message does not speak of."""
    desk = desk_of(scripted(proposal(("log_contact", {"workers": ["W-9001"]})), AIMessage("")))
    reply = desk.answer(say("called Sam Single"))
    assert reply.approval_id is None and [call["outcome"] for call in reply.calls] == ["drift"]


def test_after_a_yes_a_model_goes_on_with_the_message_that_it_was_about(
    desk_of: Make, say: Make, scripted: Make, proposal: Make, told: Make
) -> None:
    contact, search = ("log_contact", {"workers": ["Sam Single"]}), ("hybrid_search", {"role": "Welder"})
    desk = desk_of(scripted(proposal(contact), proposal(search), AIMessage("")))
    desk.answer(say("I rang Sam Single; find welders then"))
    done = desk.answer(say("yes"))
    assert [(call["tool"], call["outcome"]) for call in done.calls] == [("log_contact", "ok"), ("hybrid_search", "ok")]
    told(desk)


def test_after_a_choice_a_model_goes_on_with_the_message_that_it_was_about(
    desk_of: Make, say: Make, scripted: Make, proposal: Make, told: Make
) -> None:
    contact, search = ("log_contact", {"workers": ["Pat Doubleday"]}), ("hybrid_search", {"role": "Welder"})
    desk = desk_of(scripted(proposal(contact), AIMessage(""), proposal(search), AIMessage("")))
    assert len(desk.answer(say("I rang Pat Doubleday; find welders then")).choices) == 2
    assert desk.answer(say("2")).approval_id is not None
    done = desk.answer(say("yes"))
    assert [(call["tool"], call["outcome"]) for call in done.calls] == [("log_contact", "ok"), ("hybrid_search", "ok")]
    told(desk)


def test_who_was_found_before_the_question_is_in_view_after_it(
    desk_of: Make, say: Make, scripted: Make, proposal: Make
) -> None:
    search, contact = (
        ("hybrid_search", {"role": "Welder", "city": "Gary"}),
        ("log_contact", {"workers": ["Sam Single"]}),
    )
    found = desk_of(scripted(proposal(search, contact), AIMessage(""))).answer(
        say("find welders and note that I rang Sam Single")
    )
    desk = desk_of()
    desk.answer(say("yes"))
    desk.answer(say("the first one accepted for Acme Steel"))
    assert bookings(desk) == [(found.cards[0].worker_id, "Acme Steel")]


def test_of_two_questions_in_one_reply_only_the_last_has_choices(
    desk_of: Make, say: Make, scripted: Make, proposal: Make
) -> None:
    which, guess = ("log_contact", {"workers": ["Pat Doubleday"]}), ("log_contact", {"workers": ["Sam Single"]})
    desk = desk_of(scripted(proposal(which, guess), AIMessage("")))
    asked = desk.answer(say("I rang Pat Doubleday and Sam Single"))
    assert asked.choices == ("Yes", "No") and "2 people on the bench are called Pat Doubleday" in asked.text
    desk.answer(say("1"))
    assert [row["worker_id"] for row in desk.store.ledger.rows("contacts")] == ["W-9003"]
