"""The desk of this process, for a surface that its framework loads by path and that can be handed nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents.desk import Desk

_installed: list[Callable[[], Desk]] = []
_in_place: list[Callable[[], Desk]] = []


def install(find: Callable[[], Desk], in_place: Callable[[], Desk] | None = None) -> None:
    """Have `installed_desk` answer what ``find`` finds; it takes the place of an earlier one.

    ``in_place`` finds the desk that is open already, at once.
    """
    _installed[:] = [find]
    _in_place[:] = [in_place or find]


def desk_in_place() -> Desk:
    """The desk that is open: an event loop must not wait for another. Raises RuntimeError as `installed_desk`."""
    return _found(_in_place)


def installed_desk() -> Desk:
    """The desk to ask now; it may take seconds to open. Raises RuntimeError where composition forgot to install one."""
    return _found(_installed)


def _found(finders: list[Callable[[], Desk]]) -> Desk:
    if not finders:
        raise RuntimeError("no desk is installed: call agents.installed.install(find) before serving")
    return finders[0]()
