"""Takes the pictures of docs/screenshots from the running product, over a demo bench of invented people.

.venv/bin/python scripts/screenshots.py        needs chromium: apt-get install chromium
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from agents.settings import ROOT

CHROMIUM = "/usr/bin/chromium"
PICTURES = ROOT / "docs" / "screenshots"
NOW = "2026-04-20T09:00"
WORKERS = 3_000
DESK, PHONE = (1280, 900), (390, 844)
PATIENCE = 60_000
"""Milliseconds."""
console = Console(highlight=False)


@dataclass(frozen=True)
class Serving:
    """A server that is up."""

    url: str
    pid: int


@contextmanager
def serving(folder: Path, workers: int = WORKERS) -> Iterator[Serving]:
    """A desk over a fresh demo."""
    store = folder / "demo"
    muster = [sys.executable, "-c", "from gateway.command import main; main()"]
    where = ["--data", str(store), "--now", NOW]
    around = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([*muster, "demo", "--bench-size", str(workers), *where], cwd=ROOT, env=around, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*muster, "serve", "--port", str(port), *where], cwd=ROOT, env=around)
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until and not _chat_is_ready(url):
            time.sleep(0.5)
        yield Serving(url, process.pid)
    finally:
        process.terminate()
        process.wait()


def _chat_is_ready(url: str) -> bool:
    try:
        return bool(httpx.get(f"{url}/health").json()["chat"] == "ready")
    except httpx.TransportError:
        return False


def ask(page: Page, text: str) -> None:
    """Type a message, and wait until it has been answered."""
    page.locator("#chat-input").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.locator("[data-step-type=user_message]").first.wait_for()
    page.locator(".muster-card, .muster-chart").first.wait_for()
    page.wait_for_timeout(1_500)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as desk, sync_playwright() as playwright:
        url = desk.url
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page_of(browser, DESK, url, "/", "brief")
        page_of(browser, PHONE, url, "/", "brief-phone", dark=True)
        page_of(browser, DESK, url, "/walkthrough", "walkthrough")
        chat_of(browser, DESK, url, "chat", "need 2 welders in Gary for Lakeshore Steelworks tomorrow 6a")
        chat_of(browser, PHONE, url, "chat-phone", "need 2 welders in Gary for Lakeshore Steelworks tomorrow 6a")
        chat_of(browser, DESK, url, "tight", "what's tight this month?", dark=True)
        browser.close()


def page_of(browser: Browser, size: tuple[int, int], url: str, path: str, name: str, *, dark: bool = False) -> None:
    """Picture of a page's first screen."""
    page = _opened(browser, size, dark=dark)
    page.goto(url + path, wait_until="networkidle")
    _shoot(page, name)


def chat_of(browser: Browser, size: tuple[int, int], url: str, name: str, text: str, *, dark: bool = False) -> None:
    """Picture of the chat after one message."""
    page = _opened(browser, size, dark=dark)
    page.goto(f"{url}/chat/")
    page.locator(".ai-message [role=article]").first.wait_for()  # the brief that opens it
    page.wait_for_timeout(1_000)
    ask(page, text)
    _shoot(page, name)


def _opened(browser: Browser, size: tuple[int, int], *, dark: bool) -> Page:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    page.set_default_timeout(PATIENCE)
    return page


def _shoot(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    page.close()
    console.print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
