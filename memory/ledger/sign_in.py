"""What staffers sign in with: tokens, codes that are good once, and web sessions.

Only hashes of secrets are kept, and times are the machine's: neither a token nor a code outlives a frozen clock.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from memory.clock import machine_now
from memory.ledger import staff_tables as tables
from memory.ledger.ledger import Unit
from memory.ledger.staff import STAFFER, Staffer
from memory.ledger.tables import from_text, to_text

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
class Code:
    """A link code as it was found."""

    hash: str
    staffer: str
    expired: bool
    used: bool


def digest(secret: str) -> str:
    """What is kept of a secret. A random one of 256 bits needs neither salt nor a slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


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
        STAFFER.add_columns(tokens.c.last_used)
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
    query = STAFFER.join(sessions, sessions.c.staffer == staffers.c.name).where(
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
