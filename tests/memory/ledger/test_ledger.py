"""The ledger over SQLite and over a real PostgreSQL: one journal, taken back, rebuilt, never lost."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from memory.errors import StorageDown
from memory.ledger.history import rebuild, take_back
from memory.ledger.ledger import Actor, Ledger
from memory.ledger.mirror import Mirror
from memory.ledger.tables import PROJECTIONS

NOW = datetime(2026, 4, 20, 14, tzinfo=UTC)
SARAH, TOM = Actor("Sarah", "terminal"), Actor("Tom", "slack")


def contact(number: int) -> dict[str, Any]:
    return {"contact_id": f"C-{number:06d}", "worker_id": f"W-{number % 7}", "name": "Ana", "outcome": "called",
            "at": "2026-04-20T14:00:00.000000+00:00", "staffer": "Sarah"}  # fmt: skip


def test_a_write_is_rows_and_one_entry(ledger: Ledger) -> None:
    with ledger.write(SARAH, NOW) as unit:
        unit.insert("contacts", contact(1))
        unit.update("contacts", {"contact_id": "C-000001"}, outcome="texted")
        assert unit.record("log_contact", {"text": "texted Ana"}) == 1
    (entry,) = ledger.entries()
    assert [(change["old"] or {}).get("outcome") for change in entry.changes] == [None, "called"]
    assert ledger.rows("contacts")[0]["outcome"] == "texted"
    assert ledger.version() == 1


def test_a_failed_write_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.write(SARAH, NOW) as unit:
        unit.insert("contacts", contact(1))
        unit.record("log_contact", {})
        raise RuntimeError
    assert ledger.rows("contacts") == [] and ledger.version() == 0


def test_taking_back_is_itself_in_the_journal(ledger: Ledger) -> None:
    for number, actor in ((1, SARAH), (2, SARAH), (3, TOM)):
        with ledger.write(actor, NOW) as unit:
            unit.insert("contacts", contact(number))
            unit.record("log_contact", {"number": number})
    for expected in (2, 1, None):
        with ledger.write(SARAH, NOW) as unit:
            taken = take_back(unit, "Sarah")
        assert (taken.facts["number"] if taken else None) == expected
    assert [row["contact_id"] for row in ledger.rows("contacts")] == ["C-000003"]
    assert [entry.undoes for entry in ledger.entries()] == [None, None, None, 2, 1]


def test_projections_are_rebuilt_from_the_journal_alone(ledger: Ledger) -> None:
    with ledger.write(SARAH, NOW) as unit:
        for number in range(20):
            unit.insert("contacts", contact(number))
        for number in range(0, 20, 2):
            unit.delete("contacts", {"contact_id": f"C-{number:06d}"})
        unit.update("contacts", {"contact_id": "C-000001"}, outcome="declined")
        unit.record("log_contact", {})
    before = {name: sorted(map(str, ledger.rows(name))) for name in PROJECTIONS}
    assert rebuild(ledger, SARAH, NOW) == 1
    assert {name: sorted(map(str, ledger.rows(name))) for name in PROJECTIONS} == before
    assert len(before["contacts"]) == 10


def test_a_mirror_follows_another_opening_of_the_ledger(ledger: Ledger) -> None:
    mirror = Mirror(ledger)
    assert mirror.sync() == 0
    with ledger.write(SARAH, NOW) as unit:
        unit.insert("contacts", contact(1))
        unit.record("log_contact", {})
    assert mirror.rows("contacts") == []
    assert mirror.sync() == 1
    assert len(mirror.grouped("contacts", "worker_id")["W-1"]) == 1
    with ledger.write(SARAH, NOW) as unit:
        take_back(unit, "Sarah")
    mirror.sync()
    assert mirror.rows("contacts") == [] and mirror.grouped("contacts", "worker_id") == {}


def test_ids_are_never_used_twice(ledger: Ledger) -> None:
    with ledger.write(SARAH, NOW) as unit:
        first = unit.next_id("B")
    with ledger.write(SARAH, NOW) as unit:
        assert (first, unit.next_id("B"), unit.next_id("P")) == ("B-000001", "B-000002", "P-000001")


def test_an_unreachable_database_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageDown, match="cannot be reached"):
        Ledger.open("postgresql+psycopg://nobody@127.0.0.1:9/none")


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from memory.ledger.ledger import Actor, Ledger
ledger = Ledger.open(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    with ledger.write(Actor(sys.argv[3], "terminal"), datetime.now(UTC)) as unit:
        row = {"contact_id": unit.next_id("C"), "worker_id": "W-1", "name": "Ana", "outcome": "called",
               "at": "2026", "staffer": sys.argv[3]}
        unit.insert("contacts", row)
        unit.record("log_contact", {})
    print(row["contact_id"], flush=True)
"""


def test_four_processes_write_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), "40", f"S{n}"], stdout=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    acknowledged = [line for writer in writers for line in writer.communicate(timeout=120)[0].split()]
    ledger = Ledger.open(path)
    assert len(acknowledged) == len(set(acknowledged)) == 160
    assert {row["contact_id"] for row in ledger.rows("contacts")} == set(acknowledged)
    assert ledger.version() == 160


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    acknowledged: list[str] = []
    for round_ in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), "10000", "S"], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        acknowledged += [writer.stdout.readline().strip() for _ in range(5 + round_)]
        writer.kill()
        rest = writer.communicate()[0].splitlines()
        acknowledged += [line for line in rest if len(line) == len("C-000001")]
    ledger = Ledger.open(path)
    kept = {row["contact_id"] for row in ledger.rows("contacts")}
    assert set(acknowledged) <= kept and len(kept) <= len(acknowledged) + 5
    assert len(kept) == ledger.version()
