"""Put a past success into memory as it is told, without a booking; for imports and other systems."""

from __future__ import annotations

from typing import Any

from memory.grammar import counted, in_words
from tools.endorsement import seed_playbook
from tools.people import Ghost, Named, find_people
from tools.refusals import not_wanted_back
from tools.shift import find_shift, most_common
from tools.tool import Answer, Arguments, Call, Moment, Name, Names, Tool


class SeedArguments(Arguments):
    """A past success."""

    workers: Names
    role: Name | None = None
    city: Name | None = None
    state: Name | None = None
    client: Name | None = None
    at: Moment | None = None


class Seeded(Answer):
    """The playbook, and which names are not on the bench."""

    playbook_id: str | None
    endorsed: tuple[str, ...]
    rejected_ghost_names: tuple[Ghost, ...]

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "workers": list(self.endorsed)}


def seed(call: Call) -> Seeded:
    """Add one playbook for everybody named; none where nobody of them is on the bench."""
    arguments: SeedArguments = call.arguments
    shift = find_shift(
        call.store, call.now, order=None, client=arguments.client, role=arguments.role,
        city=arguments.city, state=arguments.state, start=arguments.at,
    )  # fmt: skip
    people = find_people(call.store, arguments.workers, client=shift.client, city=shift.city)
    workers = list(people.workers)
    barred = call.store.experience.do_not_return(shift.client)
    unwanted = [w for w in workers if w.worker_id in barred]
    if shift.client and unwanted:
        raise not_wanted_back(shift.client, [Named(w.worker_id, w.name) for w in unwanted])
    role = shift.role or most_common([w.role for w in workers])
    if not workers or role is None:
        note = people.ghost_note() or "It is not known which role that was, so nothing was seeded."
        return Seeded(playbook_id=None, endorsed=(), rejected_ghost_names=people.ghosts, note=note)
    playbook_id = seed_playbook(
        call.writing, workers, role=role, city=shift.city, state=shift.state, client=shift.client, order_id=None,
        at=shift.start, source="seed",
    )  # fmt: skip
    said = f"Playbook {playbook_id} is kept: {counted(len(workers), role)}, {in_words([w.name for w in workers])}."
    return Seeded(
        playbook_id=playbook_id,
        endorsed=tuple(w.worker_id for w in workers),
        rejected_ghost_names=people.ghosts,
        note=" ".join(filter(None, [said, people.ghost_note()])),
    )


TOOL = Tool(
    name="seed_playbook",
    effect="write",
    summary="Put a past success into memory without a booking (for imports).",
    arguments=SeedArguments,
    answer=Seeded,
    run=seed,
)
