"""The pages in a real browser: light and dark, on a desk and on a phone."""

from __future__ import annotations

import csv
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import Settings
from agents.understanding.plan import Plan, PlannedCall
from demand.desk import DemandDesk
from gateway.chat import ChatDoor
from gateway.server import build_app, server_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("", "brief", "walkthrough", "architecture", "docs", "setup", "nothing", "chat/")
PATIENCE = 120_000
"""Milliseconds for a page on a machine that is busy with other tests."""
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def desk(prepared_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The shared bench, permits, an open order, a crew that starts today and somebody who did not show."""
    home = tmp_path_factory.mktemp("pages")
    folder = Path(shutil.copytree(prepared_store, home / "store"))
    desk = Desk(Settings(data=folder, now="2026-04-20T09:00", model="builtin", _env_file=None))
    permits = home / "permits.csv"
    with permits.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow("id permit_type work_type reported_cost issue_date permit_status street_name".split())
        writer.writerows([n, "PERMIT - NEW CONSTRUCTION", "Electrical Work", 900_000 + n, f"2026-04-{n:02d}", "ACTIVE",
                          "N LAKE SHORE DR"] for n in range(1, 13))  # fmt: skip
    desk.store.ingest(permits, "permits", staffer="Sarah")
    (desk.folder / "DEMO").touch()
    said = (
        "book 4 welders for Acme in Gary tomorrow 6am",
        "Sam Single accepted for Acme today 2pm",
        "Pat Doubleday, the one with W-9001, no-showed at Acme",
    )
    for text in said:
        desk.answer(Incoming(text, Person("Sarah", "admin"), "terminal", "pages"))
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def url(desk: Desk) -> Iterator[str]:
    """The server, with a chat that is for ever being loaded."""
    app = build_app(desk, chat=False)
    app.state.chat = ChatDoor()
    app.mount("/chat", app.state.chat)
    listener = socket.create_server(("127.0.0.1", 0))
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A page that asked nobody but its own server, and broke no policy."""
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    asked: list[str] = []
    said: list[str] = []
    failed: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("requestfailed", lambda request: failed.append(request.url))
    opened.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield opened
    context.close()
    assert asked and [one for one in asked if not one.startswith((f"{url}/", "data:"))] == []
    assert [one for one in failed if "/favicon" in one] == []
    assert [one for one in said if not one.startswith("Failed to load resource")] == []


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe finds serious or critical: rule and place."""
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = Axe().run(page).response
    assert found["testEngine"]["name"] == "axe-core"
    return [
        (fault["id"], str(node["target"]))
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_use_it(page: Page, url: str, path: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{url}/{path}")
            page.locator("details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
            assert serious(page) == [], (scheme, width)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (scheme, width)
            heads = page.locator("h1, h2, h3, h4").evaluate_all("(all) => all.map((one) => +one.tagName[1])")
            assert heads[0] == 1 and all(after - before <= 1 for before, after in pairwise(heads))


def test_a_phone_shows_first_what_matters_and_folds_the_rest(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(url)
    page.get_by_role("heading", name="Most pressing contracts").wait_for()
    for name in ("Open seats", "Start today", "Tight roles"):
        link = page.locator(".glance").get_by_role("link", name=name).bounding_box()
        assert link and link["y"] < 400, name
    order = page.locator("#orders").bounding_box()
    assert order and order["y"] < 600
    assert page.evaluate("document.documentElement.scrollHeight") < 3_200
    fold = page.locator(".contract details.who").first
    worker = fold.locator("li b").first
    assert not worker.is_visible()
    fold.locator("summary").first.click()
    assert worker.is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".contract details.who li b").last.is_visible()


def test_axe_would_say_so(page: Page, url: str) -> None:
    page.goto(f"{url}/setup")
    page.evaluate("document.querySelector('h1').style.color = '#e8e8e8'")
    assert [rule for rule, _ in serious(page)] == ["color-contrast"]


def test_the_keyboard_comes_to_the_content_at_once_and_opens_a_fold(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(url)
    page.get_by_role("heading", name="Most pressing contracts").wait_for()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("(one) => one === document.activeElement && one.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    fold = page.locator(".contract details.who").first
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert fold.locator("li b").first.is_visible()


def test_where_the_focus_is_can_be_seen(page: Page, url: str) -> None:
    page.goto(url)
    for _ in range(8):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


def test_a_slow_brief_comes_by_itself(page: Page, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()
    forecast = DemandDesk.forecast

    def slow(self: DemandDesk, *given: Any, **named: Any) -> Any:
        assert goes_on.wait(60)
        return forecast(self, *given, **named)

    monkeypatch.setattr(DemandDesk, "forecast", slow)
    page.goto(url, wait_until="commit")
    page.get_by_text("Reading the permits and").wait_for()
    assert page.locator("#glance-tight").get_by_text("reading the permits").is_visible()
    assert page.get_by_text("Recorded last").is_visible()
    goes_on.set()
    page.get_by_role("heading", name="Most pressing contracts").wait_for()
    assert page.locator(".contract").count() == 6
    page.locator(".skeleton").wait_for(state="detached")
    assert page.locator("#glance-tight dd").all_inner_texts() == ["1\nElectrician"]


def test_a_yes_is_a_button(page: Page, url: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan((PlannedCall("log_contact", {"workers": ["W-9003"], "outcome": "called"}),), confidence=0.6)
    monkeypatch.setattr(desk.understanding, "plan", lambda *_args: plan)
    before = len(desk.store.ledger.rows("contacts"))
    desk.answer(Incoming("something about Sam", Person("Tom", "recruiter"), "web", "tom"))
    page.goto(url)
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_role("status").get_by_text("1 contact recorded").wait_for()
    assert page.get_by_role("button", name="Yes, do it").count() == 0
    assert len(desk.store.ledger.rows("contacts")) == before + 1


def test_a_phone_gets_the_walkthrough_folded_and_a_desk_gets_it_whole(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/walkthrough")
    folds = page.locator(".steps .narrow-fold")
    assert folds.count() == page.locator(".steps h2").count() == 7
    assert page.evaluate("document.documentElement.scrollHeight") < 3 * 844
    assert page.get_by_text("Rehearsed: not recorded").first.is_hidden()
    folds.nth(2).locator("summary").first.click()
    assert page.get_by_text("Rehearsed: not recorded").first.is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert all(one.is_visible() for one in page.get_by_text("Rehearsed: not recorded").all())


def test_the_set_up_uses_the_width_of_a_desk(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{url}/setup")
    steps, others = (
        page.locator(".steps").bounding_box(),
        page.get_by_role("region", name="Everything else").bounding_box(),
    )
    wide = page.locator(".bar").bounding_box()
    assert steps and others and wide
    assert others["x"] >= steps["x"] + steps["width"] and abs(others["y"] - steps["y"]) < 2
    assert others["x"] + others["width"] >= wide["x"] + wide["width"] - 26


def test_routes_are_found_by_words(page: Page, url: str) -> None:
    page.goto(f"{url}/docs")
    routes = page.locator(".route:visible")
    everything = routes.count()
    page.get_by_label("Find a route").fill("blacklist DELETE")
    assert routes.count() == 1 and "/clients/{client}/blacklist" in routes.inner_text()
    assert page.locator("#found").inner_text() == "1 route"
    page.get_by_label("Find a route").fill("")
    assert routes.count() == everything


def test_checks_are_looked_at_again(page: Page, url: str) -> None:
    page.goto(f"{url}/setup")
    page.evaluate("document.querySelector('#checks-permits').textContent = ''")
    page.get_by_role("link", name="Check again").click()
    page.locator("#checks-permits", has_text="12 permits").wait_for()
    assert page.locator("#checks-permits").count() == 1
    assert page.locator(".command button").count() == page.locator(".command").count() > 3


def test_a_button_takes_no_room_from_its_command(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/setup")
    command = page.locator(".command").first
    button, text = command.locator("button").bounding_box(), command.locator("pre").bounding_box()
    assert button and text and button["y"] >= text["y"] + text["height"]
    assert "tests" not in page.locator("main").inner_text()


def test_the_chat_opens_by_itself_once_it_is_loaded(page: Page, url: str, desk: Desk) -> None:
    page.goto(f"{url}/chat/")
    page.get_by_role("heading", name="The chat is being loaded").wait_for()
    page.route(
        "**/chat/", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Here it is</h1>")
    )
    page.get_by_role("heading", name="Here it is").wait_for()
