"""Every error that Muster raises on purpose, in one tree.

    MusterError
    ├── BadInput        400  the caller can mend it: a broken file, a date that is no date
    ├── NotAllowed      403  out of the caller's scope or right
    ├── NotFound        404  no such dataset, order, worker or client
    ├── Conflict        409  against something that stands: a schema, a booking, a do-not-return
    ├── ModelDown       502  an embedding or chat model that was asked for by name is away
    └── StorageDown     503  a bucket, the lake or the ledger cannot be written

A surface shows ``message`` and ``hint``; a program reads ``code`` and ``details``. Whatever is not of this tree is a
bug: the caller gets a reference code and the traceback goes to the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class MusterError(Exception):
    """An expected failure with words for the person who met it."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "error"

    def __init__(
        self, message: str, *, hint: str = "", code: str | None = None, details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        """What happened, one sentence."""
        self.hint = hint
        """What to do next, one sentence; empty where nothing helps."""
        self.code = code or self.default_code
        """A stable snake_case name, listed in docs/errors.md."""
        self.details = dict(details or {})
        """Facts for a program: candidates, fingerprints, line numbers."""


class BadInput(MusterError):
    """The caller can mend it."""

    status = 400
    default_code = "bad_input"


class NotAllowed(MusterError):
    """Out of the caller's scope or right."""

    status = 403
    default_code = "not_allowed"


class NotFound(MusterError):
    """The named thing does not exist."""

    status = 404
    default_code = "not_found"


class Conflict(MusterError):
    """Against something that stands."""

    status = 409
    default_code = "conflict"


class ModelDown(MusterError):
    """A model that was asked for by name is away."""

    status = 502
    default_code = "model_down"


class StorageDown(MusterError):
    """The store cannot be written or read just now."""

    status = 503
    default_code = "storage_down"
