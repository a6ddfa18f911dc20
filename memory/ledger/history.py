"""What the journal's old and new rows are good for: taking an entry back, and rebuilding everything from nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from memory.errors import Conflict
from memory.ledger import tables
from memory.ledger.ledger import Actor, Entry, Ledger, Unit
from memory.ledger.tables import PROJECTIONS


def take_back(unit: Unit, staffer: str, seq: int | None = None) -> Entry | None:
    """Undo a write of the staffer's, the newest that still stands or that of a number: put every row back, and journal
    that too.

    None where there is nothing to take back. Raises Conflict where one of the rows was changed since.
    """
    journal = tables.journal
    undone = select(journal.c.undoes).where(journal.c.undoes.is_not(None))
    query = (
        select(journal)
        .where(journal.c.staffer == staffer, journal.c.undoes.is_(None), journal.c.seq.not_in(undone))
        .order_by(journal.c.seq.desc())
        .limit(1)
    )
    if seq is not None:
        query = query.where(journal.c.seq == seq)
    found = unit.connection.execute(query).mappings().first()
    if found is None:
        return None
    entry = Entry(**found)
    for change in reversed(entry.changes):
        table, key, old, new = change["table"], change["key"], change["old"], change["new"]
        current = unit.rows(table, **key)
        if current != ([new] if new is not None else []):
            raise Conflict(
                "That was changed since by a later record, so it cannot be taken back as a whole.",
                code="changed_since",
                hint="Take back the later one first, or record what is true now.",
            )
        if new is None:
            unit.insert(table, old)
        elif old is None:
            unit.delete(table, key)
        else:
            unit.update(table, key, **old)
    unit.record("undo", {"undid": entry.kind, **entry.facts}, undoes=entry.seq)
    return entry


def rebuild(ledger: Ledger, actor: Actor, now: datetime) -> int:
    """Empty every projection and replay the journal into it; how many entries were replayed."""
    with ledger.write(actor, now) as unit:
        for table in PROJECTIONS.values():
            unit.connection.execute(delete(table))
        replayed = 0
        for row in unit.connection.execute(select(tables.journal).order_by(tables.journal.c.seq)).mappings().all():
            replayed += 1
            for change in row["changes"]:
                source, key = PROJECTIONS[change["table"]], change["key"]
                matches = [source.c[name] == value for name, value in key.items()]
                if change["old"] is None:
                    unit.connection.execute(insert(source).values(change["new"]))
                elif change["new"] is None:
                    unit.connection.execute(delete(source).where(*matches))
                else:
                    unit.connection.execute(update(source).where(*matches).values(change["new"]))
        return replayed
