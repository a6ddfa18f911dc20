"""Who is meant: worker ids and names from a call, resolved against the bench."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from memory.bench import Bench, Worker
from memory.errors import Conflict
from memory.grammar import in_words
from memory.store import Store
from tools.place import same_name

MOST_CHOICES = 5
NEAR_SCORE = 75
_WORKER_ID = re.compile(r"[A-Za-z]+[-_]?\d+")


@dataclass(frozen=True)
class Ghost:
    """A name that is not on the bench."""

    name: str
    near: tuple[str, ...]
    """Names on the bench that look like it."""


@dataclass(frozen=True)
class Named:
    """Somebody a report was about."""

    worker_id: str
    name: str


@dataclass(frozen=True)
class People:
    """What a list of ids and names came to."""

    workers: tuple[Worker, ...]
    ghosts: tuple[Ghost, ...]

    @property
    def named(self) -> tuple[Named, ...]:
        return tuple(Named(worker.worker_id, worker.name) for worker in self.workers)

    def ghost_note(self, *, skipped: str = " and was skipped") -> str:
        """One sentence on each name that is not on the bench; empty where there are none."""
        parts = []
        for ghost in self.ghosts:
            near = f" (did you mean {in_words(ghost.near, 'or')}?)" if ghost.near else ""
            parts.append(f"{ghost.name} is not on the bench{skipped}{near}.")
        return " ".join(parts)


def find_people(store: Store, wanted: Sequence[str], *, client: str | None = None, city: str | None = None) -> People:
    """Resolve ids and names; somebody named twice counts once.

    A name that fits several people is settled by the client's bookings, then by the city. Raises Conflict
    (``ambiguous_worker``, with at most five candidates) where it is still several: nothing is guessed.
    """
    bench = store.bench()
    store.mirror.sync()
    ids: dict[str, None] = {}
    ghosts: list[Ghost] = []
    for text in wanted:
        name = " ".join(text.split())
        fits = who_fits(store, name, client=client, city=city)
        if len(fits) > 1:
            raise _ambiguous(bench, name, fits)
        if fits:
            ids[fits[0]] = None
        else:
            ghosts.append(Ghost(name, _near(bench, name)))
    return People(tuple(bench.workers(list(ids))), tuple(ghosts))


def who_fits(store: Store, name: str, *, client: str | None, city: str | None) -> list[str]:
    """Worker ids that an id or a name can mean, after the client's bookings and the city, as of the last sync."""
    bench = store.bench()
    if bench.positions([name])[0] >= 0:
        return [name]
    fits = [str(bench.worker_ids[position]) for position in bench.named(name)]
    if len(fits) > 1 and client is not None:
        known = [w for w in fits if any(same_name(b["client"], client) for b in store.experience.bookings(w))]
        fits = known or fits
    if len(fits) > 1 and city is not None:
        local = [w for w in fits if same_name(bench.cities[bench.positions([w])[0]], city)]
        fits = local or fits
    return fits


def _ambiguous(bench: Bench, name: str, fits: list[str]) -> Conflict:
    people = bench.workers(fits[:MOST_CHOICES])
    return Conflict(
        f"{len(fits)} people on the bench are called {name}.",
        code="ambiguous_worker",
        hint="Say which: use the worker's id.",
        details={
            "name": name,
            "count": len(fits),
            "candidates": [
                {"worker_id": w.worker_id, "name": w.name, "role": w.role, "city": w.city, "state": w.state}
                for w in people
            ],
        },
    )


def _near(bench: Bench, name: str) -> tuple[str, ...]:
    """Names on the bench like this one; for an unknown id there are none."""
    if _WORKER_ID.fullmatch(name):
        return ()
    keys = bench.name_keys()
    found = process.extract(name.casefold(), keys.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_SCORE, limit=3)
    return tuple(bench.names[keys[key][0]] for key, _score, _index in found)
