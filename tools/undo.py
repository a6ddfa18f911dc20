"""Take back the staffer's last write."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from memory.errors import Conflict
from memory.ledger.history import take_back
from memory.ledger.tables import LARGEST_NUMBER
from tools.additions import take_out
from tools.recorded import Recorded, recorded_by
from tools.tool import Answer, Arguments, Call, Tool


class UndoArguments(Arguments):
    """Always a write of the caller's own that still stands: the last one, or the one named."""

    entry: int | None = Field(None, ge=1, le=LARGEST_NUMBER, description="the number of an entry of the journal")


class TakenBack(Answer):
    """What was taken back; no tool where there was nothing."""

    tool: str | None
    recorded: Recorded | None = None
    """What it was that was taken back."""

    def facts(self) -> dict[str, Any]:
        return {"text": self.note}


def undo(call: Call) -> TakenBack:
    """Put every row back as it was. Raises Conflict where one of them was changed since."""
    entry = take_back(call.writing, call.caller.staffer, call.arguments.entry)
    if entry is None:
        return TakenBack(tool=None, note="There is nothing of yours to take back; nothing changed.")
    for change in entry.changes:
        if change["table"] == "workspaces" and change["old"] is None:
            _refuse_used(call, change["key"])
        if change["table"] == "additions" and change["old"] is None:
            row = change["new"]
            take_out(call, row["dataset"], row["record_id"], row["row_hash"])
    note = f"Taken back: “{entry.facts.get('text', entry.kind)}”"
    return TakenBack(tool=entry.kind, recorded=recorded_by(entry), note=note)


def _refuse_used(call: Call, workspace: dict[str, str]) -> None:
    """A workspace does not go while something is in it."""
    if any(call.writing.rows(table, **workspace) for table in ("workspace_items", "saved_searches")):
        raise Conflict(
            "There is something in that workspace by now, so opening it cannot be taken back.",
            code="workspace_in_use",
            hint="Leave it, or take back first what was put there.",
        )


def embed(call: Call, taken: TakenBack) -> TakenBack:
    """Whoever was taken off the bench is no longer found by meaning either."""
    if taken.tool == "add_worker":
        call.store.refresh_vectors()
    return taken


TOOL = Tool(
    name="undo",
    effect="write",
    summary="Take back your last recorded change.",
    arguments=UndoArguments,
    answer=TakenBack,
    run=undo,
    follow_up=embed,
)
