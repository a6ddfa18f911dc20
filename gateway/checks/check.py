"""One line of an examination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "optional", "later", "missing", "broken"]
"""``optional``: not set up, and the desk does without. ``later``: this version cannot do it yet.
``missing``: to be set up for the desk to be of use.
``broken``: something that is needed does not work."""


@dataclass(frozen=True)
class Check:
    """One part of the desk, and how it is."""

    name: str
    state: State
    said: str
    fix: str = ""
    """The command or the setting that mends it; empty where nothing needs mending."""
