"""Fills, failures and do-not-returns over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest

from agents.desk import Desk

WorkersOf = Callable[[str, str, int], list[str]]


def blacklist_of(client: str) -> str:
    return f"/clients/{quote(client, safe='')}/blacklist"


def test_a_fill_seeds_a_playbook_and_lifts_the_next_search(http: httpx.Client, workers_of: WorkersOf) -> None:
    (worker,) = workers_of("Electrician", "Chicago", 1)
    question = {"role": "Electrician", "city": "Chicago", "k": 100}

    def boost() -> float:
        return next(
            s["boost"] for s in http.post("/search", json=question).json()["sources"] if s["worker_id"] == worker
        )

    before, playbooks = boost(), http.get("/vectors/playbook_memory/stats").json()["playbooks"]
    answer = http.post("/log", json={"workers": [worker], "role": "Electrician", "city": "Chicago"})
    assert answer.status_code == 201
    logged = answer.json()
    assert logged["playbook_id"]
    assert logged["rejected_ghost_names"] == []
    assert "accepted" in logged["note"]
    assert boost() == pytest.approx(before + 0.25)
    assert http.get("/vectors/playbook_memory/stats").json()["playbooks"] == playbooks + 1


def test_the_same_fact_again_changes_nothing(http: httpx.Client, workers_of: WorkersOf) -> None:
    fill = {"workers": workers_of("Laborer", "Gary", 1), "client": "Acme Fabrication", "start": "2026-05-11T06:00"}
    first, again = http.post("/log", json=fill), http.post("/log", json=fill)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["already_recorded"] == fill["workers"]
    assert "already recorded by Sarah" in again.json()["note"]


def test_ghost_names_seed_nothing(http: httpx.Client) -> None:
    before = http.get("/vectors/playbook_memory/stats").json()
    answer = http.post("/log", json={"workers": ["Zebulon Quux", "Ana Abbot"], "role": "Welder"})
    assert answer.status_code == 200
    logged = answer.json()
    assert logged["playbook_id"] is None
    assert [ghost["name"] for ghost in logged["rejected_ghost_names"]] == ["Zebulon Quux", "Ana Abbot"]
    assert "Ana Abbott" in logged["rejected_ghost_names"][1]["near"]
    assert "Zebulon Quux is not on the bench" in logged["note"]
    assert http.get("/vectors/playbook_memory/stats").json() == before


def test_a_name_that_fits_several_is_answered_with_them(http: httpx.Client) -> None:
    answer = http.post("/log", json={"workers": ["Ana Abbott"]})
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "ambiguous_worker"
    assert [one["worker_id"] for one in error["details"]["candidates"]] == ["W0000", "W0100", "W0200"]


def test_a_double_booking_is_a_conflict(http: httpx.Client, workers_of: WorkersOf) -> None:
    workers = workers_of("Laborer", "Toledo", 1)
    first = {"workers": workers, "client": "Acme Fabrication", "start": "2026-05-12T06:00"}
    assert http.post("/log", json=first).status_code == 201
    second = {"workers": workers, "client": "Smith & Sons", "start": "2026-05-12T10:00"}
    answer = http.post("/log", json=second)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "double_booked")


@pytest.mark.parametrize("client", ["Smith & Sons", "North/South Freight", "Acme Fabrication"])
def test_a_do_not_return_holds(http: httpx.Client, workers_of: WorkersOf, client: str) -> None:
    (worker,) = workers_of("Forklift Operator", "Toledo", 1)
    route = blacklist_of(client)
    added = http.post(route, json={"workers": [worker], "reason_text": "left the gate open"})
    assert added.status_code == 201
    assert added.json()["changed"] == [worker]
    listed = http.get(route).json()
    assert listed["client"] == client
    assert worker in [one["worker_id"] for one in listed["workers"]]
    stats = http.get("/vectors/playbook_memory/stats").json()
    for body in ({"workers": [worker], "client": client}, {"workers": [worker], "client": client, "stage": "offered"}):
        answer = http.post("/log", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "do_not_return")
    seeded = http.post("/vectors/playbook_memory/seed", json={"workers": [worker], "client": client})
    assert (seeded.status_code, seeded.json()["error"]["code"]) == (409, "do_not_return")
    assert http.get("/vectors/playbook_memory/stats").json() == stats
    question = {"role": "Forklift Operator", "city": "Toledo", "client": client, "k": 100}
    assert worker not in [source["worker_id"] for source in http.post("/search", json=question).json()["sources"]]
    removed = http.request("DELETE", route, json={"workers": [worker]})
    assert (removed.status_code, removed.json()["changed"]) == (200, [worker])
    assert worker in [source["worker_id"] for source in http.post("/search", json=question).json()["sources"]]


def test_a_list_needs_a_known_client_and_somebody(http: httpx.Client) -> None:
    answer = http.get(blacklist_of("Acme Fabricaton"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_client")
    assert "Acme Fabrication" in answer.json()["error"]["hint"]
    nobody = http.post(blacklist_of("Acme Fabrication"), json={})
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (400, "bad_arguments")


def test_a_failure_costs_and_finds_somebody_else(http: httpx.Client, workers_of: WorkersOf) -> None:
    worker, other = workers_of("Maintenance Tech", "Gary", 2)
    order = {"client": "North/South Freight", "role": "Maintenance Tech", "headcount": 2, "start": "2026-05-13T06:00"}
    order_id = http.post("/tools/log_order", json=order).json()["order_id"]
    assert http.post("/log", json={"workers": [worker, other], "order_id": order_id}).status_code == 201
    answer = http.post("/log_failure", json={"workers": [worker], "reason": "no_show", "client": "north/south freight"})
    assert answer.status_code == 201
    failed = answer.json()
    assert (failed["recorded"], failed["order_id"]) == ([worker], None if failed["order_id"] is None else order_id)
    offered = [source["worker_id"] for source in failed["refill"]["sources"]]
    assert offered
    assert not {worker, other} & set(offered)
    question = {"role": "Maintenance Tech", "city": "Gary", "k": 100}
    sources = {s["worker_id"]: s for s in http.post("/search", json=question).json()["sources"]}
    assert sources[worker]["penalty"] == pytest.approx(0.10)
    assert http.post("/log_failure", json={"workers": [worker], "reason": "no_show"}).status_code == 200


def test_one_key_books_once(http: httpx.Client, desk: Desk, workers_of: WorkersOf) -> None:
    workers = workers_of("Production Worker", "Chicago", 2)
    key = {"Idempotency-Key": "fill-1"}
    fill = {"workers": workers[:1], "client": "Smith & Sons", "start": "2026-05-14T06:00"}
    first, again = http.post("/log", json=fill, headers=key), http.post("/log", json=fill, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert len(desk.store.ledger.rows("bookings", worker_id=workers[0])) == 1
    other = http.post("/log", json={**fill, "workers": workers[1:]}, headers=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")
    assert desk.store.ledger.rows("bookings", worker_id=workers[1]) == []


def test_one_key_books_once_at_the_same_time(http: httpx.Client, desk: Desk) -> None:
    order = {"client": "Acme Fabrication", "role": "Welder", "headcount": 1}
    before = len(desk.store.ledger.rows("orders"))

    def send(_number: int) -> httpx.Response:
        return http.post("/tools/log_order", json=order, headers={"Idempotency-Key": "order-1"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["order_id"] for answer in answers}) == 1
    assert len(desk.store.ledger.rows("orders")) == before + 1


def test_equal_calls_without_a_key_are_separate(http: httpx.Client) -> None:
    seed = {"workers": ["W0001"], "role": "Welder", "city": "Chicago", "at": "2026-04-01"}
    answers = [http.post("/vectors/playbook_memory/seed", json=seed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["playbook_id"] != answers[1].json()["playbook_id"]
