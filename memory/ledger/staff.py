"""Who may sign in, by what, and as whom other channels know them.

Only hashes of secrets are kept, and times are the machine's: neither a token nor a code outlives a frozen clock. None
of it is a projection, so `undo` never gives a right or takes one; whoever changes it writes an audit entry.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from memory.clock import machine_now
from memory.ledger import staff_tables as tables
from memory.ledger.ledger import Unit
from memory.ledger.tables import from_text, to_text

Kind = Literal["slack", "sms", "web"]
TOKEN_PREFIX = "muster_"
CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""None that are mistaken for each other, and no vowels that could make a word."""
CODE_LENGTH = 8
CODE_VALID_FOR = timedelta(minutes=15)
SESSION_VALID_FOR = timedelta(days=14)
FAILURES_AT_MOST = 5
"""Wrong tokens or codes of one sender before they wait."""
LOCKED_FOR = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)
"""How exact a token's last use is: not every request is worth a write."""


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


@dataclass(frozen=True)
class Code:
    """A link code as it was found."""

    hash: str
    staffer: str
    expired: bool
    used: bool


def digest(secret: str) -> str:
    """What is kept of a secret. A random one of 256 bits needs neither salt nor a slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(connection: Connection, name: str) -> Staffer | None:
    """A staffer by name, however it is capitalised; also one who was removed."""
    query = _STAFFER.where(tables.staffers.c.folded == folded(name))
    row = connection.execute(query).mappings().first()
    return None if row is None else Staffer(**row)


def everybody(connection: Connection) -> list[Staffer]:
    """All staffers by name, the removed ones too."""
    query = _STAFFER.order_by(tables.staffers.c.folded)
    return [Staffer(**row) for row in connection.execute(query).mappings()]


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


def new_token(unit: Unit, name: str, label: str) -> str:
    """A token for a staffer: told once, kept as its hash."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = {"token_id": unit.next_id("T"), "hash": digest(token), "staffer": name, "label": label}
    unit.connection.execute(insert(tables.tokens).values(created=to_text(machine_now()), **row))
    return token


def revoke(unit: Unit, name: str) -> int:
    """End all tokens, codes and web sessions of a staffer; how many tokens that were."""
    now, tokens = to_text(machine_now()), tables.tokens
    standing = (tokens.c.staffer == name, tokens.c.revoked.is_(None))
    revoked = unit.connection.execute(update(tokens).where(*standing).values(revoked=now)).rowcount
    sessions, codes = tables.web_sessions, tables.link_codes
    unit.connection.execute(update(sessions).where(sessions.c.staffer == name).values(revoked=now))
    unit.connection.execute(delete(codes).where(codes.c.staffer == name))
    return int(revoked)


def by_token(connection: Connection, token: str) -> tuple[Staffer, bool] | None:
    """The active staffer of a token, and whether its use should be noted by now."""
    tokens, staffers = tables.tokens, tables.staffers
    query = (
        _STAFFER.add_columns(tokens.c.last_used)
        .join(tokens, tokens.c.staffer == staffers.c.name)
        .where(tokens.c.hash == digest(token), tokens.c.revoked.is_(None), staffers.c.active)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    found = dict(row)
    last = found.pop("last_used")
    return Staffer(**found), last is None or machine_now() - from_text(last) > SEEN_EVERY


def note_use(unit: Unit, token: str) -> None:
    tokens = tables.tokens
    unit.connection.execute(
        update(tokens).where(tokens.c.hash == digest(token)).values(last_used=to_text(machine_now()))
    )


def tokens_of(connection: Connection, name: str) -> list[dict[str, Any]]:
    """What there is to know of a staffer's tokens, which is not the tokens."""
    tokens = tables.tokens
    columns = (tokens.c.token_id, tokens.c.label, tokens.c.created, tokens.c.last_used)
    query = select(*columns).where(tokens.c.staffer == name, tokens.c.revoked.is_(None)).order_by(tokens.c.token_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def by_identity(connection: Connection, kind: str, external_id: str) -> Staffer | None:
    """The active staffer whom a channel knows by this id."""
    identities, staffers = tables.identities, tables.staffers
    query = _STAFFER.join(identities, identities.c.staffer == staffers.c.name).where(
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


def new_code(unit: Unit, name: str) -> str:
    """A code that links one account to a staffer or signs them in once; earlier ones of theirs end."""
    codes = tables.link_codes
    unit.connection.execute(delete(codes).where(codes.c.staffer == name))
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    expires = to_text(machine_now() + CODE_VALID_FOR)
    unit.connection.execute(insert(codes).values(hash=digest(code), staffer=name, expires=expires, used=None))
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def find_code(connection: Connection, code: str) -> Code | None:
    """A code as people type it: small letters, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    codes = tables.link_codes
    row = connection.execute(select(codes).where(codes.c.hash == digest(plain))).first()
    if row is None:
        return None
    return Code(row.hash, row.staffer, machine_now() >= from_text(row.expires), row.used is not None)


def use_code(unit: Unit, code: Code) -> None:
    codes = tables.link_codes
    unit.connection.execute(update(codes).where(codes.c.hash == code.hash).values(used=to_text(machine_now())))


def new_session(unit: Unit, name: str) -> str:
    """A web session: the secret of its cookie."""
    secret, now = secrets.token_urlsafe(32), machine_now()
    row = {
        "hash": digest(secret),
        "staffer": name,
        "created": to_text(now),
        "expires": to_text(now + SESSION_VALID_FOR),
    }
    unit.connection.execute(insert(tables.web_sessions).values(row))
    return secret


def by_session(connection: Connection, secret: str) -> Staffer | None:
    """The active staffer of a session that goes on."""
    sessions, staffers = tables.web_sessions, tables.staffers
    query = _STAFFER.join(sessions, sessions.c.staffer == staffers.c.name).where(
        sessions.c.hash == digest(secret),
        sessions.c.revoked.is_(None),
        sessions.c.expires > to_text(machine_now()),
        staffers.c.active,
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else Staffer(**row)


def end_session(unit: Unit, secret: str) -> None:
    sessions = tables.web_sessions
    unit.connection.execute(
        update(sessions).where(sessions.c.hash == digest(secret)).values(revoked=to_text(machine_now()))
    )


def is_locked(connection: Connection, who: str) -> bool:
    """Whether a sender was wrong too often of late."""
    attempts = tables.failed_attempts
    query = select(attempts.c.failures).where(attempts.c.who == digest(who), attempts.c.until > to_text(machine_now()))
    return (connection.execute(query).scalar() or 0) >= FAILURES_AT_MOST


def note_failure(unit: Unit, who: str) -> None:
    """Count a wrong token or code; what ran out is forgotten."""
    attempts, now = tables.failed_attempts, machine_now()
    unit.connection.execute(delete(attempts).where(attempts.c.until <= to_text(now)))
    counted = {"failures": attempts.c.failures + 1, "until": to_text(now + LOCKED_FOR)}
    if not unit.connection.execute(update(attempts).where(attempts.c.who == digest(who)).values(counted)).rowcount:
        row = {"who": digest(who), "failures": 1, "until": to_text(now + LOCKED_FOR)}
        unit.connection.execute(insert(attempts).values(row))


def forget_failures(unit: Unit, who: str) -> None:
    unit.connection.execute(delete(tables.failed_attempts).where(tables.failed_attempts.c.who == digest(who)))


def folded(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


_COLUMNS = ("name", "role", "profile", "activated", "active", "created")
_STAFFER = select(*(tables.staffers.c[column] for column in _COLUMNS))
