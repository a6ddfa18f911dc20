"""Files in over HTTP, and the catalogue."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from agents.desk import Desk

TOOLS = b"tool_id,name,weight\n1,Drill,2.5\n2,Saw,4.0\n"


def send(http: httpx.Client, content: bytes, dataset: str, name: str = "file.csv") -> httpx.Response:
    return http.post("/ingest/file", files={"file": (name, content)}, data={"dataset": dataset})


def test_a_file_becomes_a_dataset(http: httpx.Client) -> None:
    answer = send(http, TOOLS, "gear", "C:\\exports\\gear.csv")
    assert answer.status_code == 201
    report = answer.json()
    assert (report["dataset"], report["source"], report["status"], report["new"]) == ("gear", "gear.csv", "ingested", 2)
    entry = http.get("/catalog/datasets/gear").json()
    assert entry.keys() >= {"rows", "fingerprint", "columns", "lineage", "owner", "updated_at", "freshness",
                            "last_embedded_at", "stale", "objects", "sha256"}  # fmt: skip
    assert (entry["rows"], entry["owner"], entry["fingerprint"]) == (2, "Sarah", report["fingerprint"])
    assert entry["sha256"] == hashlib.sha256(TOOLS).hexdigest()
    assert all(column["sensitivity"] for column in entry["columns"])
    assert (entry["last_embedded_at"], entry["stale"]) == (None, False)
    assert datetime.fromisoformat(entry["updated_at"]).tzinfo
    assert "gear" in [one["name"] for one in http.get("/catalog/datasets").json()["datasets"]]


def test_the_same_bytes_again_change_nothing(http: httpx.Client) -> None:
    assert send(http, TOOLS, "gear_again").status_code == 201
    again = send(http, TOOLS, "gear_again", "copy.csv")
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")
    assert http.get("/catalog/datasets/gear_again").json()["rows"] == 2


def test_another_shape_is_a_conflict_that_names_both(http: httpx.Client) -> None:
    assert send(http, TOOLS, "shapes").status_code == 201
    before = http.get("/catalog/datasets/shapes").json()
    answer = send(http, b"tool_id,name,colour\n9,Drill,red\n", "shapes")
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "schema_conflict"
    assert error["details"]["stored_fingerprint"] == before["fingerprint"] != error["details"]["source_fingerprint"]
    assert http.get("/catalog/datasets/shapes").json() == before


def test_new_workers_are_searched_at_once(http: httpx.Client) -> None:
    answer = send(http, gzip.compress(_whole_worker("N1", "Zoe Zimmer", "Glazier"), mtime=0), "workers", "new.csv.gz")
    assert (answer.status_code, answer.json()["new"]) == (201, 1)
    found = http.post("/search", json={"role": "Glazier", "query": "stained glass"}).json()
    assert [source["worker_id"] for source in found["sources"]] == ["N1"]
    assert found["sources"][0]["semantic"] > 0
    entry = http.get("/catalog/datasets/workers").json()
    assert entry["last_embedded_at"]
    assert entry["stale"] is False


def _whole_worker(worker_id: str, name: str, role: str) -> bytes:
    columns = ("worker_id,name,role,city,state,availability,skills,certifications,reliability,shift,pay_rate,phone,"
               "email,resume_text")  # fmt: skip
    row = f"{worker_id},{name},{role},Gary,IN,available,stained glass,,0.9,day,20.00,419-555-0990,z@example.com,"
    return f"{columns}\n{row}\n".encode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"\n\n  \n", "blank.csv"),
        (bytes(range(256)) * 8, "noise.csv"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "broken.pdf"),
        (b'[{"a": 1}, {"a": 2', "cut.json"),
        (b'{"a": 1', "cut.json"),
        (gzip.compress(TOOLS, mtime=0)[:-9], "cut.csv.gz"),
        (b"PK\x03\x04rest", "book.xlsx"),
        (b"a,b,c\n", "header.csv"),
        (json.dumps("text").encode(), "text.json"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_the_callers(http: httpx.Client, content: bytes, name: str) -> None:
    answer = send(http, content, "unreadable", name)
    assert 400 <= answer.status_code < 500, answer.text
    error = answer.json()["error"]
    assert error["code"]
    assert error["message"]
    assert http.get("/catalog/datasets/unreadable").status_code == 404


@pytest.mark.parametrize("dataset", ["", "../etc", "a b", "x; DROP TABLE y", "a" * 500, "\u0000"])
def test_a_dataset_needs_a_plain_name(http: httpx.Client, dataset: str) -> None:
    answer = send(http, TOOLS, dataset)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["code"]


def test_a_form_without_its_parts_is_the_callers(http: httpx.Client) -> None:
    for sent in (
        http.post("/ingest/file", data={"dataset": "gear"}),
        http.post("/ingest/file", files={"file": ("a.csv", TOOLS)}),
        http.post("/ingest/file", json={"file": "a.csv"}),
        http.post("/ingest/file", content=b"--x", headers={"content-type": "multipart/form-data"}),
        http.post("/ingest/file", content=b"junk", headers={"content-type": "multipart/form-data; boundary=x"}),
        http.post("/ingest/file"),
    ):
        assert sent.status_code == 400, sent.text
        assert sent.json()["error"].keys() >= {"code", "message", "hint", "reference"}


def test_bad_cells_are_a_success_with_reasons(http: httpx.Client) -> None:
    content = _whole_worker("N2", "Yan Young", "Glazier").replace(b"0.9", b"lots")
    answer = send(http, content, "workers")
    assert answer.status_code == 201
    assert answer.json()["bad_cells"][0]["column"] == "reliability"


def test_uploads_are_gone_afterwards_and_audited(http: httpx.Client, desk: Desk) -> None:
    assert send(http, b"", "nothing").status_code == 400
    assert send(http, b"a,b\n1,2\n", "pairs", "pairs.csv").status_code == 201
    assert list((desk.folder / "uploads").iterdir()) == []
    newest = http.get("/tools/audit", params={"limit": 2}).json()["entries"]
    assert [(entry["tool"], entry["outcome"]) for entry in newest] == [("ingest", "ok"), ("ingest", "retry")]
    assert newest[0]["arguments"] == {"dataset": "pairs", "source": "pairs.csv"}
    assert newest[1]["code"] == "empty_file"


def test_real_people_never_go_into_the_demo(http: httpx.Client, desk: Desk) -> None:
    mark = Path(desk.folder / "DEMO")
    mark.touch()
    try:
        answer = send(http, _whole_worker("N3", "Xia Xu", "Glazier"), "workers")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "demo_store")
        assert send(http, b"id,n\n1,2\n", "numbers").status_code == 201
    finally:
        mark.unlink()


def test_an_unknown_dataset_is_not_found(http: httpx.Client) -> None:
    answer = http.get("/catalog/datasets/worker")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_such_dataset")
    assert "workers" in answer.json()["error"]["hint"]
