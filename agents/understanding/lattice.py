"""A message with all its readings side by side."""

from __future__ import annotations

from dataclasses import dataclass

from agents.understanding.mentions import Mention
from agents.understanding.words import Message


@dataclass(frozen=True, slots=True)
class Lattice:
    """The words, and by first word what may be read there."""

    message: Message
    mentions: tuple[tuple[Mention, ...], ...]
    fillers: tuple[tuple[int, ...], ...]
    """Where a run of idle words that starts here ends."""
    idle_in_wish: tuple[tuple[int, ...], ...]
    """The same for words that are idle only within a wish."""
    danger: frozenset[str]
    """Words that turn a sentence round: never passed over."""
    no_search: frozenset[str]
    """Words that are never passed over before a search."""
    namelike: tuple[bool, ...]
    """Words that a colleague may be called by."""
