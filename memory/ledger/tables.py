"""The ledger's tables. Columns hold text and numbers only, so that a row is also its own journal entry.

Moments are ISO text in UTC with microseconds: they sort as text and are the same in SQLite and PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("staffer", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("undoes", Integer),
    Index("journal_by_staffer", "staffer", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("staffer", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("profile", String, nullable=False),
    Column("proposer", String, nullable=False),
    Column("tool", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("code", String, nullable=False),
    Column("milliseconds", Float, nullable=False),
    Column("approver", String),
    Column("payload_hash", String, nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
)

audit_payloads = Table(
    "audit_payloads",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("salt", String, nullable=False),
    Column("payload", Text, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key", String, primary_key=True),
    Column("tool", String, nullable=False),
    Column("arguments_hash", String, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", String, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("approval_id", String, primary_key=True),
    Column("request", String, nullable=False, unique=True),
    Column("tool", String, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("arguments_hash", String, nullable=False),
    Column("staffer", String, nullable=False),
    Column("proposer", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("status", String, nullable=False),
    Column("decided_by", String),
    Column("decided_at", String),
    Index("approvals_by_status", "status"),
)

counters = Table(
    "counters", metadata, Column("name", String, primary_key=True), Column("value", Integer, nullable=False)
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", String, primary_key=True),
    Column("client", String),
    Column("role", String, nullable=False),
    Column("city", String),
    Column("state", String),
    Column("headcount", Integer, nullable=False),
    Column("start", String),
    Column("end", String),
    Column("shift", String),
    Column("pay_rate", String),
    Column("bill_rate", String),
    Column("staffer", String, nullable=False),
    Column("recorded_at", String, nullable=False),
)

cancelled_orders = Table(
    "cancelled_orders",
    metadata,
    Column("order_id", String, primary_key=True),
    Column("client", String),
    Column("at", String, nullable=False),
    Column("staffer", String, nullable=False),
)
"""Orders that the client does not want any more, whether they were said or came from a file."""

playbooks = Table(
    "playbooks",
    metadata,
    Column("playbook_id", String, primary_key=True),
    Column("order_id", String),
    Column("client", String),
    Column("role", String, nullable=False),
    Column("city", String),
    Column("state", String),
    Column("place", String, nullable=False),
    Column("at", String, nullable=False),
    Column("source", String, nullable=False),
    Column("staffer", String, nullable=False),
    Column("recorded_at", String, nullable=False),
)

playbook_workers = Table(
    "playbook_workers",
    metadata,
    Column("playbook_id", String, primary_key=True),
    Column("worker_id", String, primary_key=True),
)

bookings = Table(
    "bookings",
    metadata,
    Column("booking_id", String, primary_key=True),
    Column("worker_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("order_id", String),
    Column("client", String),
    Column("role", String),
    Column("city", String),
    Column("state", String),
    Column("start", String, nullable=False),
    Column("end", String, nullable=False),
    Column("start_stated", Boolean, nullable=False),
    Column("shift", String),
    Column("stage", String, nullable=False),
    Column("playbook_id", String),
    Column("staffer", String, nullable=False),
    Column("recorded_at", String, nullable=False),
    Index("bookings_by_worker", "worker_id"),
)

failures = Table(
    "failures",
    metadata,
    Column("failure_id", String, primary_key=True),
    Column("worker_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("client", String),
    Column("order_id", String),
    Column("booking_id", String),
    Column("reason", String, nullable=False),
    Column("at", String, nullable=False),
    Column("staffer", String, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("contact_id", String, primary_key=True),
    Column("worker_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("at", String, nullable=False),
    Column("staffer", String, nullable=False),
)

blacklist = Table(
    "blacklist",
    metadata,
    Column("client", String, primary_key=True),
    Column("worker_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("reason_text", Text),
    Column("at", String, nullable=False),
    Column("staffer", String, nullable=False),
)

additions = Table(
    "additions",
    metadata,
    Column("dataset", String, primary_key=True),
    Column("record_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("row_hash", String, nullable=False),
    Column("at", String, nullable=False),
    Column("staffer", String, nullable=False),
)
"""Records that were said and not brought in from a file; their rows are in the lake."""

drafts = Table(
    "drafts",
    metadata,
    Column("draft_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("template", String, nullable=False),
    Column("language", String, nullable=False),
    Column("worker_id", String),
    Column("name", String),
    Column("client", String),
    Column("order_id", String),
    Column("booking_id", String),
    Column("subject", Text),
    Column("text", Text, nullable=False),
    Column("encoding", String),
    Column("segments", Integer),
    Column("status", String, nullable=False),
    Column("staffer", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("edited_at", String),
    Column("decided_by", String),
    Column("decided_at", String),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("workspace_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("folded", String, nullable=False, unique=True),
    Column("client", String),
    Column("staffer", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("opened_at", String, nullable=False),
    Index("workspaces_by_staffer", "staffer", "opened_at"),
)
"""``staffer`` is the owner: a handoff changes this one pointer. ``folded`` is the name as it is looked up."""

workspace_items = Table(
    "workspace_items",
    metadata,
    Column("workspace_id", String, primary_key=True),
    Column("worker_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("staffer", String, nullable=False),
    Column("at", String, nullable=False),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("search_id", String, primary_key=True),
    Column("workspace_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("staffer", String, nullable=False),
    Column("at", String, nullable=False),
    Index("saved_searches_by_workspace", "workspace_id"),
)

PROJECTIONS: dict[str, Table] = {
    table.name: table
    for table in (
        orders, cancelled_orders, playbooks, playbook_workers, bookings, failures, contacts, blacklist, additions,
        drafts, workspaces, workspace_items, saved_searches,
    )
}  # fmt: skip
"""Operational state: every change to one of these is in the journal with its old and new row."""


LARGEST_NUMBER = 2**53
"""Of what counts entries; more is more than SQLite, or a program in a browser, can hold."""


def to_text(moment: datetime) -> str:
    """Aware datetime → the ledger's text. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment in the ledger needs a zone: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    """The ledger's text → aware datetime in UTC."""
    return datetime.fromisoformat(text)
