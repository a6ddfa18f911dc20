"""`muster staff` in a terminal, on a store of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.settings import Settings
from gateway.command import build_app
from gateway.commands.options import open_desk
from memory.errors import BadInput, Conflict, NotFound


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def staff(store: Path, *words: str, fails: type[Exception] | None = None) -> Any:
    """What the command prints for a program; where it fails, the error."""
    ran = CliRunner().invoke(build_app(), ["staff", *words, "--json", "--data", str(store)])
    if fails is not None:
        assert isinstance(ran.exception, fails), ran.output
        return ran.exception
    assert ran.exit_code == 0, (ran.output, ran.exception)
    return json.loads(ran.stdout)


def test_from_the_first_admin_to_nobody_signed_in(store: Path) -> None:
    assert staff(store, "list") == []
    assert staff(store, "add", "Tom", "--role", "recruiter", fails=Conflict).code == "first_is_admin"
    ana = staff(store, "add", "Ana Ruiz", "--role", "admin")
    tom = staff(store, "add", "Tom", "--role", "recruiter", "--by", "Ana Ruiz")
    assert staff(store, "add", "tom", "--role", "viewer", fails=Conflict).code == "known_staffer"
    assert staff(store, "role", "Tom", "--role", "boss", fails=BadInput).code == "unknown_role"
    assert staff(store, "role", "Tom", fails=BadInput).code == "nothing_to_change"
    assert staff(store, "role", "tom", "--role", "manager")["role"] == "manager"
    assert staff(store, "link", "Tom", "--slack", "t1:u1")["account"] == "T1:U1"
    assert staff(store, "link", "Tom", "--phone", "(419) 555-0123")["account"] == "+14195550123"
    assert staff(store, "link", "Tom", fails=BadInput).code == "bad_account"
    code = staff(store, "code", "Tom")["code"]
    with open_desk(Settings(data=store, _env_file=None)) as desk:
        assert desk.directory.by_token(ana["token"]).name == "Ana Ruiz"  # type: ignore[union-attr]
        assert desk.directory.by_token(tom["token"]).role == "manager"  # type: ignore[union-attr]
        assert desk.directory.by_identity("sms", "+14195550123").name == "Tom"  # type: ignore[union-attr]
        assert desk.directory.link_by_code("slack", "T1:U2", code).name == "Tom"
    second = staff(store, "token", "Tom", "--label", "laptop")["token"]
    listed = {one["name"]: one for one in staff(store, "list")}
    assert [token["label"] for token in listed["Tom"]["tokens"]] == ["first", "laptop"]
    assert second not in json.dumps(listed) and tom["token"] not in json.dumps(listed)
    assert staff(store, "unlink", "Tom", "--slack", "T1:U2")["forgotten"] == 1
    assert staff(store, "unlink", "Tom", "--slack", "T1:U2", fails=NotFound).code == "unknown_account"
    assert staff(store, "token", "Tom", "--revoke")["revoked"] == 2
    assert staff(store, "remove", "Ana Ruiz", fails=Conflict).code == "last_admin"
    staff(store, "remove", "Tom")
    assert staff(store, "code", "Tom", fails=NotFound).code == "unknown_staffer"
    assert [(one["name"], one["active"]) for one in staff(store, "list")] == [("Ana Ruiz", True), ("Tom", False)]


def test_people_are_told_what_to_do_next(store: Path) -> None:
    said = CliRunner().invoke(build_app(), ["staff", "add", "Ana", "--role", "admin", "--data", str(store)]).output
    assert "told this once" in said
    assert "/login" in said
    listed = CliRunner().invoke(build_app(), ["staff", "list", "--data", str(store)]).output
    assert "Ana" in listed and "admin" in listed


@pytest.mark.parametrize("command", ["add", "list", "role", "remove", "token", "link", "unlink", "code"])
def test_every_command_has_an_example(command: str) -> None:
    assert f"Example: muster staff {command}" in CliRunner().invoke(build_app(), ["staff", command, "--help"]).output
