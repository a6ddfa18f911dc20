"""Signatures that were answered: whoever sends one again, as they overheard it, is not let in a second time.

Slack signs each delivery anew, a retry too. A delivery that failed is not kept here, so it may come as it was.
"""

from __future__ import annotations

import time
from collections import OrderedDict

VALID_SECONDS = 300
"""How long Slack's own check takes a signature for good; older ones are refused by that."""


class Answered:
    """The signatures of the last minutes, the oldest first."""

    def __init__(self) -> None:
        self._at: OrderedDict[str, float] = OrderedDict()

    def holds(self, signature: str) -> bool:
        """Whether a request with this signature was answered."""
        self._forget()
        return bool(signature) and signature in self._at

    def keep(self, signature: str) -> None:
        """Remember it for as long as it would be believed."""
        if signature:
            self._at[signature] = time.monotonic()

    def _forget(self) -> None:
        oldest_believed = time.monotonic() - VALID_SECONDS - 1
        while self._at and next(iter(self._at.values())) < oldest_believed:
            self._at.popitem(last=False)
