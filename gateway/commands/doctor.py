"""`muster doctor`: what is set up, what is not, and the command that mends it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import typer
from rich.console import Console

from agents.settings import Settings
from gateway.checks import Check, State, machine_checks, store_checks
from gateway.commands.options import DataOption, JsonOption, open_desk, read_settings
from memory.errors import MusterError

console = Console(highlight=False, soft_wrap=True)
COLOURS: dict[State, str] = {"ok": "green", "optional": "dim", "missing": "yellow", "broken": "bold red"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: muster doctor")(doctor)


def doctor(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Say what is set up and what is not; fails only where something that is needed is broken."""
    found = list(examine(read_settings(data=data)))
    if as_json:
        sys.stdout.write(json.dumps([asdict(check) for check in found]) + "\n")
    else:
        width = max(len(check.name) for check in found)
        for check in found:
            console.print(f"[{COLOURS[check.state]}]{check.state:<8}[/]", end="  ")
            fix = f"   → {check.fix}" if check.fix else ""
            console.print(f"{check.name:<{width}}  {check.said}{fix}", markup=False)
    if any(check.state == "broken" for check in found):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Check]:
    """All checks, also where the store cannot be opened."""
    try:
        with open_desk(settings) as desk:
            yield from list(store_checks(desk))
    except MusterError as error:
        yield Check("store", "broken", error.message, error.hint)
    except OSError as error:
        yield Check("store", "broken", f"{settings.folder()} cannot be used: {error}", "set MUSTER_DATA to a folder")
    yield from machine_checks(settings)
