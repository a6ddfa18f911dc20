"""`muster doctor`: what is set up, what is not, and the command that mends it."""

from __future__ import annotations

import importlib.util
import json
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import typer
from rich.console import Console
from rich.table import Table

from agents.desk import Desk
from agents.language import USUAL
from agents.models import NamedModel, models_for
from demand.sources import PERMITS
from gateway.commands.options import DataOption, JsonOption, open_desk, read_settings
from memory.ledger import audit

console = Console(highlight=False)


@dataclass(frozen=True)
class Finding:
    """One line of the examination."""

    what: str
    state: Literal["ok", "note", "broken"]
    detail: str
    mend: str = ""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: muster doctor")(doctor)


def doctor(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Say what is set up and what is not."""
    with open_desk(read_settings(data=data)) as desk:
        findings = list(examine(desk))
    if as_json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in findings]) + "\n")
    else:
        table = Table(show_edge=False)
        for column in ("", "What", "State", "To mend it"):
            table.add_column(column)
        marks = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "broken": "[red]broken[/]"}
        for finding in findings:
            table.add_row(marks[finding.state], finding.what, finding.detail, finding.mend)
        console.print(table)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


def examine(desk: Desk) -> Iterator[Finding]:
    """Look at every part once."""
    yield Finding("Python", "ok", platform.python_version())
    yield from _bench(desk)
    has_permits = desk.store.lake.has(PERMITS)
    yield Finding(
        "permits",
        "ok" if has_permits else "note",
        f"{desk.store.lake.manifest(PERMITS).rows:,} permits" if has_permits else "none: no forecast",
        "" if has_permits else "muster ingest FILE --dataset permits",
    )
    note = desk.store.vectors.note
    yield Finding("vector index", "note" if note else "ok", note or "hnswlib is here", "make setup" if note else "")
    check = audit.verify(desk.store.ledger)
    state = f"{check.entries:,} entries, {'intact' if check.intact else f'broken at {check.broken_at}'}"
    yield Finding("audit chain", "ok" if check.intact else "broken", state)
    chat = importlib.util.find_spec("chainlit") is not None
    yield Finding(
        "web chat", "ok" if chat else "broken", "chainlit is here" if chat else "missing", "" if chat else "make setup"
    )
    yield _planner(desk)


def _planner(desk: Desk) -> Finding:
    models = models_for(desk.settings.model, desk.settings.ollama_host)
    if models is None:
        return Finding("planner", "ok", "built-in: no model needed")
    found = models.find()
    if isinstance(found, NamedModel):
        part = "for every message" if models.forced else "for what that is not sure of"
        return Finding("planner", "ok", f"built-in, and {found.name} {part}")
    missing = desk.voice(USUAL, desk.clock.now()).say(f"models.{found.why}", **asdict(found))
    if not models.forced:
        return Finding("planner", "ok", f"built-in alone, which is enough. {missing}")
    return Finding("planner", "note", missing, f"start Ollama and: ollama pull {desk.settings.model.partition(':')[2]}")


def _bench(desk: Desk) -> Iterator[Finding]:
    where = f"{len(desk.store.bench()):,} workers" if desk.store.has_workers else "nobody yet"
    if desk.store.is_demo:
        yield Finding("bench", "note", f"{where}, all invented (demo)", "muster ingest FILE --dataset workers")
    elif desk.store.has_workers:
        yield Finding("bench", "ok", where)
    else:
        yield Finding("bench", "note", where, "muster demo, or muster ingest FILE --dataset workers")
    problem = desk.store.vectors.problem
    if problem:
        yield Finding("vectors", "broken", problem, "muster serve (it builds them again)")
