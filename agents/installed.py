"""The desk of this process, for a surface that its framework loads by path and that can be handed nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agents.desk import Desk

_installed: list[Desk] = []


def install(desk: Desk) -> None:
    """Make ``desk`` the one that `installed_desk` answers; it takes the place of an earlier one."""
    _installed[:] = [desk]


def installed_desk() -> Desk:
    """The desk that was installed. Raises RuntimeError where composition forgot it."""
    if not _installed:
        raise RuntimeError("no desk is installed: call agents.installed.install(desk) before serving")
    return _installed[0]
