"""Who works with the desk: staffers, the accounts that are theirs in other channels, and codes that link one.

Like approvals they are no projections: taking back one's last write must find a deed, never somebody's rights. Every
change is in the audit. Of a code only a hash is kept; times that it is compared with are the machine's.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from memory.clock import machine_now
from memory.errors import BadInput, Conflict, NotFound
from memory.ledger import audit
from memory.ledger.ledger import Unit
from memory.ledger.staff_tables import identities, link_codes, staffers
from memory.ledger.tables import from_text, to_text

Account = Literal["slack", "sms"]
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that people mix up."""
CODE_LENGTH = 10
"""50 bits, for a quarter of an hour: nobody guesses one."""
CODE_VALID_FOR = timedelta(minutes=15)
CHANGED_BY_COMMAND = "staff"


@dataclass(frozen=True)
class Staffer:
    """Somebody who may talk with the desk."""

    staffer: str
    """The name that people see; it is the journal's too, so it never changes."""
    role: str
    active: bool
    accounts: tuple[tuple[str, str], ...] = ()
    """(kind, id there): ``("slack", "T0123:U0456")``."""


def everybody(connection: Connection) -> tuple[Staffer, ...]:
    """All staffers by name, also those who left."""
    theirs: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(select(identities).order_by(identities.c.kind, identities.c.external_id)).mappings():
        theirs.setdefault(row["staffer"], []).append((row["kind"], row["external_id"]))
    rows = connection.execute(select(staffers).order_by(staffers.c.staffer)).mappings()
    return tuple(
        Staffer(row["staffer"], row["role"], row["active"], tuple(theirs.get(row["staffer"], ()))) for row in rows
    )


def by_account(connection: Connection, kind: str, external_id: str) -> Staffer | None:
    """The active staffer of an account; None for a stranger and for somebody who left."""
    query = (
        select(staffers)
        .join(identities, identities.c.staffer == staffers.c.staffer)
        .where(identities.c.kind == kind, identities.c.external_id == external_id, staffers.c.active)
    )
    row = connection.execute(query).mappings().first()
    return Staffer(row["staffer"], row["role"], True, ((kind, external_id),)) if row else None


def named(connection: Connection, name: str) -> Staffer:
    """The staffer of this name, whatever its case. Raises NotFound (``unknown_staffer``)."""
    wanted = " ".join(name.split()).casefold()
    for one in everybody(connection):
        if one.staffer.casefold() == wanted:
            return one
    raise NotFound(
        f"There is no staffer “{name[:60]}”.", code="unknown_staffer", hint="See who there is with: muster staff list"
    )


def put(unit: Unit, name: str, role: str) -> Staffer:
    """Add somebody, give them another role, or take them back.

    Raises BadInput (``bad_name``) for no name, Conflict (``last_admin``) where nobody would be left who may do this.
    """
    said = " ".join(name.split())
    if not said or len(said) > 60:
        raise BadInput("A staffer needs a name of at most 60 letters.", code="bad_name", hint="Give their name.")
    known = next((one for one in everybody(unit.connection) if one.staffer.casefold() == said.casefold()), None)
    if known is None:
        row = {"staffer": said, "role": role, "active": True, "at": to_text(machine_now())}
        unit.connection.execute(insert(staffers).values(row))
    else:
        said = known.staffer
        if role != "admin":
            _keep_an_admin(unit.connection, known)
        change = update(staffers).where(staffers.c.staffer == said).values(role=role, active=True)
        unit.connection.execute(change)
    _audit(unit, {"action": "put", "staffer": said, "role": role})
    return named(unit.connection, said)


def leave(unit: Unit, name: str) -> Staffer:
    """Somebody who left: their accounts open nothing any more; what they did keeps their name.

    Raises NotFound (``unknown_staffer``), Conflict (``last_admin``).
    """
    known = named(unit.connection, name)
    _keep_an_admin(unit.connection, known)
    unit.connection.execute(update(staffers).where(staffers.c.staffer == known.staffer).values(active=False))
    unit.connection.execute(delete(identities).where(identities.c.staffer == known.staffer))
    unit.connection.execute(delete(link_codes).where(link_codes.c.staffer == known.staffer))
    _audit(unit, {"action": "leave", "staffer": known.staffer})
    return named(unit.connection, known.staffer)


def link(unit: Unit, name: str, kind: Account, external_id: str) -> Staffer:
    """Say whose an account is. Raises NotFound (``unknown_staffer``), Conflict (``account_taken``)."""
    known = named(unit.connection, name)
    if not known.active:
        raise Conflict(f"{known.staffer} has left.", code="staffer_left", hint="Add them again with: muster staff add")
    row = identities.c.kind == kind, identities.c.external_id == external_id
    standing = unit.connection.execute(select(identities.c.staffer).where(*row)).scalar_one_or_none()
    if standing is not None and standing != known.staffer:
        raise Conflict(
            f"That account is {standing}'s already.",
            code="account_taken",
            hint="Take it off there first, with: muster staff unlink",
        )
    if standing is None:
        unit.connection.execute(insert(identities).values(kind=kind, external_id=external_id, staffer=known.staffer))
        _audit(unit, {"action": "link", "staffer": known.staffer, "kind": kind, "account": external_id})
    return named(unit.connection, known.staffer)


def unlink(unit: Unit, kind: Account, external_id: str) -> None:
    """An account that is nobody's any more. Raises NotFound (``unknown_account``)."""
    row = identities.c.kind == kind, identities.c.external_id == external_id
    if not unit.connection.execute(delete(identities).where(*row)).rowcount:
        raise NotFound("No staffer has that account.", code="unknown_account", hint="See: muster staff list")
    _audit(unit, {"action": "unlink", "kind": kind, "account": external_id})


def new_code(unit: Unit, name: str) -> str:
    """A code that links one account to the staffer, once and within `CODE_VALID_FOR`. The newest alone is good."""
    known = named(unit.connection, name)
    if not known.active:
        raise Conflict(f"{known.staffer} has left.", code="staffer_left", hint="Add them again with: muster staff add")
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    unit.connection.execute(delete(link_codes).where(link_codes.c.staffer == known.staffer))
    row = {"code": _hashed(code), "staffer": known.staffer, "expires_at": to_text(machine_now() + CODE_VALID_FOR)}
    unit.connection.execute(insert(link_codes).values(row))
    _audit(unit, {"action": "code", "staffer": known.staffer})
    return code


def link_by_code(unit: Unit, kind: Account, external_id: str, code: str) -> Staffer:
    """Link an account to whom the code was made for, and use the code up.

    Raises BadInput (``unknown_code``) for a code that is wrong, used or too old, Conflict (``account_taken``).
    """
    mine = link_codes.c.code == _hashed(code)
    row = unit.connection.execute(select(link_codes).where(mine)).mappings().first()
    if row is None or from_text(row["expires_at"]) <= machine_now():
        raise BadInput(
            "That code links nobody: it is wrong, used, or older than 15 minutes.",
            code="unknown_code",
            hint="Ask an admin for a new one: muster staff code NAME",
        )
    unit.connection.execute(delete(link_codes).where(mine))
    return link(unit, row["staffer"], kind, external_id)


def _keep_an_admin(connection: Connection, going: Staffer) -> None:
    admins = [one.staffer for one in everybody(connection) if one.active and one.role == "admin"]
    if admins == [going.staffer]:
        raise Conflict(
            f"{going.staffer} is the last admin.",
            code="last_admin",
            hint="Make somebody else an admin first: muster staff add NAME --role admin",
        )


def _hashed(code: str) -> str:
    return hashlib.sha256("".join(code.split()).replace("-", "").upper().encode()).hexdigest()


def _audit(unit: Unit, arguments: Mapping[str, Any]) -> None:
    audit.append(
        unit.connection,
        audit.Attempt(
            at=unit.now, staffer=unit.actor.staffer, channel=unit.actor.channel, profile="default", proposer="person",
            tool=CHANGED_BY_COMMAND, arguments=arguments, outcome="ok", code="", milliseconds=0.0, approver=None,
            journal_seq=None,
        ),
    )  # fmt: skip
