"""Refusals that several tools share: somebody whom a client does not want back, somebody who is booked elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from memory.errors import Conflict
from memory.grammar import in_words
from memory.ledger.ledger import Row
from tools.people import Named


def not_wanted_back(client: str, people: Sequence[Named]) -> Conflict:
    """That a client does not want some people back."""
    names = [person.name for person in people]
    return Conflict(
        f"{client} does not want {in_words(names)} back.",
        code="do_not_return",
        hint="Send somebody else, or take the name off the client's list first.",
        details={"workers": [person.worker_id for person in people], "names": names, "client": client},
    )


def booked_then(person: Named, clash: Row) -> Conflict:
    """That somebody stands on another booking at that time."""
    return Conflict(
        f"{person.name} is booked at {clash['client'] or 'another site'} then.",
        code="double_booked",
        hint="Choose another time or somebody else, or cancel that booking first.",
        details={
            "worker_id": person.worker_id,
            "name": person.name,
            "client": clash["client"],
            "booking_id": clash["booking_id"],
            "start": clash["start"],
        },
    )
