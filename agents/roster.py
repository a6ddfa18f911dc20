"""What an admin changes about the staff; each change is audited with who made it."""

from __future__ import annotations

import re

from agents.accounts import external_id_of
from agents.directory import Directory, role_of, taken
from agents.messages import Person
from memory.clock import Clock
from memory.errors import BadInput, Conflict, NotFound
from memory.ledger import sign_in, staff
from memory.ledger.ledger import Actor, Ledger, Unit
from memory.ledger.staff import Kind, Staffer
from tools.tool import Profile, Role

USUAL_PROFILE = Profile().name
_NAME = re.compile(r"[^\W_][\w .'’-]{0,59}")


class Roster:
    """Adds and removes staffers, and what they sign in with."""

    def __init__(self, ledger: Ledger, clock: Clock, directory: Directory) -> None:
        self._ledger = ledger
        self._clock = clock
        self._directory = directory

    def add(self, name: str, role: str, profile: str, by: Actor) -> str:
        """Add a staffer, or take back one who was removed; their token, which is told once.

        Raises BadInput (``bad_name``, ``unknown_role``) or Conflict (``known_staffer``, ``first_is_admin``).
        """
        handle, given = " ".join(name.split()), role_of(role)
        if not _NAME.fullmatch(handle):
            raise BadInput(f"{name[:60]!r} is no name.", code="bad_name", hint="Letters, spaces and hyphens: Ana Ruiz.")
        with self._ledger.write(by, self._clock.now()) as unit:
            known = staff.find(unit.connection, handle)
            if known is not None and known.active:
                raise Conflict(
                    f"{known.name} is on the staff already.",
                    code="known_staffer",
                    hint="Choose another name, or change the role: muster staff role NAME --role ROLE.",
                )
            if given != "admin" and not staff.active_admins(unit.connection):
                raise Conflict(
                    "The first on the staff must be an admin, or nobody could change anything.",
                    code="first_is_admin",
                    hint="Add an admin first: muster staff add NAME --role admin.",
                )
            handle = known.name if known else handle
            staff.put(unit, handle, role=given, profile=profile, active=True)
            self._directory.note(unit, "add", {"name": handle, "role": given, "profile": profile})
            return sign_in.new_token(unit, handle, "first")

    def change(self, name: str, by: Actor, *, role: str | None = None, profile: str | None = None) -> Person:
        """Give a staffer another role or profile. Raises Conflict (``last_admin``)."""
        with self._ledger.write(by, self._clock.now()) as unit:
            one = staff.active(unit.connection, name)
            given: Role = role_of(role if role is not None else one.role)
            if given != "admin":
                _keep_an_admin(unit, one)
            bound = profile if profile is not None else one.profile
            staff.put(unit, one.name, role=given, profile=bound, active=True)
            self._directory.note(unit, "role", {"name": one.name, "role": given, "profile": bound})
        found = self._directory.by_name(one.name)
        assert found is not None
        return found

    def remove(self, name: str, by: Actor) -> None:
        """Deactivate a staffer: their tokens, sessions and accounts end at once. What they did keeps their name."""
        with self._ledger.write(by, self._clock.now()) as unit:
            one = staff.active(unit.connection, name)
            _keep_an_admin(unit, one)
            staff.put(unit, one.name, role=one.role, profile=one.profile, active=False)
            sign_in.revoke(unit, one.name)
            staff.unlink(unit, one.name)
            self._directory.note(unit, "remove", {"name": one.name})

    def new_token(self, name: str, label: str, by: Actor) -> str:
        """A further token for a staffer."""
        with self._ledger.write(by, self._clock.now()) as unit:
            one = staff.active(unit.connection, name)
            self._directory.note(unit, "token", {"name": one.name, "label": label})
            return sign_in.new_token(unit, one.name, label)

    def revoke(self, name: str, by: Actor) -> int:
        """End all tokens, codes and web sessions of a staffer; how many tokens that were."""
        with self._ledger.write(by, self._clock.now()) as unit:
            one = staff.active(unit.connection, name)
            self._directory.note(unit, "revoke", {"name": one.name})
            return sign_in.revoke(unit, one.name)

    def link(self, name: str, kind: Kind, account: str, by: Actor) -> str:
        """Link an account to a staffer; the account as it is kept. Raises Conflict (``taken``)."""
        external_id = external_id_of(kind, account)
        with self._ledger.write(by, self._clock.now()) as unit:
            one = staff.active(unit.connection, name)
            owner = staff.owner_of(unit.connection, kind, external_id)
            if owner not in (None, one.name):
                raise taken()
            if owner is None:
                staff.link(unit, one.name, kind, external_id)
            self._directory.note(unit, "link", {"name": one.name, "kind": kind, "account": external_id})
        return external_id

    def unlink(self, name: str, by: Actor, kind: Kind | None = None, account: str | None = None) -> int:
        """Forget accounts of a staffer, or all of them; how many. Raises NotFound (``unknown_account``)."""
        external_id = external_id_of(kind, account) if kind and account else None
        with self._ledger.write(by, self._clock.now()) as unit:
            one = staff.active(unit.connection, name)
            forgotten = staff.unlink(unit, one.name, kind, external_id)
            if not forgotten:
                raise NotFound(
                    f"{one.name} has no such account.", code="unknown_account", hint="See: muster staff list."
                )
            self._directory.note(unit, "unlink", {"name": one.name, "kind": kind, "account": external_id})
            return forgotten


def _keep_an_admin(unit: Unit, one: Staffer) -> None:
    if staff.active_admins(unit.connection) == [one.name]:
        raise Conflict(
            f"{one.name} is the last admin.",
            code="last_admin",
            hint="Make somebody else an admin first: muster staff role NAME --role admin.",
        )
