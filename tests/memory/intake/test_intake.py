"""Foreign tables from the file to the dataset: shown first, agreed to, and nothing of them lost."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from memory.errors import Conflict, MusterError
from memory.lake.names import tidy_columns

NOW = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)
ROSTER = [
    ["Emp #", "First", "Last", "Trade", "Cell", "Town", "ST", "$/hr", "Licenses", "Avail", "Text OK", "Notes"],
    ["1001", "Maria", "Lopez", "lift driver", "(219) 555-0101", "Gary", "Indiana", "$18.50/hr", "Forklift, OSHA 10",
     "Yes", "Y", "prefers mornings"],
    ["1002", "Tom", "O'Brien", "Sparky", "219.555.0102", "Gary", "IN", "24.5", "", "on assignment", "N", ""],
    ["1003", "Ana", "Diaz", "Rebar Guy", "2195550103", "Hammond", "ind.", "18-20", "Lockout/Tagout", "no", "maybe", ""],
]  # fmt: skip


def test_what_is_guessed_waits_for_a_yes_and_changes_nothing(door: Any) -> None:
    with pytest.raises(Conflict, match="Trade → role") as refused:
        door.take(ROSTER, yes=False)
    assert refused.value.code == "headings_unconfirmed"
    assert refused.value.details["mapping"]["Trade"] == "role"
    assert refused.value.details["preview"]["rows"] == 3
    assert not door.lake.has("workers")


def test_after_the_yes_every_cell_has_its_place_or_its_reason(door: Any) -> None:
    report = door.take(ROSTER)
    maria, _tom, ana = door.rows()
    assert maria == {
        "worker_id": "1001", "name": "Maria Lopez", "role": "Forklift Operator", "city": "Gary", "state": "IN",
        "availability": "available", "certifications": ["Forklift", "OSHA 10"], "pay_rate": maria["pay_rate"],
        "phone": "+12195550101", "sms_consent": True, "notes": "prefers mornings",
    }  # fmt: skip
    assert str(maria["pay_rate"]) == "18.50"
    assert (ana["role"], ana["pay_rate"], ana["sms_consent"]) == ("Rebar Guy", None, None)
    assert {(bad.column, bad.samples[0].row, bad.samples[0].value) for bad in report.bad_cells} == {
        ("pay_rate", 4, "18-20"), ("sms_consent", 4, "maybe"),
    }  # fmt: skip
    cleaned = {one.column: one for one in report.cleaned}
    assert cleaned["role"].examples == (("lift driver", "Forklift Operator"), ("Sparky", "Electrician"))
    assert (cleaned["phone"].changed, cleaned["phone"].examples) == (3, ())
    assert dict(report.renamed)["Trade"] == "role"


def test_known_headings_go_straight_in_and_untouched(door: Any) -> None:
    report = door.take("worker_id,name,role,phone,shoe size\nW1,Maria Lopez,lift driver,219-555-0101,7\n", yes=False)
    assert (report.cleaned, report.mapping) == ((), ())
    assert door.rows() == [
        {"worker_id": "W1", "name": "Maria Lopez", "role": "lift driver", "phone": "219-555-0101", "shoe_size": 7}
    ]


BAD = [
    ["Emp #", "Full Name", "Trade", "Cell", "Town"],
    ["1", "Maria Lopez", "Welder", "219-555-0101", "Gary"],
    ["2", "Tom Baker", "tom.baker@example.com", "555-0118", "46402"],
    ["3", "Ana Diaz", "46402", "555 0119", "Gary"],
]


@pytest.mark.parametrize("headings", [BAD[0], ["worker_id", "name", "role", "phone", "city"]])
def test_cells_that_do_not_fit_are_told_column_by_column(door: Any, headings: list[str]) -> None:
    """An e-mail address is no trade, and seven figures are nobody's phone, whoever headed the columns."""
    report = door.take([headings, *BAD[1:]])
    assert {(one.column, one.fate, one.count, one.first.row, one.first.reason) for one in report.misfits} == {
        ("role", "emptied", 2, 3, "is no trade"),
        ("city", "emptied", 1, 3, "is no city"),
        ("phone", "kept", 2, 3, "has no area code"),
    }
    assert "tom.baker" not in str(report.misfits) and "0118" not in str(report.misfits)
    assert [(row["role"], row["phone"]) for row in door.rows()[1:]] == [(None, "555-0118"), (None, "555 0119")]


def test_the_same_file_is_known_before_anybody_is_asked(door: Any) -> None:
    path = door.write(BAD)
    assert door.lake.earlier(path, "workers", now=NOW) is None
    door.take(BAD)
    earlier = door.lake.earlier(path, "workers", now=NOW).earlier
    assert (earlier.source, earlier.staffer) == ("bench.csv", "Sarah")


def test_an_export_of_a_spreadsheet(door: Any) -> None:
    """Semicolons, a code page, a title, empty lines at the end, a line that adds up."""
    text = (
        "Roster of April;;;\r\n"
        "Nombre;Oficio;Teléfono;Pago por hora\r\n"
        "Muñoz, José;soldador;219-555-0101;24,50\r\n"
        "Íñiguez, Ana;electricista;219-555-0102;N/A\r\n"
        "Total;2;;\r\n"
        ";;;\r\n"
    )
    report = door.take(text.encode("cp1252"))
    assert {row["name"]: str(row["pay_rate"]) for row in door.rows()} == {"José Muñoz": "24.50", "Ana Íñiguez": "None"}
    assert {row["role"] for row in door.rows()} == {"Welder", "Electrician"}
    assert [(one.row, one.reason) for one in report.refused] == [(5, "it is a totals line")]
    assert report.notes[0] == "The text was read as cp1252."
    assert next(one for one in report.cleaned if one.column == "pay_rate").emptied == 1


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), ("|", "utf-8"), ("\t", "utf-16")]
)
def test_delimiters_and_marks(door: Any, delimiter: str, encoding: str) -> None:
    text = "\n".join(delimiter.join(row[:5]) for row in ROSTER)
    assert door.take(text.encode(encoding)).new == 3
    assert {row["phone"] for row in door.rows()} == {"+12195550101", "+12195550102", "+12195550103"}


def test_json_has_headings_too(door: Any) -> None:
    people = [
        {
            "Full Name": "Maria Lopez",
            "Trade": "welder",
            "Certs": ["OSHA 10", "forklift license"],
            "Cell": "219-555-0101",
        }
    ]
    door.take(json.dumps(people), name="people.json")
    (row,) = door.rows()
    assert (row["role"], row["certifications"]) == ("Welder", ["OSHA 10", "Forklift"])


def test_made_ids_are_the_same_at_the_next_import(door: Any) -> None:
    table = [
        ["Name", "Cell", "Trade"],
        ["Maria Lopez", "219-555-0101", "Welder"],
        ["Tom Baker", "219-555-0102", "Mason"],
    ]
    report = door.take(table)
    assert any("one was made" in note for note in report.notes)
    before = {row["name"]: row["worker_id"] for row in door.rows()}
    changed = [table[0], ["BAKER, TOM", "(219) 555 0102", "Roofer"], table[1], ["Ana Diaz", "219-555-0103", "Packer"]]
    again = door.take(changed, name="next.csv")
    assert (again.new, again.changed, again.same) == (1, 1, 1)
    after = {row["worker_id"]: row for row in door.rows()}
    assert len(after) == 3
    assert after[before["Tom Baker"]]["role"] == "Roofer"


def test_two_people_at_one_phone_are_two_and_the_same_person_twice_is_told(door: Any) -> None:
    report = door.take([
        ["Name", "Cell", "Trade"], ["Maria Lopez", "219-555-0101", "Welder"], ["Jose Lopez", "219-555-0101", "Mason"],
        ["maria lopez", "219.555.0101", "Packer"],
    ])  # fmt: skip
    assert {str(row["name"]).title(): row["role"] for row in door.rows()} == {
        "Maria Lopez": "Packer", "Jose Lopez": "Mason",
    }  # fmt: skip
    assert any("the last one counts" in note for note in report.notes)


def test_without_any_contact_nobody_is_taken_for_somebody_else(door: Any) -> None:
    report = door.take([["Name", "Trade"], ["Juan Garcia", "Laborer"], ["Juan Garcia", "Laborer"]])
    assert len(door.rows()) == 2
    assert any("kept as somebody else" in note for note in report.notes)


def test_an_id_that_is_empty_loses_nobody(door: Any) -> None:
    report = door.take([["Emp #", "Name", "Cell"], ["", "Maria Lopez", "219-555-0101"], ["7", "Tom Baker", ""]])
    assert (report.refused_count, len(door.rows())) == (0, 2)
    assert any(note.startswith("1 row had no worker_id") for note in report.notes)


def test_one_person_under_two_ids_is_told(door: Any) -> None:
    report = door.take("worker_id,name,phone\nW1,Maria Lopez,219-555-0101\nW2,maria lopez,(219) 555-0101\n", yes=False)
    assert len(door.rows()) == 2
    assert any("Maria Lopez in rows 2 and 3" in note or "maria lopez" in note for note in report.notes)


def test_the_same_bytes_again_need_no_yes_and_another_reading_is_no_repeat(door: Any) -> None:
    door.take(ROSTER)
    assert door.take(ROSTER, yes=False).status == "unchanged"
    again = door.take(ROSTER, Notes="skills")
    assert again.status == "ingested"
    assert next(row for row in door.rows() if row["worker_id"] == "1001")["skills"] == ["prefers mornings"]


def test_agreeing_to_a_new_column_adds_it_and_exact_headings_still_conflict(door: Any) -> None:
    door.take("worker_id,name\nW1,Maria Lopez\n", yes=False)
    with pytest.raises(Conflict) as refused:
        door.take("worker_id,name,phone\nW2,Tom Baker,219-555-0102\n", yes=False, name="exact.csv")
    assert refused.value.code == "schema_conflict"
    table = [["Emp #", "Name", "Trade", "Locker"], ["W2", "Tom Baker", "mason", "12"]]
    assert "workers gets new columns: role, locker." in door.look(table).notes
    report = door.take(table, name="more.csv")
    assert any(note.startswith("New columns: role, locker.") for note in report.notes)
    assert [(row["worker_id"], row["role"]) for row in door.rows()] == [("W1", None), ("W2", "Mason")]


def test_clients_and_orders_come_in_too(door: Any) -> None:
    door.take([["Customer", "Address", "City/State"], ["Acme Fabrication", "1 Main St", "Gary, IN"]], "clients")
    assert door.rows("clients") == [
        {"client": "Acme Fabrication", "city": "Gary", "state": "IN", "site_address": "1 Main St"}
    ]
    door.take(
        [["Customer", "Job Title", "Qty", "Start Date", "Start Time", "Bill Rate"],
         ["Acme Fabrication", "lift drivers", "4", "4/27/2026", "6a", "$31.00"]], "orders", name="orders.csv",
    )  # fmt: skip
    (order,) = door.rows("orders")
    assert (order["role"], order["headcount"], str(order["bill_rate"])) == ("Forklift Operator", 4, "31.00")
    start = order["start"]
    assert isinstance(start, datetime)
    assert start.astimezone(UTC) == datetime(2026, 4, 27, 11, tzinfo=UTC)
    assert str(order["order_id"]).startswith("J-")


HEADINGS = ("Full Name", "Cell", "Trade", "Town", "$/hr", "Licenses", "Avail", "Locker", "Remarks", "Hire Date")
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), max_size=12)
ROWS = st.lists(st.tuples(*[CELLS] * (len(HEADINGS) - 1)), min_size=1, max_size=6)


@settings(
    max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
def test_nothing_is_lost(fresh: Callable[[], Any], rows: list[tuple[str, ...]]) -> None:
    """Whatever stands in the cells: each row is kept or refused, each cell is kept, rewritten or counted."""
    table = [list(HEADINGS), *([f"Person Number{'x' * n}", *row] for n, row in enumerate(rows))]
    door = fresh()
    report = door.take(table)
    kept = {row["name"]: row for row in door.rows()}
    assert report.rows_in == len(rows) == len(kept)
    mapping = dict(report.mapping)
    counted = {one.column: one.count for one in report.bad_cells}
    for one in report.cleaned:
        counted[one.column] = counted.get(one.column, 0) + one.emptied
    empties: dict[str, int] = {}
    for cells in table[1:]:
        for heading, cell in zip(HEADINGS[1:], cells[1:], strict=True):
            column = tidy_columns([heading])[0] if mapping[heading] == "extra" else mapping[heading]
            stored = kept[cells[0]].get(column)
            if mapping[heading] == "extra":
                assert str("" if stored is None else stored) == cell or _is_typed(cell), heading
            elif cell and stored in (None, []):
                empties[column] = empties.get(column, 0) + 1
    assert all(counted.get(column, 0) >= count for column, count in empties.items()), (empties, counted)


def _is_typed(cell: str) -> bool:
    """A number or a truth is stored as one; "1.50" is 1.5."""
    try:
        float(cell)
    except ValueError:
        return cell.lower() in ("true", "false")
    return True


def test_real_orders_are_understood(door: Any, real_data: Path) -> None:
    """9,236 real orders under the headings of another authority."""
    path = real_data / "orders" / "h2b_fy2019.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    preview = door.look(path.read_bytes(), "orders")
    fields = {one.field for one in preview.columns}
    assert {"order_id", "client", "role", "headcount", "start", "end", "city", "state"} <= fields, preview.columns
    report = door.take(path.read_bytes(), "orders", name="h2b.csv.gz")
    assert report.rows_kept + report.refused_count + _repeats(report.notes) == len(rows) - 1


def _repeats(notes: tuple[str, ...]) -> int:
    return sum(int(note.split()[0].replace(",", "")) for note in notes if "of the same source" in note)


def test_real_broken_files_are_read_or_refused_by_name(door: Any, real_data: Path) -> None:
    for path in sorted((real_data / "csv" / "messy").glob("*.csv")):
        try:
            preview = door.look(path.read_bytes())
        except MusterError as error:
            assert error.code in ("missing_columns", "invalid_encoding", "no_rows", "bad_csv", "binary_file"), path.name
        else:
            assert preview.columns
    assert not door.lake.has("workers")


def test_a_large_table_is_read_in_blocks(door: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memory.intake.intake.BLOCK", 7)
    text = io.StringIO()
    csv.writer(text).writerows([["Name", "Cell"], *([f"Person {n}", f"219-555-{n:04d}"] for n in range(100))])
    assert door.take(text.getvalue()).new == 100
