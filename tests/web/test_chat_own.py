"""From the demo to one's own bench, in the browser: a file is dropped, looked at, agreed to, and then it answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

DESK, PHONE = 1280, 390
Visiting = Callable[[int], Any]
"""Opens the chat in a window of so many pixels."""
WORKERS = 30_000
"""Enough to be embedded in several goes."""
DEMO_LINE = "Demo bench: everybody here is invented."
WATCH = """() => {
    window.seen = []
    const look = () => {
        for (const step of document.querySelectorAll("[data-step-type=tool]"))
            if (!window.seen.includes(step.innerText)) window.seen.push(step.innerText)
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
}"""


def write_roster(path: Path) -> Path:
    rows = (f"{n},Ursula Quick{n},Welder,Cairo,IL" for n in range(WORKERS))
    path.write_text("Emp #,Full Name,Trade,Town,ST\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_roster_dropped_into_the_demo_becomes_the_own_bench(
    visit_demo: Visiting, demo_server: Any, tmp_path: Path, width: int
) -> None:
    chat = visit_demo(width)
    assert chat.page.get_by_text(DEMO_LINE).count() == 1
    roster = write_roster(tmp_path / "roster.csv")
    assert chat.drop(roster, "here is our roster").all_inner_texts()[:2] == ["Emp #", "id"]
    chat.page.get_by_text("With your yes it becomes your own bench").wait_for()
    assert httpx.get(f"{demo_server.url}/health").json()["demo"] is True

    chat.page.evaluate(WATCH)
    chat.page.get_by_role("button", name="Yes", exact=True).click()
    done = chat.page.locator(".message-content", has_text="roster.csv is in workers: 30,000 new")
    done.wait_for()
    assert "It is your own bench now" in done.inner_text() and DEMO_LINE not in done.inner_text()
    seen = chat.page.evaluate("window.seen")
    assert any(step.startswith("Rows checked: ") and step.endswith(" of 30,000") for step in seen)
    found = [step for step in seen if step.startswith("Made findable: ")]
    assert found[-1] == "Made findable: 30,000 of 30,000 people" and len(found) > 1
    # What stays is how each stage ended.
    assert sum(step.startswith("Made findable") for step in chat.steps()) == 1

    chat.ask("find 1 welder in Cairo")
    card = chat.page.locator(".muster-card").first
    card.wait_for()
    assert "Ursula Quick" in card.inner_text() and "Cairo, IL" in card.inner_text()
    answer = chat.page.locator(".ai-message .message-content").last
    assert DEMO_LINE not in answer.inner_text()
    assert httpx.get(f"{demo_server.url}/health").json()["demo"] is False
    assert chat.wide_by() <= 0


def test_a_phone_shows_a_dropped_list_whole_and_no_bubble_for_no_words(visit: Visiting, tmp_path: Path) -> None:
    chat = visit(PHONE)
    path = tmp_path / "roster.csv"
    path.write_text("Emp #,Full Name,Trade,Cell\n9,Ursula Quick,Welder,217-555-0101\n", encoding="utf-8")
    chat.page.locator("input[type=file]").first.set_input_files(path)
    chat.page.get_by_text(path.name).first.wait_for()
    chat.page.locator("#chat-submit").click()
    table = chat.page.locator(".muster-grid table")
    table.wait_for()
    assert table.evaluate("table => table.getBoundingClientRect().right") <= PHONE
    assert table.evaluate("table => table.parentElement.scrollWidth - table.parentElement.clientWidth") <= 0
    assert chat.page.get_by_role("cell", name="pay").count() == 0
    assert chat.page.get_by_role("cell", name="phone", exact=True).is_visible()
    words = chat.page.locator("[data-step-type=user_message] .message-content")
    assert words.count() == 1 and not words.is_visible()
    chat.page.get_by_role("button", name="No", exact=True).click()
    chat.page.get_by_text("Not done").wait_for()
    assert chat.wide_by() <= 0
