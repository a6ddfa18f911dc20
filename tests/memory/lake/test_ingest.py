from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from memory.errors import BadInput, Conflict, NotFound
from memory.lake import Lake, Progress

WORKERS = """worker_id,name,role,city,state,zip,skills,certifications,reliability,availability,shift,pay_rate,phone
W1,Ana Ruiz,Welder,Toledo,oh,04360,MIG; TIG ;;,Forklift (2027-05-01);OSHA 10,0.95,Available,DAY,$24.50,419-555-0100
W2,Bo Lee,Picker,Joliet,Illinois,60431,,,1.5,maybe,night,"1,000",815-555-0101
W3,"Robert'); DROP TABLE workers;--",=A1+1,Gary,IN,,a,,high,assigned,swing,,
"""
BINARIES = {
    "a.pdf": (b"%PDF-1.7\n...", "unsupported_format", "a PDF"),
    "a.xlsx": (b"PK\x03\x04\x14\0\0\0", "unsupported_format", "Excel"),
    "a.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", "unsupported_format", "Office"),
    "a.parquet": (b"PAR1\x15\x04", "unsupported_format", "Parquet"),
    "a.csv": (b"a,b\n1,\0\0\x01\x02\n", "binary_file", "binary"),
    "noise.csv": (bytes(range(256)) * 20, "binary_file", "binary"),
    "late.csv": (b"a,b\n" + b"1,2\n" * 300_000 + b"1,\0\n", "binary_file", "binary"),
    "empty.csv": (b"", "empty_file", "empty"),
    "blank.csv": (b"\xef\xbb\xbf \n\n", "empty_file", "empty"),
    "empty.csv.gz": (gzip.compress(b"", mtime=0), "empty_file", "empty"),
    "header.csv": (b"worker_id,name\n", "no_rows", "no rows"),
    "commas.csv": (b"a,b\n,\n,\n", "no_rows", "no row"),
    "none.json": (b"[]", "no_rows", "no row"),
    "scalars.json": (b"[1, 2]", "no_rows", "not an object"),
    "cut.csv.gz": (gzip.compress(b"a,b\n1,2\n" * 5000, mtime=0)[:-40], "truncated_file", "cut off"),
    "damaged.csv": (("name,city\n" + "José,Köln\n" * 50).encode() + b"Ren\xe9,Lyon\n", "invalid_encoding", "byte 614"),
}


def test_files_of_which_nothing_can_be_read_change_nothing(lake: Lake, take) -> None:
    before = lake.version()
    for name, (content, code, words) in BINARIES.items():
        with pytest.raises(BadInput) as refused:
            pytest.fail(f"{name} was taken in: {take(content, 'things', name)}")
        assert refused.value.code == code, name
        assert words in refused.value.message and refused.value.hint, name
    assert lake.manifests() == [] and lake.version() == before


def test_gz_that_unpacks_to_far_too_much_is_refused(take, monkeypatch) -> None:
    monkeypatch.setattr("memory.lake.source.BOMB_BYTES", 1 << 16)
    with pytest.raises(BadInput) as refused:
        take(gzip.compress(b"a,b\n" + b"1,2\n" * (1 << 20), mtime=0), "things", "bomb.csv.gz")
    assert refused.value.code == "bomb"


def test_missing_file_and_bad_names_are_refused(lake: Lake, take, tmp_path) -> None:
    with pytest.raises(NotFound):
        lake.ingest(tmp_path / "nowhere.csv", "things", staffer="s", now=datetime.now(UTC))
    for name in ("", "Workers", "1a", "a-b", "a" * 64, 'a"b', "muster", "main"):
        with pytest.raises(BadInput) as refused:
            take("a\nx\n", name)
        assert refused.value.code == "bad_dataset_name"


def test_types_are_judged_over_the_whole_file_and_doubt_is_text(lake: Lake, take, rows) -> None:
    lines = [
        f"{i},0{i:04},{i},{i}.5,2026-04-{i % 28 + 1:02},true,{i},2026-04-20 06:{i % 60:02}" for i in range(1, 3001)
    ]
    lines.append("3001,99999,N/A,7,2026-02-31,false,1.25,2026-04-20")
    report = take("worker id,Zip,Count,Rate,Day,Ok,Grows,Seen\n" + "\n".join(lines), "things")
    types = {column.name: column.type for column in lake.manifest("things").columns}
    assert types == {
        "worker_id": "VARCHAR",
        "zip": "VARCHAR",
        "count": "VARCHAR",
        "rate": "DOUBLE",
        "day": "VARCHAR",
        "ok": "BOOLEAN",
        "grows": "DOUBLE",
        "seen": "TIMESTAMP",
    }
    assert rows("things", "worker_id, zip")[0] == ("1", "00001")
    assert "count is kept as text: 1 of its cells is not a number, e.g. 'N/A' in row 3002." in report.notes
    assert any(note.startswith("day is kept as text") and "2026-02-31" in note for note in report.notes)
    assert ("worker id", "worker_id") in report.renamed


def test_names_of_columns_are_tidied(lake: Lake, take) -> None:
    report = take("First Name,WorkerID,,2020,first_name,_row,rowid,GF_ID,\na,b,c,d,e,f,g,h,\n", "things")
    assert [column.name for column in lake.manifest("things").columns] == [
        "first_name", "worker_id", "column_3", "column_2020", "first_name_2", "row", "rowid_2", "gf_id",
    ]  # fmt: skip
    assert ("WorkerID", "worker_id") in report.renamed


def test_workers_have_their_declared_types_and_bad_cells_are_told(lake: Lake, take, rows) -> None:
    report = take(WORKERS, "workers")
    assert rows("workers", "worker_id, state, zip, skills, certifications, reliability, availability, shift") == [
        ("W1", "OH", "04360", ["MIG", "TIG"], ["Forklift (2027-05-01)", "OSHA 10"], 0.95, "available", "day"),
        ("W2", "IL", "60431", None, None, None, None, "night"),
        ("W3", "IN", None, ["a"], None, None, "assigned", "swing"),
    ]
    assert rows("workers", "worker_id, pay_rate, phone")[:2] == [
        ("W1", Decimal("24.50"), "419-555-0100"),
        ("W2", Decimal("1000.00"), "815-555-0101"),
    ]
    assert (report.rows_in, report.rows_kept, report.new, report.refused_count) == (3, 3, 3, 0)
    bad = {one.column: one for one in report.bad_cells}
    assert {name: one.count for name, one in bad.items()} == {"reliability": 2, "availability": 1}
    sample = bad["reliability"].samples[0]
    assert (sample.row, sample.value, sample.reason) == (3, "1.5", "is not between 0 and 1")
    assert bad["availability"].reason == "is none of available, assigned, unavailable"
    assert report.missing == ("sms_consent", "email", "resume_text", "language", "archetype")
    assert dict(report.sensitivity)["pay_rate"] == "Financial" and dict(report.sensitivity)["phone"] == "PII"
    nullable = {column.name: column.nullable for column in lake.manifest("workers").columns}
    assert not nullable["worker_id"] and not nullable["name"] and nullable["role"]


def test_cells_are_data(take, rows) -> None:
    take(WORKERS, "workers")
    assert rows("workers", "worker_id, name, role")[2] == ("W3", "Robert'); DROP TABLE workers;--", "=A1+1")
    take('"x"" FROM y; --",b\n"\'; DROP",2\n', "things")
    assert rows("things") == [("'; DROP", 2)]


def test_rows_without_key_and_repeated_keys(take, rows) -> None:
    report = take("worker_id,name\nW1,Ana\n,Nobody\nW2,Bo\n  ,Blank\nW1,Anna\nW3,\n", "workers")
    assert rows("workers") == [("W1", "Anna"), ("W2", "Bo")]
    assert (report.rows_in, report.refused_count, report.rows_kept) == (6, 3, 2)
    assert [(one.row, one.value, one.reason) for one in report.refused] == [
        (3, "Nobody", "worker_id is empty"),
        (5, ", Blank", "worker_id is empty"),
        (7, "W3", "name is empty"),
    ]
    assert "1 row repeats a worker_id of the same source (W1)" in report.notes[0]


def test_needed_columns_are_asked_for_with_the_near_ones(lake: Lake, take) -> None:
    with pytest.raises(BadInput) as refused:
        take("workerid,name\nW1,Ana\n", "workers")
    assert refused.value.code == "missing_columns" and "workerid → worker_id" in refused.value.hint
    assert not lake.has("workers")


def test_known_datasets_merge_by_key(lake: Lake, take, rows) -> None:
    take("worker_id,name,city,pay_rate\nW1,Ana,Toledo,20\nW2,Bo,Gary,21\nW3,Cy,Joliet,22\n", "workers")
    files = set(lake.manifest("workers").objects)
    second = take("worker_id,name,pay_rate\nW2,Bo,21.00\nW3,Cy,25\nW4,Di,19\n", "workers")
    assert (second.new, second.changed, second.same) == (1, 1, 1)
    assert rows("workers", "worker_id, city, pay_rate") == [
        ("W1", "Toledo", Decimal(20)),
        ("W2", "Gary", Decimal(21)),
        ("W3", "Joliet", Decimal(25)),
        ("W4", None, Decimal(19)),
    ]
    assert files < set(lake.manifest("workers").objects), "what was there is not rewritten"
    version = lake.dataset_version("workers")
    third = take("worker_id,name\nW1,Ana\n", "workers")
    assert (third.status, third.new, third.changed, third.same) == ("ingested", 0, 0, 1)
    assert lake.dataset_version("workers") == version


def test_other_datasets_append(take, rows) -> None:
    take("a,b\n1,x\n", "things")
    report = take("b,a\ny,2\n", "things")
    assert (report.new, report.changed) == (1, 0)
    assert rows("things", "a, b") == [(1, "x"), (2, "y")]


def test_same_bytes_again_are_no_ingest(lake: Lake, take) -> None:
    first = take(WORKERS, "workers")
    assert first.sha256 == hashlib.sha256(WORKERS.encode()).hexdigest()
    take(WORKERS.replace("Toledo", "Akron"), "workers")
    before, manifest = lake.version(), lake.manifest("workers")
    again = take(WORKERS, "workers")
    assert (again.status, again.new, again.changed, again.same) == ("unchanged", 0, 0, 3)
    assert again.fingerprint == first.fingerprint and "sarah" in again.notes[0]
    assert (lake.version(), lake.manifest("workers")) == (before, manifest)
    assert take(WORKERS, "people").status == "ingested", "another dataset may hold the same bytes"


@pytest.mark.parametrize(
    ("second", "differing"),
    [
        ("id,n,t\n2,6,b\n3,7,c\n", None),
        ("t,n,id\nb,6,2\n", None),
        ("id,n,t\n2,oops,b\n3,7,c\n", None),
        ("id,n,t\n2,many,b\n3,few,c\n4,none at all,d\n", ("n", "BIGINT", "VARCHAR")),
        ("id,n,t,extra\n2,6,b,x\n", ("extra", None, "VARCHAR")),
        ("id,t\n2,b\n", ("n", "BIGINT", None)),
    ],
)
def test_another_shape_is_a_conflict_that_names_it(lake: Lake, take, rows, second: str, differing) -> None:
    first = take("id,n,t\n1,5,a\n", "things")
    if differing is None:
        assert take(second, "things").fingerprint == first.fingerprint
        return
    before = (lake.version(), rows("things"))
    with pytest.raises(Conflict) as refused:
        take(second, "things")
    details = refused.value.details
    assert refused.value.code == "schema_conflict"
    assert details["stored_fingerprint"] == first.fingerprint != details["source_fingerprint"]
    column, stored, source = differing
    assert details["columns"] == [{"column": column, "stored": stored, "source": source}]
    assert (lake.version(), rows("things")) == before


def test_new_column_in_a_known_dataset_is_drift_and_a_missing_one_is_not(take) -> None:
    take("worker_id,name,city\nW1,Ana,Toledo\n", "workers")
    assert take("worker_id,name\nW2,Bo\n", "workers").new == 1
    with pytest.raises(Conflict):
        take("worker_id,name,role\nW3,Cy,Welder\n", "workers")


def test_zip_without_leading_zero_is_no_drift(take, rows) -> None:
    take("zip,n\n04360,1\n", "places")
    take("zip,n\n60431,2\n", "places")
    assert rows("places") == [("04360", 1), ("60431", 2)]


def test_times_of_orders_are_the_shops(take, rows) -> None:
    take(
        "order_id,headcount,start,end\nO1,3,2026-04-20,2026-04-20T14:30\n"
        "O2,2.0,04/21/2026 5:30 PM,2026-04-22T06:00:00Z\nO3,two,soon,\n",
        "orders",
    )
    assert rows("orders", 'order_id, headcount, start::VARCHAR, "end"::VARCHAR') == [
        ("O1", 3, "2026-04-20 06:00:00-05", "2026-04-20 14:30:00-05"),
        ("O2", 2, "2026-04-21 17:30:00-05", "2026-04-22 01:00:00-05"),
        ("O3", None, None, None),
    ]


def test_money_is_only_what_is_plainly_money(take, rows) -> None:
    cells = {"$24.50": "24.50", "24": "24.00", "$1,234.5/hr": "1234.50", '"24,50"': None, "-3": None, "a lot": None}
    take("worker_id,name,pay_rate\n" + "".join(f"W{i},n,{cell}\n" for i, cell in enumerate(cells)).replace(
        "$1,234.5/hr", '"$1,234.5/hr"'), "workers")  # fmt: skip
    found = [row[1] for row in rows("workers", "worker_id, pay_rate::VARCHAR")]
    assert found == list(cells.values())


def test_json_of_workers_gets_the_same_types(take, rows) -> None:
    take('[{"worker_id": 7, "name": "Ana", "skills": ["MIG", " TIG "], "sms_consent": true, "pay_rate": 20.5}]',
         "workers", "w.json")  # fmt: skip
    assert rows("workers") == [("7", "Ana", ["MIG", "TIG"], True, Decimal("20.50"))]


def test_rows_made_by_muster_keep_their_types(lake: Lake, rows) -> None:
    table = pa.table(
        {
            "worker_id": ["W1", "W2"],
            "name": ["Ana", "Bo"],
            "skills": [["MIG", "TIG; hot"], []],
            "reliability": [0.9, None],
            "sms_consent": [True, False],
            "extra": [1, 2],
            "vec": [[0.5, 1.0], None],
        }
    )
    now = datetime(2026, 4, 20, tzinfo=UTC)
    report = lake.ingest_table(table, "workers", source="demo", staffer="muster", now=now)
    assert (report.new, report.unknown, report.source) == (2, ("extra", "vec"), "demo")
    assert rows("workers") == [
        ("W1", "Ana", ["MIG", "TIG; hot"], 0.9, True, 1, [0.5, 1.0]),
        ("W2", "Bo", [], None, False, 2, None),
    ]
    again = lake.ingest_table(pa.concat_tables([table[:1], table[1:]]), "workers", source="demo", staffer="m", now=now)
    assert again.status == "unchanged"


def test_sensitivity_follows_names_and_values(take) -> None:
    header = "email,Home Address,SSN,contact,where,diagnosis,salary,color,how"
    report = take(
        header + "\na@example.com,1 Elm St,000-12-3456,b@example.com,12 Oak Avenue,flu,9,red,(419) 555-0100\n", "people"
    )
    assert dict(report.sensitivity) == {
        "email": "PII",
        "home_address": "PII",
        "ssn": "PII",
        "contact": "PII",
        "where": "PII",
        "diagnosis": "PHI",
        "salary": "Financial",
        "color": "Internal",
        "how": "PII",
    }


def test_progress_is_told(take) -> None:
    told: list[Progress] = []
    take("a,b\n" + "1,2\n" * 1000, "things", progress=told.append)
    assert [one.stage for one in told] == ["read", "type", "type", "write", "write"]
    assert told[0].done == told[0].total and told[-1].done == told[-1].total == 1000


def test_report_is_plain_json(take) -> None:
    report = take("worker_id,name,Pay Rate\nW1,Ana,x\n,Bo,2\n", "workers").as_json()
    assert report["renamed"] == {"Pay Rate": "pay_rate"}
    assert report["sensitivity"]["name"] == "Internal"
    assert report["bad_cells"][0]["samples"][0]["value"] == "x"
    assert report["refused"][0]["row"] == 3
