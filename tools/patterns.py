"""What similar past fills had in common."""

from __future__ import annotations

from memory.patterns import Share
from memory.playbooks import place_words
from tools.place import Unknown, canonical_city, canonical_role, canonical_state, state_of
from tools.tool import Answer, Arguments, Call, Name, Tool


class PatternArguments(Arguments):
    """Which kind of fill."""

    role: Name
    city: Name | None = None
    state: Name | None = None


class PatternAnswer(Answer):
    """Traits that the people of similar fills share, most common first."""

    place: str
    fills: int
    workers: int
    certifications: tuple[Share, ...] = ()
    skills: tuple[Share, ...] = ()
    archetypes: tuple[Share, ...] = ()
    reliability: tuple[float, float, float] | None = None
    pattern: str | None = None
    unknown: Unknown | None = None
    """The name that the store does not have, where that is why nothing is found."""


def find_patterns(call: Call) -> PatternAnswer:
    """Look at the fills nearest to this role and place; an unknown name gives an empty answer with a hint."""
    arguments: PatternArguments = call.arguments
    store = call.store
    role = canonical_role(store, arguments.role)
    city = canonical_city(store, arguments.city) if arguments.city else None
    state = canonical_state(store, arguments.state) if arguments.state else None
    for value in (role, city, state):
        if isinstance(value, Unknown):
            return PatternAnswer(place="", fills=0, workers=0, note=value.words, unknown=value)
    place = place_words(str(role), _text(city), _text(state) or state_of(store, _text(city)))
    store.mirror.sync()
    found = store.patterns.find(store.bench(), place, call.now)
    return PatternAnswer(
        place=place,
        fills=found.fills,
        workers=found.workers,
        certifications=found.certifications,
        skills=found.skills,
        archetypes=found.archetypes,
        reliability=found.reliability,
        pattern=found.line,
        note=found.line or f"No fill like {place} has been recorded yet.",
    )


def _text(value: str | Unknown | None) -> str | None:
    return value if isinstance(value, str) else None


TOOL = Tool(
    name="patterns",
    effect="read",
    summary="What the people of similar past fills had in common.",
    arguments=PatternArguments,
    answer=PatternAnswer,
    run=find_patterns,
)
