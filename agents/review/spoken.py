"""Whom a message speaks of: each name and each "him", and who of the bench it can mean in this conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Mention, Person
from agents.understanding.names import Names
from agents.understanding.words import Word

MOST_MEANT = 10
"""Cards that "them" may mean."""


@dataclass(frozen=True)
class Spoken:
    """Words ``start`` to ``end`` speak of somebody."""

    said: str
    start: int
    end: int
    worker_ids: frozenset[str]
    """Who can be meant; empty for a name that nobody here has."""
    certain: bool = False
    """They are meant for certain: a report must not leave them out."""
    group: bool = False
    """All of ``worker_ids`` are meant: "both", "the first two"."""
    several: bool = False
    """A name that fits several people whom nothing tells apart."""
    wrong_letters: int = 0
    past_the_list: bool = False
    """A place of the list ("the fifth one") that it does not have."""


def spoken_of(lattice: Lattice, focus: Focus, names: Names, weak: frozenset[str]) -> tuple[Spoken, ...]:
    """Everybody, in the order of the words. ``weak`` are references that mean nobody where somebody is named."""
    words = lattice.message.words
    mentions = [mention for place in lattice.mentions for mention in place]
    single = [mention for mention in mentions if len(mention.people) == 1]
    wide = [mention for mention in single if _is_wide(mention.people[0], words[mention.start : mention.end])]
    places = {place for m in mentions if m.kind in {"client", "city", "role", "state"} and m.cost <= 0.1
              for place in range(m.start, m.end)}  # fmt: skip
    named: list[Spoken] = []
    references: list[Mention] = []
    for mention in single:
        person = mention.people[0]
        if person.how == "reference":
            references.append(mention)
        elif person.how != "nobody" and not any(_inside(mention, other) for other in wide):
            named.append(_named(mention, person, focus, names, taken=mention.start in places))
    pointed = [
        _pointed_at(mention, mention.people[0], focus, named)
        for mention in references
        if not (named and {word.norm for word in words[mention.start : mention.end]} <= weak)
    ]
    return tuple(sorted((*named, *pointed), key=lambda one: (one.start, one.end)))


def _is_wide(person: Person, words: Sequence[Word]) -> bool:
    """Whether no shorter reading of these words is meant: a full name, or two capitals that nobody is called by."""
    return person.how in {"name", "typo"} or (person.how == "ghost" and all(word.capital for word in words))


def _inside(inner: Mention, outer: Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start


def _named(mention: Mention, person: Person, focus: Focus, names: Names, *, taken: bool) -> Spoken:
    start, end = mention.start, mention.end
    if person.how == "single":
        known = _in_conversation(person.said.lower(), focus, names)
        if known:
            ids = frozenset(one.worker_id for one in known)
            return Spoken(person.said, start, end, ids, len(ids) == 1 and not taken, several=len(ids) > 1)
        people = person.workers
        if len(people) > 1:
            return Spoken(person.said, start, end, frozenset(), several=True)
        return Spoken(person.said, start, end, frozenset(worker.worker_id for worker in people))
    ids = frozenset(worker.worker_id for worker in person.workers)
    one_name = len({worker.name for worker in person.workers}) == 1
    certain = one_name and person.wrong_letters <= 1
    return Spoken(
        person.said, start, end, ids, certain, several=not one_name and bool(ids), wrong_letters=person.wrong_letters
    )


def _in_conversation(word: str, focus: Focus, names: Names) -> list[ShownWorker]:
    """The cards, else the bookings, else the people last spoken of, who are called so."""
    forms = {word, *names.nicknames.get(word, ())}
    for pool in (focus.shown, focus.booked, focus.recent):
        fits = [one for one in pool if forms & set(one.words[:1]) or word in one.words]
        if fits:
            return fits
    return []


def _pointed_at(mention: Mention, person: Person, focus: Focus, named: Sequence[Spoken]) -> Spoken:
    start, end = mention.start, mention.end
    kind, _, place = person.spec.partition(" ")
    if kind == "shown":
        first, _, last = place.partition("-")
        chosen = focus.shown[int(first) - 1 : int(last or first)]
        short = len(chosen) < int(last or first) - int(first) + 1
        return Spoken(person.said, start, end, _ids(chosen), not short, group=True, past_the_list=short)
    if kind == "last":
        return Spoken(person.said, start, end, _ids(focus.shown[-1:]), bool(focus.shown))
    before = frozenset(worker_id for one in named if one.end <= start for worker_id in one.worker_ids)
    if before and kind == "one":
        return Spoken(person.said, start, end, before)
    recent, shown = _ids(focus.recent), _ids(focus.shown[:MOST_MEANT])
    if kind == "one":
        return Spoken(person.said, start, end, recent or shown)
    many = recent if len(recent) > 1 else shown or recent
    return Spoken(person.said, start, end, before | many, certain=len(many) == 2 and not before, group=True)


def _ids(people: Iterable[ShownWorker]) -> frozenset[str]:
    return frozenset(one.worker_id for one in people)
