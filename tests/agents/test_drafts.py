"""Drafts in a conversation: made, looked at, changed and decided in words, in both languages; nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agents.desk import Desk
from agents.messages import DraftCard, Incoming, Person, Reply, text_of
from agents.plain import LIMIT, plain_text
from agents.understanding.edits import Edit
from memory.sms_text import letters, sms_size

Say = Callable[..., Incoming]
SEARCH = "need 2 welders in Gary for Lakeshore Steelworks tomorrow 6a"


@pytest.fixture
def ask(demo_desk: Desk, say: Say) -> Callable[..., Reply]:
    return lambda text, thread="t": demo_desk.answer(say(text, thread=thread))


@pytest.fixture
def offered(demo_desk: Desk, ask: Callable[..., Reply]) -> DraftCard:
    """A draft to the first of a search, about an order."""
    ask("book 2 welders for Lakeshore Steelworks tomorrow 6a")
    (card,) = ask("text the first one about the job").drafts
    return card


def rows(desk: Desk) -> list[dict[str, Any]]:
    return desk.store.ledger.rows("drafts")


def test_a_draft_is_shown_with_its_text_and_what_to_do(ask: Callable[..., Reply], offered: DraftCard) -> None:
    reply = ask("show D-1")
    assert reply.drafts == (offered,)
    assert (offered.draft_id, offered.kind, offered.status) == ("D-000001", "sms", "draft")
    assert offered.segments == sms_size(offered.text).segments
    assert "Lakeshore Steelworks" in offered.text and "Tue Apr 21 6:00 AM" in offered.text and offered.most == 179
    for said in (
        offered.text,
        f"{offered.characters} characters",
        "segment",
        "“approve D-000001”",
        "“discard D-000001”",
    ):
        assert said in reply.text
    assert offered.text not in text_of(reply.parts, drafts=True), "an editor shows it"
    assert offered.draft_id in text_of(reply.parts, drafts=True)
    assert letters(plain_text(reply).shown) <= LIMIT


def test_it_is_changed_approved_and_not_sent(ask: Callable[..., Reply], offered: DraftCard, demo_desk: Desk) -> None:
    changed = ask("change it to: Hi there. Need you tomorrow at 6; find 3 welders & undo everything. Are you in?")
    assert changed.drafts[0].text == "Hi there. Need you tomorrow at 6; find 3 welders & undo everything. Are you in?"
    assert [call["tool"] for call in changed.calls] == ["review_draft"], "a new text is a text"
    approved = ask("approve it")
    assert approved.drafts[0].status == "approved" and "Nothing is sent from here yet." in approved.text
    for said in ("send it", "send D-000001"):
        assert ask(said).text.startswith("Nothing is sent from here yet")
    assert "copy its text" in ask("send D-1").text
    refused = ask("change D-1 to: something else")
    assert [call["outcome"] for call in refused.calls] == ["draft_decided"]
    assert rows(demo_desk)[0]["text"] == changed.drafts[0].text and rows(demo_desk)[0]["status"] == "approved"
    assert "Nothing is sent from here yet" in ask("send it", thread="new").text
    ask("undo")
    assert rows(demo_desk)[0]["status"] == "draft"


def test_it_is_discarded(ask: Callable[..., Reply], offered: DraftCard, demo_desk: Desk) -> None:
    assert ask("discard it").drafts[0].status == "discarded"
    assert rows(demo_desk)[0]["status"] == "discarded"
    assert "D-000001" in ask("my drafts").text
    assert ask("show my open drafts").drafts == ()
    assert [call["outcome"] for call in ask("approve D-77").calls] == ["unknown_draft"]


def test_of_several_drafts_it_is_asked_which(ask: Callable[..., Reply], demo_desk: Desk) -> None:
    ask("book 2 welders for Lakeshore Steelworks tomorrow 6a")
    two = ask("text the first two about the job")
    assert [card.draft_id for card in two.drafts] == ["D-000001", "D-000002"]
    asked = ask("approve it")
    assert asked.choices == ("D-000001", "D-000002") and {row["status"] for row in rows(demo_desk)} == {"draft"}
    assert ask("2").drafts[0].draft_id == "D-000002"
    assert [row["status"] for row in rows(demo_desk)] == ["draft", "approved"]


def test_a_booked_worker_is_confirmed_and_reminded(ask: Callable[..., Reply]) -> None:
    ask(SEARCH)
    ask("the first one accepted")
    assert "booked" in ask("text her to confirm").drafts[0].text
    reminder = ask("text him a reminder: bring boots").drafts[0].text
    assert "reminder" in reminder and "Bring boots." in reminder and "Tue Apr 21 6:00 AM" in reminder
    crew = ask("draft an email to Lakeshore Steelworks confirming who is coming").drafts[0]
    assert (crew.kind, crew.to, crew.segments) == ("email", "Lakeshore Steelworks", None) and crew.subject


@pytest.mark.parametrize("said", ["draft a text to the first two", "borrador para los dos primeros"])
def test_an_offer_goes_to_several_also_where_one_works_elsewhere(
    ask: Callable[..., Reply], demo_desk: Desk, said: str
) -> None:
    opened = ask("book 2 welders for Lakeshore Steelworks friday 6am")
    second = opened.cards[1].name
    ask(f"{second} accepted for Ninebark Builders tomorrow 6am", thread="elsewhere")
    drafts = ask(said).drafts
    assert [one.to for one in drafts] == [card.name for card in opened.cards[:2]]
    assert all("Fri Apr 24 6:00 AM" in one.text and "Lakeshore Steelworks" in one.text for one in drafts)


def test_in_spanish(ask: Callable[..., Reply], demo_desk: Desk) -> None:
    ask("reserva 2 soldadores para Lakeshore Steelworks mañana a las 6")
    made = ask("manda un mensaje al primero sobre el trabajo")
    (card,) = made.drafts
    assert made.language == "es" and made.text.startswith("Borrador D-000001 para ") and "caracteres" in made.text
    assert "aprueba D-000001" in made.text
    assert ask("cambia D-1 a: Nos vemos a las 7, José.").drafts[0].text == "Nos vemos a las 7, José."
    assert ask("que borradores hay pendientes").text.startswith("1 borrador espera")
    assert ask("apruébalo").drafts[0].status == "approved"
    assert ask("mándalo").text.startswith("Desde aquí todavía no se manda nada")
    late = ask("cambia D-1 a: otra cosa")
    assert "ya está aprobado por Sarah" in late.text and rows(demo_desk)[0]["status"] == "approved"
    assert ask("deshacer").text.startswith("Deshecho: Borrador D-000001 aprobado")
    assert ask("descarta D-1").drafts[0].status == "discarded"
    assert card.language in ("en", "es")


def test_somebody_barred_or_booked_gets_no_offer(ask: Callable[..., Reply], demo_desk: Desk) -> None:
    first, second, *_ = ask(SEARCH).cards
    ask(f"don't send {first.name} to Ninebark Builders")
    ask("yes")
    barred = ask(f"text {first.name} about the job at Ninebark Builders")
    assert "does not want" in barred.text and barred.drafts == ()
    ask(f"{second.name} accepted for Lakeshore Steelworks tomorrow 6am")
    ask("book 1 welder for Acme Fabrication tomorrow 8am")
    booked = ask(f"text {second.name} about the job at Acme Fabrication")
    assert "is booked at Lakeshore Steelworks then" in booked.text
    assert rows(demo_desk) == []


def test_ghosts_come_back(ask: Callable[..., Reply], offered: DraftCard) -> None:
    reply = ask("text Zebulon Quux about the job at Lakeshore Steelworks")
    assert "Zebulon Quux is not on the bench" in reply.text and reply.drafts == ()


def test_a_model_puts_no_words_of_its_own_into_a_draft(
    desk_of: Callable[..., Desk], scripted: Any, proposal: Any, say: Say
) -> None:
    wrong = proposal(("draft_message", {"workers": ["Sam Single"], "about_text": "your pay is $40 an hour"}))
    right = proposal(("draft_message", {"workers": ["Sam Single"], "about_text": "bring your badge"}))
    desk = desk_of(scripted(wrong, right, AIMessage("")))
    asked = desk.answer(say("text Sam Single: bring your badge"))
    assert asked.choices and "bring your badge" in asked.text and "$40" not in asked.text
    assert desk.answer(say("yes")).drafts[0].text == "Hi Sam, it's Sarah. Bring your badge."


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("change D-12 to: Be there.", Edit("D-12", "Be there.")),
        ("please change draft #12 to “Be there.”", Edit("12", "Be there.")),
        ("ok, edit D-12: one. Two, three!\nfour", Edit("D-12", "one. Two, three!\nfour")),
        ("change the text to say be there", Edit(None, "be there")),
        ("change it to: be there", Edit(None, "be there")),
        ("cámbialo a: nos vemos", Edit(None, "nos vemos")),
        ("cambia el borrador D-12 a: Señor Núñez", Edit("D-12", "Señor Núñez")),
        ("cambia el texto a: nos vemos", Edit(None, "nos vemos")),
        ("change the text of draft 12 to: be there", Edit("12", "be there")),
        ("change D-12 to:", None),
        ("change the text to Maria Lopez", None),
        ("change the order to 5 welders", None),
        ("change it to 5 welders", None),
        ("change order 1042 to: 5 welders", None),
        ("update Maria Lopez: late", None),
        ("D-12 is fine", None),
    ],
)
def test_a_new_text_is_everything_behind_the_colon(demo_desk: Desk, text: str, edit: Edit | None) -> None:
    assert demo_desk.understanding._edits.read(text) == edit


@pytest.mark.parametrize("text", ["make it shorter", "change it to Spanish"])
def test_a_wish_about_a_draft_never_becomes_its_text(
    demo_desk: Desk, ask: Callable[..., Reply], offered: DraftCard, text: str
) -> None:
    before = rows(demo_desk)
    assert "whole new text" in ask(text).text and f"“change {offered.draft_id} to: …”" in ask(text).text
    assert rows(demo_desk) == before


@pytest.fixture
def two(demo_desk: Desk, ask: Callable[..., Reply]) -> tuple[DraftCard, DraftCard]:
    """Drafts to the first two of a search."""
    ask(SEARCH)
    first, second = ask("text the first two").drafts
    return first, second


def test_drafts_are_known_by_whom_they_are_to(
    demo_desk: Desk, ask: Callable[..., Reply], two: tuple[DraftCard, DraftCard]
) -> None:
    first, second = two
    ask(f"change the text for {first.to} to: hola, hay trabajo el sabado. te interesa?")
    ask(f"discard the one for {second.to}")
    statuses = {row["draft_id"]: (row["status"], row["text"]) for row in rows(demo_desk)}
    assert statuses[first.draft_id] == ("draft", "hola, hay trabajo el sabado. te interesa?")
    assert statuses[second.draft_id][0] == "discarded"


@pytest.mark.parametrize(
    ("text", "status"),
    [("discard both", "discarded"), ("discard all my drafts", "discarded"), ("approve both", "approved")],
)
def test_several_drafts_are_decided_after_a_yes(
    demo_desk: Desk, ask: Callable[..., Reply], two: tuple[DraftCard, DraftCard], text: str, status: str
) -> None:
    asked = ask(text)
    assert asked.choices and {row["status"] for row in rows(demo_desk)} == {"draft"}
    ask("yes")
    assert {row["status"] for row in rows(demo_desk)} == {status}


def test_nobody_elses_drafts_are_among_mine(
    demo_desk: Desk, ask: Callable[..., Reply], two: tuple[DraftCard, DraftCard]
) -> None:
    other = demo_desk.answer(Incoming("discard all my drafts", Person("Mike", "admin"), "web", "other"))
    assert not other.choices or all(one.draft_id not in other.text for one in two), other.text


def test_who_was_spoken_of_is_drafted_to_in_the_language_asked_for(
    demo_desk: Desk, ask: Callable[..., Reply], two: tuple[DraftCard, DraftCard]
) -> None:
    before = len(demo_desk.store.ledger.rows("contacts"))
    assert [one.to for one in ask("text them both").drafts] == [one.to for one in two]
    for text, greeting in (("in spanish", "Hola"), ("in english", "Hi")):
        (draft,) = ask(f"text {two[0].to} the details {text}").drafts
        assert draft.text.startswith(greeting), draft.text
    ask(f"tell me about {two[1].to}")
    assert [one.to for one in ask("escríbele un mensaje").drafts] == [two[1].to]
    assert len(demo_desk.store.ledger.rows("contacts")) == before
    ask("le escribí")
    assert len(demo_desk.store.ledger.rows("contacts")) == before + 1
