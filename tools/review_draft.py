"""List drafts, change the text of one, approve or discard it. An approved draft is not sent by that."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from memory.errors import BadInput
from memory.grammar import counted
from memory.ledger.ledger import Row
from memory.ledger.tables import to_text
from memory.sms_text import plain_punctuation, sms_size
from tools.draft_parts import DraftPart, with_new_part
from tools.drafts import Draft, DraftStatus, decided, draft_of, draft_row, most_units, refuse_masked, sized, too_long
from tools.tool import Answer, Arguments, Call, Name, Tool

Action = Literal["list", "edit", "approve", "discard"]
MOST_LISTED = 100


class ReviewArguments(Arguments):
    """What to do with which draft; ``status`` narrows a list, ``text`` is the new text of an edit.

    Instead of a whole text an edit may have ``new`` in place of the words ``old``, or of a ``part``.
    """

    action: Action = "list"
    draft_id: Name | None = None
    text: str | None = None
    part: DraftPart | None = None
    old: str | None = None
    new: str | None = None
    status: DraftStatus | None = None

    @model_validator(mode="after")
    def _fits(self) -> ReviewArguments:
        if self.action == "edit" and (self.text is None) == (self.new is None):
            raise ValueError("edit needs the new text, or what is new in it")
        if self.action != "edit" and (self.text is not None or self.new is not None):
            raise ValueError(f"{self.action} takes no text")
        if (self.new is not None) != (self.part is not None or self.old is not None):
            raise ValueError("new stands in the place of a part, or of old words")
        if self.action != "list" and self.status is not None:
            raise ValueError(f"{self.action} takes no status")
        return self


class DraftsReviewed(Answer):
    """The drafts as they are now; of an action the one draft."""

    action: Action
    drafts: tuple[Draft, ...]
    total: int
    """How many there are, where not all are listed."""
    changed: bool = False

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "drafts": [draft.draft_id for draft in self.drafts]}


def review_draft(call: Call) -> DraftsReviewed:
    """Do it. Raises NotFound (``unknown_draft``), Conflict (``draft_decided``), BadInput for a text that is none."""
    arguments: ReviewArguments = call.arguments
    if arguments.action == "list" and arguments.draft_id is None:
        return _listed(call, arguments.status)
    row = draft_row(call.writing, arguments.draft_id)
    match arguments.action:
        case "list":
            return _one("list", row, f"Draft {row['draft_id']} to {draft_of(row).to}: {row['status']}.")
        case "edit":
            return _edited(call, row, _new_text(row, arguments))
        case "approve":
            return _decided(call, row, "approved")
        case "discard":
            return _decided(call, row, "discarded")


def _listed(call: Call, status: DraftStatus | None) -> DraftsReviewed:
    """The newest first."""
    rows = call.writing.rows("drafts", **({"status": status} if status else {}))
    rows.sort(key=lambda row: str(row["draft_id"]), reverse=True)
    which = {"approved": "approved draft", "discarded": "discarded draft", "draft": "open draft", None: "draft"}[status]
    note = (
        f"There {'is' if len(rows) == 1 else 'are'} {counted(len(rows), which)}." if rows else f"There is no {which}."
    )
    shown = tuple(draft_of(row) for row in rows[:MOST_LISTED])
    return DraftsReviewed(action="list", drafts=shown, total=len(rows), note=note)


def _new_text(row: Row, arguments: ReviewArguments) -> str:
    if arguments.new is None or row["status"] != "draft":
        return arguments.text or ""
    return with_new_part(row, arguments.part, arguments.old, arguments.new)


def _edited(call: Call, row: Row, said: str) -> DraftsReviewed:
    if row["status"] != "draft":
        raise decided(row, call)
    text = plain_punctuation(said).strip() if row["kind"] == "sms" else said.strip()
    if not text:
        raise BadInput("The new text is empty.", code="draft_empty", hint="Say the whole new text, or discard it.")
    refuse_masked(text)
    most = most_units(to_worker=row["worker_id"] is not None)
    if row["kind"] == "sms" and sms_size(text).units > most:
        raise too_long(text, most)
    if text == row["text"]:
        return _one("edit", row, f"Draft {row['draft_id']} has that text already; nothing changed.")
    return _changed(call, row, "edit", "has a new text", sized(row["kind"], text) | {"edited_at": to_text(call.now)})


def _decided(call: Call, row: Row, status: Literal["approved", "discarded"]) -> DraftsReviewed:
    action: Action = "approve" if status == "approved" else "discard"
    if row["status"] == status:
        note = f"Draft {row['draft_id']} was {status} by {row['decided_by']} before; nothing changed."
        return _one(action, row, note)
    if row["status"] != "draft":
        raise decided(row, call)
    by = {"status": status, "decided_by": call.caller.staffer, "decided_at": to_text(call.now)}
    unsent = ", and nothing is sent yet" if status == "approved" else ""
    return _changed(call, row, action, f"is {status}{unsent}", by)


def _changed(call: Call, row: Row, action: Action, done: str, values: Row) -> DraftsReviewed:
    call.writing.update("drafts", {"draft_id": row["draft_id"]}, **values)
    new = row | values
    return _one(action, new, f"Draft {row['draft_id']} to {draft_of(new).to} {done}.", changed=True)


def _one(action: Action, row: Row, note: str, *, changed: bool = False) -> DraftsReviewed:
    return DraftsReviewed(action=action, drafts=(draft_of(row),), total=1, changed=changed, note=note)


TOOL = Tool(
    name="review_draft",
    effect="write",
    summary="List drafts, change the text of one, approve or discard it; nothing is sent by that.",
    arguments=ReviewArguments,
    answer=DraftsReviewed,
    run=review_draft,
    datasets=frozenset({"workers", "clients"}),
    only_reads=lambda arguments: bool(arguments.action == "list"),
)
