"""A figure behind "for" that nothing marks: "a packer for 7" starts at seven, "packers for 7" may be seven of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import time

from agents.understanding.hours import read_clock
from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Hours, Mention
from agents.understanding.words import Word

FOR = frozenset({"for", "para"})
A = frozenset({"a", "an", "another", "un", "una", "otro", "otra"})
ONE_OF_THEM = frozenset({"someone", "somebody", "anyone", "anybody", "alguien"})
GROUPS = frozenset({"crew", "staff", "people", "gente", "labor", "folks", "hands", "bodies", "heads"})
"""Of these "a crew for 7" has seven."""
ENDS = frozenset({".", ";", "!", "?", "\n"})
LAST_HOUR, MOST_BETWEEN = 12, 2
"""A bare figure above this is no hour; words that may stand between "a" and who is wanted."""


def starts(words: Sequence[Word], found: Sequence[Mention], counted: Collection[int]) -> Iterator[Mention]:
    """Hours for the bare figures of a message whose people are counted already.

    ``counted``: places of the figures that count people.
    """
    for place in _bare(words, found, counted):
        if _known_how_many(words, place, found, counted):
            moment = _hour(words, place)
            if moment is not None:
                yield Mention("hours", place - 1, place + 1, Hours(moment))


def count_or_hour(lattice: Lattice) -> tuple[int, time] | None:
    """The place of a figure that is a count or an hour, and that hour: "packers for 7". None where there is none."""
    words = lattice.message.words
    found = [mention for mentions in lattice.mentions for mention in mentions]
    if any(mention.kind == "hours" for mention in found):
        return None
    roles = [mention for mention in found if mention.kind == "role"]
    for place in _bare(words, found, ()):
        moment = _hour(words, place)
        counts = any(mention.kind == "count" for mention in lattice.mentions[place])
        if moment is not None and counts and any(role.end == place - 1 for role in roles):
            return place, moment
    return None


def _bare(words: Sequence[Word], found: Sequence[Mention], counted: Collection[int]) -> Iterator[int]:
    """Places of figures up to twelve behind "for", with nothing behind them that they would count."""
    begun = {
        mention.start for mention in found if mention.kind in {"date", "client", "city", "state", "shift", "there"}
    }
    taken = {
        place
        for mention in found
        if mention.kind in {"date", "span", "pay", "order_id", "draft_id", "street", "phone", "hours", "k"}
        for place in range(mention.start, mention.end)
    }
    for place in range(1, len(words)):
        figure = words[place].norm
        if words[place - 1].norm not in FOR or not figure.isdigit() or place in taken or place in counted:
            continue
        behind = place + 1
        alone = behind == len(words) or behind in begun or not words[behind].norm.isalnum()
        if 0 < int(figure) <= LAST_HOUR and (alone or words[behind].norm in BEHIND):
            yield place


BEHIND = frozenset("at in on with and please pls thanks over near en con y por".split())
"""Words that go on with something else than who is counted."""


def _known_how_many(words: Sequence[Word], place: int, found: Sequence[Mention], counted: Collection[int]) -> bool:
    """Whether the sentence has said how many before: "a packer", "2 packers", "somebody"."""
    first = next((back + 1 for back in range(place - 1, -1, -1) if words[back].norm in ENDS), 0)
    if any(first <= one < place for one in counted):
        return True
    people = [one for one in found if one.kind in {"role", "people"} and first <= one.start and one.end < place]
    for one in people:
        said = words[one.end - 1].norm
        before = {word.norm for word in words[max(first, one.start - 1 - MOST_BETWEEN) : one.start]}
        if said in ONE_OF_THEM or (before & A and said not in GROUPS):
            return True
    return False


def _hour(words: Sequence[Word], place: int) -> time | None:
    night = any(word.norm in {"night", "nights", "tonight", "noche"} for word in words)
    return read_clock(words[place].norm, None, "", night=night)
