"""Who somebody is: tokens, codes, accounts and web sessions over a real ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from agents.directory import Directory
from agents.roster import Roster
from memory.clock import Clock, machine_now
from memory.errors import BadInput, Conflict, MusterError, NotAllowed, NotFound
from memory.ledger import audit, sign_in, staff_tables, tables
from memory.ledger.ledger import Actor, Ledger
from tools.tool import Profile

BY = Actor("Sarah", "terminal")
CLOCK = Clock(ZoneInfo("America/Chicago"))
TOM_ON_SLACK = ("slack", "T1:U1")


class House:
    """A ledger with an admin and a recruiter."""

    def __init__(self, path: Path) -> None:
        self.ledger = Ledger.open(path)
        self.directory = Directory(self.ledger, CLOCK, lambda name: Profile(name))
        self.roster = Roster(self.ledger, CLOCK, self.directory)
        self.sarah = self.roster.add("Sarah", "admin", "default", BY)
        self.tom = self.roster.add("Tom", "recruiter", "default", BY)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "ledger.sqlite")
    yield opened
    opened.ledger.close()


def everything_kept(house: House) -> str:
    """Each cell of each table, as text."""
    with house.ledger.read() as connection:
        return "\n".join(
            str(tuple(row)) for table in tables.metadata.sorted_tables for row in connection.execute(select(table))
        )


def code_of(error: pytest.ExceptionInfo[MusterError]) -> str:
    return error.value.code


def test_an_empty_ledger_has_no_staff(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.sqlite")
    assert not Directory(ledger, CLOCK, lambda name: Profile(name)).is_configured()
    ledger.close()


def test_a_token_says_who_somebody_is_and_is_not_kept(house: House) -> None:
    assert house.directory.is_configured()
    found = house.directory.by_token(house.tom)
    assert found is not None
    assert (found.name, found.role, found.profile.name) == ("Tom", "recruiter", "default")
    assert house.directory.by_token(house.tom + "x") is None
    assert house.directory.by_token("") is None
    kept = everything_kept(house)
    assert sign_in.digest(house.tom) in kept
    assert house.tom not in kept


def test_a_removed_staffer_is_a_stranger_everywhere_at_once(house: House) -> None:
    house.roster.link("Tom", *TOM_ON_SLACK, BY)
    session, _ = house.directory.sign_in(house.tom, "1.2.3.4")
    code = house.directory.code_for("Tom")
    assert house.directory.by_session(session) is not None
    house.roster.remove("tom", BY)
    assert house.directory.by_token(house.tom) is None
    assert house.directory.by_session(session) is None
    assert house.directory.by_identity(*TOM_ON_SLACK) is None
    with pytest.raises(NotFound):
        house.directory.link_by_code(*TOM_ON_SLACK, code)
    house.roster.add("Tom", "viewer", "default", BY)
    assert house.directory.by_token(house.tom) is None
    assert house.directory.by_identity(*TOM_ON_SLACK) is None


def test_the_last_admin_stays(house: House) -> None:
    for change in (lambda: house.roster.remove("Sarah", BY), lambda: house.roster.change("Sarah", BY, role="manager")):
        with pytest.raises(Conflict) as error:
            change()
        assert code_of(error) == "last_admin"
    house.roster.change("Tom", BY, role="admin")
    house.roster.remove("Sarah", BY)
    assert [one.person.name for one in house.directory.staff() if one.active] == ["Tom"]


def test_the_first_on_the_staff_is_an_admin(house: House, tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "empty.sqlite")
    roster = Roster(ledger, CLOCK, Directory(ledger, CLOCK, lambda name: Profile(name)))
    with pytest.raises(Conflict) as error:
        roster.add("Vic", "viewer", "default", BY)
    assert code_of(error) == "first_is_admin"
    ledger.close()


def test_a_code_links_once(house: House) -> None:
    code = house.directory.code_for("Tom")
    assert code not in everything_kept(house)
    assert house.directory.by_identity(*TOM_ON_SLACK) is None
    assert house.directory.link_by_code(*TOM_ON_SLACK, code.lower().replace("-", " ")).name == "Tom"
    found = house.directory.by_identity(*TOM_ON_SLACK)
    assert found is not None and found.name == "Tom"
    with pytest.raises(NotFound) as error:
        house.directory.link_by_code("slack", "T1:U2", code)
    assert code_of(error) == "unknown_code"
    assert house.directory.by_identity("slack", "T1:U2") is None


def test_a_code_runs_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    code = house.directory.code_for("Tom")
    later = machine_now() + sign_in.CODE_VALID_FOR
    monkeypatch.setattr("memory.ledger.sign_in.machine_now", lambda: later)
    with pytest.raises(Conflict) as error:
        house.directory.link_by_code(*TOM_ON_SLACK, code)
    assert code_of(error) == "expired_code"
    assert house.directory.by_identity(*TOM_ON_SLACK) is None


def test_a_new_code_ends_the_one_before(house: House) -> None:
    first, second = house.directory.code_for("Tom"), house.directory.code_for("Tom")
    with pytest.raises(NotFound):
        house.directory.link_by_code(*TOM_ON_SLACK, first)
    assert house.directory.link_by_code(*TOM_ON_SLACK, second).name == "Tom"


def test_somebody_elses_account_is_taken(house: House) -> None:
    house.roster.link("Sarah", *TOM_ON_SLACK, BY)
    code = house.directory.code_for("Tom")
    with pytest.raises(Conflict) as error:
        house.directory.link_by_code(*TOM_ON_SLACK, code)
    assert code_of(error) == "taken"
    with pytest.raises(Conflict):
        house.roster.link("Tom", *TOM_ON_SLACK, BY)
    assert house.directory.link_by_code("slack", "T1:U9", code).name == "Tom"  # the code was not used up


def test_wrong_codes_are_limited(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    code = house.directory.code_for("Tom")
    for _ in range(sign_in.FAILURES_AT_MOST):
        with pytest.raises(NotFound):
            house.directory.link_by_code(*TOM_ON_SLACK, "2222-2222")
    with pytest.raises(NotAllowed) as error:
        house.directory.link_by_code(*TOM_ON_SLACK, code)
    assert code_of(error) == "too_many_attempts"
    later = machine_now() + sign_in.LOCKED_FOR + timedelta(seconds=1)
    monkeypatch.setattr("memory.ledger.sign_in.machine_now", lambda: later)
    assert house.directory.link_by_code(*TOM_ON_SLACK, house.directory.code_for("Tom")).name == "Tom"


def test_a_phone_is_one_however_it_is_written(house: House) -> None:
    assert house.roster.link("Tom", "sms", "(419) 555-0123", BY) == "+14195550123"
    for written in ("+1 419 555 0123", "419.555.0123", "+14195550123"):
        found = house.directory.by_identity("sms", written)
        assert found is not None and found.name == "Tom"
    assert house.directory.by_identity("sms", "what?") is None
    with pytest.raises(BadInput) as error:
        house.roster.link("Tom", "sms", "12", BY)
    assert code_of(error) == "bad_account"


def test_a_session_is_made_of_a_token_or_a_code_and_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    by_token, tom = house.directory.sign_in(house.tom, "1.2.3.4")
    by_code, sarah = house.directory.sign_in(house.directory.code_for("Sarah"), "1.2.3.4")
    assert (tom.name, sarah.name) == ("Tom", "Sarah")
    kept = everything_kept(house)
    assert by_token not in kept and by_code not in kept
    house.directory.sign_out(by_token)
    assert house.directory.by_session(by_token) is None
    assert house.directory.by_session(by_code) == sarah
    later = machine_now() + sign_in.SESSION_VALID_FOR
    monkeypatch.setattr("memory.ledger.sign_in.machine_now", lambda: later)
    assert house.directory.by_session(by_code) is None


def test_revoking_ends_tokens_and_sessions(house: House) -> None:
    second = house.roster.new_token("Tom", "laptop", BY)
    session, _ = house.directory.sign_in(second, "1.2.3.4")
    assert house.roster.revoke("Tom", BY) == 2
    assert [house.directory.by_token(one) for one in (house.tom, second)] == [None, None]
    assert house.directory.by_session(session) is None
    assert house.directory.by_token(house.roster.new_token("Tom", "phone", BY)) is not None


def test_changes_are_audited_without_secrets(house: House) -> None:
    code = house.directory.code_for("Tom")
    house.roster.link("Tom", *TOM_ON_SLACK, BY)
    house.roster.link("Tom", "sms", "+14195550123", BY)
    entries = audit.newest(house.ledger, limit=50)
    told = [(entry["staffer"], entry["arguments"]["action"]) for entry in reversed(entries)]
    assert told == [("Sarah", "add"), ("Sarah", "add"), ("Tom", "code"), ("Sarah", "link"), ("Sarah", "link")]
    said = str(entries)
    assert not any(secret in said for secret in (house.sarah, house.tom, code, "4195550123"))
    assert audit.verify(house.ledger).intact


def test_a_role_is_never_taken_back(house: House) -> None:
    house.roster.change("Tom", BY, role="manager")
    assert house.ledger.entries() == []


EARLIER = """
    CREATE TABLE staffers (staffer VARCHAR PRIMARY KEY, role VARCHAR NOT NULL, active BOOLEAN NOT NULL,
                           at VARCHAR NOT NULL);
    CREATE TABLE identities (kind VARCHAR NOT NULL, external_id VARCHAR NOT NULL, staffer VARCHAR NOT NULL,
                             PRIMARY KEY (kind, external_id));
    CREATE INDEX identities_by_staffer ON identities (staffer);
    CREATE TABLE link_codes (code VARCHAR PRIMARY KEY, staffer VARCHAR NOT NULL, expires_at VARCHAR NOT NULL);
"""
"""The tables of staff before there were tokens."""


def test_staff_kept_before_there_were_tokens_stays_who_it_is(tmp_path: Path) -> None:
    path, code = tmp_path / "ledger.sqlite", "ABCDE23456"
    Ledger.open(path).close()
    with sqlite3.connect(path) as earlier:
        earlier.executescript("DROP TABLE staffers; DROP TABLE identities; DROP TABLE link_codes;" + EARLIER)
        at, soon = tables.to_text(machine_now()), tables.to_text(machine_now() + sign_in.CODE_VALID_FOR)
        people = [("Rosa Vega", "admin", True, at), ("Ana Ruiz", "recruiter", True, at), ("Vic", "viewer", False, at)]
        earlier.executemany("INSERT INTO staffers VALUES (?, ?, ?, ?)", people)
        earlier.execute("INSERT INTO identities VALUES ('slack', 'T1:U1', 'Ana Ruiz')")
        earlier.execute("INSERT INTO link_codes VALUES (?, 'Rosa Vega', ?)", (sign_in.digest(code), soon))
    for _ in range(2):  # and nothing is carried over twice
        ledger = Ledger.open(path)
        directory = Directory(ledger, CLOCK, lambda name: Profile(name))
        found = [(one.person.name, one.person.role, one.active) for one in directory.staff()]
        assert found == [("Ana Ruiz", "recruiter", True), ("Rosa Vega", "admin", True), ("Vic", "viewer", False)]
        assert directory.by_identity(*TOM_ON_SLACK) == directory.by_name("ana ruiz")
        ledger.close()
    ledger = Ledger.open(path)
    directory = Directory(ledger, CLOCK, lambda name: Profile(name))
    assert directory.link_by_code("slack", "T1:U2", "abcde-23456").name == "Rosa Vega"
    token = Roster(ledger, CLOCK, directory).new_token("Ana Ruiz", "", BY)
    assert directory.by_token(token) == directory.by_name("Ana Ruiz")
    ledger.close()


def test_an_older_ledger_gets_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = Ledger.open(path)
    with ledger.write(BY, machine_now()) as unit:
        for table in (staff_tables.staffers, staff_tables.tokens, staff_tables.identities, staff_tables.web_sessions):
            table.drop(unit.connection)
    ledger.close()
    house = House(path)
    assert house.directory.by_token(house.sarah) is not None
    house.ledger.close()
