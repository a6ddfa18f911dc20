"""Who somebody is by their account in a channel. Identity comes from here, never from what a message says."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from agents.messages import Person
from memory.ledger import staff
from memory.ledger.ledger import Actor
from memory.ledger.staff import Account, Staffer
from memory.store import Store
from tools.tool import ROLES, Channel, Role


class Directory:
    """The staffers of one store; a look-up sees what was changed a moment ago, in any process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_configured(self) -> bool:
        """Whether anybody is set up."""
        return any(one.active for one in self.staff())

    def staff(self) -> tuple[Staffer, ...]:
        """All staffers by name, also those who left."""
        with self._store.ledger.read() as connection:
            return staff.everybody(connection)

    def by_identity(self, kind: str, external_id: str) -> Person | None:
        """The person of an account; None for a stranger."""
        with self._store.ledger.read() as connection:
            found = staff.by_account(connection, kind, external_id)
        return _person(found) if found else None

    def link_by_code(self, kind: Account, external_id: str, code: str) -> Person:
        """Link an account to whom the code was made for.

        Raises BadInput (``unknown_code``) or Conflict (``account_taken``).
        """
        with self._store.ledger.write(self._actor("unlinked account", cast(Channel, kind)), self._now()) as unit:
            return _person(staff.link_by_code(unit, kind, external_id, code))

    def put(self, name: str, role: Role, by: str) -> Staffer:
        """Add somebody, or give them another role. Raises BadInput (``bad_name``), Conflict (``last_admin``)."""
        with self._store.ledger.write(self._actor(by), self._now()) as unit:
            return staff.put(unit, name, role)

    def leave(self, name: str, by: str) -> Staffer:
        """Somebody who left. Raises NotFound (``unknown_staffer``), Conflict (``last_admin``)."""
        with self._store.ledger.write(self._actor(by), self._now()) as unit:
            return staff.leave(unit, name)

    def link(self, name: str, kind: Account, external_id: str, by: str) -> Staffer:
        """Say whose an account is. Raises NotFound (``unknown_staffer``), Conflict (``account_taken``)."""
        with self._store.ledger.write(self._actor(by), self._now()) as unit:
            return staff.link(unit, name, kind, external_id)

    def unlink(self, kind: Account, external_id: str, by: str) -> None:
        """An account that is nobody's any more. Raises NotFound (``unknown_account``)."""
        with self._store.ledger.write(self._actor(by), self._now()) as unit:
            staff.unlink(unit, kind, external_id)

    def code_for(self, name: str, by: str) -> str:
        """A code that links one account to the staffer, once, for a quarter of an hour."""
        with self._store.ledger.write(self._actor(by), self._now()) as unit:
            return staff.new_code(unit, name)

    def _actor(self, by: str, channel: Channel = "terminal") -> Actor:
        return Actor(by, channel)

    def _now(self) -> datetime:
        return self._store.clock.now()


def _person(one: Staffer) -> Person:
    role = next(role for role in ROLES if role == one.role)
    return Person(one.staffer, role)
