"""The `muster` command line."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer
from pydantic import ValidationError
from rich.console import Console

from gateway.commands import conversation, doctor, ingest, journal, records, serve, staff, supply
from memory.errors import MusterError

EXPECTED_FAILURE = 2


def build_app() -> typer.Typer:
    """All commands; those of other packages join through the entry point group ``muster.commands``."""
    app = typer.Typer(
        help="Muster, a chat-first staffing desk. Start with: muster serve",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        add_completion=False,
    )
    for module in (serve, conversation, ingest, supply, records, journal, staff, doctor):
        module.register(app)
    for entry in entry_points(group="muster.commands"):
        app.add_typer(entry.load(), name=entry.name)
    return app


def main() -> None:
    """Run the command line; an expected failure ends with its words and exit code 2, never with a traceback."""
    errors = Console(stderr=True, highlight=False)
    try:
        build_app()()
    except MusterError as error:
        errors.print(f"[bold red]{error.message}[/]", markup=True)
        if error.hint:
            errors.print(error.hint, markup=False)
        sys.exit(EXPECTED_FAILURE)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            name = "MUSTER_" + "_".join(map(str, problem["loc"])).upper()
            errors.print(f"{name}: {problem['msg']}", markup=False)
        sys.exit(EXPECTED_FAILURE)
