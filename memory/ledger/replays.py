"""Idempotency records: a key that has run gives its first answer again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from memory.ledger.tables import idempotency, to_text


@dataclass(frozen=True)
class Replay:
    """What a key answered when it ran."""

    tool: str
    arguments_hash: str
    answer: str


def find(connection: Connection, key: str) -> Replay | None:
    """The record of a key, inside a write transaction so that two equal calls take turns."""
    query = select(idempotency.c.tool, idempotency.c.arguments_hash, idempotency.c.answer).where(
        idempotency.c.key == key
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else Replay(**row)


def keep(connection: Connection, key: str, tool: str, arguments_hash: str, answer: str, now: datetime) -> None:
    """Remember a key's answer, in the transaction of its write."""
    row = {"key": key, "tool": tool, "arguments_hash": arguments_hash, "answer": answer, "at": to_text(now)}
    connection.execute(insert(idempotency).values(row))
