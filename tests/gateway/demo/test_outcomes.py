"""The demo's history: in order, free of contradictions, and with something to learn in it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from gateway.demo.bench import workers
from gateway.demo.outcomes import DemoOutcome, outcomes
from gateway.demo.words import DemoWords
from memory.site_clock import Clocks


@pytest.fixture(scope="module")
def history(words: DemoWords, bench: pa.Table, now: datetime, clocks: Clocks) -> list[DemoOutcome]:
    return list(outcomes(words, bench, 7, now, clocks))


def test_there_is_enough_of_everything(history: list[DemoOutcome]) -> None:
    kinds = Counter(each.kind for each in history)
    assert 270 <= kinds["fill"] <= 300
    assert 25 <= kinds["failure"] <= 60
    assert kinds["contact"] == 100
    assert kinds["blacklist"] == 12


def test_it_is_told_in_order_and_ends_by_now(history: list[DemoOutcome], now: datetime) -> None:
    moments = [each.at for each in history]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is not None for moment in moments)
    assert now - timedelta(hours=3) <= moments[-1] <= now
    assert moments[0] >= now - timedelta(days=45)


def test_the_demo_day_has_something_to_sum_up(history: list[DemoOutcome], now: datetime) -> None:
    today = Counter(each.kind for each in history if each.at.date() == now.date())
    assert today["fill"] >= 5 and today["contact"] >= 4


def test_words_are_the_ledgers(history: list[DemoOutcome], now: datetime) -> None:
    for each in history:
        assert each.workers
        match each.kind:
            case "fill":
                assert each.start is not None
                assert each.stage == ("accepted" if each.start > now else "completed")
            case "failure":
                assert each.reason in ("no_show", "late", "quit", "sent_home", "other") and each.reason_text
                assert each.start is not None and each.start <= each.at
            case "contact":
                assert each.reason in ("called", "texted", "no_answer", "declined")
            case "blacklist":
                assert each.reason_text


def test_people_are_of_the_bench_and_the_trade(history: list[DemoOutcome], bench: pa.Table, words: DemoWords) -> None:
    role_of = dict(zip(bench["worker_id"].to_pylist(), bench["role"].to_pylist(), strict=True))
    clients = {client.client: client for client in words.clients}
    for each in history:
        client = clients[each.client]
        assert (each.city, each.state) == (client.city, client.state)
        assert each.role in client.roles
        assert {role_of[worker_id] for worker_id in each.workers} == {each.role}


def test_nobody_works_twice_on_a_day(history: list[DemoOutcome]) -> None:
    shifts: Counter[tuple[str, date]] = Counter(
        (worker_id, each.start.date()) for each in history if each.start is not None for worker_id in each.workers
    )
    assert max(shifts.values()) == 1


@pytest.mark.parametrize("seed", range(5))
def test_nobody_is_sent_back_to_a_client_that_does_not_want_them(
    words: DemoWords, bench: pa.Table, now: datetime, seed: int, clocks: Clocks
) -> None:
    barred: set[tuple[str, str]] = set()
    for each in outcomes(words, bench, seed, now, clocks):
        pairs = {(worker_id, each.client) for worker_id in each.workers}
        if each.kind == "fill":
            assert not pairs & barred
        if each.kind == "blacklist":
            assert not pairs & barred, "barred twice"
            barred |= pairs


def test_who_is_reliable_and_certified_stays(words: DemoWords, bench: pa.Table, now: datetime, clocks: Clocks) -> None:
    columns = (bench[name].to_pylist() for name in ("worker_id", "reliability", "certifications"))
    traits = {who: (reliability, "OSHA 10" in held) for who, reliability, held in zip(*columns, strict=True)}
    stayed: list[tuple[float, bool]] = []
    failed: list[tuple[float, bool]] = []
    for seed in range(5):
        for each in outcomes(words, bench, seed, now, clocks):
            if each.kind in ("fill", "failure"):
                (stayed if each.kind == "fill" else failed).extend(traits[worker_id] for worker_id in each.workers)

    def mean(values: list[float] | list[bool]) -> float:
        return sum(values) / len(values)

    assert mean([r for r, _ in stayed]) - mean([r for r, _ in failed]) > 0.04
    assert mean([held for _, held in stayed]) - mean([held for _, held in failed]) > 0.08


def test_the_same_seed_makes_the_same_history(
    history: list[DemoOutcome], words: DemoWords, bench: pa.Table, now: datetime, clocks: Clocks
) -> None:
    assert list(outcomes(words, bench, 7, now, clocks)) == history
    assert list(outcomes(words, bench, 8, now, clocks)) != history


@pytest.mark.parametrize("size", [1, 40])
def test_a_tiny_bench_has_a_short_history(words: DemoWords, now: datetime, size: int, clocks: Clocks) -> None:
    (few,) = workers(words, size, 1, now.date())
    for bench in (few, few.slice(0, 0)):
        history = list(outcomes(words, bench, 1, now, clocks))
        assert all(each.workers for each in history)
        assert bench.num_rows or not history


@pytest.mark.parametrize("day", [date(2026, 4, 24), date(2026, 4, 25), date(2026, 4, 26)])
def test_any_day_of_the_week_and_just_after_midnight(
    words: DemoWords, bench: pa.Table, day: date, clocks: Clocks
) -> None:
    now = datetime(day.year, day.month, day.day, 0, 5, tzinfo=ZoneInfo("America/Chicago"))
    history = list(outcomes(words, bench, 7, now, clocks))
    assert history[-1].at <= now and history[-1].at.date() == day
    ahead = [each.start for each in history if each.stage == "accepted"]
    assert {start.date() for start in ahead if start} == {date(2026, 4, 27)}


def test_shifts_start_by_the_clock_of_their_site(history: list[DemoOutcome]) -> None:
    starts = {
        (each.city, each.start.hour, each.start.utcoffset()) for each in history if each.kind == "fill" and each.start
    }
    assert {hour for _city, hour, _offset in starts} == {6, 14}
    assert {offset for city, _hour, offset in starts if city == "Toledo"} == {timedelta(hours=-4)}
    assert {offset for city, _hour, offset in starts if city == "Gary"} == {timedelta(hours=-5)}
