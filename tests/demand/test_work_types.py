"""The dictionary: which role a permit asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demand.desk import DemandDesk
from demand.work_types import WorkTypes
from memory.errors import BadInput

NOW = datetime(2025, 10, 15, 6, tzinfo=ZoneInfo("America/Chicago"))
RENOVATION = "PERMIT - RENOVATION/ALTERATION"


@pytest.fixture
def role_of(few_permits: Callable[..., Any], desk: Callable[..., Any]) -> Callable[..., str | None]:
    def find(**fields: str | None) -> str | None:
        contracts = desk(few_permits(fields)).contracts(NOW).contracts
        return contracts[0].role if contracts else None

    return find


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ({"work_type": "Electrical Work"}, "Electrician"),
        ({"work_type": "Masonry Work"}, "Production Worker"),
        ({"work_type": "Mechanical Work"}, "Maintenance Tech"),
        ({"work_type": " ELECTRICAL  work "}, "Electrician"),
        ({"work_type": "Administrative Change"}, None),
        ({"work_type": "Monthly Maintenance Permit"}, None),
        # a permit type decides without a work type, whatever its dash and the description are
        ({"work_type": None, "permit_type": "PERMIT - ELEVATOR EQUIPMENT"}, "Maintenance Tech"),
        ({"work_type": None, "permit_type": "Permit — Elevator Equipment"}, "Maintenance Tech"),
        ({"work_type": None, "permit_type": "PERMIT - SIGNS", "work_description": "ELECTRIC SIGN"}, "Laborer"),
        # else the description, at the start of a word
        ({"work_type": None, "permit_type": RENOVATION, "work_description": "NEW (HVAC) UNITS"}, "HVAC Technician"),
        ({"work_type": "Other Work", "work_description": "Roofing only"}, "Roofer"),
        ({"work_type": "Other Work", "work_description": "fireproof coating"}, None),
        ({"work_type": "Other Work", "work_description": None}, None),
        # the first rule that fits wins: a remodel with plumbing is a carpenter's
        ({"work_type": None, "permit_type": RENOVATION, "work_description": "PLUMBING, INTERIOR REMODEL"}, "Carpenter"),
        # else what the permit type usually is
        ({"work_type": None, "permit_type": RENOVATION, "work_description": "AS PER PLANS"}, "Carpenter"),
        ({"work_type": None, "permit_type": None, "work_description": "AS PER PLANS"}, None),
        # text is data, also with a quote in it
        ({"work_type": "O'Hare '; DROP TABLE permits; --", "work_description": "electric"}, "Electrician"),
    ],
)
def test_role_of_a_permit(role_of: Callable[..., str | None], fields: dict[str, str | None], role: str | None) -> None:
    assert role_of(**fields) == role


def test_no_job_and_no_rule_are_told_apart(few_permits: Any, desk: Any) -> None:
    source = few_permits({"work_type": "Scaffolding"}, {"work_type": "Moon Walk", "work_description": "none"}, {})
    counts = desk(source).forecast(NOW).counts
    assert (counts.permits, counts.no_job, counts.unmapped) == (3, 1, 1)


def test_roles_are_the_shops_own(work_types: WorkTypes) -> None:
    assert "none" not in work_types.roles
    assert {"Electrician", "Production Worker", "Maintenance Tech", "Welder"} <= set(work_types.roles)


def test_a_quote_in_the_dictionary_is_text(
    tmp_path: Path, work_types: WorkTypes, few_permits: Any, roster: Any
) -> None:
    odd = work_types.model_copy(update={"work_types": {"Painter's Work": "Painter"}})
    bench = roster({"Painter": 3})
    found = DemandDesk(few_permits({"work_type": "PAINTER'S WORK"}), bench, bench, odd).contracts(NOW)
    assert [contract.role for contract in found.contracts] == ["Painter"]


@pytest.mark.parametrize(
    "text",
    [
        "place: {city: Chicago",
        "work_types: {}",
        "- a list",
        (
            "place: {city: A, state: B, zone: Mars/Olympus}\nwork_types: {}\npermit_types: {}\n"
            "descriptions: []\notherwise: {}\n"
        ),
    ],
)
def test_a_broken_dictionary_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "work_types.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"work_types\.yaml"):
        WorkTypes.read(path)


def test_an_empty_dictionary_maps_nothing(tmp_path: Path, few_permits: Any, roster: Any) -> None:
    path = tmp_path / "work_types.yaml"
    path.write_text(
        "place: {city: Gary, state: IN, zone: America/Chicago}\nwork_types: {}\npermit_types: {}\n"
        "descriptions: []\notherwise: {}\n",
        encoding="utf-8",
    )
    bench = roster({})
    forecast = DemandDesk(few_permits({}), bench, bench, WorkTypes.read(path)).forecast(NOW)
    assert (forecast.roles, forecast.counts.unmapped) == ((), 1)
