"""The tables of who works with the desk; they stand beside the journal and are no projections of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table

from memory.ledger.tables import metadata

staffers = Table(
    "staffers",
    metadata,
    Column("staffer", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("at", String, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("kind", String, primary_key=True),
    Column("external_id", String, primary_key=True),
    Column("staffer", String, nullable=False),
    Index("identities_by_staffer", "staffer"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code", String, primary_key=True),
    Column("staffer", String, nullable=False),
    Column("expires_at", String, nullable=False),
)
