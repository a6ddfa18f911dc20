"""Playbooks and vectors over HTTP."""

from __future__ import annotations

import httpx
import pytest


def test_a_seed_is_cited_and_explains_the_boost(http: httpx.Client) -> None:
    seed = {"workers": ["W0002"], "role": "Welder", "city": "Gary", "state": "IN", "at": "2026-04-20T09:00"}
    answer = http.post("/vectors/playbook_memory/seed", json=seed)
    assert answer.status_code == 201
    playbook_id = answer.json()["playbook_id"]
    question = {"role": "Welder", "city": "Gary", "state": "IN", "availability": "any", "k": 100}
    sources = http.post("/search", json=question).json()["sources"]
    (source,) = [one for one in sources if one["worker_id"] == "W0002"]
    (citation,) = [one for one in source["citations"] if one["playbook_id"] == playbook_id]
    assert citation["cosine"] == pytest.approx(1)
    assert citation["text"] == "filled Welder x1 in Gary on 2026-04-20"
    assert sources[0]["worker_id"] == "W0002"


def test_a_seed_of_ghosts_creates_nothing(http: httpx.Client) -> None:
    answer = http.post("/vectors/playbook_memory/seed", json={"workers": ["Zebulon Quux"], "role": "Welder"})
    assert answer.status_code == 200
    assert answer.json()["playbook_id"] is None
    assert answer.json()["rejected_ghost_names"][0]["name"] == "Zebulon Quux"


def test_patterns_say_what_fills_had_in_common(http: httpx.Client) -> None:
    seed = {"workers": ["W0003", "W0021"], "role": "Electrician", "city": "Toledo", "state": "OH"}
    assert http.post("/vectors/playbook_memory/seed", json=seed).status_code == 201
    answer = http.post("/vectors/playbook_memory/patterns", json={"role": "Electrician", "city": "Toledo"})
    assert answer.status_code == 200
    found = answer.json()
    assert found["place"] == "Electrician in Toledo, OH"
    assert found["fills"] >= 1
    unknown = http.post("/vectors/playbook_memory/patterns", json={"role": "Astronaut"})
    assert (unknown.status_code, unknown.json()["fills"]) == (200, 0)


def test_a_refresh_finds_nothing_to_do(http: httpx.Client) -> None:
    answer = http.post("/vectors/refresh/workers")
    assert (answer.status_code, answer.json()["refreshed"]) == (200, False)


@pytest.mark.parametrize(
    ("dataset", "status", "code"),
    [("clients", 400, "not_embedded"), ("nowhere", 404, "no_such_dataset"), ("wo%22rkers", 404, "no_such_dataset")],
)
def test_only_workers_have_vectors(http: httpx.Client, dataset: str, status: int, code: str) -> None:
    answer = http.post(f"/vectors/refresh/{dataset}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
