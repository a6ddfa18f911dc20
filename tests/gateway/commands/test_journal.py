"""`muster journal`: days, the shop's clock, words; and JSON as the ledger has it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import Settings

SARAH = Person("Sarah", "admin")
Muster = Callable[..., Result]


@pytest.fixture
def told(prepared_store: Path, tmp_path: Path) -> Path:
    """A store in which three things were said on two days, the last of them taken back."""
    folder = Path(shutil.copytree(prepared_store, tmp_path / "store"))
    for now, texts in (
        ("2026-04-20T23:30", ["Sam Single accepted for Acme tomorrow 6am"]),
        ("2026-04-21T06:30", ["Sam Single no-showed at Acme", "undo"]),
    ):
        desk = Desk(Settings(data=folder, now=now, model="builtin", _env_file=None))
        for text in texts:
            desk.answer(Incoming(text, SARAH, "terminal", "journal"))
        desk.close()
    return folder


def test_days_times_and_words_are_the_shops(muster: Muster, told: Path) -> None:
    lines = muster("journal", "--last", 3, "--data", told).stdout.splitlines()
    days = [line for line in lines if not line.startswith(" ")]
    assert days == ["Monday, Apr 20, 2026", "Tuesday, Apr 21, 2026"]  # in UTC all of it is on the 21st
    assert lines[1].split()[1:3] == ["11:30", "PM"] and lines[3].split()[1:3] == ["6:30", "AM"]
    assert lines[1].endswith("recorded accepted: Sam Single for Acme, Tue Apr 21 6:00 AM")
    assert "recorded a failure: Sam Single, no-show at Acme" in lines[3] and lines[3].endswith("(taken back)")
    assert "took back: recorded a failure: Sam Single, no-show at Acme" in lines[4]
    assert "log_" not in "".join(lines)


def test_json_is_what_the_ledger_has(muster: Muster, told: Path) -> None:
    (entry,) = json.loads(muster("journal", "--last", 1, "--json", "--data", told).stdout)
    assert entry.keys() == {"seq", "at", "staffer", "channel", "kind", "facts", "changes", "undoes"}
    assert (entry["kind"], entry["at"][:16]) == ("undo", "2026-04-21T11:30")


def test_an_empty_journal_says_so(muster: Muster, tmp_path: Path) -> None:
    assert muster("journal", "--data", tmp_path / "new").stdout == "Nothing is recorded yet.\n"
