"""`muster catalog` and `muster audit`: what is in the store, and every call that was made of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from gateway.commands.options import DataOption, JsonOption, open_desk, read_settings
from memory.ledger import audit as audits

console = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: muster catalog")(catalog)
    app.command(epilog="Example: muster audit --verify")(audit)


def catalog(as_json: JsonOption = False, data: DataOption = None) -> None:
    """The datasets of the store."""
    with open_desk(read_settings(data=data)) as desk:
        manifests = desk.store.lake.manifests()
    if as_json:
        _write([asdict(manifest) for manifest in manifests])
        return
    rows = [
        (m.name, f"{m.rows:,}", str(len(m.columns)), m.owner, f"{m.updated_at:%Y-%m-%d %H:%M}", m.fingerprint[:12])
        for m in manifests
    ]
    _table(("Dataset", "Rows", "Columns", "Owner", "Updated", "Fingerprint"), rows)


def audit(
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, help="How many entries.")] = 20,
    verify: Annotated[bool, typer.Option("--verify", help="Walk the whole chain of hashes.")] = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Every tool call, and whether its record is untouched."""
    with open_desk(read_settings(data=data)) as desk:
        if verify:
            check = audits.verify(desk.store.ledger)
            if as_json:
                _write(asdict(check))
            else:
                state = "intact" if check.intact else f"BROKEN at entry {check.broken_at}"
                console.print(f"{check.entries:,} entries, {state}.")
            if not check.intact:
                raise typer.Exit(1)
            return
        entries = audits.newest(desk.store.ledger, limit=last)
    if as_json:
        _write(entries)
        return
    rows = [
        (str(e["seq"]), e["at"][:19].replace("T", " "), e["staffer"], e["channel"], e["tool"], e["outcome"], e["code"])
        for e in entries
    ]
    _table(("No.", "At (UTC)", "Staffer", "Channel", "Tool", "Outcome", "Code"), rows)


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, default=str, ensure_ascii=False) + "\n")


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(show_edge=False)
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*row)
    console.print(table)
