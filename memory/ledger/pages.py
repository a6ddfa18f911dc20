"""The journal a page at a time, the newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import String, cast, func, select

from memory.ledger.ledger import Entry, Ledger
from memory.ledger.tables import journal, to_text


@dataclass(frozen=True)
class Wanted:
    """Which entries; None narrows nothing."""

    staffer: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    worker: str | None = None
    """Id of a worker whom a row of the entry is about."""


def newest(ledger: Ledger, wanted: Wanted, *, limit: int, before: int | None = None) -> list[Entry]:
    """At most ``limit`` entries that whoever reads by this ledger may know of, those before a number."""
    query = select(journal).order_by(journal.c.seq.desc()).execution_options(yield_per=limit)
    if before is not None:
        query = query.where(journal.c.seq < before)
    if wanted.staffer is not None:
        query = query.where(func.lower(journal.c.staffer) == wanted.staffer.lower())
    if wanted.kind is not None:
        query = query.where(journal.c.kind == wanted.kind)
    if wanted.since is not None:
        query = query.where(journal.c.at >= to_text(wanted.since))
    if wanted.until is not None:
        query = query.where(journal.c.at < to_text(wanted.until))
    if wanted.worker is not None:
        about = f'"worker_id": {json.dumps(wanted.worker)}'
        query = query.where(cast(journal.c.changes, String).contains(about, autoescape=True))
    with ledger.read() as connection:
        entries = (Entry(**row) for row in connection.execute(query).mappings())
        return list(islice((entry for entry in entries if ledger.sees_entry(entry)), limit))
