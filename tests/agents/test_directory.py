"""Who somebody is by their account, and how an account becomes somebody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agents.desk import Desk
from agents.messages import Person
from memory.clock import machine_now
from memory.errors import MusterError
from memory.ledger import audit, staff

Make = Callable[..., Any]
ANA = "T1:U1"


@pytest.fixture
def desk(desk_of: Make) -> Desk:
    made: Desk = desk_of()
    made.directory.put("Rosa Vega", "admin", "Rosa Vega")
    made.directory.put("Ana Ruiz", "recruiter", "Rosa Vega")
    return made


def code_of(problem: pytest.ExceptionInfo[MusterError]) -> str:
    return problem.value.code


def test_a_stranger_is_nobody(desk: Desk, desk_of: Make) -> None:
    assert desk.directory.is_configured()
    assert desk.directory.by_identity("slack", ANA) is None


def test_a_linked_account_is_its_staffer_in_every_process(desk: Desk, desk_of: Make) -> None:
    desk.directory.link("ana ruiz", "slack", ANA, "Rosa Vega")
    assert desk_of().directory.by_identity("slack", ANA) == Person("Ana Ruiz", "recruiter")
    assert desk.directory.by_identity("sms", ANA) is None, "an account is one of its channel"


def test_a_code_links_once(desk: Desk) -> None:
    code = desk.directory.code_for("Ana Ruiz", "Rosa Vega")
    assert desk.directory.link_by_code("slack", ANA, f" {code[:5].lower()}-{code[5:]} ") == Person(
        "Ana Ruiz", "recruiter"
    )
    with pytest.raises(MusterError) as problem:
        desk.directory.link_by_code("slack", "T1:U2", code)
    assert code_of(problem) == "unknown_code" and desk.directory.by_identity("slack", "T1:U2") is None


def test_only_the_newest_code_is_good(desk: Desk) -> None:
    old = desk.directory.code_for("Ana Ruiz", "Rosa Vega")
    desk.directory.code_for("Ana Ruiz", "Rosa Vega")
    with pytest.raises(MusterError) as problem:
        desk.directory.link_by_code("slack", ANA, old)
    assert code_of(problem) == "unknown_code"


def test_a_code_runs_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = desk.directory.code_for("Ana Ruiz", "Rosa Vega")
    late = machine_now() + staff.CODE_VALID_FOR + timedelta(seconds=1)
    monkeypatch.setattr(staff, "machine_now", lambda: late)
    with pytest.raises(MusterError) as problem:
        desk.directory.link_by_code("slack", ANA, code)
    assert code_of(problem) == "unknown_code"


def test_an_account_is_one_persons(desk: Desk) -> None:
    desk.directory.link("Ana Ruiz", "slack", ANA, "Rosa Vega")
    with pytest.raises(MusterError) as problem:
        desk.directory.link("Rosa Vega", "slack", ANA, "Rosa Vega")
    assert code_of(problem) == "account_taken"
    desk.directory.unlink("slack", ANA, "Rosa Vega")
    assert desk.directory.by_identity("slack", ANA) is None


def test_who_left_is_a_stranger(desk: Desk) -> None:
    desk.directory.link("Ana Ruiz", "slack", ANA, "Rosa Vega")
    code = desk.directory.code_for("Ana Ruiz", "Rosa Vega")
    desk.directory.leave("Ana Ruiz", "Rosa Vega")
    assert desk.directory.by_identity("slack", ANA) is None
    with pytest.raises(MusterError):
        desk.directory.link_by_code("slack", ANA, code)
    with pytest.raises(MusterError) as problem:
        desk.directory.link("Ana Ruiz", "slack", ANA, "Rosa Vega")
    assert code_of(problem) == "staffer_left"


def test_the_last_admin_stays(desk: Desk) -> None:
    for change in (
        lambda: desk.directory.leave("Rosa Vega", "x"),
        lambda: desk.directory.put("Rosa Vega", "viewer", "x"),
    ):
        with pytest.raises(MusterError) as problem:
            change()
        assert code_of(problem) == "last_admin"
    desk.directory.put("Ana Ruiz", "admin", "Rosa Vega")
    assert not desk.directory.leave("Rosa Vega", "Ana Ruiz").active


def test_every_change_is_audited_and_no_code_is_kept(desk: Desk) -> None:
    code = desk.directory.code_for("Ana Ruiz", "Rosa Vega")
    kept = str(audit.newest(desk.store.ledger, limit=10))
    assert kept.count("'staff'") == 3 and code not in kept
    assert audit.verify(desk.store.ledger).intact
    with desk.store.ledger.read() as connection:
        assert code not in str(connection.exec_driver_sql("SELECT * FROM link_codes").all())


def test_taking_back_never_takes_rights_back(desk: Desk) -> None:
    assert desk.store.ledger.entries() == []
