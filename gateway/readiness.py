"""Whether the desk may be sent requests."""

from __future__ import annotations

import threading
from collections.abc import Callable

from agents.desk import Desk
from memory.errors import MusterError


class Readiness:
    """Told by the server how far it is; asked by whoever sends it requests."""

    def __init__(self) -> None:
        self._warm = threading.Event()
        self._stopping = threading.Event()

    def warmed_up(self) -> None:
        """What the first message would have waited for is loaded."""
        self._warm.set()

    def stops(self) -> None:
        """What is under way is finished, and nothing new is taken."""
        self._stopping.set()

    def checks(self, desk: Desk) -> dict[str, str]:
        """Each part of readiness → ``ok``, else what is the matter."""
        return {
            "server": "stopping" if self._stopping.is_set() else "ok",
            "warm_up": "ok" if self._warm.is_set() else "under way",
            "ledger": _answers(desk.store.ledger.version),
            "lake": _answers(lambda: desk.store.lake.has("workers")),
        }


def _answers(ask: Callable[[], object]) -> str:
    try:
        ask()
    except MusterError as error:
        return error.code
    return "ok"
