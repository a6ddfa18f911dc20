"""Demand over HTTP, from the permits of the fixture."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

CONTRACT = {"permit_id", "role", "headcount", "filled", "city", "state", "address", "cost", "issued",
            "construction_start", "deadline", "days_left", "status", "candidates", "pattern"}  # fmt: skip


def test_contracts_have_their_shape_and_order(http: httpx.Client) -> None:
    found = http.get("/intelligence/permit_contracts").json()
    assert found["total"] == len(found["contracts"]) == 12
    assert found["source"]
    assert datetime.fromisoformat(found["fetched_at"]).tzinfo
    days = [contract["days_left"] for contract in found["contracts"]]
    assert days == sorted(days)
    for contract in found["contracts"]:
        assert contract.keys() >= CONTRACT
        assert isinstance(contract["cost"], float)
    # Issued on April 1: construction 45 days later, staffed 14 days before that.
    first = found["contracts"][0]
    assert (first["issued"], first["construction_start"], first["deadline"]) == (
        "2026-04-01",
        "2026-05-16",
        "2026-05-02",
    )
    assert first["days_left"] == 11
    assert first["status"] == "soon"


def test_contracts_are_narrowed(http: httpx.Client) -> None:
    def total(**query: object) -> int:
        answer = http.get("/intelligence/permit_contracts", params=query)
        assert answer.status_code == 200
        return int(answer.json()["total"])

    assert total(role="Electrician") == 6
    assert total(role="sparky") == 6
    assert total(status="soon") + total(status="scheduled") == 12
    assert total(within_days=12) == 2
    assert total(city="Toledo") == 0
    assert total(role="Astronaut") == 0


@pytest.mark.parametrize(
    "query", ["status=late", "within_days=soon", "within_days=-1", "within_days=NaN", "planet=Mars", "role="]
)
def test_a_question_that_makes_no_sense_is_the_callers(http: httpx.Client, query: str) -> None:
    answer = http.get(f"/intelligence/permit_contracts?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_arguments")


def test_the_forecast_sets_the_bench_against_permits(http: httpx.Client) -> None:
    found = http.get("/intelligence/staffing_forecast", params={"days": 30}).json()
    electricians = next(line for line in found["roles"] if line["role"] == "Electrician")
    assert electricians.keys() >= {"role", "demand", "supply", "coverage", "status", "pipeline_usd"}
    # Costs 300, 500, ... 1300 thousand: 2, 3, 5, 6, 7 and 8 (at most) workers by 150 thousand each.
    assert electricians["demand"] == 2 + 3 + 5 + 6 + 7 + 8
    assert electricians["pipeline_usd"] == 300_000 + 500_000 + 700_000 + 900_000 + 1_100_000 + 1_300_000
    assert electricians["coverage"] == pytest.approx(electricians["supply"] / electricians["demand"])
    assert http.get("/intelligence/staffing_forecast", params={"role": "sparky"}).json()["roles"] == [electricians]
    assert http.get("/intelligence/staffing_forecast", params={"city": "Toledo"}).json()["roles"] == []
    assert http.get("/intelligence/staffing_forecast", params={"days": 0}).status_code == 400


def test_the_market_adds_up(http: httpx.Client) -> None:
    market = http.get("/intelligence/market").json()
    forecast = http.get("/intelligence/staffing_forecast").json()
    assert market["pipeline_usd"] == sum(line["pipeline_usd"] for line in forecast["roles"])
    assert sum(market["roles"].values()) == len(forecast["roles"])
    assert [line["role"] for line in market["tight"]] == [
        line["role"] for line in forecast["roles"] if line["status"] in ("critical", "tight")
    ]
    assert market["contracts"] == 12
    assert market["source"] == forecast["source"]
