"""Workspaces as the ledger keeps them: found by name, listed with their counts, with what happened in each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from memory.ledger import tables
from memory.ledger.ledger import Row
from memory.ledger.tables import journal, saved_searches, workspace_items, workspaces

NEWEST = 50
"""Entries of an activity feed."""


@dataclass(frozen=True)
class Activity:
    """One thing that happened in a workspace."""

    seq: int
    at: str
    staffer: str
    channel: str
    text: str
    undoes: int | None


def folded(name: str) -> str:
    """A name as it is looked up: case and spaces do not matter."""
    return " ".join(name.split()).casefold()


def named(connection: Connection, name: str) -> Row | None:
    """The workspace of this name or id."""
    key = folded(name)
    query = select(workspaces).where((workspaces.c.folded == key) | (workspaces.c.workspace_id == key.upper()))
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def owned(connection: Connection, *, staffer: str | None = None, client: str | None = None) -> list[Row]:
    """Workspaces with the counts of their workers and searches, the last opened first; None is everybody's."""
    items, searches = _count(workspace_items), _count(saved_searches)
    query = (
        select(workspaces, func.coalesce(items.c.n, 0).label("workers"), func.coalesce(searches.c.n, 0).label("saved"))
        .join(items, items.c.workspace_id == workspaces.c.workspace_id, isouter=True)
        .join(searches, searches.c.workspace_id == workspaces.c.workspace_id, isouter=True)
        .order_by(workspaces.c.opened_at.desc(), workspaces.c.workspace_id.desc())
    )
    if staffer is not None:
        query = query.where(func.lower(workspaces.c.staffer) == staffer.lower())
    if client is not None:
        query = query.where(workspaces.c.client == client)
    return [dict(row) for row in connection.execute(query).mappings()]


def last_opened(connection: Connection, staffer: str, client: str | None) -> Row | None:
    """The staffer's workspace that was opened last, of a client where one is named."""
    query = select(workspaces).where(func.lower(workspaces.c.staffer) == staffer.lower())
    if client is not None:
        query = query.where(workspaces.c.client == client)
    newest = query.order_by(workspaces.c.opened_at.desc(), workspaces.c.workspace_id.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else dict(row)


def items_of(connection: Connection, workspace_id: str) -> list[Row]:
    """The shortlist, in its order."""
    mine = workspace_items.c.workspace_id == workspace_id
    query = select(workspace_items).where(mine).order_by(workspace_items.c.position)
    return [dict(row) for row in connection.execute(query).mappings()]


def searches_of(connection: Connection, workspace_id: str) -> list[Row]:
    """The saved searches, the newest first."""
    mine = saved_searches.c.workspace_id == workspace_id
    query = select(saved_searches).where(mine).order_by(saved_searches.c.search_id.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def activity_of(connection: Connection, workspace_id: str) -> list[Activity]:
    """What the journal says of a workspace, the newest first, without the rows that changed."""
    here = journal.c.facts["workspace_id"].as_string() == workspace_id
    query = (
        select(journal.c.seq, journal.c.at, journal.c.staffer, journal.c.channel, journal.c.facts, journal.c.undoes)
        .where(journal.c.kind.in_(("workspace", "undo")), here)
        .order_by(journal.c.seq.desc())
        .limit(NEWEST)
    )
    return [
        Activity(row.seq, row.at, row.staffer, row.channel, str(row.facts.get("text", "")), row.undoes)
        for row in connection.execute(query)
    ]


def last_search(connection: Connection, staffer: str, channel: str) -> dict[str, Any] | None:
    """The arguments of the staffer's last search in a channel, as the audit keeps them."""
    audit, payloads = tables.audit, tables.audit_payloads
    query = (
        select(payloads.c.payload)
        .join(audit, audit.c.seq == payloads.c.seq)
        .where(audit.c.tool == "hybrid_search", audit.c.outcome == "ok")
        .where(audit.c.staffer == staffer, audit.c.channel == channel)
        .order_by(audit.c.seq.desc())
        .limit(1)
    )
    payload = connection.execute(query).scalar()
    if payload is None:
        return None
    arguments: dict[str, Any] = json.loads(payload)["arguments"]
    return arguments


def _count(table: Any) -> Any:
    counts = select(table.c.workspace_id, func.count().label("n")).group_by(table.c.workspace_id)
    return counts.subquery(f"of_{table.name}")
