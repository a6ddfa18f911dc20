"""Figures to be drawn beside each other; a channel that draws nothing has the same in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["critical", "tight", "watch", "ok", "plain"]


@dataclass(frozen=True)
class Bar:
    """One figure."""

    label: str
    value: float
    shown: str
    """The figure as people read it."""
    tone: Tone = "plain"


@dataclass(frozen=True)
class Chart:
    """Bars of one scale, the most pressing first."""

    title: str
    bars: tuple[Bar, ...]
    most: float
    """What a full bar stands for."""
    mark: float | None = None
    """A figure that matters, drawn as a line through all bars."""
