"""Who is meant: the words for a person, settled by the conversation, or a question back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.mentions import Person
from agents.understanding.names import BenchWorker, Names

MOST_OPTIONS = 5
ONLY_ONE = 0.25
"""Doubt of the only one on the bench who is called so: a write asks first."""


@dataclass(frozen=True)
class Meant:
    """Full names in the order said, ids where the conversation settles them, and how sure that is."""

    names: tuple[str, ...]
    ids: dict[str, str]
    doubt: float = 0.0


@dataclass(frozen=True)
class Unclear:
    """``why`` names the words for the person; ``said`` is what could not be settled."""

    why: str
    said: str
    options: tuple[str, ...] = ()


def who_is_meant(people: Sequence[Person], focus: Focus, names: Names, *, write: bool) -> Meant | Unclear:
    """Settle everybody, or say whom not. In a write a corrected name must be one letter off, or among the shown."""
    found: list[str] = []
    ids: dict[str, str] = {}
    doubt = 0.0
    for person in people:
        settled = _settle(person, focus, names, write=write)
        if isinstance(settled, Unclear):
            return settled
        for name in settled.names:
            if name not in found:
                found.append(name)
        ids |= settled.ids
        doubt = max(doubt, settled.doubt)
    return Meant(tuple(found), ids, doubt)


def _settle(person: Person, focus: Focus, names: Names, *, write: bool) -> Meant | Unclear:
    if person.how == "nobody":
        return Unclear("who", person.said, _labels(focus.shown))
    if person.how == "reference":
        return _pointed_at(person, focus)
    if person.how == "id":
        return Meant((person.said,), {})
    if person.how == "single":
        return _alone(person, focus, names, write=write)
    if person.how == "ghost":
        return Meant((person.said,), {}, 0.1)
    if person.how == "typo":
        return _corrected(person, focus, write=write)
    near = [worker for worker in person.workers if worker.worker_id in _near_ids(focus)]
    chosen = near if len(near) == 1 else _in_city(person.workers, focus)
    name = (chosen or list(person.workers))[0].name
    settled = len(near) == 1 or (len(chosen) == 1 and len(person.workers) > 1)
    return Meant((name,), {name: chosen[0].worker_id} if settled else {})


def _near_ids(focus: Focus) -> set[str]:
    return {shown.worker_id for shown in (*focus.shown, *focus.recent, *focus.booked)}


def _in_city(workers: Sequence[BenchWorker], focus: Focus) -> list[BenchWorker]:
    return [worker for worker in workers if focus.city and worker.city == focus.city]


def _corrected(person: Person, focus: Focus, *, write: bool) -> Meant | Unclear:
    near = [worker for worker in person.workers if worker.worker_id in _near_ids(focus)]
    same_name = {worker.name for worker in person.workers}
    if len(near) == 1:
        return Meant((near[0].name,), {near[0].name: near[0].worker_id}, 0.1)
    if len(same_name) == 1 and (person.wrong_letters == 1 or not write):
        return Meant((person.workers[0].name,), {}, 0.12)
    why = "did_you_mean" if len(person.workers) > 1 else "nobody_called"
    return Unclear(why, person.said, tuple(worker.label for worker in person.workers[:MOST_OPTIONS]))


def _alone(person: Person, focus: Focus, names: Names, *, write: bool) -> Meant | Unclear:
    """A first or last name: settled only where exactly one of the cards, else of the bookings, has it."""
    word = person.said.lower()
    forms = {word, *names.nicknames.get(word, ())}
    for pool in (focus.shown, focus.booked, focus.recent):
        fits = _unique(shown for shown in pool if forms & set(shown.words[:1]) or word in shown.words)
        if len(fits) == 1:
            return Meant((fits[0].name,), {fits[0].name: fits[0].worker_id})
        if fits:
            return Unclear("which", person.said, tuple(_label(shown, names) for shown in fits[:MOST_OPTIONS]))
    workers = person.workers or tuple(names.called(word))
    if not workers:
        return Unclear("unknown", person.said)
    if len(workers) == 1 and not write:
        return Meant((workers[0].name,), {workers[0].name: workers[0].worker_id}, ONLY_ONE)
    if len(workers) == 1:
        return Unclear("only_one", person.said, (workers[0].label,))
    here = sorted(workers, key=lambda worker: (worker.city != focus.city, worker.role != focus.role))
    return Unclear("which", person.said, tuple(worker.label for worker in here[:MOST_OPTIONS]))


def _pointed_at(person: Person, focus: Focus) -> Meant | Unclear:
    """Whom "him", "them", "the second one" means."""
    kind, _, place = person.spec.partition(" ")
    chosen: Sequence[ShownWorker] = ()
    if kind == "shown":
        first, _, last = place.partition("-")
        chosen = focus.shown[int(first) - 1 : int(last or first)]
        if len(chosen) < int(last or first) - int(first) + 1:
            chosen = ()
    elif kind == "last":
        chosen = focus.shown[-1:]
    else:
        pools = [pool for pool in (focus.recent, focus.shown) if pool]
        several = next((pool for pool in pools if len(pool) > 1), None)
        if kind == "many" and several is not None and len(several) <= max(MOST_OPTIONS, focus.headcount or 0):
            chosen = several
        elif pools and len(pools[0]) == 1:
            chosen = pools[0]
    if not chosen:
        return Unclear("who", person.said, _labels(focus.recent or focus.shown))
    return Meant(tuple(shown.name for shown in chosen), {shown.name: shown.worker_id for shown in chosen})


def _unique(shown: object) -> list[ShownWorker]:
    return list({one.worker_id: one for one in shown}.values())  # type: ignore[attr-defined]


def _labels(shown: Sequence[ShownWorker]) -> tuple[str, ...]:
    return tuple(one.name for one in shown[:MOST_OPTIONS])


def _label(shown: ShownWorker, names: Names) -> str:
    found = names.exact(shown.words) if len(shown.words) > 1 else None
    workers = found.workers if found else ()
    return next((worker.label for worker in workers if worker.worker_id == shown.worker_id), shown.name)
