"""Who is on the staff, and as whom other channels know them.

None of it is a projection, so `undo` never gives a right or takes one; whoever changes it writes an audit entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from memory.clock import machine_now
from memory.errors import NotFound
from memory.grammar import in_words
from memory.ledger import staff_tables as tables
from memory.ledger.ledger import Unit
from memory.ledger.staff_tables import folded
from memory.ledger.tables import to_text

Kind = Literal["slack", "sms", "web"]
MOST_TOLD = 12
"""Names that an answer lists."""


@dataclass(frozen=True)
class Staffer:
    """A row of ``staffers``."""

    name: str
    role: str
    profile: str
    """What an admin bound them to."""
    activated: str | None
    """What they chose themselves, where they are bound to no part."""
    active: bool
    created: str


def find(connection: Connection, name: str) -> Staffer | None:
    """A staffer by name, however it is capitalised; also one who was removed."""
    query = STAFFER.where(tables.staffers.c.folded == folded(name))
    row = connection.execute(query).mappings().first()
    return None if row is None else Staffer(**row)


def everybody(connection: Connection) -> list[Staffer]:
    """All staffers by name, the removed ones too."""
    query = STAFFER.order_by(tables.staffers.c.folded)
    return [Staffer(**row) for row in connection.execute(query).mappings()]


def active(connection: Connection, name: str) -> Staffer:
    """Somebody who is on the staff. Raises NotFound (``unknown_staffer``)."""
    found = find(connection, name)
    if found is None or not found.active:
        raise unknown_staffer(connection, name)
    return found


def meant(connection: Connection, name: str) -> Staffer:
    """Somebody on the staff by their whole name, or by the part of it that is theirs alone.

    Raises NotFound (``unknown_staffer``).
    """
    word = folded(name)
    called = [one for one in everybody(connection) if one.active and word in folded(one.name).split()]
    return called[0] if len(called) == 1 else active(connection, name)


def unknown_staffer(connection: Connection, name: str) -> NotFound:
    """Nobody of that name, with who there is."""
    names = [one.name for one in everybody(connection) if one.active]
    there = f"On the staff are {in_words(names)}." if 0 < len(names) <= MOST_TOLD else "See: muster staff list."
    return NotFound(
        f"Nobody called {name[:60]} is on the staff.",
        code="unknown_staffer",
        hint=there,
        details={"name": name[:60], "staff": names[:MOST_TOLD]},
    )


def any_active(connection: Connection) -> bool:
    return (
        connection.execute(select(tables.staffers.c.name).where(tables.staffers.c.active).limit(1)).first() is not None
    )


def active_admins(connection: Connection) -> list[str]:
    staffers = tables.staffers
    query = select(staffers.c.name).where(staffers.c.active, staffers.c.role == "admin")
    return list(connection.execute(query).scalars())


def put(unit: Unit, name: str, *, role: str, profile: str, active: bool) -> None:
    """Add a staffer, or change the one of that name."""
    staffers, values = tables.staffers, {"role": role, "profile": profile, "activated": None, "active": active}
    changed = unit.connection.execute(update(staffers).where(staffers.c.folded == folded(name)).values(values))
    if not changed.rowcount:
        row = {"name": name, "folded": folded(name), "created": to_text(machine_now()), **values}
        unit.connection.execute(insert(staffers).values(row))


def activate(unit: Unit, name: str, profile: str | None) -> None:
    """Note which profile a staffer chose; None is the one that they are bound to."""
    staffers = tables.staffers
    unit.connection.execute(update(staffers).where(staffers.c.name == name).values(activated=profile))


def by_identity(connection: Connection, kind: str, external_id: str) -> Staffer | None:
    """The active staffer whom a channel knows by this id."""
    identities, staffers = tables.identities, tables.staffers
    query = STAFFER.join(identities, identities.c.staffer == staffers.c.name).where(
        identities.c.kind == kind, identities.c.external_id == external_id, staffers.c.active
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else Staffer(**row)


def identities_of(connection: Connection, name: str) -> list[tuple[str, str]]:
    """Kind and external id of each of a staffer's accounts."""
    identities = tables.identities
    query = select(identities.c.kind, identities.c.external_id).where(identities.c.staffer == name)
    return [(row.kind, row.external_id) for row in connection.execute(query.order_by(*identities.primary_key.columns))]


def owner_of(connection: Connection, kind: str, external_id: str) -> str | None:
    identities = tables.identities
    query = select(identities.c.staffer).where(identities.c.kind == kind, identities.c.external_id == external_id)
    return connection.execute(query).scalar()


def link(unit: Unit, name: str, kind: str, external_id: str) -> None:
    row = {"kind": kind, "external_id": external_id, "staffer": name, "linked": to_text(machine_now())}
    unit.connection.execute(insert(tables.identities).values(row))


def unlink(unit: Unit, name: str, kind: str | None = None, external_id: str | None = None) -> int:
    """Forget a staffer's accounts: all, those of a kind, or one; how many that were."""
    identities = tables.identities
    wanted = [identities.c.staffer == name]
    wanted += [identities.c.kind == kind] if kind else []
    wanted += [identities.c.external_id == external_id] if external_id else []
    return int(unit.connection.execute(delete(identities).where(*wanted)).rowcount)


_COLUMNS = ("name", "role", "profile", "activated", "active", "created")
STAFFER = select(*(tables.staffers.c[column] for column in _COLUMNS))
