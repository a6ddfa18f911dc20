"""What the set-up page looks at: `muster doctor`'s findings, and whether a model answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from agents.desk import Desk
from agents.models import NamedModel, NoModel, models_for
from gateway.commands.doctor import examine


@dataclass(frozen=True)
class Check:
    """One part of the desk, looked at now."""

    name: str
    state: Literal["ok", "note", "broken"]
    said: str
    fix: str
    """The command that mends it; empty where nothing is to be done."""


def look(desk: Desk) -> Iterator[Check]:
    """Look at every part once."""
    for finding in examine(desk):
        yield Check(finding.what, finding.state, finding.detail, finding.mend)
    yield _ollama(desk)


def _ollama(desk: Desk) -> Check:
    models = models_for(desk.settings.model, desk.settings.ollama_host)
    if models is None:
        return Check("ollama", "ok", "not used: MUSTER_MODEL is builtin", "")
    found = models.find()
    if isinstance(found, NamedModel):
        return Check("ollama", "ok", f"{found.name} stands by", "")
    return Check("ollama", "note", *_why(found))


def _why(missing: NoModel) -> tuple[str, str]:
    match missing.why:
        case "silent":
            return f"nobody answers at {missing.host}; the built-in planner works alone", "ollama serve"
        case "no_model":
            return f"{missing.host} has no model that can call tools", "ollama pull llama3.2"
        case "unknown" | "gone":
            return f"{missing.host} does not have {missing.name}", f"ollama pull {missing.name}"
        case _:
            assert_never(missing.why)
