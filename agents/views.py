"""The desks of those who see a part of the bench, each put together once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from langgraph.checkpoint.sqlite import SqliteSaver

from tools.tool import MARK, Profile

if TYPE_CHECKING:
    from agents.desk import Desk

VIEWS_KEPT = 16
"""Each holds the names of its part of the bench; a further one takes the place of the one made first."""


class Views:
    """Views of one desk, by what a profile sees."""

    def __init__(self, whole: Desk) -> None:
        self._whole = whole
        self._made: dict[str, Desk] = {}
        self._lock = threading.Lock()

    def of(self, profile: Profile) -> Desk:
        """The desk of a profile. Which datasets it sees is the gate's to check, call by call."""
        if profile.where is None:
            return self._whole
        with self._lock:
            if profile.mark not in self._made:
                while len(self._made) >= VIEWS_KEPT:
                    self._made.pop(next(iter(self._made)))
                self._made[profile.mark] = self._whole.narrowed(profile, profile.where)
            return self._made[profile.mark]


def threads_of(saver: SqliteSaver, thread: str) -> Iterator[str]:
    """A conversation, and what was said in it under any binding, whatever that profile is by now."""
    yield thread
    ending = f":{thread}"
    with saver.cursor(transaction=False) as cursor:
        cursor.execute(
            "SELECT DISTINCT thread_id FROM checkpoints WHERE substr(thread_id, -length(?)) = ?", (ending, ending)
        )
        found = [str(row[0]) for row in cursor.fetchall()]
    yield from (one for one in found if MARK.fullmatch(one.removesuffix(thread)))
