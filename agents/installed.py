"""The desk of this process, for a surface that its framework loads by path and that can be handed nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents.desk import Desk

_installed: list[Callable[[], Desk]] = []


def install(find: Callable[[], Desk]) -> None:
    """Have `installed_desk` answer what ``find`` finds; it takes the place of an earlier one."""
    _installed[:] = [find]


def installed_desk() -> Desk:
    """The desk to ask now; it may take seconds to open. Raises RuntimeError where composition forgot to install one."""
    if not _installed:
        raise RuntimeError("no desk is installed: call agents.installed.install(find) before serving")
    return _installed[0]()
