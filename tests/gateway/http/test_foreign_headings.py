"""Files with headings of their own over HTTP: a proposal first, then what was agreed to."""

from __future__ import annotations

import json

import httpx

from agents.desk import Desk

COMPANIES = b"Customer,Address,City/State\nNorthpoint Millwrights,9 Mill Rd,Gary IN\n"


def send(http: httpx.Client, content: bytes, dataset: str, **fields: str) -> httpx.Response:
    return http.post("/ingest/file", files={"file": ("mine.csv", content)}, data={"dataset": dataset, **fields})


def test_a_guess_is_proposed_and_taken_in_once_confirmed(http: httpx.Client, desk: Desk) -> None:
    refused = send(http, COMPANIES, "clients")
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert error["code"] == "headings_unconfirmed"
    assert error["details"]["mapping"] == {"Customer": "client", "Address": "site_address", "City/State": "place"}
    assert [column["why"] for column in error["details"]["preview"]["columns"]]
    assert "northpoint millwrights" not in str(http.get("/catalog/datasets/clients").json()).lower()
    done = send(http, COMPANIES, "clients", mapping=json.dumps(error["details"]["mapping"]), confirm="true")
    assert done.status_code == 201, done.text
    assert done.json()["cleaned"] is not None
    assert done.json()["mapping"]["Customer"] == "client"
    assert desk.store.lake.record("clients", "Northpoint Millwrights") == {
        "client": "Northpoint Millwrights", "city": "Gary", "state": "IN", "site_address": "9 Mill Rd",
    }  # fmt: skip
    assert list((desk.folder / "uploads").iterdir()) == []


def test_a_whole_mapping_is_agreement_enough(http: httpx.Client) -> None:
    content = b"Firma,Stadt\nHuron Rail,Toledo\n"
    done = send(http, content, "clients", mapping='{"Firma": "client", "Stadt": "city"}')
    assert done.status_code == 201, done.text


def test_a_mapping_that_is_none_is_the_callers(http: httpx.Client) -> None:
    for mapping in ("[1]", "{", '{"Customer": 1}', '{"Nobody": "client"}', '{"Customer": "chief"}'):
        answer = send(http, COMPANIES, "clients", mapping=mapping)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_mapping"), mapping


def test_the_desk_says_which_bench_answers(http: httpx.Client, desk: Desk) -> None:
    said = http.get("/desk").json()
    assert (said["bench"], said["folder"]) == ("own", str(desk.folder.resolve()))
    assert said["workers"] >= 300
