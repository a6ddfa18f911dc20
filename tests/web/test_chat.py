"""The chat in a real browser, on a desk and on a phone."""

from __future__ import annotations

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from agents.settings import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SERVER = Path(__file__).with_name("chat_server.py")
DESK, PHONE = 1280, 390
RUDE = "**Eve** ![x](https://example.com/x.png) :b"
PATIENCE = 120_000
"""Milliseconds for an answer on a machine that is busy with other tests."""


@dataclass
class Running:
    """A server and what it wrote."""

    url: str
    bench: Path
    log: Path


@dataclass
class Visit:
    """A page that is open, and everything that it asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """On the console."""

    def ask(self, text: str) -> None:
        self.page.locator("#chat-input").click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def steps(self) -> list[str]:
        return self.page.locator("[data-step-type=tool]").all_inner_texts()

    def wide_by(self) -> int:
        """Pixels by which the page, or anything that does not scroll by itself, is wider than the window."""
        wide: int = self.page.evaluate(
            """() => Math.max(document.documentElement.scrollWidth,
                ...[...document.querySelectorAll("body *")]
                    .filter((part) => !part.closest(".muster-scroll table, .sr-only, svg"))
                    .map((part) => part.getBoundingClientRect().right)) - innerWidth"""
        )
        return wide


@pytest.fixture(scope="module")
def server(prepared_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The chat on a store with the shared bench, a worker with a rude name, and permits."""
    home = tmp_path_factory.mktemp("chat")
    folder = Path(shutil.copytree(prepared_store, home / "store"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = Running(f"http://127.0.0.1:{port}", prepared_store.parent / "bench.csv", home / "server.log")
    command = [sys.executable, SERVER, folder, str(port), *write_files(home, running.bench)]
    # Names that Chainlit would act on, were it left alone.
    theirs = {
        "SLACK_BOT_TOKEN": "xoxb-none",
        "LITERAL_API_KEY": "none",
        "DATABASE_URL": "postgresql://127.0.0.1:1/none",
    }
    with running.log.open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=home, env=os.environ | theirs | {"PYTHONPATH": str(ROOT)}
        )
    try:
        wait_for(running, process)
        yield running
    finally:
        process.kill()
        process.wait()


def write_files(home: Path, bench: Path) -> list[Path]:
    """What the shared bench does not have: a name that would be markup, and permits."""
    with bench.open(encoding="utf-8") as file:
        rude = next(csv.DictReader(file)) | {"worker_id": "W-9100", "name": RUDE, "role": "Welder", "city": "Peoria"}
    permits = [
        {"id": n, "permit_type": "PERMIT - NEW CONSTRUCTION", "work_type": "Electrical Work", "reported_cost": 900_000,
         "issue_date": f"2026-04-{n:02d}T00:00:00", "permit_status": "ACTIVE"}
        for n in range(1, 13)
    ]  # fmt: skip
    paths = []
    for name, rows in (("workers", [rude | {"availability": "available"}]), ("permits", permits)):
        paths.append(home / f"{name}.csv")
        with paths[-1].open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return paths


def wait_for(running: Running, process: subprocess.Popen[bytes]) -> None:
    """Until the page is served."""
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        assert process.poll() is None, running.log.read_text()
        try:
            if httpx.get(f"{running.url}/chat/", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise AssertionError("the server did not come up:\n" + running.log.read_text())


Visiting = Callable[[int], Visit]


@pytest.fixture
def visit(browser: Browser, server: Running) -> Iterator[Visiting]:
    """Open the chat in a window of so many pixels. At the end, nothing may have been asked of another host."""
    visits: list[Visit] = []

    def open_chat(width: int) -> Visit:
        page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
        page.set_default_timeout(PATIENCE)
        visits.append(one := Visit(page))
        page.on("request", lambda request: one.requests.append(request.url))
        page.on("websocket", lambda socket: one.requests.append(socket.url))
        page.on("console", lambda message: one.said.append(message.text))
        page.goto(f"{server.url}/chat/")
        page.locator("#starters button:enabled").first.wait_for()
        return one

    yield open_chat
    for one in visits:
        one.page.context.close()
        own = (f"{server.url}/", f"{server.url.replace('http', 'ws')}/", "data:", f"blob:{server.url}/")
        assert len(one.requests) > 10
        assert [url for url in one.requests if not url.startswith(own)] == []
        assert [said for said in one.said if "Content Security Policy" in said] == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_search_shows_its_steps_then_cards(visit: Visiting, server: Running, width: int) -> None:
    chat = visit(width)
    chat.page.get_by_role("button", name="Find 3 electricians in Chicago").click()
    cards = chat.page.locator(".muster-card")
    cards.first.wait_for()
    plan, result, verdict = chat.steps()
    assert plan.startswith("plan hybrid_search: ")
    assert {"role=Electrician", "city=Chicago", "headcount=3"} <= set(re.split(r",? +", plan))
    assert result.startswith("result hybrid_search: ") and "Electricians in Chicago fit" in result
    assert verdict == "verdict approve"
    with server.bench.open(encoding="utf-8") as file:
        fit = {w["worker_id"] for w in csv.DictReader(file) if (w["role"], w["city"]) == ("Electrician", "Chicago")}
    heads = cards.locator(".muster-who small").all_inner_texts()
    assert len(heads) == 5
    assert {head.split(" · ")[-1] for head in heads} <= fit
    scores = [float(score) for score in cards.locator(".muster-score").all_inner_texts()]
    assert scores == sorted(scores, reverse=True)
    assert "reliability" in cards.first.locator(".muster-legend").inner_text()
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
    assert answers.count() == 2
    for answer, role, count in zip(answers.all(), ("Welder", "Electrician"), (5, 5), strict=True):
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
    once, twice = cards.all()
    assert "filled Welder x1" in once.locator(".muster-why").inner_text()
    assert once.locator(".muster-citations li").count() == 0
    assert twice.locator(".muster-citations li").count() == 2


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_forecast_is_a_table_that_stays_in_the_page(visit: Visiting, width: int) -> None:
    chat = visit(width)
    chat.page.get_by_role("button", name="What's tight in Chicago this month?").click()
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
    assert [step for step in chat.steps() if step.startswith("plan log_fill: workers=Pat Doubleday, ")]
    choice.click()
    mine = chat.page.locator("[data-step-type=user_message]")
    mine.nth(1).wait_for()
    assert mine.nth(1).inner_text() == "Pat Doubleday, Welder, Toledo (W-9002)"
    chat.page.locator(".ai-message .message-content").nth(1).wait_for()
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
    said = chat.page.locator(".ai-message [role=article]").nth(1)
    said.wait_for()
    assert RUDE in said.inner_text()
    assert said.locator("img, strong, .font-bold").count() == 0


def test_a_failure_is_a_sentence_with_a_reference_to_the_log(visit: Visiting, server: Running) -> None:
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
    chat.page.locator("[data-step-type=tool]", has_text="result daily_summary").wait_for()


def test_who_is_not_signed_in_gets_no_session(server: Running) -> None:
    assert httpx.get(f"{server.url}/chat/user").status_code == 401
    assert httpx.get(f"{server.url}/chat/", headers={"host": "chat.example.com"}).status_code == 403
    with httpx.Client() as client:
        client.post(f"{server.url}/chat/auth/header")
        user = client.get(f"{server.url}/chat/user").json()
    assert (user["identifier"], user["metadata"]["role"]) == ("Sarah", "admin")


def test_settings_that_others_read_do_nothing_here(server: Running) -> None:
    """A Slack token or a database in the environment is not the chat's; nothing is written where it was started."""
    assert httpx.post(f"{server.url}/chat/slack/events", json={}).status_code in (404, 405)
    left = {path.name for path in server.log.parent.iterdir()}
    assert left == {"store", "server.log", "workers.csv", "permits.csv"}
    log = server.log.read_text()
    assert "literal" not in log.lower() and "asyncpg" not in log.lower()


def test_a_contract_of_the_brief_comes_into_the_chat_as_a_sentence(browser: Browser, server: Running) -> None:
    """Also the first time, when nobody is signed in to the chat yet."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(server.url)
    link = page.get_by_role("link", name="Fill it in the chat").first
    sentence = link.get_attribute("title")
    assert sentence and re.fullmatch(r"need \d+ Electricians for order \d+", sentence)
    link.click()
    page.locator("#chat-input").wait_for()
    page.wait_for_function("(said) => document.querySelector('#chat-input').value === said", arg=sentence)
    page.context.close()
