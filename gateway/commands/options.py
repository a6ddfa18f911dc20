"""Options that several commands share, and what they make of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from agents.desk import Desk
from agents.messages import DEMO_PERSON
from agents.settings import Settings

DataOption = Annotated[Path | None, typer.Option("--data", help="The store's folder (MUSTER_DATA).")]
NowOption = Annotated[
    str | None, typer.Option("--now", help="Freeze business time: 2026-04-20 or 2026-04-20T06:00 (MUSTER_NOW).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
StafferOption = Annotated[str, typer.Option("--staffer", help="Who is asking, on this machine.")]
DEMO_STAFFER = DEMO_PERSON.name


def read_settings(**given: Any) -> Settings:
    """Settings with what the command line says on top."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def open_desk(settings: Settings, folder: Path | None = None) -> Iterator[Desk]:
    """The desk over the settings' store, closed at the end."""
    desk = Desk(settings, folder)
    try:
        yield desk
    finally:
        desk.close()
