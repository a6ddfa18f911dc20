"""The web chat with staff on the desk: whoever the server let in talks, and nobody who was there before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from agents.directory import Directory
from agents.roster import Roster
from memory.clock import Clock
from memory.ledger.ledger import Actor, Ledger
from tools.tool import Profile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 120_000
BY = Actor("Ada", "terminal")


@pytest.fixture(scope="module")
def house(prepared_store: Path, tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[Any]:
    """A server that was up before anybody was on the staff."""
    home = tmp_path_factory.mktemp("staffed")
    folder = Path(shutil.copytree(prepared_store, home / "store"))
    with serving(home, folder, prepared_store.parent / "bench.csv", []) as running:
        yield running


@pytest.fixture(scope="module")
def sarahs_cookies(house: Any) -> dict[str, str]:
    """What a browser kept from when nobody had to sign in."""
    with httpx.Client(base_url=house.url) as client:
        client.post("/chat/auth/header")
        assert client.get("/chat/user").json()["identifier"] == "Sarah"
        return dict(client.cookies)


@pytest.fixture(scope="module")
def roster(house: Any, sarahs_cookies: dict[str, str]) -> Iterator[Roster]:
    """As `muster staff` changes it, beside the running server."""
    ledger, clock = Ledger.open(house.log.parent / "store" / "ledger.sqlite"), Clock(ZoneInfo("America/Chicago"))
    yield Roster(ledger, clock, Directory(ledger, clock, lambda name: Profile(name)))
    ledger.close()


@pytest.fixture(scope="module")
def tokens(roster: Roster) -> dict[str, str]:
    return {name: roster.add(name, role, "default", BY) for name, role in (("Ada", "admin"), ("Rita", "recruiter"))}


def test_the_chat_is_whoever_signed_in(house: Any, tokens: dict[str, str], sarahs_cookies: dict[str, str]) -> None:
    with httpx.Client(base_url=house.url) as client:
        client.cookies.set("muster_chat", sarahs_cookies["muster_chat"], domain="127.0.0.1", path="/")
        assert client.get("/chat/user").status_code == 401
        assert client.post("/login", data={"secret": tokens["Rita"]}).status_code == 200
        assert client.get("/chat/user").status_code == 401  # the chat's own cookie still says Sarah
        client.post("/chat/auth/header")
        said = client.get("/chat/user").json()
        assert (said["identifier"], said["metadata"]["role"]) == ("Rita", "recruiter")
        ritas = client.cookies["muster_chat"]
        client.post("/logout")
        assert client.get("/chat/user").status_code == 401
        client.cookies.clear()
        # somebody else at the same browser
        client.cookies.set("muster_chat", ritas, domain="127.0.0.1", path="/")
        client.post("/login", data={"secret": tokens["Ada"]})
        assert client.get("/chat/user").status_code == 401
        client.post("/chat/auth/header")
        assert client.get("/chat/user").json()["identifier"] == "Ada"


def say(page: Page, text: str) -> None:
    page.locator("#chat-input").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_person_signs_in_on_a_phone_talks_and_is_out_once_removed(
    browser: Browser, house: Any, roster: Roster, tokens: dict[str, str]
) -> None:
    token = roster.add("Nora", "recruiter", "default", BY)
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{house.url}/chat/")
    assert page.url == f"{house.url}/login?next=/chat/"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_label("Token or code").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    assert "not known" in page.get_by_role("alert").inner_text()
    page.get_by_label("Token or code").fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{house.url}/chat/**")
    page.get_by_text("Good morning, Nora").wait_for()
    say(page, "find 1 forklift operator in Gary")
    page.locator(".muster-card").first.wait_for()
    roster.remove("Nora", BY)
    say(page, "find 2 welders in Gary")
    page.get_by_text("You are not signed in any more").wait_for()
    assert page.get_by_text("Searching Welder").count() == 0
    with httpx.Client(base_url=house.url, headers={"authorization": f"Bearer {tokens['Ada']}"}) as client:
        entries = client.get("/tools/audit").json()["entries"]
        client.post("/chat/auth/header")
        threads = client.post("/chat/project/threads", json={"pagination": {"first": 50}, "filter": {}}).json()["data"]
    assert [entry["tool"] for entry in entries if entry["staffer"] == "Nora" and entry["channel"] == "web"] != []
    assert threads == []  # Nora's conversations are Nora's
