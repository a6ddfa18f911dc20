"""The same question gets the same facts, wherever it is asked: Slack, web chat, terminal and HTTP."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agents.settings import ROOT
from agents.understanding.focus import Focus
from memory.ledger.ledger import Actor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW = "2026-04-20T09:00"
REQUESTS = (
    "find 2 welders in Gary",
    "need 3 forklift drivers in Toledo thursday 6am",
    "find electricians in Chicago with osha 10 under $30",
    "busca 2 soldadores en Gary",
    "book 2 welders for Acme Steel friday 6am in Gary",
    "Sam Single accepted for Acme Steel friday 6am",
    "what's still open for Acme Steel?",
    "change the Acme Steel order to 4 welders",
    "who's working friday?",
    "Sam Single confirmed",
    "Sam Single accepted for Birch friday 7am",
    "draft a text to Sam Single",
    "approve D-000001",
    "show D-000001",
    "don't send Sam Single to Acme Steel again, he was rude",
    "who is on Acme Steel's DNR list?",
    "tell me about Sam Single",
    "called Sam Single",
    "find 1 welder in Toledo with AWS D1.1",
    "Pat Doubleday no-showed at Acme Steel",
    "add worker Wanda Kowal, Welder, Gary, phone 219-555-0144",
    "open a workspace called Spring outage for Acme Steel",
    "what did I do today?",
    "¿qué hice hoy?",
    "undo",
)
SHOWN = """(before) => [...document.querySelectorAll(".ai-message")].slice(before).flatMap((answer) => [
    ...[...answer.querySelectorAll(".message-content")].map((part) => part.innerText),
    ...[...answer.querySelectorAll("textarea")].map((part) => part.value),
])"""
"""What the answers from the one of this number on show: their texts and cards, and drafts in their fields. Steps are
what was about to be done."""
STILL = 400
"""Milliseconds in which an answer that is whole does not change."""
THREAD = "1700000000.000001"


@dataclass(frozen=True)
class Facts:
    """What can be checked of an answer: who, for whom, which orders and drafts, when."""

    names: frozenset[str]
    records: frozenset[str]
    times: frozenset[str]


@pytest.fixture(scope="module")
def people(prepared_store: Path) -> tuple[str, ...]:
    """Every name that an answer can hold."""
    with (prepared_store.parent / "bench.csv").open(encoding="utf-8") as file:
        return (*sorted({row["name"] for row in csv.DictReader(file)}), "Wanda Kowal", "Acme Steel", "Birch")


def facts_of(text: str, people: Sequence[str]) -> Facts:
    return Facts(
        names=frozenset(name for name in people if name in text),
        records=frozenset(re.findall(r"\b[OD]-\d{6}\b", text)),
        times=frozenset(re.findall(r"\b\d{1,2}:\d\d [AP]M\b", text)),
    )


def in_the_terminal(folder: Path) -> list[str]:
    """One conversation typed into ``muster chat``; its answers."""
    asked = subprocess.run(
        [Path(sys.executable).with_name("muster"), "chat", "--data", folder, "--now", NOW],
        input="\n".join(REQUESTS) + "\n", capture_output=True, text=True, timeout=170, cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "500"},
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    _greeting, *answers = asked.stdout.split("you> ")
    return answers[: len(REQUESTS)]


def in_slack(serve: Callable[..., Any]) -> Iterator[str]:
    """One thread of direct messages; each answer with all its blocks."""
    space = serve(NOW)
    for text in REQUESTS:
        before = len(space.slack.messages)
        space.post(space.dm(text, thread_ts=THREAD))
        space.wait(lambda before=before: len(space.slack.messages) > before)
        space.settle()
        yield json.dumps(list(space.slack.messages.values())[before:], ensure_ascii=False)


def in_a_browser(browser: Browser, running: Any) -> Iterator[str]:
    """One conversation in the web chat; what each answer shows."""
    page = browser.new_context(viewport={"width": 1280, "height": 844}).new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{running.url}/chat/")
    page.locator(".muster-starters button").first.wait_for()
    answers = page.locator(".ai-message")
    try:
        for text in REQUESTS:
            before = answers.count()
            page.locator("#chat-input").click()
            page.keyboard.insert_text(text)
            page.keyboard.press("Enter")
            answers.nth(before).wait_for()
            yield shown(page, before)
    finally:
        page.context.close()


def shown(page: Page, before: int) -> str:
    """The answers from this number on, once nothing more is added to them."""
    said: list[str] = []
    for _ in range(200):
        page.wait_for_timeout(STILL)
        now = page.evaluate(SHOWN, before)
        if now and now == said and not page.locator("#stop-button").count():
            break
        said = now
    return "\n".join(said)


def test_25_requests_have_the_same_facts_in_slack_web_and_terminal(
    prepared_store: Path,
    tmp_path: Path,
    people: Sequence[str],
    serve: Callable[..., Any],
    browser: Browser,
    serving: Callable[..., Any],
) -> None:
    stores = {name: Path(shutil.copytree(prepared_store, tmp_path / name)) for name in ("terminal", "web")}
    terminal = [facts_of(answer, people) for answer in in_the_terminal(stores["terminal"])]
    slack = [facts_of(answer, people) for answer in in_slack(serve)]
    with serving(tmp_path, stores["web"], prepared_store.parent / "bench.csv", []) as running:
        web = [facts_of(answer, people) for answer in in_a_browser(browser, running)]
    different = {
        text: answers for text, *answers in zip(REQUESTS, terminal, slack, web, strict=True) if len(set(answers)) > 1
    }
    assert different == {}
    told = [facts for facts in terminal if facts.names or facts.records or facts.times]
    assert len(told) == len(REQUESTS) == 25, "every request has facts to compare"


def test_25_requests_have_the_same_facts_over_http(
    prepared_store: Path, tmp_path: Path, people: Sequence[str], serve: Callable[..., Any]
) -> None:
    """A call over HTTP is no conversation: each request is made as the tool is called for it, in the same order."""
    store = Path(shutil.copytree(prepared_store, tmp_path / "terminal"))
    told = [facts_of(answer, people) for answer in in_the_terminal(store)]
    space = serve(NOW)
    token = space.desk.roster.new_token("Sarah", "parity", Actor("Sarah", "terminal"))
    for text, chat in zip(REQUESTS, told, strict=True):
        (planned,) = space.desk.plan(text, Focus()).calls
        call = planned.runs or planned
        answer = space.http.post(
            f"{space.url}/tools/{call.tool}", json=dict(call.args), headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code in (200, 201, 409), (text, answer.text)
        facts = facts_of(json.dumps(answer.json(), ensure_ascii=False), people)
        assert chat.names <= facts.names, (text, answer.text)
        assert chat.records <= facts.records, (text, answer.text)
