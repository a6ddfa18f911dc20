"""Drafts as the ledger keeps them, and what must hold for every text of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from memory.errors import BadInput, Conflict, NotFound
from memory.grammar import counted, in_words
from memory.ledger.ledger import Row, Unit
from memory.ledger.tables import from_text
from memory.phrase import Language
from memory.sms_text import Encoding, sms_size
from tools.draft_words import DraftKind, Template
from tools.tool import Call

DraftStatus = Literal["draft", "approved", "discarded"]
WORKER_SMS, CLIENT_SMS = 179, 459
"""Most units of a text message: to a worker under 180, to a client three segments."""
_DRAFT_ID = re.compile(r"(?:(?:d|dr|dft|draft)[-_ ]?)?0*(\d{1,9})", re.IGNORECASE)
_MASKED = re.compile(r"\*{3}\d|\[(?:phone|email|ssn)\]", re.IGNORECASE)
"""What stands for a number or address where it is not shown."""


@dataclass(frozen=True)
class Draft:
    """One draft as people and programs see it."""

    draft_id: str
    to: str
    """The worker's name, else the client's."""
    kind: DraftKind
    template: Template
    language: Language
    worker_id: str | None
    client: str | None
    order_id: str | None
    booking_id: str | None
    subject: str | None
    text: str
    characters: int
    encoding: Encoding | None
    """None for an e-mail."""
    segments: int | None
    status: DraftStatus
    staffer: str
    made_at: str
    edited_at: str | None = None
    decided_by: str | None = None
    decided_at: str | None = None


def draft_of(row: Row) -> Draft:
    """A row of the ledger as a draft."""
    named = {name: row[name] for name in Draft.__dataclass_fields__ if name in row}
    return Draft(to=row["name"] or row["client"] or "", characters=len(row["text"]), **named)


def sized(kind: DraftKind, text: str) -> dict[str, Any]:
    """The columns that follow from a text."""
    size = sms_size(text) if kind == "sms" else None
    return {"text": text, "encoding": size.encoding if size else None, "segments": size.segments if size else None}


def most_units(*, to_worker: bool) -> int:
    """The longest text message."""
    return WORKER_SMS if to_worker else CLIENT_SMS


def too_long(text: str, most: int) -> BadInput:
    """That a text message cannot be written in the room that there is."""
    size = sms_size(text)
    letters = "letters" if size.encoding == "GSM-7" else "letters (some count double)"
    return BadInput(
        f"That is {size.units} {letters}; a text message has room for {most}.",
        code="draft_too_long",
        hint="Say it in fewer words, or make it an e-mail.",
        details={"units": size.units, "most": most, "encoding": size.encoding},
    )


def refuse_masked(text: str) -> None:
    """Raises BadInput (``masked_text``) for a text with a number or address that was masked."""
    if _MASKED.search(text):
        raise BadInput(
            "There is a masked number or address in that text.",
            code="masked_text",
            hint="Leave it out, or write it in full.",
        )


def drafted_words(drafts: Sequence[Draft], ghosts: str) -> str:
    """What was drafted, in a sentence, then about the names that nobody has."""
    if not drafts:
        return ghosts
    to = in_words([draft.to for draft in drafts])
    ids = in_words([draft.draft_id for draft in drafts])
    kind = {"sms": "text message", "email": "e-mail"}[drafts[0].kind]
    return f"{counted(len(drafts), kind)} drafted for {to}: {ids}. {ghosts}".strip()


def draft_number(said: str) -> str | None:
    """The id that is meant by ``D-1``, ``draft 1`` or ``1``; None for what is no such number."""
    found = _DRAFT_ID.fullmatch(said.strip().lstrip("#"))
    return f"D-{int(found[1]):06d}" if found else None


def draft_row(unit: Unit, said: str | None) -> Row:
    """The draft of an id, also of a short one: ``D-1``, ``1``. Raises BadInput or NotFound (``unknown_draft``)."""
    if not said or not said.strip():
        raise BadInput("Which draft is not said.", code="no_draft_id", hint="Give its number, for example D-000001.")
    number = draft_number(said)
    rows = unit.rows("drafts", draft_id=number) if number else []
    if not rows:
        raise NotFound(
            f"There is no draft {said.strip()[:40]}.",
            code="unknown_draft",
            hint="“My drafts” lists those that there are.",
            details={"draft_id": said.strip()[:40]},
        )
    return rows[0]


def decided(row: Row, call: Call) -> Conflict:
    """That a draft is approved or discarded, and stays as it is."""
    at = from_text(row["decided_at"]).astimezone(call.now.tzinfo)
    by = f"{row['status']} by {row['decided_by']}, {at:%b %-d %-I:%M %p}"
    return Conflict(
        f"Draft {row['draft_id']} was {by}, so it stays as it is.",
        code="draft_decided",
        hint="Make a new draft, or take the decision back with “undo”.",
        details={"draft_id": row["draft_id"], "status": row["status"], "who": row["decided_by"]},
    )
