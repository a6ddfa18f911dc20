"""What is said once a store of one's own has come into being: who answers from it, or how to start that."""

from __future__ import annotations

import shlex

from rich.console import Console

from agents.settings import Settings
from gateway.probe import listener


def tell_desk(settings: Settings, to: Console) -> None:
    """Name the desk that answers from the settings' own store now, or the command that starts one."""
    folder = settings.folder(for_ingest=True).resolve()
    found = listener(settings)
    data = "" if settings.data is None else f" --data {shlex.quote(str(settings.data))}"
    if found.who == "desk" and found.folder == folder:
        to.print(f"The desk at {found.url} now answers from your bench.", markup=False)
        return
    to.print(f"Your own bench is in {folder}. Start the desk on it with: muster serve{data}", markup=False)
    if found.who == "desk":
        to.print(f"(The desk at {found.url} answers from another store, {found.folder}, and goes on so.)", markup=False)
    elif found.who == "other":
        to.print(f"(Something else listens at {found.url}: add --port to choose another.)", markup=False)
