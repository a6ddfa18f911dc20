"""Values at the edge of what the calendar, the ledger and the lake can hold: refused in words, never a crash."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

WELDERS = {"role": "Welder", "city": "Toledo", "state": "OH"}
ORDER = {"client": "Acme Fabrication", **WELDERS, "headcount": 2}


def refused(answer: httpx.Response, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code), answer.text


@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "9999-12-31T23:59", "0001-01-01T00:00+14:00", "1899-12-31"]
)
@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("log_order", ORDER),
        ("log_fill", {**WELDERS, "workers": ["W0002"]}),
        ("hybrid_search", WELDERS),
        ("draft_message", {"client": "Acme Fabrication", "kind": "sms", "workers": ["W0002"]}),
    ],
)
def test_a_start_off_the_calendar(http: httpx.Client, tool: str, arguments: dict[str, Any], day: str) -> None:
    answer = http.post(f"/tools/{tool}", json={**arguments, "start": day})
    refused(answer, "bad_arguments")
    assert answer.json()["error"]["details"]["problems"][0]["field"] == "start"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_off_the_calendar(http: httpx.Client, day: str) -> None:
    refused(http.post("/tools/agenda", json={"date": day, "days": 30}), "bad_arguments")
    order = http.post("/tools/log_order", json={**ORDER, "start": "2999-12-30T06:00"})
    assert order.status_code == 200, order.text  # far, but on it
    changed = {"order_id": order.json()["order_id"], "start": day}
    refused(http.post("/tools/change_order", json=changed), "bad_arguments")
    for bound in ("since", "until"):
        refused(http.get("/journal", params={bound: f"{day}T12:00-14:00"}), "bad_time")


def test_a_number_that_nothing_counts_to(http: httpx.Client) -> None:
    for number in (2**63, 10**30):
        refused(http.get("/tools/audit", params={"before": number}), "bad_arguments")
        refused(http.get("/journal", params={"before": number}), "bad_arguments")
        refused(http.post("/tools/undo", json={"entry": number}), "bad_arguments")


@pytest.mark.parametrize("shift", [[], {}, [{"": {}}], 5])
def test_a_shift_that_is_no_text(http: httpx.Client, shift: Any) -> None:
    for tool in ("hybrid_search", "log_order"):
        refused(http.post(f"/tools/{tool}", json={**WELDERS, "start": "2026-04-21", "shift": shift}), "bad_arguments")


@pytest.mark.parametrize("condition", ["state", "state = 1", "city LIKE 'a' ESCAPE 'bb'", "city IN ()"])
def test_a_condition_that_only_the_rows_refuse(http: httpx.Client, condition: str) -> None:
    refused(http.post("/search", json={"sql_filter": condition}), "bad_sql_filter")
    refused(http.post("/profiles", json={"name": "odd", "where": condition}), "bad_sql_filter")
    assert "odd" not in [one["name"] for one in http.get("/profiles").json()["profiles"]]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("add_client", {"client": "A\0c"}),
        ("add_worker", {"name": "Zoe", "worker_id": "|\0~"}),
        ("log_contact", {"workers": ["W\0001"], "outcome": "called"}),
    ],
)
def test_a_text_with_a_nul(http: httpx.Client, tool: str, arguments: dict[str, Any]) -> None:
    refused(http.post(f"/tools/{tool}", json=arguments), "bad_arguments")


def test_an_address_with_a_nul(http: httpx.Client) -> None:
    for path in ("/staff/%00/daily_summary", "/journal?kind=a%00", "/workspaces/a%00b", "/catalog/datasets/%00"):
        refused(http.get(path), "bad_arguments")


def test_a_nul_in_a_file_is_no_letter(http: httpx.Client) -> None:
    rows = [{"client": "Quarry\0 Works", "city": "Toledo", "state": "OH"}]
    for row in (rows[0], {**rows[0], "city": "Gary", "state": "IN"}):  # the second time it is looked up by its name
        file = json.dumps([row]).encode()
        answer = http.post("/ingest/file", files={"file": ("clients.json", file)}, data={"dataset": "clients"})
        assert answer.status_code == 201, answer.text
    assert http.get("/clients/Quarry Works/blacklist").status_code == 200


@pytest.mark.parametrize("name", [5, True, ["x"], {"a": 1}])
def test_a_name_that_is_no_text(http: httpx.Client, name: Any) -> None:
    http.post("/workspaces", json={"name": "Bounds"})
    http.post("/search", json=WELDERS)
    refused(http.post("/workspaces/Bounds/searches", json={"name": name}), "bad_arguments")
    refused(http.post("/profiles", json={"name": name}), "bad_profile")


def test_a_profile_without_workers_needs_no_condition(http: httpx.Client) -> None:
    made = http.post("/profiles", json={"name": "no-people", "datasets": ["clients", "permits"]})
    assert (made.status_code, made.json()["where"]) == (201, "false"), made.text
    assert made.json() in http.get("/profiles").json()["profiles"]


def test_the_description_says_what_is_answered(http: httpx.Client) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method, about in methods.items():
            assert {"4XX", "5XX"} <= about["responses"].keys() and "422" not in about["responses"], (method, path)
    assert paths["/"]["get"]["responses"]["200"]["content"].keys() == {"text/html"}
    assert paths["/metrics"]["get"]["responses"]["200"]["content"].keys() == {"text/plain"}
    assert paths["/logout"]["post"]["responses"].keys() == {"303", "4XX", "5XX"}
    assert {"200", "201"} <= paths["/ingest/file"]["post"]["responses"].keys()
    assert "name" in paths["/profiles"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
