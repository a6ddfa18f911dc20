"""Workspaces as the ledger keeps them: found by name, listed with their counts, with what happened in each."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from memory.ledger import tables
from memory.ledger.ledger import Entry, Row, Unit
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


def owned(unit: Unit, *, staffer: str | None = None, client: str | None = None) -> list[Row]:
    """Workspaces with the counts of their workers and searches, the last opened first; None is everybody's."""
    query = select(workspaces).order_by(workspaces.c.opened_at.desc(), workspaces.c.workspace_id.desc())
    if staffer is not None:
        query = query.where(func.lower(workspaces.c.staffer) == staffer.lower())
    if client is not None:
        query = query.where(workspaces.c.client == client)
    ids = query.with_only_columns(workspaces.c.workspace_id).order_by(None)
    workers, saved = _count(unit, workspace_items, ids), _count(unit, saved_searches, ids)
    found = [dict(row) for row in unit.connection.execute(query).mappings()]
    return [row | {"workers": workers[row["workspace_id"]], "saved": saved[row["workspace_id"]]} for row in found]


def last_opened(connection: Connection, staffer: str, client: str | None) -> Row | None:
    """The staffer's workspace that was opened last, of a client where one is named."""
    query = select(workspaces).where(func.lower(workspaces.c.staffer) == staffer.lower())
    if client is not None:
        query = query.where(workspaces.c.client == client)
    newest = query.order_by(workspaces.c.opened_at.desc(), workspaces.c.workspace_id.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else dict(row)


def items_of(unit: Unit, workspace_id: str) -> list[Row]:
    """The shortlist, in its order."""
    return sorted(unit.rows("workspace_items", workspace_id=workspace_id), key=lambda row: int(row["position"]))


def last_position(connection: Connection, workspace_id: str) -> int:
    """Where a shortlist ends, whoever of it may be told; 0 for an empty one."""
    last = select(func.max(workspace_items.c.position)).where(workspace_items.c.workspace_id == workspace_id)
    return connection.execute(last).scalar() or 0


def searches_of(connection: Connection, workspace_id: str) -> list[Row]:
    """The saved searches, the newest first."""
    mine = saved_searches.c.workspace_id == workspace_id
    query = select(saved_searches).where(mine).order_by(saved_searches.c.search_id.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def activity_of(unit: Unit, workspace_id: str) -> list[Activity]:
    """What the journal says of a workspace, the newest first, without the rows that changed."""
    here = journal.c.facts["workspace_id"].as_string() == workspace_id
    query = (
        select(journal)
        .where(journal.c.kind.in_(("workspace", "undo")), here)
        .order_by(journal.c.seq.desc())
        .execution_options(yield_per=NEWEST)
    )
    entries = (Entry(**row) for row in unit.connection.execute(query).mappings())
    return [
        Activity(one.seq, one.at, one.staffer, one.channel, str(one.facts.get("text", "")), one.undoes)
        for one in islice((entry for entry in entries if unit.sight.sees_entry(entry)), NEWEST)
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


def _count(unit: Unit, table: Table, workspace_ids: Select[Any]) -> Counter[str]:
    """Rows of each of the workspaces that may be told."""
    rows = unit.connection.execute(select(table).where(table.c.workspace_id.in_(workspace_ids))).mappings()
    return Counter(row["workspace_id"] for row in rows if unit.sight.sees(table.name, dict(row)))
