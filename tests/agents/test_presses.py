"""The buttons of a candidate's card: done once, checked like a report, taken back in place, and never by hearsay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.card import Card, Deed, DraftChange
from agents.desk import Desk
from agents.messages import Person, Reply

Make = Callable[..., Any]
SARAH, VIC = Person("Sarah", "admin"), Person("Vic", "viewer")
ASKED = "find 2 welders in Gary for Acme Steel thursday 6am"


def press(desk: Desk, card: Card, name: Any, *, back: bool = False, person: Person = SARAH, thread: str = "t") -> Any:
    return desk.press(Deed(name, card.card_id, back), person, "web", thread)


def stages(desk: Desk) -> list[tuple[str, str, str]]:
    return [(row["worker_id"], row["client"], row["stage"]) for row in desk.store.ledger.rows("bookings")]


@pytest.fixture
def desk(desk_of: Make) -> Desk:
    made: Desk = desk_of()
    return made


@pytest.fixture
def shown(desk: Desk, say: Make) -> Reply:
    desk.answer(say("book 1 welder for Acme Steel thursday 6am in Toledo", thread="earlier"))
    return desk.answer(say(ASKED))


def test_a_card_says_what_a_recruiter_asks_first(shown: Reply) -> None:
    card = shown.cards[0]
    assert len({one.card_id for one in shown.cards}) == len(shown.cards) > 2
    facts = {fact.label: fact.value for fact in card.facts}
    assert facts["Reliability"].endswith("%") and facts["Pay"].startswith("$") and facts["Pay"].endswith("/h")
    assert facts["Certifications"]
    assert card.phone.startswith("312-555-") or card.phone.startswith("419-555-")
    assert card.job.client == "Acme Steel" and card.job.start == "2026-04-23T06:00" and card.job.city == "Gary"
    labels = [(button.deed, button.label) for button in card.buttons]
    assert labels == [
        ("called", "Called"), ("drafted", "Draft text"), ("accepted", "Accepted"),
        ("barred", "Do not send to Acme Steel"),
    ]  # fmt: skip
    assert [bool(button.sure) for button in card.buttons] == [False, False, False, True]


def test_without_a_client_there_is_no_list_to_put_anybody_on_and_nothing_to_write_about(desk: Desk, say: Make) -> None:
    card = desk.answer(say("find 2 welders in Gary")).cards[0]
    assert [button.deed for button in card.buttons] == ["called", "accepted"]
    made = desk.press(Deed("barred", card.card_id), SARAH, "web", "t")
    assert not made.done and desk.store.ledger.rows("blacklist") == []


def test_whoever_has_a_shift_ahead_can_be_written_to_from_any_list(desk: Desk, say: Make) -> None:
    card = desk.answer(say("find 2 welders in Gary")).cards[0]
    desk.answer(say(f"{card.name} accepted for Acme Steel thursday 6am"))
    again = next(one for one in desk.answer(say("find 9 welders in Gary")).cards if one.worker_id == card.worker_id)
    assert "drafted" in [button.deed for button in again.buttons]
    assert desk.press(Deed("drafted", again.card_id), SARAH, "web", "t").done


def test_a_viewer_sees_no_phone_no_pay_and_no_buttons(desk: Desk, say: Make) -> None:
    card = desk.answer(say(ASKED, VIC)).cards[0]
    assert card.buttons == () and card.phone == "" and "Pay" not in {fact.label for fact in card.facts}
    made = press(desk, card, "accepted", person=VIC)
    assert not made.done and "role" in made.reply.text and stages(desk) == []


def test_accepted_books_the_job_of_the_card_once(desk: Desk, shown: Reply) -> None:
    card = shown.cards[1]
    made = press(desk, card, "accepted")
    assert made.done and made.reply.text.startswith(f"{card.name}: accepted for Acme Steel, Thu Apr 23 6:00 AM.")
    assert stages(desk) == [(card.worker_id, "Acme Steel", "accepted")]
    (recorded,) = made.stand.recorded
    assert recorded.label == "Accepted · recorded 9:00 AM" and recorded.undo == "Undo"
    assert [button.deed for button in made.stand.buttons] == ["called", "drafted", "no_show", "barred"]
    version = desk.store.ledger.version()
    again = press(desk, card, "accepted")
    assert again.done and again.stand == made.stand and again.reply.text == "That is recorded already."
    assert desk.store.ledger.version() == version and len(stages(desk)) == 1


def test_a_press_that_was_cut_off_is_not_recorded_twice(
    desk: Desk, shown: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write stands, the checkpoint does not: the key of the card and its button finds it."""
    card = shown.cards[0]
    with monkeypatch.context() as broken:
        broken.setattr("agents.graph.cards_to_keep", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            press(desk, card, "called")
    assert len(desk.store.ledger.rows("contacts")) == 1
    assert press(desk, card, "called").done
    assert len(desk.store.ledger.rows("contacts")) == 1


def test_undo_takes_back_the_deed_of_its_card_only(desk: Desk, shown: Reply) -> None:
    first, second = shown.cards[:2]
    press(desk, first, "accepted")
    press(desk, second, "accepted")
    made = press(desk, first, "accepted", back=True)
    assert made.done and made.stand.recorded == () and "accepted" in [button.deed for button in made.stand.buttons]
    assert stages(desk) == [(second.worker_id, "Acme Steel", "accepted")]
    assert press(desk, first, "accepted", back=True).reply.text == "That was taken back already."
    assert len(stages(desk)) == 1
    assert press(desk, first, "accepted").done, "it can be recorded again"
    assert len(stages(desk)) == 2
    assert press(desk, first, "accepted", back=True).done and len(stages(desk)) == 1


def test_an_undo_that_was_typed_is_seen_on_the_card(desk: Desk, shown: Reply, say: Make) -> None:
    card = shown.cards[0]
    press(desk, card, "accepted")
    assert desk.cards(SARAH, "web", "t")[card.card_id].recorded
    desk.answer(say("undo"))
    assert stages(desk) == [] and desk.cards(SARAH, "web", "t")[card.card_id].recorded == ()


def test_the_conversation_moves_as_with_a_typed_report(desk: Desk, shown: Reply, say: Make, told: Make) -> None:
    card = shown.cards[2]
    press(desk, card, "accepted")
    desk.answer(say("he confirmed"))
    assert stages(desk) == [(card.worker_id, "Acme Steel", "confirmed")]
    assert f"person: Record: {card.name} accepted as Welder for Acme Steel in Gary" in "\n".join(told(desk))


def test_a_no_show_of_a_shift_to_come_is_asked_about(desk: Desk, shown: Reply, desk_of: Make) -> None:
    card = shown.cards[0]
    press(desk, card, "accepted")
    later = desk_of(now="2026-04-20T12:00")
    made = press(later, card, "no_show")
    assert not made.done and made.reply.choices == ("Yes", "No")
    assert "only starts Thu Apr 23 6:00 AM" in made.reply.text
    assert desk.store.ledger.rows("failures") == []
    reply = later.decide(str(made.reply.approval_id), True, SARAH, "web", "t")
    assert "no-show" in reply.text and reply.cards, "who could step in"
    stand = later.cards(SARAH, "web", "t")[card.card_id]
    assert {one.deed for one in stand.recorded} == {"accepted", "no_show"}


def test_who_is_on_the_list_is_not_booked_by_a_button(desk: Desk, shown: Reply) -> None:
    card = shown.cards[0]
    assert press(desk, card, "barred").done
    made = press(desk, card, "accepted")
    assert not made.done and "Acme Steel" in made.reply.text and stages(desk) == []


def test_a_button_of_another_conversation_or_a_made_up_card_does_nothing(desk: Desk, shown: Reply) -> None:
    for thread, card_id in (("other", shown.cards[0].card_id), ("t", "made-up-0")):
        made = desk.press(Deed("accepted", card_id), SARAH, "web", thread)
        assert not made.done and made.stand is None and "too old" in made.reply.text
    assert stages(desk) == []


def test_buttons_outlive_the_process(desk: Desk, shown: Reply, desk_of: Make) -> None:
    card = shown.cards[0]
    press(desk, card, "called")
    desk.close()
    again = desk_of()
    assert [one.label for one in again.cards(SARAH, "web", "t")[card.card_id].recorded] == ["Called · recorded 9:00 AM"]
    assert press(again, card, "accepted").done
    assert press(again, card, "called", back=True).done and again.store.ledger.rows("contacts") == []


def test_a_draft_is_changed_and_decided_in_its_editor(desk: Desk, shown: Reply, told: Make) -> None:
    made = press(desk, shown.cards[0], "drafted")
    assert made.done and len(made.reply.drafts) == 1
    draft_id = made.reply.drafts[0].draft_id
    for change in (DraftChange("edit", draft_id, "Thursday at 6, OK?"), DraftChange("approve", draft_id)):
        reply = desk.review(change, SARAH, "web", "t")
        assert [call["outcome"] for call in reply.calls] == ["ok"]
    draft = desk.drafts([draft_id], SARAH)[draft_id]
    assert (draft.text, draft.status) == ("Thursday at 6, OK?", "approved")
    late = desk.review(DraftChange("edit", draft_id, "no"), SARAH, "web", "t")
    assert late.calls[0]["outcome"] == "draft_decided" and desk.drafts([draft_id], SARAH)[draft_id] == draft
    assert desk.review(DraftChange("discard", draft_id), VIC, "web", "t").calls[0]["outcome"] == "role_too_weak"
    assert len(told(desk)) > 6, "the conversation knows what was done in the editor"


def test_a_forgotten_conversation_has_no_cards_and_no_memory_but_its_records_stand(desk: Desk, shown: Reply) -> None:
    card = shown.cards[0]
    press(desk, card, "accepted")
    desk.forget("t")
    assert desk.conversation.history("t") == [] and desk.cards(SARAH, "web", "t") == {}
    assert not press(desk, card, "called").done and len(stages(desk)) == 1
