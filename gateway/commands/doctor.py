"""`muster doctor`: what is set up, what is not, and the command that mends it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import typer
from rich.console import Console

from agents.settings import Settings
from gateway.checks import Check, State, checks_for_tests, machine_checks, store_checks
from gateway.commands.options import DataOption, JsonOption, open_desk, read_settings
from memory.errors import MusterError

console = Console(highlight=False, soft_wrap=True)
COLOURS: dict[State, str] = {
    "ok": "green",
    "optional": "dim",
    "later": "dim",
    "missing": "yellow",
    "broken": "bold red",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: muster doctor")(doctor)


def doctor(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Say what is set up and what is not; fails only where something that is needed is broken."""
    found = list(examine(read_settings(data=data)))
    for_tests = list(checks_for_tests())
    if as_json:
        sys.stdout.write(json.dumps([asdict(check) for check in [*found, *for_tests]]) + "\n")
    else:
        width = max(len(check.name) for check in [*found, *for_tests])
        _show(found, width)
        console.print("\n[bold]For tests[/] [dim](the desk does without)[/]")
        _show(for_tests, width)
    if any(check.state == "broken" for check in found):
        raise typer.Exit(1)


def _show(checks: Iterable[Check], width: int) -> None:
    for check in checks:
        console.print(f"[{COLOURS[check.state]}]{check.state:<8}[/]", end="  ")
        fix = f"   → {check.fix}" if check.fix else ""
        console.print(f"{check.name:<{width}}  {check.said}{fix}", markup=False)


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
