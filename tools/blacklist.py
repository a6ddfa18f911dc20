"""A client's do-not-return list: who must not be sent there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from memory.bench import Worker
from memory.experience import STANDING
from memory.grammar import counted, in_words
from memory.ledger.tables import to_text
from tools.people import Ghost, Named, find_people
from tools.place import known_client
from tools.tool import Answer, Arguments, Call, Name, Tool


class BlacklistArguments(Arguments):
    """Whose list, and what to do with it."""

    action: Literal["add", "remove", "list"]
    client: Name
    workers: Annotated[list[Name], Field(max_length=200)] = Field(default_factory=list)
    reason_text: str | None = None

    @model_validator(mode="after")
    def _somebody(self) -> BlacklistArguments:
        if self.action != "list" and not self.workers:
            raise ValueError(f"{self.action} needs workers")
        return self


@dataclass(frozen=True)
class Barred:
    """One name on the list."""

    worker_id: str
    name: str
    reason_text: str | None
    since: str
    staffer: str


@dataclass(frozen=True)
class HitBooking:
    """A future booking that the list now speaks against; a person decides about it."""

    booking_id: str
    name: str
    start: str


class ClientList(Answer):
    """The list as it is now."""

    client: str
    workers: tuple[Barred, ...]
    people: tuple[Named, ...] = ()
    changed: tuple[str, ...] = ()
    future_bookings: tuple[HitBooking, ...] = ()
    rejected_ghost_names: tuple[Ghost, ...] = ()

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "client": self.client, "workers": list(self.changed)}


def blacklist(call: Call) -> ClientList:
    """Add to, remove from, or read a client's list. Raises NotFound for an unknown client."""
    arguments: BlacklistArguments = call.arguments
    client = known_client(call.store, arguments.client).client
    people = find_people(call.store, arguments.workers, client=client)
    unit = call.writing
    changed: list[Worker] = []
    hits: list[HitBooking] = []
    for worker in people.workers:
        key = {"client": client, "worker_id": worker.worker_id}
        listed = bool(unit.rows("blacklist", **key))
        if arguments.action == "add" and not listed:
            said = {"name": worker.name, "reason_text": arguments.reason_text, "at": to_text(call.now)}
            unit.insert("blacklist", key | said | {"staffer": call.caller.staffer})
            changed.append(worker)
        elif arguments.action == "remove" and listed:
            unit.delete("blacklist", key)
            changed.append(worker)
        if arguments.action == "add":
            hits += _future_bookings(call, worker, client)
    rows = [
        Barred(row["worker_id"], row["name"], row["reason_text"], row["at"], row["staffer"])
        for row in sorted(unit.rows("blacklist", client=client), key=lambda row: str(row["at"]))
    ]
    return ClientList(
        client=client,
        workers=tuple(rows),
        people=people.named,
        changed=tuple(worker.worker_id for worker in changed),
        future_bookings=tuple(hits),
        rejected_ghost_names=people.ghosts,
        note=" ".join(filter(None, [_words(arguments.action, client, changed, people.workers, rows, hits),
                                    people.ghost_note()])),
    )  # fmt: skip


def _future_bookings(call: Call, worker: Worker, client: str) -> list[HitBooking]:
    now = to_text(call.now)
    return [
        HitBooking(row["booking_id"], worker.name, row["start"])
        for row in call.writing.rows("bookings", worker_id=worker.worker_id)
        if row["stage"] in STANDING
        and row["start_stated"]
        and row["start"] > now
        and (row["client"] or "").casefold() == client.casefold()
    ]


def _words(
    action: str,
    client: str,
    changed: list[Worker],
    named: tuple[Worker, ...],
    rows: list[Barred],
    hits: list[HitBooking],
) -> str:
    if action == "list":
        if not rows:
            return f"{client} has nobody on its do-not-return list."
        return f"{client} does not want {counted(len(rows), 'worker')} back: {in_words([row.name for row in rows])}."
    names = in_words([worker.name for worker in changed]) if changed else ""
    if action == "add":
        said = f"{names} will not be sent to {client} again." if names else ""
        standing = [worker.name for worker in named if worker not in changed]
        were = "was" if len(standing) == 1 else "were"
        also = f"{in_words(standing)} {were} on {client}'s list already; nothing changed." if standing else ""
        people = list(dict.fromkeys(hit.name for hit in hits))
        still = "is" if len(people) == 1 else "are"
        booked = f"{in_words(people)} {still} still booked there: find a replacement." if hits else ""
        return " ".join(filter(None, [said, also, booked]))
    if names:
        return f"{names} may go to {client} again."
    asked = [worker.name for worker in named]
    were = "was" if len(asked) == 1 else "were"
    return f"{in_words(asked)} {were} not on {client}'s list; nothing changed." if asked else ""


TOOL = Tool(
    name="blacklist",
    effect="write",
    summary="Add to, remove from or list a client's do-not-return list.",
    arguments=BlacklistArguments,
    answer=ClientList,
    run=blacklist,
    datasets=frozenset({"workers", "clients"}),
    only_reads=lambda arguments: bool(arguments.action == "list"),
)
