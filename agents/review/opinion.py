"""A second opinion on a proposal, such as a language model's: it may only make the reviewer stricter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from agents.review.findings import Finding, ProposedCall


class SecondOpinion(Protocol):
    """Reads a message and the calls that are proposed for it."""

    def objections(self, text: str, calls: Sequence[ProposedCall]) -> Sequence[str | None]:
        """For each call, in their order, a sentence on why it leaves the message; None where it does not."""
        ...


def stricter(findings: Mapping[int, Finding], objections: Sequence[str | None]) -> dict[int, Finding]:
    """The findings, and one for each call that only the second opinion objects to. Nothing is ever taken away."""
    added = {
        place: Finding("second_opinion", {"said": objection}) for place, objection in enumerate(objections) if objection
    }
    return {**added, **findings}
