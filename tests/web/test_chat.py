"""The chat in a real browser, on a desk and on a phone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DESK, PHONE = 1280, 390
RUDE = "**Eve** ![x](https://example.com/x.png) :b"
PATIENCE = 120_000
Visiting = Callable[[int], Any]
"""Opens the chat in a window of so many pixels."""


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_search_shows_its_steps_then_cards(visit: Visiting, server: Any, width: int) -> None:
    chat = visit(width)
    chat.page.get_by_role("button", name="Find 3").first.wait_for()  # a starter of what this bench has most of
    chat.ask("find 3 electricians in Chicago")
    cards = chat.page.locator(".muster-card")
    cards.first.wait_for()
    assert chat.steps() == ["Searching Electricians in Chicago", "Checked: nobody blacklisted or double-booked"]
    step, first_card = chat.page.locator("[data-step-type=tool]").first.bounding_box(), cards.first.bounding_box()
    assert step and first_card and step["y"] < first_card["y"]
    with server.bench.open(encoding="utf-8") as file:
        fit = {w["worker_id"] for w in csv.DictReader(file) if (w["role"], w["city"]) == ("Electrician", "Chicago")}
    heads = cards.locator(".muster-who small").all_inner_texts()
    assert len(heads) == 5
    assert {head.split(" · ")[-1] for head in heads} <= fit
    scores = [float(score) for score in cards.locator(".muster-score").all_inner_texts()]
    assert scores == sorted(scores, reverse=True)
    if width == PHONE:  # a short list first
        assert cards.nth(2).bounding_box()["y"] - cards.first.bounding_box()["y"] < 400
        cards.first.locator("summary").first.click()
    legend = cards.first.locator(".muster-legend")
    assert "reliability" in legend.inner_text()
    assert "reliability on file" in (legend.locator("span", has_text="reliability").get_attribute("title") or "")
    cards.first.get_by_text("Why this score?").click()
    assert cards.first.locator(".muster-because dt").all_inner_texts() == legend.locator("span").all_inner_texts()
    assert cards.first.locator(".muster-bar span").first.bounding_box()["width"] > 4  # type: ignore[index]
    # What the cards say is not said twice.
    first = cards.first.locator("strong").first.inner_text()
    said = chat.page.locator(".ai-message [role=article]").last.inner_text()
    assert said.endswith("best first:") and f"1. {first}" not in said
    # What follows from the list stands under it.
    notes = chat.page.locator(".muster-notes")
    assert notes.locator("p").last.inner_text() == f"Next: “{first} accepted” once they say yes."
    last, under = cards.last.bounding_box(), notes.bounding_box()
    assert last and under and under["y"] >= last["y"] + last["height"]
    assert chat.wide_by() <= 0


def test_each_of_two_searches_has_its_own_cards(visit: Visiting) -> None:
    chat = visit(PHONE)
    chat.ask("find 2 welders in Gary and 1 electrician in Chicago")
    chat.page.locator(".muster-notes").nth(1).wait_for()
    answers = chat.page.locator(".ai-message .message-content")
    assert answers.count() == 3  # the brief comes first
    for answer, role, count in zip(answers.all()[1:], ("Welder", "Electrician"), (5, 5), strict=True):
        heads = answer.locator(".muster-who small").all_inner_texts()
        assert len(heads) == count and all(head.startswith(role) for head in heads)
        assert f"{role}s in " in answer.locator("[role=article]").inner_text()


def test_a_fill_that_the_reason_tells_is_not_cited_again(visit: Visiting) -> None:
    chat = visit(PHONE)
    cards = chat.page.locator(".muster-card", has_text="Sam Single")
    for number, day in enumerate(("yesterday", "today")):
        chat.ask(f"Sam Single accepted for Acme Steel as welder {day} 6am")
        chat.page.locator(".message-content", has_text="Sam Single: accepted for Acme Steel, ").nth(number).wait_for()
        chat.ask("find 5 welders in Gary")
        cards.nth(number).wait_for()
    for card in cards.all():
        card.locator("summary").first.click()
    once, twice = cards.all()
    assert "filled Welder x1" in once.locator(".muster-why").inner_text()
    assert once.locator(".muster-citations li").count() == 0
    assert twice.locator(".muster-citations li").count() == 2


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_forecast_is_a_table_that_stays_in_the_page(visit: Visiting, width: int) -> None:
    chat = visit(width)
    chat.ask("What's tight in Chicago this month?")
    table = chat.page.locator(".muster-grid table")
    table.wait_for()
    assert table.locator("th").all_inner_texts()[:3] == ["Role", "Wanted", "Available"]
    assert table.locator("td").first.inner_text() == "Electrician"
    moved = chat.page.locator(".muster-scroll").evaluate("(box) => (box.scrollLeft = 999, box.scrollLeft)")
    assert (moved > 0) == (width == PHONE)
    assert chat.wide_by() <= 0


def test_what_the_desk_asks_back_is_answered_by_a_button(visit: Visiting) -> None:
    chat = visit(PHONE)
    chat.ask("Pat Doubleday accepted the welder job at Acme tomorrow 6am")
    choice = chat.page.locator(".muster-choices button", has_text="W-9002")
    assert choice.locator("span", has_text="W-9002").evaluate("(word) => word.getBoundingClientRect().height") < 30
    assert [step for step in chat.steps() if step.startswith("Record: Pat Doubleday accepted")]
    choice.click()
    mine = chat.page.locator("[data-step-type=user_message]")
    mine.nth(1).wait_for()
    assert mine.nth(1).inner_text() == "Pat Doubleday, Welder, Toledo (W-9002)"
    chat.page.locator(".ai-message .message-content").nth(2).wait_for()
    assert choice.is_disabled() and choice.get_attribute("aria-pressed") == "true"
    assert chat.wide_by() <= 0


def test_a_yes_by_its_button_answers_the_question_it_was_drawn_for(visit: Visiting) -> None:
    chat = visit(PHONE)
    buttons = chat.page.locator(".muster-choices button")
    chat.ask("caught Sam Single by phone between two meetings")
    buttons.nth(1).wait_for()
    assert buttons.all_inner_texts() == ["Yes", "No"]
    said = chat.page.locator(".ai-message .message-content")
    assert "Record a contact: Sam Single, called." in said.last.inner_text()
    chat.ask("pinged Sam Single, radio silence")
    buttons.nth(3).wait_for()
    buttons.nth(0).click()  # of the first question, which was set aside
    chat.page.locator(".message-content", has_text="went on to something else").wait_for()
    buttons.nth(2).click()
    chat.page.locator(".message-content", has_text="Sam Single: no answer, 1 contact recorded.").wait_for()
    assert buttons.nth(2).is_disabled() and buttons.nth(2).get_attribute("aria-pressed") == "true"
    assert chat.page.locator("[data-step-type=user_message]").count() == 2
    assert chat.page.locator(".message-content", has_text="Sam Single: called,").count() == 0


def test_a_name_that_looks_like_markup_is_only_a_name(visit: Visiting) -> None:
    chat = visit(PHONE)
    chat.ask("find 1 welder in Peoria")
    notes = chat.page.locator(".muster-notes")
    notes.wait_for()
    assert RUDE in chat.page.locator(".muster-card").inner_text() and RUDE in notes.inner_text()
    chat.ask("tell me about W-9100")
    said = chat.page.locator(".ai-message [role=article]").nth(2)
    said.wait_for()
    assert RUDE in said.inner_text()
    assert said.locator("img, strong, .font-bold").count() == 0


def test_a_failure_is_a_sentence_with_a_reference_to_the_log(visit: Visiting, server: Any) -> None:
    chat = visit(DESK)
    chat.ask("break, please")
    answer = chat.page.locator("[role=article]", has_text="went wrong on our side")
    reference = re.search(r"reference ([0-9a-f]{8})", answer.inner_text())
    assert reference is not None
    page = chat.page.content()
    assert "OSError" not in page and "/srv/ledger" not in page and "Traceback" not in page
    log = server.log.read_text()
    assert f"reference {reference[1]}" in log and "/srv/ledger/of/the/shop cannot be read" in log
    chat.ask("What did I do today?")
    chat.page.locator("[data-step-type=tool]", has_text="Reading the journal").wait_for()


def test_who_is_not_signed_in_gets_no_session(server: Any) -> None:
    assert httpx.get(f"{server.url}/chat/user").status_code == 401
    assert httpx.get(f"{server.url}/chat/", headers={"host": "chat.example.com"}).status_code == 403
    with httpx.Client() as client:
        client.post(f"{server.url}/chat/auth/header")
        user = client.get(f"{server.url}/chat/user").json()
    assert (user["identifier"], user["metadata"]["role"]) == ("Sarah", "admin")


def test_settings_that_others_read_do_nothing_here(server: Any) -> None:
    """A Slack token or a database in the environment is not the chat's; nothing is written where it was started."""
    assert httpx.post(f"{server.url}/chat/slack/events", json={}).status_code in (404, 405)
    left = {path.name for path in server.log.parent.iterdir()}
    assert left == {"store", "server.log", "workers.csv", "permits.csv"}
    log = server.log.read_text()
    assert "literal" not in log.lower() and "asyncpg" not in log.lower()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_contract_of_the_brief_comes_into_the_chat_as_a_sentence(browser: Browser, server: Any, width: int) -> None:
    """Also the first time, when nobody is signed in to the chat yet."""
    page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(server.url)
    link = page.get_by_role("link", name="Fill it in the chat").first
    sentence = link.get_attribute("title")
    assert sentence and re.fullmatch(r"need \d+ Electricians for order \d+", sentence)
    link.click()
    page.locator("#chat-input").wait_for()
    page.wait_for_function("(said) => document.querySelector('#chat-input').value === said", arg=sentence)
    page.context.close()


def test_the_first_load_asks_for_nothing_that_is_refused(visit: Visiting) -> None:
    chat = visit(DESK)
    assert [said for said in chat.said if "401" in said or "404" in said or "Unauthorized" in said] == []
    assert httpx.get(f"{chat.page.url.partition('/chat')[0]}/favicon.ico").status_code == 200


def test_a_spanish_browser_is_spoken_to_in_spanish(browser: Browser, server: Any) -> None:
    page = browser.new_context(locale="es-MX").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.url}/chat/")
    page.get_by_role("button", name="Busco 3").first.click()
    card = page.locator(".muster-card").first
    card.wait_for()
    assert card.locator(".muster-buttons button").all_inner_texts() == ["Llamada hecha", "Aceptó"]
    assert (
        page.locator("#chat-input").get_attribute("placeholder")
        == "Pida gente, diga quién aceptó o pregunte dónde falta"
    )
    assert page.locator("#chat-submit").get_attribute("aria-label") == "Enviar"
    assert page.locator("html").get_attribute("lang") == "es"
    page.context.close()


def test_the_way_down_covers_nothing(visit: Visiting) -> None:
    for width in (PHONE, DESK):
        chat = visit(width)
        chat.ask("find 3 welders in Gary")
        chat.page.locator(".muster-notes").first.wait_for()
        down = chat.page.locator("button:has(svg.lucide-arrow-down)")
        down.wait_for()
        place, card = down.bounding_box(), chat.page.locator(".muster-card").first.bounding_box()
        composer = chat.page.locator("#message-composer").bounding_box()
        assert place and card and composer
        assert place["y"] > composer["y"] or place["x"] >= card["x"] + card["width"]
        down.click()
