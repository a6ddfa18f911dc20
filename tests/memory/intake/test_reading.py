"""Which column is which field: by its heading, by what is in it, or as a person said."""

from __future__ import annotations

from typing import Any

import pytest

from memory.errors import BadInput


@pytest.mark.parametrize(
    ("heading", "value", "field"),
    [
        ("Emp #", "1001", "worker_id"),
        ("EMPLOYEE NO.", "1001", "worker_id"),
        ("Trade", "Welder", "role"),
        ("job title", "Welder", "role"),
        ("Oficio", "soldador", "role"),
        ("Town", "Gary", "city"),
        ("Ciudad", "Gary", "city"),
        ("ST", "IN", "state"),
        ("Estado", "Indiana", "state"),
        ("Cell", "219-555-0101", "phone"),
        ("Teléfono", "219-555-0101", "phone"),
        ("Phone Nubmer", "219-555-0101", "phone"),
        ("$/hr", "24.50", "pay_rate"),
        ("PayRate", "24.50", "pay_rate"),
        ("Pago por hora", "24.50", "pay_rate"),
        ("Licenses", "OSHA 10", "certifications"),
        ("Certificatons", "OSHA 10", "certifications"),
        ("E-Mail Address", "a@example.com", "email"),
        ("Correo electrónico", "a@example.com", "email"),
        ("Text OK?", "Y", "sms_consent"),
        ("Status", "Active", "availability"),
        ("Turno", "noche", "shift"),
        ("Shoe size", "9", None),
        ("Hire Date", "2024-01-02", None),
    ],
)
def test_headings(fields: Any, heading: str, value: str, field: str | None) -> None:
    assert fields([["Full Name", heading], ["Maria Lopez", value], ["Tom Baker", value]])[heading] == field


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (["219-555-0101", "(219) 555-0102"], "phone"),
        (["ana@example.com", "ben@example.org"], "email"),
        (["IL", "IN", "Ohio"], "state"),
        (["welder", "lift driver", "Electrician"], "role"),
        (["$18.50", "24.75"], "pay_rate"),
        (["18", "24"], None),
        (["OSHA 10", "forklift license; OSHA 30"], "certifications"),
        (["blue", "green"], None),
    ],
)
def test_values_speak_where_the_heading_does_not(fields: Any, values: list[str], field: str | None) -> None:
    table = [["Full Name", "Column9"], *([f"Maria Lopez{'x' * n}", value] for n, value in enumerate(values))]
    assert fields(table)["Column9"] == field


def test_names_are_known_by_their_looks(fields: Any) -> None:
    assert fields([["Who", "Cell"], ["Maria Lopez", "219-555-0101"], ["Tom O'Brien", "219-555-0102"]])["Who"] == "name"


def test_a_heading_that_its_values_contradict_is_not_believed(door: Any) -> None:
    preview = door.look([["Name", "ST", "Rate"], ["Maria Lopez", "Active", "52000"], ["Tom Baker", "Left", "48000"]])
    state, rate = preview.columns[1:]
    assert (state.field, rate.field) == (None, None)
    assert "state" in state.why
    assert "pay_rate" in rate.why


def test_first_and_last_are_one_name_in_english_and_spanish(door: Any) -> None:
    door.take([["Last", "First", "MI", "Cell"], ["Lopez", "Maria", "J", "219-555-0101"]])
    door.take([["Nombre", "Apellido", "Celular"], ["Chuy", "Palomares", "219-555-0102"]], name="dos.csv")
    assert {row["name"] for row in door.rows()} == {"Maria J Lopez", "Chuy Palomares"}


def test_a_place_is_taken_apart(door: Any) -> None:
    door.take([["Name", "Location", "Cell"], ["Maria Lopez", "East Chicago, IN 46312", "219-555-0101"]])
    (row,) = door.rows()
    assert (row["city"], row["state"], row["zip"]) == ("East Chicago", "IN", "46312")


def test_of_two_phones_the_cell_wins_and_the_other_is_kept(door: Any) -> None:
    door.take([["Name", "Home Phone", "Cell"], ["Maria Lopez", "219-555-0101", "219-555-0102"]])
    (row,) = door.rows()
    assert (row["phone"], row["home_phone"]) == ("+12195550102", "219-555-0101")


def test_a_person_overrules(door: Any, fields: Any) -> None:
    table = [["Name", "Trade", "Group", "SSN"], ["Maria Lopez", "nights", "Welder", "123-45-6789"]]
    assert fields(table, Trade="shift", Group="role")["Group"] == "role"
    door.take(table, yes=True, Trade="shift", Group="role", SSN="skip")
    (row,) = door.rows()
    assert (row["role"], row["shift"]) == ("Welder", "night")
    assert "ssn" not in row


@pytest.mark.parametrize(
    ("given", "said"),
    [({"Nope": "role"}, "no column"), ({"Trade": "job"}, "cannot be"), ({"Trade": "name", "Name": "name"}, "both")],
)
def test_an_overruling_that_makes_no_sense_is_refused(door: Any, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        door.look([["Name", "Trade"], ["Maria Lopez", "Welder"]], **given)
    assert refused.value.code == "bad_mapping"


def test_a_mapping_given_back_reads_the_same(door: Any) -> None:
    table = [["Name", "Phone", "Phone", "", "Trade"], ["Maria Lopez", "219-555-0101", "219-555-0102", "IN", "Welder"]]
    first = door.look(table)
    again = door.look(table, **first.mapping)
    assert [one.field for one in again.columns] == [one.field for one in first.columns]
    assert not again.guessed or first.mapping.keys() == again.mapping.keys()


def test_without_names_it_says_which_column_it_needs(door: Any) -> None:
    with pytest.raises(BadInput, match="name") as refused:
        door.look([["Badge", "Zone"], ["1", "4"], ["2", "5"]])
    assert refused.value.code == "missing_columns"
    assert "--map 'Zone=name'" in refused.value.hint


@pytest.mark.parametrize(
    ("dataset", "heading", "field"),
    [
        ("clients", "Company", "client"),
        ("clients", "Street Address", "site_address"),
        ("orders", "Qty", "headcount"),
        ("orders", "Bill Rate", "bill_rate"),
        ("orders", "Start Date", "start"),
        ("orders", "Job Title", "role"),
    ],
)
def test_clients_and_orders(fields: Any, dataset: str, heading: str, field: str) -> None:
    values = {"Qty": "4", "Bill Rate": "$31.00", "Start Date": "4/27/2026", "Street Address": "1 Main St"}
    table = [["Customer" if heading != "Company" else "Town", heading], ["Acme", values.get(heading, "Welder")]]
    assert fields(table, dataset)[heading] == field


def test_what_is_missing_says_what_it_costs(door: Any) -> None:
    missing = {one.field: one.without for one in door.look([["Name", "Cell"], ["Maria Lopez", "219-555-0101"]]).missing}
    assert "most pay" in missing["pay_rate"]
    assert "phone" not in missing
    assert "the same at the next import" in missing["worker_id"]


def test_a_preview_shows_nobodys_number(door: Any) -> None:
    table = [["Name", "Cell", "Mail", "SSN"], ["Maria Lopez", "219-555-0101", "maria@example.com", "123-45-6789"]]
    shown = str(door.look(table).as_json())
    for private in ("219-555-0101", "5550101", "maria@", "Lopez", "123-45-6789"):
        assert private not in shown
