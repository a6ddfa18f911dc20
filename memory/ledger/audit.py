"""The audit: every tool call, also a refused one, in a chain that shows any later change.

Each entry's hash covers its own fields, the hash of its payload and the hash of the entry before it. The payload
(arguments, result in short) lies apart with a salt: erasing one leaves the chain verifiable and gives nothing away.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select

from memory.ledger import tables
from memory.ledger.ledger import Ledger
from memory.ledger.tables import to_text

Outcome = Literal["ok", "retry", "refused", "denied", "replayed", "crash"]
GENESIS = "0" * 64
LONGEST_TEXT = 2_000
"""A longer text in an argument is kept shortened."""
_PHONE = re.compile(r"(?<!\w)\+?\d[\d\s().-]{7,18}\d(?!\w)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?")


@dataclass(frozen=True)
class Attempt:
    """One call as the audit keeps it."""

    at: datetime
    staffer: str
    channel: str
    profile: str
    proposer: str
    """The planner or model that proposed the call, or ``person`` for a direct one."""
    tool: str
    arguments: Mapping[str, Any]
    outcome: Outcome
    code: str
    milliseconds: float
    approver: str | None
    journal_seq: int | None


@dataclass(frozen=True)
class ChainCheck:
    """What a walk along the chain found."""

    entries: int
    intact: bool
    broken_at: int | None
    """Number of the first entry that does not fit."""
    erased_payloads: int


def append(connection: Connection, attempt: Attempt) -> int:
    """Add an entry inside a write transaction; its number."""
    audit = tables.audit
    previous = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    seq = (previous.seq if previous else 0) + 1
    payload = json.dumps(
        {"arguments": mask(attempt.arguments), "journal": attempt.journal_seq}, sort_keys=True, default=str
    )
    salt = secrets.token_hex(16)
    entry = {
        "seq": seq,
        "at": to_text(attempt.at),
        "staffer": attempt.staffer,
        "channel": attempt.channel,
        "profile": attempt.profile,
        "proposer": attempt.proposer,
        "tool": attempt.tool,
        "outcome": attempt.outcome,
        "code": attempt.code,
        "milliseconds": round(attempt.milliseconds, 3),
        "approver": attempt.approver,
        "payload_hash": _digest(salt + payload),
        "previous_hash": previous.hash if previous else GENESIS,
    }
    connection.execute(insert(audit).values(entry | {"hash": _entry_hash(entry)}))
    connection.execute(insert(tables.audit_payloads).values(seq=seq, salt=salt, payload=payload))
    return seq


def newest(
    ledger: Ledger, *, limit: int, before: int | None = None, profile: str | None = None
) -> list[dict[str, Any]]:
    """Entries with their payloads, newest first, those before a number or under a profile; at most ``limit``."""
    audit, payloads = tables.audit, tables.audit_payloads
    query = (
        select(audit, payloads.c.payload)
        .join(payloads, payloads.c.seq == audit.c.seq, isouter=True)
        .order_by(audit.c.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(audit.c.seq < before)
    if profile is not None:
        query = query.where(audit.c.profile == profile)
    with ledger.read() as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
    for entry in found:
        payload = entry.pop("payload")
        entry |= json.loads(payload) if payload is not None else {"arguments": None, "journal": None}
    return found


@dataclass(frozen=True)
class Tally:
    """Attempts of one tool in one channel that came to one outcome."""

    tool: str
    channel: str
    outcome: str
    attempts: int
    seconds: float
    """All of them together."""


def tallies(ledger: Ledger, *, after: int = 0) -> tuple[int, tuple[Tally, ...]]:
    """The newest entry's number, and what the entries behind ``after`` came to."""
    audit = tables.audit
    with ledger.read() as connection:
        newest: int = connection.execute(select(func.coalesce(func.max(audit.c.seq), 0))).scalar_one()
        rows = connection.execute(
            select(audit.c.tool, audit.c.channel, audit.c.outcome, func.count(), func.sum(audit.c.milliseconds))
            .where(audit.c.seq > after, audit.c.seq <= newest)
            .group_by(audit.c.tool, audit.c.channel, audit.c.outcome)
        ).all()
    return newest, tuple(
        Tally(tool, channel, outcome, int(count), float(spent) / 1000) for tool, channel, outcome, count, spent in rows
    )


def verify(ledger: Ledger) -> ChainCheck:
    """Walk the whole chain: each hash, each link, each payload that still exists."""
    audit, payloads = tables.audit, tables.audit_payloads
    query = (
        select(audit, payloads.c.salt, payloads.c.payload)
        .join(payloads, payloads.c.seq == audit.c.seq, isouter=True)
        .order_by(audit.c.seq)
    )
    previous, count, erased = GENESIS, 0, 0
    with ledger.read() as connection:
        for row in connection.execute(query).mappings():
            entry = dict(row)
            salt, payload, stated = entry.pop("salt"), entry.pop("payload"), entry.pop("hash")
            count += 1
            linked = entry["previous_hash"] == previous and entry["seq"] == count and _entry_hash(entry) == stated
            unchanged = payload is None or _digest(salt + payload) == entry["payload_hash"]
            if not (linked and unchanged):
                return ChainCheck(count, False, entry["seq"], erased)
            erased += payload is None
            previous = stated
    return ChainCheck(count, True, None, erased)


def mask(value: Any) -> Any:
    """The same structure with phone numbers, e-mail addresses and SSNs in its texts masked."""
    if isinstance(value, str):
        if _ISO.fullmatch(value):
            return value
        value = value if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]}… ({len(value)} characters)"
        return _PHONE.sub("[phone]", _EMAIL.sub("[email]", _SSN.sub("[ssn]", value)))
    if isinstance(value, Mapping):
        return {str(key): mask(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [mask(item) for item in value]
    return value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _entry_hash(entry: Mapping[str, Any]) -> str:
    return _digest(json.dumps(entry, sort_keys=True, default=str))
