"""The demo bench: complete, plausible, the same for the same seed, and quick."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml

from gateway.demo.bench import BLOCK, COLUMNS, workers
from gateway.demo.clients import clients
from gateway.demo.words import DemoWords
from memory.errors import BadInput

ROLES = """Welder, Electrician, Forklift Operator, Production Worker, Maintenance Tech, Machine Operator,
Warehouse Associate, Assembler, CNC Machinist, Carpenter, Plumber, HVAC Technician, Pipefitter, Mason, Roofer,
Painter, Laborer, Packer, Quality Inspector, Truck Driver"""


def test_every_worker_is_whole(bench: pa.Table) -> None:
    assert bench.schema == COLUMNS
    assert all(bench.column(name).null_count == 0 for name in bench.column_names)
    assert len(pc.unique(bench["worker_id"])) == bench.num_rows == 20_000
    assert bench["worker_id"][122].as_py() == "W-000123"


def test_values_are_within_their_bounds(bench: pa.Table, words: DemoWords) -> None:
    cities = {(city.city, city.state) for city in words.bench.cities}
    for row in bench.slice(0, 3_000).to_pylist():
        trade = words.roles[row["role"]]
        assert (row["city"], row["state"]) in cities
        assert 3 <= len(row["skills"]) == len(set(row["skills"])) <= 6 and set(row["skills"]) <= set(trade.skills)
        assert {re.sub(r" \(.*", "", held) for held in row["certifications"]} <= trade.certifications.keys()
        assert 0 <= row["reliability"] <= 1 and round(row["reliability"], 2) == row["reliability"]
        assert trade.pay[0] <= row["pay_rate"] <= trade.pay[1]
        assert row["availability"] in ("available", "assigned", "unavailable")
        assert row["shift"] in ("day", "night", "swing", "any")
        assert re.fullmatch(r"\+1\d{3}555\d{4}", row["phone"])
        assert re.fullmatch(r"[a-z]+\.[a-z]+\.\d+@example\.com", row["email"])
        assert re.fullmatch(r"\d{5}", row["zip"])


def test_all_trades_and_cities_are_there(bench: pa.Table) -> None:
    roles, cities = Counter(bench["role"].to_pylist()), Counter(bench["city"].to_pylist())
    assert set(roles) == {role.strip() for role in ROLES.replace("\n", " ").split(",")}
    assert len(cities) == 12
    assert cities.most_common(1)[0][0] == "Chicago"
    assert 5_500 < cities["Chicago"] < 7_500
    assert min(roles.values()) > 300
    assert Counter(bench["availability"].to_pylist())["available"] > 14_000


def test_some_names_are_shared_and_most_are_not(bench: pa.Table) -> None:
    names = Counter(bench["name"].to_pylist())
    alike = sum(count for count in names.values() if count > 1)
    assert 500 < alike < 5_000
    assert max(names.values()) < 10


def test_contact_details_are_nobody_elses(bench: pa.Table) -> None:
    assert len(pc.unique(bench["phone"])) == bench.num_rows
    assert len(pc.unique(bench["email"])) == bench.num_rows


def test_certifications_run_out_around_the_demos_day(bench: pa.Table, now: datetime) -> None:
    held = [name for names in bench["certifications"].to_pylist() for name in names]
    ends = [date.fromisoformat(end) for name in held for end in re.findall(r"\((.*)\)", name)]
    assert 0.2 < len(ends) / len(held) < 0.8
    assert min(ends) == date(2026, 1, 1) and max(ends) == date(2028, 10, 1)
    assert 0.02 < sum(end < now.date() for end in ends) / len(ends) < 0.2


def test_the_same_seed_makes_the_same_bench(bench: pa.Table, words: DemoWords, now: datetime) -> None:
    again = pa.concat_tables(workers(words, 20_000, 7, now.date()))
    other = pa.concat_tables(workers(words, 20_000, 8, now.date()))
    assert again.equals(bench)
    assert not other.equals(bench)


def test_numbers_go_on_in_the_next_block(words: DemoWords, now: datetime) -> None:
    phones = pa.concat_tables(workers(words, BLOCK + 5_000, 7, now.date()))["phone"]
    assert len(pc.unique(phones)) == BLOCK + 5_000


@pytest.mark.parametrize("size", [0, 1, 3, BLOCK, BLOCK + 1])
def test_any_size(words: DemoWords, now: datetime, size: int) -> None:
    blocks = list(workers(words, size, 1, now.date()))
    assert sum(block.num_rows for block in blocks) == size
    assert all(0 < block.num_rows <= BLOCK for block in blocks)


def test_a_million_in_bounded_memory(words: DemoWords, now: datetime) -> None:
    start, held, rows, ids = perf_counter(), pa.total_allocated_bytes(), 0, ""
    for block in workers(words, 1_000_000, 7, now.date()):
        rows += block.num_rows
        ids = block["worker_id"][-1].as_py()
        assert pa.total_allocated_bytes() - held < 150_000_000
    assert (rows, ids) == (1_000_000, "W-1000000")
    assert perf_counter() - start < 60


def test_twenty_thousand_in_two_seconds(words: DemoWords, now: datetime) -> None:
    start = perf_counter()
    list(workers(words, 20_000, 3, now.date()))
    assert perf_counter() - start < 2


def test_the_planner_and_the_forecast_know_the_same_words(words: DemoWords, prompts: Path) -> None:
    def known(path: str) -> dict[str, object]:
        loaded: dict[str, object] = yaml.safe_load((prompts / path).read_text(encoding="utf-8"))
        return loaded

    certifications = {name for trade in words.roles.values() for name in trade.certifications}
    assert words.roles.keys() <= known("vocabulary/roles.yaml").keys()
    assert certifications <= known("vocabulary/certifications.yaml").keys()
    assert {role for client in words.clients for role in client.roles} <= words.roles.keys()
    permits = known("demand/work_types.yaml")["work_types"]
    assert isinstance(permits, dict)
    assert set(permits.values()) - {"none"} <= words.roles.keys()


def test_clients(words: DemoWords) -> None:
    table = clients(words)
    assert table.column_names == ["client", "city", "state", "site_address"]
    assert len(set(table["client"].to_pylist())) == 12
    cities = {(city.city, city.state) for city in words.bench.cities}
    assert set(zip(table["city"].to_pylist(), table["state"].to_pylist(), strict=True)) <= cities


def test_broken_words_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="roles"):
        DemoWords.read(tmp_path)
    (tmp_path / "roles.yaml").write_text("Welder: {weight: heavy}", encoding="utf-8")
    for name in ("bench", "clients", "permits", "outcomes"):
        (tmp_path / f"{name}.yaml").write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput, match="weight"):
        DemoWords.read(tmp_path)
