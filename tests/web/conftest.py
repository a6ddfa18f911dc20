"""One browser and one server with the chat for all tests of this room."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import httpx
import pytest

from agents.settings import ROOT
from memory.location import DEMO_MARK

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

SERVER = Path(__file__).with_name("chat_server.py")
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

    def drop(self, path: Path, text: str) -> Locator:
        """Drop a file with a message; the cells of the table in which it is shown."""
        self.page.locator("input[type=file]").first.set_input_files(path)
        self.page.get_by_text(path.name).first.wait_for()
        self.ask(text)
        self.page.locator(".muster-grid table").wait_for()
        return self.page.locator(".muster-grid td")

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


@pytest.fixture(scope="session")
def server(prepared_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The chat on a store with the shared bench, a worker with a rude name, and permits."""
    home = tmp_path_factory.mktemp("chat")
    folder = Path(shutil.copytree(prepared_store, home / "store"))
    bench = prepared_store.parent / "bench.csv"
    with serving(home, folder, bench, write_files(home, bench)) as running:
        yield running


@pytest.fixture
def demo_server(prepared_store: Path, tmp_path: Path) -> Iterator[Running]:
    """The chat on a demo, with no store of one's own beside it yet."""
    shutil.copytree(prepared_store, tmp_path / "places" / "demo")
    (tmp_path / "places" / "demo" / DEMO_MARK).write_text('{"workers": 3}')
    with serving(tmp_path, tmp_path / "places", prepared_store.parent / "bench.csv", []) as running:
        yield running


@contextmanager
def serving(home: Path, folder: Path, bench: Path, files: list[Path]) -> Iterator[Running]:
    """A server of its own, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = Running(f"http://127.0.0.1:{port}", bench, home / "server.log")
    command = [sys.executable, SERVER, folder, str(port), *files]
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


@pytest.fixture(scope="session", name="serving")
def _serving() -> Callable[..., object]:
    return serving


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


Visiting = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, server: Running) -> Iterator[Visiting]:
    """Open the chat in a window of so many pixels. At the end, nothing may have been asked of another host."""
    yield from visiting(browser, server)


@pytest.fixture
def visit_demo(browser: Browser, demo_server: Running) -> Iterator[Visiting]:
    """`visit`, on the demo's server."""
    yield from visiting(browser, demo_server)


def visiting(browser: Browser, server: Running) -> Iterator[Visiting]:
    """The chat in windows that are closed and looked back upon at the end."""
    visits: list[Visit] = []

    def open_chat(width: int, scheme: Literal["light", "dark"] = "light") -> Visit:
        page = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
        page.set_default_timeout(PATIENCE)
        visits.append(one := Visit(page))
        page.on("request", lambda request: one.requests.append(request.url))
        page.on("websocket", lambda socket: one.requests.append(socket.url))
        page.on("console", lambda message: one.said.append(message.text))
        page.goto(f"{server.url}/chat/")
        page.locator(".muster-starters button").first.wait_for()
        return one

    yield open_chat
    for one in visits:
        one.page.context.close()
        own = (f"{server.url}/", f"{server.url.replace('http', 'ws')}/", "data:", f"blob:{server.url}/")
        assert len(one.requests) > 10
        assert [url for url in one.requests if not url.startswith(own)] == []
        assert [said for said in one.said if "Content Security Policy" in said] == []
