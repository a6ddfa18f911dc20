"""`muster journal`: what was changed, by whom, in words and on the shop's clock."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from gateway.commands.options import DataOption, JsonOption, open_desk, read_settings
from memory.grammar import in_words
from memory.ledger.ledger import Entry
from memory.ledger.tables import from_text
from memory.site_clock import Clocks

console = Console(highlight=False, soft_wrap=True)
DONE: Mapping[str, str] = {"log_contact": "recorded a contact", "log_failure": "recorded a failure"}
"""Tools whose entries name people and what became of them; the others' are sentences already."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: muster journal --last 20")(journal)


def journal(
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, help="How many entries.")] = 20,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """What was changed, by whom; the newest last, on the shop's clock (MUSTER_TZ)."""
    settings = read_settings(data=data)
    with open_desk(settings) as desk:
        newest = desk.store.ledger.version()
        entries = desk.store.ledger.entries(after=max(newest - last, 0))
    if as_json:
        sys.stdout.write(json.dumps([asdict(entry) for entry in entries], default=str, ensure_ascii=False) + "\n")
        return
    if not entries:
        console.print("Nothing is recorded yet.")
    for line in _lines(entries, settings.zone, desk.store.site_clock):
        console.print(line)


def _lines(entries: list[Entry], zone: ZoneInfo, clocks: Clocks) -> Iterator[str]:
    """A heading a day, under it a line an entry, as Rich's markup."""
    undone = {entry.undoes for entry in entries if entry.undoes}
    number = max((len(str(entry.seq)) for entry in entries), default=0)
    staffer = max((len(entry.staffer) for entry in entries), default=0)
    dated = [(from_text(entry.at).astimezone(zone), entry) for entry in entries]
    for day, of_day in groupby(dated, key=lambda one: one[0].date()):
        yield f"[bold]{day:%A, %b %-d, %Y}[/]"
        for at, entry in of_day:
            said = escape(in_plain_words(entry.kind, entry, clocks))
            said = f"[strike]{said}[/] [dim](taken back)[/]" if entry.seq in undone else said
            who = f"{escape(entry.staffer):<{staffer}}"
            yield f"  [dim]{entry.seq:>{number}}[/]  {f'{at:%-I:%M %p}':>8}  {who}  {said}"


def in_plain_words(kind: str, entry: Entry, clocks: Clocks) -> str:
    """``recorded accepted: Ana Ruiz for Acme, Tue Apr 21 6:00 AM``; ``kind`` is the tool that did it."""
    if kind == "undo":
        return f"took back: {in_plain_words(str(entry.facts.get('undid', '')), entry, clocks)}"
    text = str(entry.facts.get("text") or kind.replace("_", " ")).rstrip(".")
    if kind == "log_fill":
        return _booked([row for change in entry.changes if (row := _booking(change))], clocks) or f"recorded: {text}"
    return f"{DONE[kind]}: {text.replace(': ', ', ', 1)}" if kind in DONE else text


def _booking(change: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The booking that a change made, or took back."""
    row: Mapping[str, Any] | None = change["new"] or change["old"]
    return row if change["table"] == "bookings" else None


def _booked(rows: list[Mapping[str, Any]], clocks: Clocks) -> str:
    """Everybody of one entry has the same stage, client and start; empty where nobody was booked."""
    if not rows:
        return ""
    last = rows[-1]  # a booking that was changed twice in one entry is there twice; the last is what it became
    names = in_words(list(dict.fromkeys(row["name"] for row in rows)))
    client = f" for {last['client']}" if last["client"] else ""
    when = f", {clocks(last['city'], last['state']).words(from_text(last['start']))}" if last["start_stated"] else ""
    return f"recorded {last['stage'].replace('_', '-')}: {names}{client}{when}"
