"""What is set up and what is not, one line each: for `muster doctor` and for the set-up page."""

from __future__ import annotations

from collections.abc import Iterator

from agents.desk import Desk
from gateway.checks.check import Check, State
from gateway.checks.machine import checks_for_tests, machine_checks
from gateway.checks.store import store_checks

__all__ = ["Check", "State", "checks_for_tests", "examine", "machine_checks", "store_checks"]


def examine(desk: Desk, *, serving: bool = False) -> Iterator[Check]:
    """Look at every part of a desk once; ``serving`` where the desk itself is what listens on the port."""
    yield from store_checks(desk)
    yield from machine_checks(desk.settings, serving=serving)
