"""Figures of the web chat in a real browser, over a demo bench of invented people.

.venv/bin/python scripts/bench_chat.py --size 20000        needs chromium: apt-get install chromium
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from screenshots import CHROMIUM, DESK, PATIENCE, Serving, serving

LOADS, TURNS = 5, 20
PLACES = ("Gary", "Chicago", "Hammond", "Joliet")
ROLES = ("welders", "electricians", "forklift operators", "carpenters", "packers")
console = Console(highlight=False, soft_wrap=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000, help="workers on the demo bench")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), size) as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        loads = [first_load(browser, desk) for _ in range(LOADS)]
        before = resident_bytes(desk.pid)
        turns = turn_seconds(browser, desk)
        after = resident_bytes(desk.pid)
        browser.close()
    where = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    console.print(f"\n{datetime.now(UTC):%Y-%m-%d} · {where}, Python {platform.python_version()} · {size:,} workers")
    console.print("| what | p50 | slowest |\n|---|---|---|")
    seconds, transferred = [load[0] for load in loads], [load[1] for load in loads]
    line("first load, nothing cached, until the input can be typed in", seconds)
    megabytes = statistics.median(transferred) / 1e6
    console.print(f"| transferred by that | {megabytes:.2f} MB | {max(transferred) / 1e6:.2f} MB |")
    line(f"a turn: Enter until the first card is seen, {len(turns)} turns", turns)
    console.print(f"| memory of the server before, after {len(turns)} turns | {before >> 20} MB | {after >> 20} MB |")


def line(what: str, seconds: list[float]) -> None:
    """A row of the table."""
    console.print(f"| {what} | {statistics.median(seconds) * 1000:,.0f} ms | {max(seconds) * 1000:,.0f} ms |")


def first_load(browser: Browser, desk: Serving) -> tuple[float, int]:
    """Seconds until the input can be typed in, and bytes over the wire, of a browser that has nothing cached."""
    page = opened(browser)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    started = time.perf_counter()
    page.goto(f"{desk.url}/chat/", wait_until="commit")
    page.locator("#chat-input:enabled").wait_for()
    page.locator(".muster-starters button").first.wait_for()
    took = time.perf_counter() - started
    page.context.close()
    return took, sum(sizes)


def turn_seconds(browser: Browser, desk: Serving) -> list[float]:
    """Of each turn of one conversation, from Enter until its first card is seen."""
    page = opened(browser)
    page.goto(f"{desk.url}/chat/")
    page.locator(".muster-starters button").first.wait_for()
    took = []
    wanted = [f"find 3 {role} in {place}" for role in ROLES for place in PLACES][:TURNS]
    for text in wanted:
        lists = page.locator(".muster-cards").count()
        page.locator("#chat-input").click()
        page.keyboard.type(text)
        started = time.perf_counter()
        page.keyboard.press("Enter")
        page.locator(".muster-cards").nth(lists).locator(".muster-card").first.wait_for()
        took.append(time.perf_counter() - started)
        page.wait_for_timeout(1_000)  # the end of the answer
    page.context.close()
    return took


def opened(browser: Browser) -> Page:
    """A page of a browser that has never been here."""
    width, height = DESK
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(PATIENCE)
    return page


def resident_bytes(pid: int) -> int:
    """Memory that a process holds; Linux."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
