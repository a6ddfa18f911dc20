"""The tables of who may sign in. No projections: taking back one's last write must never give a right or take one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from memory.ledger.tables import metadata

staffers = Table(
    "staffers",
    metadata,
    Column("name", String, primary_key=True),
    Column("folded", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("profile", String, nullable=False),
    Column("activated", String),
    Column("active", Boolean, nullable=False),
    Column("created", String, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token_id", String, primary_key=True),
    Column("hash", String, nullable=False, unique=True),
    Column("staffer", String, nullable=False),
    Column("label", String, nullable=False),
    Column("created", String, nullable=False),
    Column("last_used", String),
    Column("revoked", String),
    Index("tokens_by_staffer", "staffer"),
)

identities = Table(
    "identities",
    metadata,
    Column("kind", String, primary_key=True),
    Column("external_id", String, primary_key=True),
    Column("staffer", String, nullable=False),
    Column("linked", String, nullable=False),
    Index("identities_by_staffer", "staffer"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("hash", String, primary_key=True),
    Column("staffer", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("used", String),
)

failed_attempts = Table(
    "failed_attempts",
    metadata,
    Column("who", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", String, nullable=False),
)
"""Who typed wrong tokens or codes, as a hash, and until when that counts."""

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("hash", String, primary_key=True),
    Column("staffer", String, nullable=False),
    Column("created", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("revoked", String),
    Index("web_sessions_by_staffer", "staffer"),
)


def folded(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()
