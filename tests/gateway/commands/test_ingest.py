"""`muster ingest` on other people's headings: shown, asked, overruled, refused where nobody is there to say yes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from memory.errors import BadInput
from memory.store import Store

ROSTER = (
    "Emp #,Full Name,Trade,Cell,$/hr,Group\n1,Maria Lopez,lift driver,219-555-0101,$18.50/hr,A\n"
    "2,Tom Baker,sparky,219-555-0102,DOE,B\n"
)
EXACT = "worker_id,name,role\nW1,Maria Lopez,Welder\n"
Muster = Callable[..., Result]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "my roster.csv"
    path.write_text(ROSTER)
    return path


Rows = Callable[[Path], list[dict[str, object]]]


@pytest.fixture
def rows(store_at: Callable[[Path], Store]) -> Rows:
    """Who is on the bench of a folder."""

    def read(folder: Path) -> list[dict[str, object]]:
        store = store_at(folder)
        if not store.has_workers:
            return []
        found = store.lake.cursor().execute(f"SELECT * FROM {store.lake.table('workers')} ORDER BY worker_id")
        people: list[dict[str, object]] = found.to_arrow_table().to_pylist()
        return people

    return read


def test_without_a_terminal_a_guess_is_refused_with_the_command(
    muster: Muster, roster: Path, tmp_path: Path, rows: Rows
) -> None:
    done = muster("ingest", roster, "--dataset", "workers", "--map", "Group=shift", "--data", tmp_path / "s")
    assert done.exit_code == 2
    again = f"muster ingest '{roster}' --dataset workers --map Group=shift --data {tmp_path / 's'}"
    assert f"{again} --yes" in done.output
    assert f"{again} --dry-run" in done.output
    assert rows(tmp_path / "s") == []


def test_yes_takes_it_in_and_says_what_was_done(muster: Muster, roster: Path, tmp_path: Path, rows: Rows) -> None:
    done = muster("ingest", roster, "--dataset", "workers", "--yes", "--data", tmp_path / "s")
    assert done.exit_code == 0, done.output
    assert "2 rows in, 2 kept" in done.output
    assert "lift driver → Forklift Operator" in done.output
    assert "pay_rate: 1 cell left empty, e.g. 'DOE' in row 3" in done.output
    assert "219" not in done.output.replace("muster serve", "")
    assert [row["role"] for row in rows(tmp_path / "s")] == ["Forklift Operator", "Electrician"]


def test_a_dry_run_shows_each_column_and_takes_nothing(
    muster: Muster, roster: Path, tmp_path: Path, rows: Rows
) -> None:
    done = muster("ingest", roster, "--dataset", "workers", "--dry-run", "--data", tmp_path / "s")
    assert done.exit_code == 0
    assert "I understood:" in done.output
    assert "Trade" in done.output
    assert "no city: no search by city" in done.output
    assert rows(tmp_path / "s") == []
    shown = muster("ingest", roster, "--dataset", "workers", "--dry-run", "--json", "--data", tmp_path / "s")
    assert json.loads(shown.stdout)["mapping"]["Trade"] == "role"


@pytest.mark.parametrize(("answer", "kept"), [("y\n", 2), ("n\n", 0), ("\n", 0)])
def test_on_a_terminal_it_asks(
    muster: Muster, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Rows, answer: str, kept: int
) -> None:
    monkeypatch.setattr("gateway.commands.ingest.is_terminal", lambda: True)
    done = muster("ingest", roster, "--dataset", "workers", "--data", tmp_path / "s", input=answer)
    assert "Take it in like this? [y/N]" in done.output
    assert done.exit_code == (0 if kept else 2)
    assert len(rows(tmp_path / "s")) == kept


def test_known_headings_need_no_yes(muster: Muster, tmp_path: Path, rows: Rows) -> None:
    (tmp_path / "bench.csv").write_text(EXACT)
    done = muster("ingest", "bench.csv", "--dataset", "workers", "--data", tmp_path / "s")
    assert done.exit_code == 0, done.output
    assert "1 new" in done.output
    assert len(rows(tmp_path / "s")) == 1


def test_a_program_gets_the_mapping(muster: Muster, roster: Path, tmp_path: Path) -> None:
    done = muster("ingest", roster, "--dataset", "workers", "--json", "--data", tmp_path / "s")
    error = json.loads(done.stdout)["error"]
    assert (done.exit_code, error["code"]) == (2, "headings_unconfirmed")
    assert error["details"]["mapping"]["Cell"] == "phone"


@pytest.mark.parametrize("said", ["Trade", "=role", "Trade="])
def test_a_map_that_says_nothing_is_refused(muster: Muster, roster: Path, tmp_path: Path, said: str) -> None:
    done = muster("ingest", roster, "--dataset", "workers", "--map", said, "--data", tmp_path / "s")
    assert isinstance(done.exception, BadInput)
    assert done.exception.code == "bad_mapping"
