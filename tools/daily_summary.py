"""What a staffer did on a day, from the journal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from memory.grammar import counted, in_words
from memory.ledger.tables import from_text
from tools.recorded import Recorded, recorded_by
from tools.tool import Answer, Arguments, Call, Name, Tool

KINDS = {
    "log_order": ("order opened", "orders opened"),
    "log_fill": ("booking report", "booking reports"),
    "log_failure": ("failure reported", "failures reported"),
    "log_contact": ("contact", "contacts"),
    "blacklist": ("do-not-return change", "do-not-return changes"),
    "seed_playbook": ("playbook seeded", "playbooks seeded"),
    "add_worker": ("worker added", "workers added"),
    "add_client": ("client added", "clients added"),
    "other": ("other entry", "other entries"),
}


class SummaryArguments(Arguments):
    """Whose day, and which."""

    staffer: Name | None = None
    date: dt.date | None = None


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
    staffer = arguments.staffer or call.caller.staffer
    day = arguments.date or call.now.date()
    since = datetime.combine(day, time.min, call.store.settings.zone)
    until = datetime.combine(day + timedelta(days=1), time.min, call.store.settings.zone)
    entries = call.store.ledger.entries(staffer=staffer, since=since, until=until)
    undone = {entry.undoes for entry in call.store.ledger.entries(staffer=staffer, since=since) if entry.undoes}
    todays = {entry.seq for entry in entries}
    deeds = tuple(
        Deed(
            at=from_text(entry.at).astimezone(call.store.settings.zone).strftime("%H:%M"),
            tool=entry.kind,
            channel=entry.channel,
            text=str(entry.facts.get("text", entry.kind)),
            taken_back=entry.seq in undone or entry.undoes is not None,
            recorded=recorded_by(entry),
        )
        for entry in entries
        if entry.undoes not in todays
    )
    standing = [deed for deed in deeds if not deed.taken_back]
    kinds = Counter(deed.tool if deed.tool in KINDS else "other" for deed in standing)
    parts = [f"{count} {KINDS[kind][count != 1]}" for kind, count in kinds.most_common()]
    who = "You" if staffer.casefold() == call.caller.staffer.casefold() else staffer
    on = f"on {day:%a %b %-d}"
    note = f"{who} recorded nothing {on}{' that still stands' if deeds else ''}."
    if standing:
        note = f"{who} made {counted(len(standing), 'entry')} {on}: {in_words(parts)}."
    return DailySummary(staffer=staffer, date=day.isoformat(), deeds=deeds, note=note)


TOOL = Tool(
    name="daily_summary",
    effect="read",
    summary="What a staffer recorded on a day.",
    arguments=SummaryArguments,
    answer=DailySummary,
    run=summarise,
)
