"""The desk that answers now: the demo's, until the shop has a bench of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from agents import settings as places
from agents.desk import Desk
from memory.errors import MusterError

log = logging.getLogger("muster.desk")
RETRY_SECONDS = 5
"""How long the demo goes on answering before an own store that could not be opened is tried again."""


class CurrentDesk:
    """Hands out one desk to everybody; leaves the demo for one's own store once there is one, and never goes back.

    Whoever got the demo's desk before finishes with it: it stays open until the end. With `Settings.data` set there is
    nothing to change to.
    """

    def __init__(self, desk: Desk, open_desk: Callable[..., Desk] = Desk) -> None:
        self._desk = desk
        self._open_desk = open_desk
        self._lock = threading.Lock()
        self._opened: list[Desk] = []
        self._try_at = 0.0

    @property
    def is_behind(self) -> bool:
        """Whether one's own store has come into being since; two looks at the disk."""
        desk = self._desk
        on_demo = desk.settings.data is None and desk.folder == places.DEMO_FOLDER
        return on_demo and desk.settings.folder() != desk.folder and time.monotonic() >= self._try_at

    def in_place(self) -> Desk:
        """The desk that answered last, at once: it may be the demo's where `now` would leave that."""
        return self._desk

    def now(self) -> Desk:
        """The desk to ask. Opening another takes seconds, and who asks meanwhile waits: nobody who comes after the
        first own ingest is answered from the demo."""
        if self.is_behind:
            with self._lock:
                if self.is_behind:
                    self._change()
        return self._desk

    def _change(self) -> None:
        left = self._desk
        try:
            desk = self._open_desk(left.settings, leaving=left)
            desk.warm_up()
        except MusterError as error:
            self._try_at = time.monotonic() + RETRY_SECONDS
            log.warning("the own store cannot be opened yet, the demo goes on answering: %s", error.message)
            return
        self._opened.append(desk)
        self._desk = desk
        log.warning("the desk now answers from the own bench in %s", desk.folder)

    def close(self) -> None:
        """Let go of the desks that were opened on the way; the first one is its owner's to close."""
        for desk in self._opened:
            desk.close()
