"""Everybody can use the chat: what axe finds in it, light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

DESK, PHONE = 1280, 390
Visiting = Callable[..., Any]
"""Opens the chat in a window of so many pixels, light or dark."""
THEIRS: dict[str, str] = {}
"""Rules that Chainlit's own front end breaks and that cannot be mended from outside, each with its reason."""


def serious(page: Any) -> list[tuple[str, str]]:
    """What axe finds serious or critical: rule and place."""
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = Axe().run(page).response
    assert found["testEngine"]["name"] == "axe-core"
    return [
        (fault["id"], str(node["target"]) + node["html"][:200])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical") and fault["id"] not in THEIRS
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_everybody_can_use_the_chat(visit: Visiting, width: int, scheme: str) -> None:
    chat, found = visit(width, scheme), {}
    assert chat.page.locator("html").get_attribute("class") == scheme
    found["empty"] = serious(chat.page)
    chat.ask("What's tight this month?")
    chat.page.locator(".muster-grid").wait_for()
    found["figures"] = serious(chat.page)
    chat.ask("find 3 welders in Toledo for Acme Steel friday 6am")
    card = chat.page.locator(".muster-card").first
    card.wait_for()
    if width == PHONE:
        card.locator("summary").first.click()
    card.get_by_text("Why this score?").click()
    found["cards"] = serious(chat.page)
    card.get_by_role("button", name="Draft text").click()
    chat.page.locator(".muster-draft").wait_for()
    found["draft"] = serious(chat.page)
    if width == PHONE:
        chat.page.locator("#sidebar-trigger-button").click()
    chat.page.get_by_role("link", name="What's tight this month?").first.wait_for()
    found["history"] = serious(chat.page)
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_axe_would_say_so(visit: Visiting) -> None:
    chat = visit(DESK)
    chat.page.evaluate("document.querySelector('.muster-starters button').style.color = '#e8e8e8'")
    assert [rule for rule, _ in serious(chat.page)] == ["color-contrast"]


def test_the_way_down_has_its_name_as_soon_as_it_shows(visit: Visiting) -> None:
    """Chainlit draws it when somebody scrolls up; a page that draws no frame meanwhile leaves no time to name it."""
    chat = visit(PHONE, "dark")
    chat.ask("find 3 welders in Toledo for Acme Steel friday 6am")
    chat.page.locator(".muster-card").nth(2).wait_for()
    chat.page.evaluate("window.requestAnimationFrame = () => 0")
    chat.page.locator(".muster-card").first.hover()
    chat.page.mouse.wheel(0, -3000)
    chat.page.locator("button:has(> svg.lucide-arrow-down)").wait_for()
    assert serious(chat.page) == []
    assert chat.page.get_by_role("button", name="To the end").is_visible()
