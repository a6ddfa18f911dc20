"""What a conversation is held with, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.answers import Answers
from agents.asking import ApprovalQuestion
from agents.cards import Cards, Kept
from agents.graph import Graph
from agents.language import Language, Languages
from agents.phrases import Phrases
from agents.voice import Voice
from memory.clock import Clock
from tools.gate import Gate


@dataclass(frozen=True)
class Room:
    """What a conversation is held with."""

    graph: Graph
    answers: Answers
    languages: Languages
    voice: Callable[[Language, datetime], Voice]
    clock: Clock
    cards: Cards
    phrases: Phrases
    gate: Gate
    is_demo: Callable[[], bool]


@dataclass(frozen=True)
class Standing:
    """Where a thread stands between two messages."""

    messages: list[Any]
    asked: ApprovalQuestion | None
    """The question for a yes that it waits for."""
    language: Language
    cards: Kept
    """Those whose buttons work."""
