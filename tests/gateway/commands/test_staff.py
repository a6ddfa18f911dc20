"""`muster staff` as an admin types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.command import build_app
from memory.errors import MusterError


def staff(folder: Path, *words: str) -> str:
    answer = CliRunner().invoke(build_app(), ["staff", *words, "--data", str(folder)])
    if isinstance(answer.exception, MusterError):
        raise answer.exception
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_from_nobody_to_a_linked_recruiter(tmp_path: Path) -> None:
    assert "muster staff add" in staff(tmp_path, "list")
    assert "Rosa Vega is admin" in staff(tmp_path, "add", "Rosa Vega", "--role", "admin")
    assert 'muster staff code "Ana Ruiz"' in staff(tmp_path, "add", "Ana Ruiz")
    assert "/muster link" in staff(tmp_path, "code", "Ana Ruiz")
    staff(tmp_path, "link", "Ana Ruiz", "--slack", "T0123ABC:U0456DEF")
    staff(tmp_path, "link", "Ana Ruiz", "--phone", "(219) 555-0101")
    (ana, _rosa) = json.loads(staff(tmp_path, "list", "--json"))
    assert ana["accounts"] == [["slack", "T0123ABC:U0456DEF"], ["sms", "+12195550101"]]
    staff(tmp_path, "unlink", "--phone", "219 555 0101")
    staff(tmp_path, "leave", "Ana Ruiz")
    (ana, _rosa) = json.loads(staff(tmp_path, "list", "--json"))
    assert (ana["active"], ana["accounts"]) == (False, [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "Rosa", "--role", "boss"], "bad_role"),
        (["add", " "], "bad_name"),
        (["link", "Nobody", "--slack", "T1A:U1A"], "unknown_staffer"),
        (["link", "Rosa", "--slack", "rosa"], "bad_account"),
        (["link", "Rosa", "--phone", "12"], "bad_account"),
        (["link", "Rosa"], "bad_account"),
        (["unlink", "--slack", "T1A:U1A"], "unknown_account"),
        (["leave", "Rosa"], "last_admin"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, words: list[str], code: str) -> None:
    staff(tmp_path, "add", "Rosa", "--role", "admin")
    with pytest.raises(MusterError) as problem:
        staff(tmp_path, *words)
    assert problem.value.code == code and problem.value.hint
