"""kill -9 of the server after each acknowledged write: everything is there, once."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from memory.ledger import audit
from memory.ledger.ledger import Ledger
from tests import serving
from tests.serving import served

SHORT, FULL = 4, 20


def writes_survive(folder: Path, rounds: int) -> None:
    acknowledged = []
    for number in range(rounds):
        with served(folder) as (process, client):
            key = {"Idempotency-Key": f"event-{number}"}
            body = {"workers": [f"W-{number:04d}"], "client": "Acme Steel", "start": f"2026-05-{number + 1:02d}T06:00"}
            answer = client.post("/log", json=body, headers=key)
            assert answer.status_code in (200, 201), answer.text
            process.send_signal(signal.SIGKILL)
            process.wait()
            acknowledged.append((f"W-{number:04d}", answer.json()["playbook_id"]))
        with served(folder) as (_process, client):
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

    def too_late(_client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
        started.append(process)
        raise AssertionError("the server did not start")

    monkeypatch.setattr(serving, "_wait_for", too_late)
    with pytest.raises(AssertionError, match="did not start"), served(folder):
        pass
    assert started[0].returncode == -signal.SIGKILL


@pytest.mark.soak
def test_a_server_killed_twenty_times_keeps_everything(folder: Path) -> None:
    writes_survive(folder, FULL)
