"""What else there is where too few fit: another city of the state, or a filter to leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from memory.bench import Filter
from memory.grammar import counted
from memory.search_types import SearchAnswer, SearchRequest
from memory.store import Store

CITIES_ASKED, CITIES_NAMED = 6, 3
Loosened = Literal[
    "certifications", "pay", "shift", "condition", "city", "availability", "do_not_return", "place"
]  # fmt: skip
"""A filter that can be left out; ``place`` is city and state."""
LOOSENED: Mapping[Loosened, str] = {
    "certifications": "the certifications",
    "pay": "the pay limit",
    "shift": "the shift",
    "condition": "the extra condition",
    "city": "the city",
    "availability": "availability",
    "do_not_return": "the client's do-not-return list",
    "place": "the city and state",
}


@dataclass(frozen=True)
class Looser:
    """The first filter that, left out alone, lets somebody through."""

    left_out: Loosened
    matches: int


@dataclass(frozen=True)
class Elsewhere:
    """How many of another city would fit. How far that is, the store does not know."""

    city: str
    matches: int


def elsewhere(store: Store, request: SearchRequest) -> tuple[Elsewhere, ...]:
    """The other cities of the state by how many of theirs fit; those with the most people are asked."""
    bench, city = store.bench(), (request.city or "").casefold()
    if not city or request.state is None:
        return ()
    there = bench.passing(Filter(role=request.role, state=request.state)).tolist()
    homes = (bench.cities[position] for position in there)
    living = Counter(home for home in homes if home and home.casefold() != city)
    found = [
        Elsewhere(other, store.search(replace(request, city=other, query=None, k=1)).sql_matches)
        for other, _people in living.most_common(CITIES_ASKED)
    ]
    most_first = sorted((one for one in found if one.matches), key=lambda one: (-one.matches, one.city))
    return tuple(most_first[:CITIES_NAMED])


def loosened(store: Store, request: SearchRequest) -> Looser | None:
    """Which single filter, left out, would let somebody through."""
    tries: Mapping[Loosened, SearchRequest] = {
        "certifications": replace(request, certifications=()),
        "pay": replace(request, max_pay_rate=None),
        "shift": replace(request, shift=None),
        "condition": replace(request, sql_filter=None),
        "city": replace(request, city=None),
        "availability": replace(request, availability=None),
        "do_not_return": replace(request, client=None),
        "place": replace(request, city=None, state=None),
    }
    for name, looser in tries.items():
        if looser != request:
            matches = store.search(replace(looser, k=1, query=None)).sql_matches
            if matches:
                return Looser(name, matches)
    return None


def hint(answer: SearchAnswer, looser: Looser | None) -> str:
    """What to try, in words."""
    if answer.already_booked:
        are = "is" if len(answer.already_booked) == 1 else "are"
        booked = counted(len(answer.already_booked), "worker")
        return f"Nobody is free. {booked} would fit but {are} booked then: try another start."
    if looser is None:
        return "Nobody on the bench fits, whichever filter is left out. Try another role or place."
    do = "does" if looser.matches == 1 else "do"
    return f"Nobody fits. Leave out {LOOSENED[looser.left_out]}, and {counted(looser.matches, 'worker')} {do}."
