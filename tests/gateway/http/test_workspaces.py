"""Workspaces, the journal and a staffer's summary over HTTP."""

from __future__ import annotations

import httpx
import pytest


def test_a_workspace_over_http(http: httpx.Client) -> None:
    made = http.post("/workspaces", json={"name": "Harvest push"})
    assert made.status_code == 201
    assert http.post("/workspaces", json={"name": "Harvest push"}).status_code == 200
    route = f"/workspaces/{made.json()['workspaces'][0]['workspace_id']}"
    assert http.post(f"{route}/shortlist", json={"workers": ["W0005", "W0001"]}).json()["changed"]
    http.post("/search", json={"role": "Welder"})
    assert http.post(f"{route}/searches", json={"name": "welders"}).json()["searches"][0]["name"] == "welders"
    whole = http.get(route).json()
    assert [item["worker_id"] for item in whole["items"]] == ["W0005", "W0001"]
    assert whole["searches"][0]["arguments"] == {"role": "Welder"}
    assert http.post(f"{route}/handoff", json={"staffer": "Tom"}).json()["workspaces"][0]["staffer"] == "Tom"
    assert http.get("/workspaces", params={"staffer": "Tom"}).json()["total"] == 1
    for path in (f"{route}/handoff", f"{route}/shortlist"):
        assert http.post(path, json={}).json()["error"]["code"] == "bad_arguments"
    assert http.get("/workspaces/WS-999999").json()["error"]["code"] == "unknown_workspace"


def test_the_journal_is_read_page_by_page(http: httpx.Client) -> None:
    last = max((one["seq"] for one in http.get("/journal", params={"limit": 1}).json()["entries"]), default=0)
    for worker in ("W0010", "W0011", "W0012"):
        http.post("/tools/log_contact", json={"workers": [worker]})
    every = http.get("/journal", params={"limit": 500}).json()["entries"]
    seen, before = [], {}
    while True:
        page = http.get("/journal", params={"limit": 2, **before}).json()
        seen += page["entries"]
        if page["next"] is None or len(seen) >= len(every):
            break
        before = {"before": page["next"]}
    assert page["next"] is None or len(every) == 500
    assert seen == every and [one["seq"] for one in seen] == sorted((one["seq"] for one in seen), reverse=True)
    told = http.get("/journal", params={"worker": "W0011"}).json()["entries"]
    (about,) = [one for one in told if one["seq"] > last]
    assert about["changes"][0]["new"]["worker_id"] == "W0011" and about["changes"][0]["old"] is None
    kinds = {one["kind"] for one in http.get("/journal", params={"kind": "log_contact"}).json()["entries"]}
    assert kinds == {"log_contact"}
    assert http.get("/journal", params={"staffer": "nobody"}).json() == {"entries": [], "next": None}
    assert http.get("/journal", params={"until": "2020-01-01"}).json()["entries"] == []
    assert http.get("/journal", params={"since": "someday"}).status_code == 400


@pytest.mark.parametrize(("period", "said"), [("day", "on Mon"), ("week", "in the week of"), ("month", "in April")])
def test_a_summary_of_each_tier(http: httpx.Client, period: str, said: str) -> None:
    http.post("/tools/log_contact", json={"workers": ["W0013"]})
    answer = http.get("/staff/Sarah/daily_summary", params={"period": period, "date": "2026-04-20"}).json()
    assert answer["deeds"] and said in answer["note"]
    assert http.get("/staff/Sarah/daily_summary", params={"period": "year"}).status_code == 400
