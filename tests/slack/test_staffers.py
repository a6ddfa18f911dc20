"""Twenty staffers who write every five seconds: nothing is lost, nothing is there twice, memory stays flat."""

from __future__ import annotations

import asyncio
import csv
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from agents.desk import Desk
from agents.settings import Settings
from memory.ledger import audit
from memory.ledger.ledger import Actor, Ledger
from tests.conftest import in_a_loop
from tests.serving import served
from tests.slack.conftest import TEAM, stand_in

STAFFERS, EVERY = 20, 5.0
ASKED = ("find 3 welders in Gary tomorrow 6am", "", "what did I do today?")
"""Each in turn; the empty one is a call to a worker."""
SHORT, FULL = 20.0, 300.0
"""Seconds."""
QUIET = 60.0
"""Seconds within which the last answers must be there."""
FLAT = 1.05
"""The most that memory may grow, of what it was after the first quarter."""


@dataclass(frozen=True)
class Sent:
    """One message that was acknowledged."""

    staffer: int
    ts: str
    text: str
    at: float


@dataclass
class Load:
    """Who writes what; each call to a worker is made once in the whole run."""

    url: str
    verifier: SignatureVerifier
    names: Iterator[str]
    seconds: float

    async def write_all(self) -> list[Sent]:
        async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=STAFFERS)) as client:
            each = await asyncio.gather(*(self._write(client, staffer) for staffer in range(STAFFERS)))
        return [sent for one in each for sent in one]

    async def _write(self, client: httpx.AsyncClient, staffer: int) -> list[Sent]:
        began = time.monotonic() + staffer * EVERY / STAFFERS
        sent = []
        for number in range(round(self.seconds / EVERY)):
            await asyncio.sleep(max(0.0, began + number * EVERY - time.monotonic()))
            text = ASKED[number % len(ASKED)] or f"called {next(self.names)}"
            ts = f"17000{staffer:05d}.{number:06d}"
            body = json.dumps({
                "type": "event_callback", "team_id": TEAM, "event_id": f"Ev{staffer}-{number}",
                "event": {"type": "message", "channel_type": "im", "channel": f"D{staffer}", "user": f"U{staffer}",
                          "text": text, "ts": ts},
            })  # fmt: skip
            stamp = str(int(time.time()))
            signature = self.verifier.generate_signature(timestamp=stamp, body=body)
            assert signature is not None
            headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature,
                       "content-type": "application/json"}  # fmt: skip
            at = time.monotonic()
            answer = await client.post(f"{self.url}/slack/events", content=body, headers=headers)
            assert answer.status_code == 200, answer.text
            sent.append(Sent(staffer, ts, text, at))
        return sent


def run(folder: Path, slack: Any, bench: Path, seconds: float) -> tuple[list[float], list[int]]:
    """Seconds from each message to its whole answer, and the server's memory in kB over the time."""
    link_all(folder)
    with bench.open(encoding="utf-8") as file:
        once = [row["name"] for row in csv.DictReader(file) if not row["worker_id"].startswith("W-9")]
    settings = {"MUSTER_NOW": "2026-04-20T10:00", "MUSTER_SLACK_BOT_TOKEN": stand_in.BOT_TOKEN,
                "MUSTER_SLACK_SIGNING_SECRET": stand_in.SECRET, "MUSTER_SLACK_API_URL": slack.url}  # fmt: skip
    with served(folder, settings) as (process, client):
        while client.get("/ready").status_code != 200:
            time.sleep(0.2)
        load = Load(str(client.base_url).rstrip("/"), SignatureVerifier(stand_in.SECRET), iter(once), seconds)
        held: list[int] = []
        sent = in_a_loop(watched(load, process.pid, held))
        answered = answers(slack, len(sent))
    assert slack.faults == []
    check(folder, sent, answered)
    return [answered[one.staffer, one.ts][0] - one.at for one in sent], held


async def watched(load: Load, pid: int, held: list[int]) -> list[Sent]:
    async def watch() -> None:
        while True:
            status = Path(f"/proc/{pid}/status").read_text()
            held.append(int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]))
            await asyncio.sleep(1)

    watching = asyncio.create_task(watch())
    try:
        return await load.write_all()
    finally:
        watching.cancel()


def answers(slack: Any, wanted: int) -> dict[tuple[int, str], list[float]]:
    """(staffer, ts of their message) → when each answer to it was whole."""
    deadline = time.monotonic() + QUIET
    while time.monotonic() < deadline and len(slack.of("chat.stopStream")) < wanted:
        time.sleep(0.1)
    time.sleep(1.0)  # a second answer to the same message would come now
    whole: dict[tuple[int, str], list[float]] = {}
    for one in slack.of("chat.stopStream"):
        thread = slack.messages[one["channel"], one["ts"]]["thread_ts"]
        whole.setdefault((int(one["channel"][1:]), thread), []).append(one["_at"])
    return whole


def link_all(folder: Path) -> None:
    """An admin, and the staffers by their accounts."""
    desk = Desk(Settings(data=folder, _env_file=None), folder)
    by = Actor("Sarah", "terminal")
    desk.roster.add("Sarah", "admin", "default", by)
    for number in range(STAFFERS):
        desk.roster.add(f"Recruiter {number}", "recruiter", "default", by)
        desk.roster.link(f"Recruiter {number}", "slack", f"{TEAM}:U{number}", by)
    desk.close()


def check(folder: Path, sent: list[Sent], answered: dict[tuple[int, str], list[float]]) -> None:
    """Each message has one answer, and each call to a worker is in the journal once, by who made it."""
    assert {key: len(times) for key, times in answered.items()} == {(one.staffer, one.ts): 1 for one in sent}
    ledger = Ledger.open(folder / "ledger.sqlite")
    told = sorted((f"Recruiter {one.staffer}", one.text) for one in sent if one.text.startswith("called "))
    recorded = sorted((row["staffer"], f"called {row['name']}") for row in ledger.rows("contacts"))
    assert recorded == told and told
    assert audit.verify(ledger).intact
    ledger.close()


def test_twenty_staffers_lose_nothing_and_get_nothing_twice(folder: Path, slack: Any, prepared_store: Path) -> None:
    run(folder, slack, prepared_store.parent / "bench.csv", SHORT)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_twenty_staffers_for_five_minutes(
    folder: Path, slack: Any, prepared_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    took, held = run(folder, slack, prepared_store.parent / "bench.csv", FULL)
    early, late = held[len(held) // 4 : len(held) // 2], held[-len(held) // 4 :]
    growth = statistics.median(late) / statistics.median(early)
    cuts = statistics.quantiles(took, n=100)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{len(took)} messages of {STAFFERS} staffers: whole answer p50 {cuts[49] * 1000:.0f} ms, "
            f"p95 {cuts[94] * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms; memory {held[-1] / 1024:.0f} MB, "
            f"{growth:.3f} of what it was after a minute"
        )
    assert growth <= FLAT
