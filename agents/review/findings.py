"""What the reviewer can find wrong with a call: a code, and the facts that its words are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Code = Literal[
    "worker", "which", "missing", "shown", "client", "city", "state", "role", "certification", "order", "draft",
    "words", "date", "days", "shift", "pay", "count", "staffer", "unknown", "kind", "off_topic", "question", "unsure",
    "do_not_return", "double_booked", "offered_barred", "offered_booked", "miscounted", "not_recorded",
    "second_opinion",
]  # fmt: skip
"""One a check; each has its words in `prompts/replies/review.yaml` and its line in `docs/reviewer.md`."""


@dataclass(frozen=True)
class ProposedCall:
    """A call as an executor proposes it; ``arguments`` are as typed, with the defaults that the tool would take."""

    tool: str
    arguments: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """An argument, where it is text that says something."""
        value = self.arguments.get(name)
        return value if isinstance(value, str) and value.strip() else None

    def number(self, name: str) -> float | None:
        """An argument, where it is a number."""
        value = self.arguments.get(name)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of an argument that is a list."""
        value = self.arguments.get(name)
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


@dataclass(frozen=True)
class Finding:
    """Why a call is a drift."""

    code: Code
    facts: Mapping[str, str] = field(default_factory=dict)
    """What fills the words: {name}, {said}, {value}, ...; an empty one is told as nothing of the kind."""
