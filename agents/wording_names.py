"""Names in the wording of facts: who a report was about, and names that nobody on the bench has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.voice import Voice
from tools.log_failure import FailureLogged
from tools.log_fill import FillLogged
from tools.patterns import PatternAnswer
from tools.people import Ghost, Named


def names_of(people: Sequence[Named], ids: Sequence[str]) -> list[str]:
    """The names of those ids, in the order in which they were said."""
    return [person.name for person in people if person.worker_id in ids]


def unknown_names(ghosts: Sequence[Ghost], voice: Voice) -> Iterator[str]:
    """A sentence for each, with who is near it."""
    for ghost in ghosts:
        if ghost.near:
            yield voice.say("facts.ghost_near", name=ghost.name, near=voice.names(ghost.near, "or"))
        else:
            yield voice.say("facts.ghost", name=ghost.name)


def told_again(answer: FillLogged | FailureLogged, voice: Voice) -> Iterator[str]:
    """What stood already."""
    names = names_of(answer.people, answer.already_recorded)
    if names:
        yield voice.counted("facts.again", len(names), names=voice.names(names))


def dataset_label(dataset: str, voice: Voice) -> str:
    """A dataset as people call it; one of the shop's own by its own name."""
    key = f"facts.values.outside.{dataset}"
    return voice.raw(key) if not voice.is_the_tools and voice.has(key) else dataset


def column_label(becomes: str, voice: Voice) -> str:
    """What a column of a file becomes, as people call it; a column of the shop's own by its own name."""
    names = [voice.raw(f"added.fields.{one}") if voice.has(f"added.fields.{one}") else one.replace("_", " ")
             for one in becomes.split(" and ") if one]  # fmt: skip
    return voice.names(names) if names else voice.raw("added.fields.skip")


def role_and_place(answer: PatternAnswer) -> tuple[str, str]:
    """``Welder`` and ``Gary, IN`` of "Welder in Gary, IN"; the place may be empty."""
    role, _, place = answer.place.partition(" in ")
    return role, place


def fill_place(answer: PatternAnswer, voice: Voice) -> str:
    """``Welder in Gary, IN`` in the language of the voice."""
    said, place = role_and_place(answer)
    role = voice.people(1, said)
    return f"{role}{voice.say('search.in', place=place)}" if place else role
