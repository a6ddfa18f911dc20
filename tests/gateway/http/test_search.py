"""Searching over HTTP: the shape, the filters, and what is not found."""

from __future__ import annotations

import httpx
import pytest

SOURCE = {"worker_id", "name", "role", "city", "state", "score", "semantic", "reliability_part", "boost", "penalty",
          "citations", "why"}  # fmt: skip


@pytest.mark.parametrize("route", ["/search", "/vectors/hybrid", "/tools/hybrid_search"])
def test_the_shape_that_programs_rely_on(http: httpx.Client, route: str) -> None:
    answer = http.post(route, json={"query": "MIG welding", "role": "welders", "city": "Toledo", "k": 3})
    assert answer.status_code == 200
    found = answer.json()
    assert found.keys() >= {"sources", "sql_matches", "plan", "pattern"}
    assert found["plan"].keys() >= {"strategy", "selectivity"}
    assert len(found["sources"]) == 3
    scores = [source["score"] for source in found["sources"]]
    assert scores == sorted(scores, reverse=True)
    for source in found["sources"]:
        assert source.keys() >= SOURCE
        assert (source["role"], source["city"]) == ("Welder", "Toledo")
        total = source["semantic"] + source["reliability_part"] + source["boost"] - source["penalty"]
        assert source["score"] == pytest.approx(total)


def test_the_three_routes_give_the_same_facts(http: httpx.Client) -> None:
    question = {"query": "forklift", "state": "OH", "k": 5}
    answers = [http.post(route, json=question).json() for route in ("/search", "/vectors/hybrid")]
    assert answers[0] == answers[1]
    assert answers[0]["sources"]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [({"role": "Weldre"}, "Welder"), ({"city": "Toldeo"}, "Toledo"), ({"client": "Acme Fabricaton"}, "Acme")],
)
def test_an_unknown_name_is_an_empty_answer_with_a_hint(http: httpx.Client, wanted: dict[str, str], near: str) -> None:
    answer = http.post("/search", json=wanted)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["sources"], found["sql_matches"]) == ([], 0)
    assert near in found["hint"]


@pytest.mark.parametrize("condition", ["1=1; DROP TABLE workers", "1=1 UNION SELECT 1", "(SELECT 1) = 1", "'; --"])
def test_an_sql_filter_that_is_no_plain_condition_is_refused(http: httpx.Client, condition: str) -> None:
    answer = http.post("/search", json={"sql_filter": condition})
    assert answer.status_code == 400
    assert answer.json()["error"]["hint"]


def test_sql_in_names_is_only_a_name(http: httpx.Client) -> None:
    before = http.get("/catalog/datasets/workers").json()["rows"]
    for text in ("'; DROP TABLE workers; --", 'Toledo" OR 1=1', "Robert'); DELETE FROM lake.workers;--"):
        for field in ("city", "role", "client", "query"):
            assert http.post("/search", json={field: text}).status_code == 200
        answer = http.post("/search", json={"certifications": [text]})
        assert (answer.status_code, answer.json()["sources"]) == (200, [])
    assert http.get("/catalog/datasets/workers").json()["rows"] == before >= 300


def test_match_ranks_for_an_order(http: httpx.Client) -> None:
    order = {"client": "Acme Fabrication", "role": "Welder", "headcount": 2, "start": "2026-05-02T06:00"}
    order_id = http.post("/tools/log_order", json=order).json()["order_id"]
    found = http.post("/match", json={"order_id": order_id, "k": 2}).json()
    assert len(found["sources"]) == 2
    assert {source["role"] for source in found["sources"]} == {"Welder"}
    assert found.keys() >= {"sources", "sql_matches", "plan", "pattern"}


def test_match_ranks_for_a_permit(http: httpx.Client) -> None:
    contract = http.get("/intelligence/permit_contracts").json()["contracts"][0]
    answer = http.post("/match", json={"permit_id": contract["permit_id"]})
    assert answer.status_code == 200
    assert answer.json()["role"] == contract["role"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "bad_arguments"),
        ({"order_id": "O-1", "permit_id": "3000"}, 400, "bad_arguments"),
        ({"order_id": "O-1", "role": "Welder"}, 400, "bad_arguments"),
        ({"order_id": "O-1", "k": 0}, 400, "bad_arguments"),
        ({"order_id": ["O-1"]}, 400, "bad_arguments"),
        ({"order_id": "O-404"}, 404, "unknown_order"),
        ({"permit_id": "404"}, 404, "unknown_order"),
    ],
)
def test_match_is_for_one_known_order(http: httpx.Client, body: dict[str, object], status: int, code: str) -> None:
    answer = http.post("/match", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
