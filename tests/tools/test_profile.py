"""A staffer lists the profiles, and puts one on for all channels."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.desk import Desk
from agents.messages import Incoming
from agents.settings import Settings
from memory.ledger.ledger import Actor
from tools import profiles
from tools.fates import Done, Refused, Retry
from tools.tool import Caller

BY = Actor("Sarah", "terminal")


@pytest.fixture
def desk(folder: Path) -> Desk:
    """Sarah sees the whole bench; Ira is bound to Ohio."""
    made = Desk(Settings(data=folder, now="2026-04-20T09:00", _env_file=None), folder)
    made.roster.add("Sarah", "admin", "default", BY)
    profiles.keep(made.store, "heavy-trades", {"where": "role = 'Welder'"})
    profiles.keep(made.store, "ohio", {"where": "state = 'OH'"})
    made.roster.add("Ira", "recruiter", "ohio", BY)
    return made


def say(desk: Desk, text: str, name: str = "Sarah") -> str:
    person = desk.directory.by_name(name)
    assert person is not None
    return desk.answer(Incoming(text, person, "web", f"of {name}")).text


def test_the_profiles_are_listed_and_one_is_put_on(desk: Desk) -> None:
    assert "default: the whole bench (in use)" in say(desk, "which profiles are there?")
    assert "heavy-trades is in use" in say(desk, "use the Heavy Trades profile")
    assert "There is no role “Electrician” on the bench." in say(desk, "find 2 electricians in Chicago")
    assert "heavy-trades: only workers with role = 'Welder' (in use)" in say(desk, "which profiles are there?")
    assert "default is in use: your searches see the whole bench." in say(desk, "use profile default")
    assert "Electricians in Chicago fit" in say(desk, "find 2 electricians in Chicago")


def test_whoever_is_bound_sees_and_uses_their_own_alone(desk: Desk) -> None:
    listed = say(desk, "list profiles", "Ira")
    assert "ohio" in listed and "heavy-trades" not in listed and "default" not in listed
    assert "bound to the profile ohio" in say(desk, "use profile default", "Ira")
    assert "Welders in Gary fit" not in say(desk, "find 2 welders in Gary", "Ira")


def test_an_unknown_profile_and_a_desk_without_staff_are_told(desk: Desk, counter: object) -> None:
    unknown = desk.gate.call("profile", {"action": "activate", "name": "nowhere"}, Caller("Sarah", "admin", "web"))
    assert isinstance(unknown, Retry) and unknown.error.code == "unknown_profile"
    assert "heavy-trades" in unknown.error.hint
    for wrong in ({"action": "activate"}, {"action": "list", "name": "ohio"}):
        fate = desk.gate.call("profile", wrong, Caller("Sarah", "admin", "web"))
        assert isinstance(fate, Retry) and fate.error.code == "bad_arguments"
    nobody = desk.gate.call("profile", {"action": "activate", "name": "ohio"}, Caller("Nobody", "admin", "web"))
    assert isinstance(nobody, Refused) and nobody.error.code == "no_staff"
    assert isinstance(desk.gate.call("profile", {}, Caller("Nobody", "admin", "web")), Done)
