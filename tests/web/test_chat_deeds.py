"""What is done in the chat with one tap, and found again on another day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

DESK, PHONE = 1280, 390
Visiting = Callable[[int], Any]
"""Opens the chat in a window of so many pixels."""
WANTED = "find 3 welders in Toledo for Acme Steel friday 6am"


def done(server: Any) -> list[str]:
    """What stands of the day, by its tool."""
    with httpx.Client(base_url=server.url) as http:
        deeds = http.post("/tools/daily_summary", json={}).json()["deeds"]
    return [deed["text"] for deed in deeds if not deed["taken_back"]]


def buttons(card: Any) -> list[str]:
    labels: list[str] = card.locator(".muster-buttons :is(a, button):visible").all_inner_texts()
    return labels


def test_the_brief_opens_the_chat_and_asks_first(visit: Visiting) -> None:
    chat = visit(PHONE)
    brief = chat.page.locator(".ai-message [role=article]").first
    assert brief.inner_text().startswith("Good morning, Sarah.")
    starters = chat.page.locator(".muster-starters button")
    assert starters.count() == 4
    starters.filter(has_text="What did I do today?").click()
    chat.page.locator("[data-step-type=user_message]").wait_for()
    assert chat.page.locator(".ai-message [role=article]").filter(has_text="Good morning").count() == 1
    assert chat.wide_by() <= 0


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_card_is_acted_on_and_confirms_in_place(visit: Visiting, server: Any, width: int) -> None:
    chat = visit(width)
    chat.ask(WANTED)
    card = chat.page.locator(".muster-card").first
    card.wait_for()
    name = card.locator("strong").first.inner_text()
    offered = [label for label in buttons(card) if label != "No-show"]  # other tests may have booked her
    assert offered == [
        "Called",
        "Draft text",
        "Accepted",
        *(["Do not send to Acme Steel"] if width == DESK else ["More"]),
    ]
    before = done(server)
    card.get_by_role("button", name="Accepted").dblclick()
    recorded = card.locator(".muster-recorded", has_text="Accepted · recorded 9:00 AM")
    recorded.wait_for()
    if width == PHONE:
        card.get_by_role("button", name="More").click()
    assert "Accepted" not in buttons(card) and "No-show" in buttons(card)
    assert len(done(server)) == len(before) + 1 and done(server)[-1].startswith(f"{name}: accepted for Acme Steel")
    assert chat.page.locator("[data-step-type=user_message]").count() == 1, "a button says nothing for the person"
    chat.ask("she confirmed")
    chat.page.locator(".message-content", has_text=f"{name}: confirmed for Acme Steel").wait_for()
    chat.ask("undo")
    chat.page.locator(".message-content", has_text="Taken back").wait_for()
    recorded.get_by_role("button", name="Undo").click()
    recorded.wait_for(state="detached")
    assert "Accepted" in buttons(card) and done(server) == before
    assert chat.wide_by() <= 0


def test_a_slip_of_the_thumb_is_asked_about_in_place(visit: Visiting, server: Any) -> None:
    chat = visit(PHONE)
    chat.ask(WANTED)
    card = chat.page.locator(".muster-card").nth(1)
    card.wait_for()
    before = done(server)
    card.get_by_role("button", name="More").click()
    card.get_by_role("button", name="Do not send to Acme Steel").click()
    assert card.locator(".muster-sure span").inner_text() == "Never send to Acme Steel again?"
    card.get_by_role("button", name="Cancel").click()
    assert done(server) == before
    card.get_by_role("button", name="Do not send to Acme Steel").click()
    card.get_by_role("button", name="Yes, record it").click()
    recorded = card.locator(".muster-recorded", has_text="Not sent to Acme Steel again · recorded 9:00 AM")
    recorded.wait_for()
    assert len(done(server)) == len(before) + 1
    recorded.get_by_role("button", name="Undo").click()
    recorded.wait_for(state="detached")
    assert done(server) == before


def test_a_button_whose_report_is_odd_asks_for_a_yes_first(visit: Visiting, server: Any) -> None:
    chat = visit(DESK)
    chat.ask("Sam Single accepted for Acme Steel as welder friday 6am")
    chat.page.locator(".message-content", has_text="Sam Single: accepted for Acme Steel").wait_for()
    before = done(server)
    chat.ask("find 5 welders in Gary")
    card = chat.page.locator(".muster-card", has_text="Sam Single").last
    card.wait_for()
    card.get_by_role("button", name="Accepted").click()
    chat.page.locator(".message-content", has_text="Sam Single is booked already: Acme Steel").wait_for()
    assert done(server) == before and "Accepted" in buttons(card)
    chat.page.locator(".muster-choices button", has_text="Yes").last.click()
    card.locator(".muster-recorded", has_text="Accepted").wait_for()
    assert len(done(server)) == len(before) + 1
    card.get_by_role("button", name="Undo").click()
    card.locator(".muster-recorded").wait_for(state="detached")
    assert done(server) == before


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_another_day_finds_the_conversation_its_cards_and_its_memory(visit: Visiting, server: Any, width: int) -> None:
    first = visit(width)
    asked = "find 2 maintenance techs in Milwaukee for Northwind Foods tomorrow 6am"
    first.ask(asked)
    card = first.page.locator(".muster-card").first
    card.wait_for()
    name = card.locator("strong").first.inner_text()
    card.get_by_role("button", name="Accepted").click()
    card.locator(".muster-recorded").wait_for()
    first.page.context.clear_cookies()

    again = visit(width)
    if width == PHONE:
        again.page.locator("#sidebar-trigger-button").click()
    again.page.get_by_role("link", name=asked[:30]).first.click()
    card = again.page.locator(".muster-card").first
    card.locator(".muster-recorded", has_text="Accepted · recorded 9:00 AM").wait_for()
    assert again.page.locator(".ai-message [role=article]").filter(has_text="Good morning").count() == 1
    again.ask("she confirmed")
    again.page.locator(".message-content", has_text=f"{name}: confirmed for Northwind Foods").wait_for()
    again.ask("undo")
    again.page.locator(".message-content", has_text="Taken back").wait_for()
    card.get_by_role("button", name="Undo").click()
    card.locator(".muster-recorded").wait_for(state="detached")
    assert "Accepted" in buttons(card)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_draft_is_changed_and_approved_in_place_and_nothing_is_sent(visit: Visiting, width: int) -> None:
    chat = visit(width)
    chat.ask("book 1 welder for Acme Steel in Toledo saturday 6am")
    card = chat.page.locator(".muster-card").first
    card.wait_for()
    card.get_by_role("button", name="Draft text").click()
    draft = chat.page.locator(".muster-draft")
    draft.wait_for()
    area, size = draft.locator("textarea"), draft.locator(".muster-size")
    text = area.input_value()
    assert size.inner_text().startswith(f"{len(text)} characters · 1 segment")
    area.fill(f"{text} {'x' * 200}")
    assert draft.get_by_role("button", name="Approve").is_disabled(), "there is no room for that"
    assert area.evaluate("(box) => box.scrollHeight - box.clientHeight") == 0, "all of it is seen"
    area.fill(f"{text} OK?")
    assert size.inner_text().startswith(f"{len(text) + 4} characters")
    draft.get_by_role("button", name="Approve").click()
    draft.locator(".muster-status strong").wait_for()
    assert draft.locator(".muster-status").inner_text() == "Approved. Nothing is sent from here yet."
    assert draft.locator(".muster-text").inner_text() == f"{text} OK?" and area.count() == 0
    assert chat.wide_by() <= 0


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_file_is_shown_as_a_table_and_taken_in_after_a_yes(visit: Visiting, tmp_path: Path, width: int) -> None:
    chat = visit(width)
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "Emp #,Full Name,Trade,Town,ST\n" + f"77{width},Ursula Quick,Welder,Peoria,IL\n", encoding="utf-8"
    )
    assert chat.drop(roster, "here is our roster").all_inner_texts()[:2] == ["Emp #", "id"]
    chat.page.get_by_role("button", name="Yes", exact=True).click()
    chat.page.locator(".message-content", has_text="roster.csv is in workers: 1 new").wait_for()
    assert chat.wide_by() <= 0


def test_a_conversation_that_is_deleted_is_forgotten(visit: Visiting, server: Any) -> None:
    chat = visit(DESK)
    chat.ask("find 1 forklift operator in Gary")
    chat.page.locator(".muster-card").first.wait_for()
    with httpx.Client(base_url=server.url) as http:
        http.post("/chat/auth/header")
        listed = http.post("/chat/project/threads", json={"pagination": {"first": 50}, "filter": {}}).json()["data"]
        (thread,) = [one["id"] for one in listed if one["name"] == "find 1 forklift operator in Gary"]
        shown = http.get(f"/chat/project/thread/{thread}").json()
        assert [one["name"] for one in shown["elements"]][:2] == ["Starters", "CandidateCards"]
        assert http.request("DELETE", "/chat/project/thread", json={"threadId": thread}).status_code == 200
        assert http.get(f"/chat/project/thread/{thread}").status_code in (404, 500)
