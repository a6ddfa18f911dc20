"""Each term of the ranking against values worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from memory.boost import age_days, boost_part, capped_boost, penalty
from memory.clock import read_moment

NOW = "2026-04-20T09:00"
ZONE = ZoneInfo("America/Chicago")

TOLERANCE = 1e-9
TOLEDO = {"role": "Welder", "city": "Toledo", "state": "OH"}


def ranked(counter: Any, worker_id: str, **wanted: Any) -> Any:
    answer = counter.do("hybrid_search", **(TOLEDO | {"k": 1000} | wanted))
    return next(source for source in answer.sources if source.worker_id == worker_id)


def test_terms_by_hand() -> None:
    assert boost_part(1.0, 0.0, 0, 1) == pytest.approx(0.5, abs=TOLERANCE)
    assert boost_part(1.0, 30.0, 0, 1) == pytest.approx(0.18393972058572117, abs=TOLERANCE)
    assert boost_part(1.0, 0.0, 2, 1) == pytest.approx(0.125, abs=TOLERANCE)
    assert boost_part(0.8, 30.0, 2, 3) == pytest.approx(0.8 * 0.5 * math.exp(-1) * 0.25 / 3, abs=TOLERANCE)
    assert boost_part(-0.3, 0.0, 0, 1) == 0
    assert capped_boost([0.2, 0.2]) == 0.25
    assert age_days(100.0, 50.0) == 0
    assert penalty([("no_show", 0.0)]) == pytest.approx(0.10, abs=TOLERANCE)
    assert penalty([("quit", 60.0), ("late", 0.0)]) == pytest.approx(0.1 * (0.75 * math.exp(-1) + 0.25), abs=TOLERANCE)
    assert penalty([("no_show", 0.0)] * 9) == 0.40


def test_age_of_thirty_days(counter: Any) -> None:
    at = read_moment(NOW, ZONE) - timedelta(days=30)
    counter.do("seed_playbook", workers=["W-9003"], role="Welder", city="Gary", state="IN", at=at.isoformat())
    source = ranked(counter, "W-9003", city="Gary", state="IN")
    (citation,) = source.citations
    assert citation.cosine == pytest.approx(1.0, abs=TOLERANCE)
    assert citation.age_days == pytest.approx(30.0, abs=TOLERANCE)
    assert source.boost == pytest.approx(0.5 * math.exp(-1), abs=TOLERANCE)


def test_three_identical_playbooks_are_capped_and_cited(counter: Any) -> None:
    for _ in range(3):
        counter.do("seed_playbook", workers=["W-9001"], **TOLEDO)
    source = ranked(counter, "W-9001")
    assert source.boost == pytest.approx(0.25, abs=TOLERANCE)
    assert len(source.citations) == 3
    assert {c.playbook_id for c in source.citations} == {"P-000001", "P-000002", "P-000003"}


def test_failures_halve_the_boost_and_cost(counter: Any) -> None:
    counter.do("seed_playbook", workers=["W-9001"], **TOLEDO)
    for reason in ("no_show", "late"):
        counter.do("log_failure", workers=["W-9001"], reason=reason)
    source = ranked(counter, "W-9001")
    assert source.citations[0].failures == 2
    assert source.boost == pytest.approx(0.5 * 0.25, abs=TOLERANCE)
    assert source.penalty == pytest.approx(0.10 * 1.25, abs=TOLERANCE)


def test_workers_of_a_fill_share_it(counter: Any) -> None:
    counter.do("seed_playbook", workers=["W-9001", "W-9002", "W-9003"], **TOLEDO)
    source = ranked(counter, "W-9001")
    assert source.citations[0].n_workers == 3
    assert source.boost == pytest.approx(0.5 / 3, abs=TOLERANCE)


def test_a_future_fill_counts_as_fresh(counter: Any) -> None:
    counter.do("seed_playbook", workers=["W-9001", "W-9002", "W-9003"], at="2026-09-01", **TOLEDO)
    assert ranked(counter, "W-9001").citations[0].age_days == 0


def test_the_two_hundred_nearest_count_newest_first(counter: Any) -> None:
    """250 equal playbooks for one worker, ever older; the 50 oldest fall out, and 10 more name nobody who passes."""
    now = read_moment(NOW, ZONE).astimezone(UTC)  # days of 24 hours, also across a clock change
    crew = ["W-9001", "W-9002", "W-9003"]
    for age in range(250):
        counter.do("seed_playbook", workers=crew, at=(now - timedelta(days=100 + age)).isoformat(), **TOLEDO)
    for _ in range(10):
        counter.do("seed_playbook", workers=["W-9003"], at=now.isoformat(), **TOLEDO)
    source = ranked(counter, "W-9001")
    expected = math.fsum(0.5 * math.exp(-(100 + age) / 30) / 3 for age in range(200))
    assert len(source.citations) == 200
    assert max(c.age_days for c in source.citations) == pytest.approx(299.0, abs=TOLERANCE)
    assert source.boost == pytest.approx(expected, abs=TOLERANCE)


def test_ties_of_one_moment_go_by_id(counter: Any) -> None:
    at = "2025-06-01T06:00"
    for _ in range(5):
        counter.do("seed_playbook", workers=["W-9001"], at=at, **TOLEDO)
    source = ranked(counter, "W-9001", playbook_memory_k=2)
    assert [c.playbook_id for c in source.citations] == ["P-000001", "P-000002"]


def test_another_place_counts_less_than_the_same(counter: Any) -> None:
    counter.do("seed_playbook", workers=["W-9001"], role="Welder", city="Gary", state="IN", at="2026-03-01")
    counter.do("seed_playbook", workers=["W-9002"], at="2026-03-01", **TOLEDO)
    there, here = ranked(counter, "W-9001"), ranked(counter, "W-9002")
    assert 0 < there.citations[0].cosine < 0.999
    assert 0 < there.boost < here.boost


def test_parts_add_up_to_the_score(counter: Any) -> None:
    counter.do("seed_playbook", workers=["W-9001", "W-9002"], **TOLEDO)
    counter.do("log_failure", workers=["W-9001"], reason="sent_home")
    answer = counter.do("hybrid_search", query="TIG on thin steel", **TOLEDO)
    assert answer.sources
    for source in answer.sources:
        total = source.semantic + source.reliability_part + source.boost - source.penalty
        assert source.score == pytest.approx(total, abs=1e-12)
        assert 0 <= source.semantic <= 1
        parts = sum(citation.boost for citation in source.citations)
        assert source.boost == pytest.approx(min(parts, 0.25), abs=1e-12)
    scores = [source.score for source in answer.sources]
    assert scores == sorted(scores, reverse=True)


def test_no_query_no_semantic_no_role_no_boost(counter: Any) -> None:
    counter.do("seed_playbook", workers=["W-9001"], **TOLEDO)
    assert all(source.semantic == 0 for source in counter.do("hybrid_search", **TOLEDO).sources)
    answer = counter.do("hybrid_search", query="Welder in Toledo, OH", k=1000)
    assert all(source.boost == 0 for source in answer.sources)


def test_two_workers_of_one_name_share_nothing(counter: Any) -> None:
    counter.do("seed_playbook", workers=["W-9001"], **TOLEDO)
    counter.do("log_failure", workers=["W-9002"], reason="no_show")
    one, other = ranked(counter, "W-9001"), ranked(counter, "W-9002")
    assert one.name == other.name
    assert (one.boost, one.penalty) == (0.25, 0)
    assert (other.boost, other.penalty) == (0, pytest.approx(0.10, abs=TOLERANCE))


def test_a_call_boosts_nobody(counter: Any) -> None:
    before = ranked(counter, "W-9001").score
    for outcome in ("called", "texted", "no_answer", "declined"):
        counter.do("log_contact", workers=["W-9001"], outcome=outcome)
    assert ranked(counter, "W-9001").score == before


def test_penalty_fades(counter_at: Callable[[str], Any]) -> None:
    counter_at(NOW).do("log_failure", workers=["W-9001"], reason="no_show")
    later = (read_moment(NOW, ZONE) + timedelta(days=60)).isoformat()
    assert ranked(counter_at(later), "W-9001").penalty == pytest.approx(0.10 * math.exp(-1), abs=TOLERANCE)


def test_a_job_that_was_missed_is_not_told_as_filled(counter: Any) -> None:
    gary = {"role": "Welder", "city": "Gary", "state": "IN"}
    counter.do("log_fill", workers=["W-9003"], client="Acme Steel", start="2026-04-20T06:00", **gary)
    counter.do("log_failure", workers=["W-9003"], client="Acme Steel")
    (citation,) = ranked(counter, "W-9003", city="Gary", state="IN").citations
    assert citation.fate == "no_show" and "did not come" in citation.text
    assert "filled" not in citation.text


def test_filters_that_no_list_shows_are_in_the_answer(counter: Any) -> None:
    answer = counter.do("hybrid_search", max_pay_rate=30, shift="day", client="Acme Steel", role="Welder")
    assert (answer.max_pay_rate, answer.shift) == (30, "day")
    assert counter.do("hybrid_search", role="Welder", city="Gary").site_city is None
