"""kill -9 of the server after each acknowledged write: everything is there, once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from memory.ledger import audit
from memory.ledger.ledger import Ledger

SHORT, FULL = 4, 20
START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "muster"),
        "serve",
        "--no-chat",
        "--port",
        str(port),
        "--data",
        str(folder),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    with (
        (folder.parent / "server.log").open("ab") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        try:
            until_it_answers(process, client)
            yield process, client
        finally:
            # Also where it never answered: leaving the block waits for it to end.
            process.kill()


def until_it_answers(process: subprocess.Popen[bytes], client: httpx.Client) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
        time.sleep(0.1)


def writes_survive(folder: Path, rounds: int) -> None:
    acknowledged = []
    for number in range(rounds):
        with server(folder) as (process, client):
            key = {"Idempotency-Key": f"event-{number}"}
            body = {"workers": [f"W-{number:04d}"], "client": "Acme Steel", "start": f"2026-05-{number + 1:02d}T06:00"}
            answer = client.post("/log", json=body, headers=key)
            assert answer.status_code in (200, 201), answer.text
            process.send_signal(signal.SIGKILL)
            process.wait()
            acknowledged.append((f"W-{number:04d}", answer.json()["playbook_id"]))
        with server(folder) as (_process, client):
            again = client.post("/log", json=body, headers=key)
            assert again.headers.get("Idempotency-Replayed") == "true", again.text
            assert again.json()["playbook_id"] == acknowledged[-1][1], "a repeated delivery changes nothing"
    ledger = Ledger.open(folder / "ledger.sqlite")
    booked = [(row["worker_id"], row["playbook_id"]) for row in ledger.rows("bookings")]
    assert sorted(booked) == sorted(acknowledged)
    assert len(ledger.rows("playbooks")) == len(ledger.rows("playbook_workers")) == ledger.version() == rounds
    check = audit.verify(ledger)
    assert check.intact and check.entries == 2 * rounds
    ledger.close()


def test_a_killed_server_keeps_what_it_acknowledged(folder: Path) -> None:
    writes_survive(folder, SHORT)


def test_a_server_that_does_not_answer_is_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def too_late(process: subprocess.Popen[bytes], _client: httpx.Client) -> None:
        started.append(process)
        raise AssertionError("the server did not start")

    monkeypatch.setattr(sys.modules[__name__], "until_it_answers", too_late)
    with pytest.raises(AssertionError, match="did not start"), server(folder):
        pass
    assert started[0].returncode == -signal.SIGKILL


@pytest.mark.soak
def test_a_server_killed_twenty_times_keeps_everything(folder: Path) -> None:
    writes_survive(folder, FULL)
