"""What an entry of the journal changed, as facts: for those who tell it in other words than its note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from memory.ledger.ledger import Entry

CANCELLED = "cancelled_orders"
TABLES: Mapping[str, tuple[str, ...]] = {
    "log_order": ("orders",),
    "change_order": (CANCELLED, "orders"),
    "log_fill": ("bookings",),
    "log_failure": ("failures",),
    "log_contact": ("contacts",),
    "blacklist": ("blacklist",),
    "seed_playbook": ("playbooks",),
    "add_worker": ("additions",),
    "add_client": ("additions",),
    "draft_message": ("drafts",),
    "review_draft": ("drafts",),
    "workspace": ("workspace_items", "saved_searches", "workspaces"),
}
"""Tool → the projections whose rows tell what it recorded; the first that it changed does."""
OUTCOMES = ("stage", "reason", "outcome")
"""Columns that say how something went."""


@dataclass(frozen=True)
class Recorded:
    """What was recorded, of whom, for whom."""

    tool: str
    names: tuple[str, ...] = ()
    outcome: str | None = None
    """A stage, a reason or an outcome; ``add`` or ``remove`` of a do-not-return list; what became of a draft or of a
    workspace."""
    client: str | None = None
    role: str | None = None
    city: str | None = None
    state: str | None = None
    headcount: int | None = None
    order_id: str | None = None
    start: str | None = None
    """Where it was stated."""
    draft_ids: tuple[str, ...] = ()


def recorded_by(entry: Entry) -> Recorded | None:
    """The facts of an entry, or of what an undo took back; None where its tool is none of these."""
    backwards = entry.undoes is not None
    tool = str(entry.facts.get("undid")) if backwards else entry.kind
    old, new = ("new", "old") if backwards else ("old", "new")
    changed = {change["table"] for change in entry.changes}
    table = next((one for one in TABLES.get(tool, ()) if one in changed), None)
    changes = [change for change in entry.changes if change["table"] == table]
    if not changes:
        return None
    rows: list[Mapping[str, Any]] = [change[new] or change[old] for change in changes]
    first = rows[0]
    outcome = next((str(first[name]) for name in OUTCOMES if first.get(name)), None)
    if tool == "log_failure" and outcome == "other" and any(one["table"] == "bookings" for one in entry.changes):
        outcome = "called_off"  # only a shift that is still ahead is given back for it
    if tool == "change_order":
        outcome = "cancel" if table == CANCELLED else "change"
    if tool == "blacklist":
        outcome = "add" if changes[0][new] else "remove"
    if tool == "workspace":
        outcome = _of_workspace(table, changes[0][old], first)
    if tool == "review_draft":
        before = changes[0][old] or {}
        outcome = str(first["status"]) if before.get("status") != first["status"] else "edited"
    return Recorded(
        tool=tool,
        names=tuple(dict.fromkeys(str(name) for row in rows if (name := _who(row)))),
        outcome=outcome,
        client=first.get("client"),
        role=first.get("role"),
        city=first.get("city"),
        state=first.get("state"),
        headcount=first.get("headcount"),
        order_id=first.get("order_id"),
        start=first.get("start") if first.get("start_stated", True) else None,
        draft_ids=tuple(str(row["draft_id"]) for row in rows if "draft_id" in row),
    )


def _of_workspace(table: str | None, before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    if table != "workspaces":
        return "listed" if table == "workspace_items" else "saved"
    return "made" if before is None else "opened" if before["staffer"] == now["staffer"] else "handed"


def _who(row: Mapping[str, Any]) -> str | None:
    """The worker of a row; the client that a draft goes to."""
    return row.get("name") or (row.get("client") if "draft_id" in row else None)
