"""The journal over HTTP, and what a staffer did in a day, a week or a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from gateway.audited import audited
from gateway.calls import Visit, Visiting, answered, plain
from memory.clock import read_moment
from memory.errors import NotAllowed
from memory.ledger.audit import mask
from memory.ledger.pages import Wanted, newest
from memory.ledger.tables import LARGEST_NUMBER
from tools.daily_summary import DailySummary, Period, summary_of

router = APIRouter(tags=["journal"])
Text = Annotated[str | None, Query(max_length=200)]


class JournalPage(BaseModel):
    """Entries, the newest first."""

    entries: list[dict[str, Any]]
    next: int | None
    """``before`` of the next page; None on the last."""


@router.get(
    "/journal",
    summary="What was recorded, changed and taken back, newest first",
    responses={200: {"model": JournalPage}},
)
def journal(
    visit: Visiting,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="entries older than this number")] = None,
    staffer: Text = None,
    kind: Text = None,
    since: Text = None,
    until: Text = None,
    worker: Text = None,
) -> Response:
    """Each entry with its rows as they were and as they became. Recruiters see phones and addresses masked."""
    if visit.caller.role == "viewer":
        raise NotAllowed(
            "A viewer does not read the journal.", code="role_too_weak", hint="Ask an admin for the role recruiter."
        )
    wanted = Wanted(staffer, kind, _moment(visit, since), _moment(visit, until), worker)
    found = newest(visit.desk.store.ledger, wanted, limit=limit + 1, before=before)
    entries: Any = [asdict(entry) for entry in found[:limit]]
    shown = mask(entries) if visit.caller.role == "recruiter" else entries
    return plain({"entries": shown, "next": found[limit - 1].seq if len(found) > limit else None})


@router.get(
    "/staff/{staffer}/daily_summary",
    summary="What a staffer did in a day, a week or a month",
    responses={200: {"model": DailySummary}},
)
def daily_summary(visit: Visiting, staffer: str, date: dt.date | None = None, period: Period = "day") -> Response:
    """The period is the one that ``date`` (else today) is in; a week begins on Monday."""
    day = {"date": date.isoformat()} if date else {}
    if period == "day":
        return answered(visit.call("daily_summary", {"staffer": staffer, **day}))
    store, asker = visit.desk.store, visit.caller.staffer
    with audited(visit, "daily_summary", {"staffer": staffer, **day, "period": period}, least="viewer"):
        return plain(summary_of(store, staffer, date or store.clock.now().date(), period, asker))


def _moment(visit: Visit, said: str | None) -> datetime | None:
    return None if said is None else read_moment(said, visit.desk.store.settings.zone)
