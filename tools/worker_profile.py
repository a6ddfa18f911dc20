"""What is known about a worker: the record, the history, and where not to send them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from memory.bench import Worker
from tools.masking import masked
from tools.people import Ghost, find_people
from tools.tool import Answer, Arguments, Call, Moment, Names, Tool

SHOWN = 10


class ProfileArguments(Arguments):
    """Whose record."""

    workers: Names
    start: Moment | None = Field(None, description="a day that is asked about: whether they are free then")


@dataclass(frozen=True)
class PastBooking:
    """A booking and how far it got."""

    client: str | None
    role: str | None
    city: str | None
    start: str
    stage: str


@dataclass(frozen=True)
class PastFailure:
    """A failure that was reported."""

    reason: str
    client: str | None
    at: str
    called_off: bool = False
    """They said before the shift that they would not come."""


@dataclass(frozen=True)
class Record:
    """One worker."""

    worker: Worker
    bookings: tuple[PastBooking, ...]
    failures: tuple[PastFailure, ...]
    contacts: int
    not_to: tuple[str, ...]
    """Clients that do not want this worker back."""


class Profiles(Answer):
    """The records in the order asked for."""

    records: tuple[Record, ...]
    rejected_ghost_names: tuple[Ghost, ...]
    asked: datetime | None = None
    """In the day that is asked about."""


def worker_profile(call: Call) -> Profiles:
    """Read the records; contact details and pay are masked for a viewer."""
    arguments: ProfileArguments = call.arguments
    people = find_people(call.store, arguments.workers)
    experience = call.store.experience
    records = tuple(
        Record(
            worker=masked(worker, call.caller),
            bookings=tuple(
                PastBooking(row["client"], row["role"], row["city"], row["start"], row["stage"])
                for row in experience.bookings(worker.worker_id)[:SHOWN]
            ),
            failures=tuple(
                PastFailure(row["reason"], row["client"], row["at"], experience.kind(row) == "called_off")
                for row in experience.failures(worker.worker_id)[:SHOWN]
            ),
            contacts=len(call.store.mirror.grouped("contacts", "worker_id").get(worker.worker_id, ())),
            not_to=tuple(str(row["client"]) for row in experience.barred_at(worker.worker_id)),
        )
        for worker in people.workers
    )
    return Profiles(records=records, rejected_ghost_names=people.ghosts, note=people.ghost_note(skipped=""),
                    asked=arguments.start)  # fmt: skip


TOOL = Tool(
    name="worker_profile",
    effect="read",
    summary="Show a worker's record, history, and the clients they may not be sent to.",
    arguments=ProfileArguments,
    answer=Profiles,
    run=worker_profile,
)
