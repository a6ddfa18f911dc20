"""Times of a file's orders: without an offset they are the site's, wherever the shop is."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.clock import read_moment
from memory.lake.lake import Lake
from memory.lake.names import quoted
from memory.vocabulary import Vocabulary
from tests.conftest import ROOT, ZONE

ROWS = {
    "O-1,Toledo,OH,2026-04-21 06:00": "2026-04-21T06:00-04:00",
    "O-2,Toledo,Ohio,4/21/2026 6:00 AM": "2026-04-21T06:00-04:00",
    "O-3,Gary,IN,2026-04-21": "2026-04-21T06:00-05:00",
    "O-4,Fort Wayne,IN,2026-04-21T06:00": "2026-04-21T06:00-04:00",
    "O-5,Denver,CO,2026-01-21 06:00": "2026-01-21T06:00-07:00",
    "O-6,Toledo,OH,2026-04-21T06:00-05:00": "2026-04-21T07:00-04:00",
    "O-7,Nowhere,,2026-04-21 06:00": "2026-04-21T06:00-05:00",
    "O-8,Phoenix,AZ,2026-07-01 06:00": "2026-07-01T06:00-07:00",
}
"""A row of the file → the moment that it means."""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "lake", zone=ZONE, sites=Vocabulary.load(ROOT / "prompts" / "vocabulary").zones)


def starts(lake: Lake, path: Path) -> dict[str, object]:
    lake.ingest(path, "orders", staffer="Sarah", now=read_moment("2026-04-20", ZONE))
    rows = lake.cursor().execute(f"SELECT order_id, start FROM lake.main.{quoted('orders')}").fetchall()
    return dict(rows)


def test_a_time_without_an_offset_is_the_sites(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["order_id,city,state,start", *ROWS]) + "\n")
    assert starts(lake, path) == {row[:3]: read_moment(meant, ZONE) for row, meant in ROWS.items()}


def test_without_states_it_is_the_shops(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,city,start\nO-1,Toledo,2026-04-21 06:00\n")
    assert starts(lake, path) == {"O-1": read_moment("2026-04-21T06:00", ZONE)}


def test_a_time_that_is_none_is_still_refused(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,city,state,start\nO-1,Toledo,OH,soon\nO-2,Toledo,OH,2026-04-21 06:00\n")
    found = starts(lake, path)
    assert found == {"O-1": None, "O-2": read_moment("2026-04-21T06:00-04:00", ZONE)}
