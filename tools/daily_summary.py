"""What a staffer did on a day, from the journal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from memory.errors import BadInput
from memory.grammar import counted, in_words
from memory.ledger.tables import from_text
from memory.store import Store
from tools.recorded import Recorded, recorded_by
from tools.tool import Answer, Arguments, Call, Day, Name, Tool

Period = Literal["day", "week", "month"]
"""The tiers of a summary."""
KINDS = {
    "log_order": ("order opened", "orders opened"),
    "change_order": ("order changed", "orders changed"),
    "log_fill": ("booking report", "booking reports"),
    "log_failure": ("failure reported", "failures reported"),
    "log_contact": ("contact", "contacts"),
    "blacklist": ("do-not-return change", "do-not-return changes"),
    "seed_playbook": ("playbook seeded", "playbooks seeded"),
    "add_worker": ("worker added", "workers added"),
    "add_client": ("client added", "clients added"),
    "draft_message": ("message drafted", "messages drafted"),
    "review_draft": ("draft reviewed", "drafts reviewed"),
    "ingest": ("file brought in", "files brought in"),
    "workspace": ("workspace change", "workspace changes"),
    "undo": ("earlier entry taken back", "earlier entries taken back"),
    "other": ("other entry", "other entries"),
}


class SummaryArguments(Arguments):
    """Whose day, and which."""

    staffer: Name | None = None
    date: Day | None = None


@dataclass(frozen=True)
class Deed:
    """One thing that was done, also where it was taken back; the undo of another day's entry."""

    at: str
    tool: str
    channel: str
    text: str
    taken_back: bool
    """What ``text`` says does not stand."""
    recorded: Recorded | None = None
    """What ``text`` says, as facts."""


class DailySummary(Answer):
    """The day, oldest first."""

    staffer: str
    date: str
    deeds: tuple[Deed, ...]


def summarise(call: Call) -> DailySummary:
    """Read the journal of one staffer and one of the shop's calendar days."""
    arguments: SummaryArguments = call.arguments
    asker = call.caller.staffer
    return summary_of(call.store, arguments.staffer or asker, arguments.date or call.now.date(), "day", asker)


def summary_of(store: Store, staffer: str, day: dt.date, period: Period, asker: str) -> DailySummary:
    """What a staffer did in the day, the week (from Monday) or the month that ``day`` is in; ``asker`` is "you"."""
    first, after = bounds(day, period)
    zone = store.settings.zone
    since, until = datetime.combine(first, time.min, zone), datetime.combine(after, time.min, zone)
    entries = store.ledger.entries(staffer=staffer, since=since, until=until)
    undone = {entry.undoes for entry in store.ledger.entries(staffer=staffer, since=since) if entry.undoes}
    here = {entry.seq for entry in entries}
    deeds = tuple(
        Deed(
            at=from_text(entry.at).astimezone(zone).strftime("%H:%M" if period == "day" else "%Y-%m-%d %H:%M"),
            tool=entry.kind,
            channel=entry.channel,
            text=str(entry.facts.get("text", entry.kind)),
            taken_back=entry.seq in undone or entry.undoes is not None,
            recorded=recorded_by(entry),
        )
        for entry in entries
        if entry.undoes not in here
    )
    on = {"day": f"on {day:%a %b %-d}", "week": f"in the week of {first:%a %b %-d}", "month": f"in {first:%B %Y}"}[
        period
    ]
    who = "You" if staffer.casefold() == asker.casefold() else staffer
    return DailySummary(staffer=staffer, date=day.isoformat(), deeds=deeds, note=_note(who, on, deeds))


def bounds(day: dt.date, period: Period) -> tuple[dt.date, dt.date]:
    """First day of the period that ``day`` is in, and the first one after it. Raises BadInput (``bad_date``)."""
    try:
        match period:
            case "day":
                return day, day + timedelta(days=1)
            case "week":
                monday = day - timedelta(days=day.weekday())
                return monday, monday + timedelta(days=7)
            case "month":
                first = day.replace(day=1)
                return first, (first + timedelta(days=31)).replace(day=1)
    except OverflowError as error:
        raise BadInput(f"{day} is no day that a desk worked on.", code="bad_date", hint="Name a nearer day.") from error


def _note(who: str, on: str, deeds: tuple[Deed, ...]) -> str:
    standing = [deed for deed in deeds if not deed.taken_back]
    if not standing:
        return f"{who} recorded nothing {on}{' that still stands' if deeds else ''}."
    kinds = Counter(deed.tool if deed.tool in KINDS else "other" for deed in standing)
    parts = [f"{count} {KINDS[kind][count != 1]}" for kind, count in kinds.most_common()]
    return f"{who} made {counted(len(standing), 'entry')} {on}: {in_words(parts)}."


TOOL = Tool(
    name="daily_summary",
    effect="read",
    summary="What a staffer recorded on a day.",
    arguments=SummaryArguments,
    answer=DailySummary,
    run=summarise,
)
