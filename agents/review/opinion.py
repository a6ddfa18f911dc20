"""A second opinion on a proposal, such as a language model's: it may only make the reviewer stricter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agents.review.findings import ProposedCall
from agents.verdicts import Drift, Verdict


class SecondOpinion(Protocol):
    """Judges the calls of one proposal: one verdict a call, in their order."""

    def judge(self, text: str, calls: Sequence[ProposedCall]) -> Sequence[Verdict]: ...


def stricter(first: Verdict, second: Verdict) -> Verdict:
    """The first verdict, unless only the second finds a drift."""
    return second if isinstance(second, Drift) and not isinstance(first, Drift) else first
