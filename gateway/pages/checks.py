"""What the set-up page looks at: the findings of `muster doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agents.desk import Desk
from gateway.commands.doctor import examine


@dataclass(frozen=True)
class Check:
    """One part of the desk, looked at now."""

    name: str
    state: Literal["ok", "note", "broken"]
    said: str
    fix: str
    """What mends it; empty where nothing is to be done."""


def look(desk: Desk) -> Iterator[Check]:
    """Look at every part once."""
    for finding in examine(desk):
        yield Check(finding.what, finding.state, finding.detail.rstrip("."), finding.mend)
