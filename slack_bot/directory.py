"""Who a Slack user is at the shop; the people's own room stands behind this, handed over at composition."""

from __future__ import annotations

from typing import Protocol

from agents.messages import Person


class LinkRefused(Exception):
    """A code that links nobody; its text says why and what to do."""


class Directory(Protocol):
    """External ids of Slack are ``<team>:<user>``."""

    def by_identity(self, kind: str, external_id: str) -> Person | None:
        """The person of this account; None for a stranger."""
        ...

    def link_by_code(self, kind: str, external_id: str, code: str) -> Person:
        """Link the account to whom the code was made for. Raises LinkRefused."""
        ...

    def is_configured(self) -> bool:
        """Whether people are set up at all."""
        ...
