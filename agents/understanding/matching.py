"""Which sentence a clause is: a walk through the graph of sentences along the lattice, the cheapest reading wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Mention
from agents.understanding.sentences import Frame, Node, is_text

IDLE, FREE, REST, LEAD, TWICE, DROPPED, WORD = 0.01, 0.06, 0.5, 0.45, 1.5, 0.05, -0.03
"""Cost of an idle word, of a word in a free slot, of a wish, of a word passed over, of a second value for one slot, of
a mention that the tool has no use for; a sentence's own word earns."""
MANY = frozenset({"certification", "pay", "date", "hours"})
"""Kinds of which a clause may mention several."""
TELLING = frozenset({"role", "city", "state", "client", "certification", "shift", "order_id", "pay"})
"""Kinds that make a search of a sentence about people."""
ASKING = frozenset({"who", "quien", "quienes"})
SURE_MENTION = 0.1
MOST_STATES, MOST_NAME_WORDS, MOST_COST = 120, 6, 5.0


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a reading, and the one before it."""

    before: Step | None
    mention: Mention | None = None
    free: str = ""
    """The argument whose words this one is of."""
    rest: bool = False
    """A word that no sentence has."""
    lead: bool = False
    """Such a word before the sentence began."""
    place: int = -1


@dataclass(slots=True)
class State:
    """A reading so far."""

    cost: float
    node: Node
    step: Step | None
    kinds: frozenset[str]


@dataclass(frozen=True)
class Match:
    """A clause, words ``start`` to ``end``, read as a sentence."""

    start: int
    end: int
    frame: Frame
    sentence: str
    cost: float
    mentions: tuple[Mention, ...]
    free: dict[str, tuple[int, int]]
    """Argument → the words that it takes."""
    rest: tuple[int, ...]
    """Places of the words that are a wish, or are passed over."""
    leading: int
    """How many words before the sentence were passed over."""
    guessed: bool = False
    """Whether no sentence matched, and the head took the clause for one of this kind."""


def match_from(lattice: Lattice, root: Node, start: int, ends: frozenset[int]) -> dict[int, Match]:
    """The best reading of the words from ``start`` up to each of ``ends``."""
    last = len(lattice.message.words)
    board: list[dict[int, State]] = [{} for _ in range(last + 1)]
    board[start][id(root)] = State(0.0, root, None, frozenset())
    matches: dict[int, Match] = {}
    for place in range(start, last + 1):
        states = board[place]
        if place in ends and place > start:
            best = _best(lattice, states, start, place)
            if best is not None:
                matches[place] = best
        if place == last:
            break
        for state in sorted(states.values(), key=lambda each: each.cost)[:MOST_STATES]:
            for target, moved in _moves(lattice, state, place):
                if moved.cost > MOST_COST:
                    continue
                known = board[target].get(id(moved.node))
                if known is None or moved.cost < known.cost:
                    board[target][id(moved.node)] = moved
    return matches


def _moves(lattice: Lattice, state: State, place: int) -> Iterator[tuple[int, State]]:
    node, norm = state.node, lattice.message.words[place].norm
    for child in node.words.get(norm, ()):
        yield place + 1, State(state.cost + WORD, child, state.step, state.kinds)
    in_text = node.in_text
    for mention in lattice.mentions[place]:
        cost = state.cost + mention.cost
        for child in node.slots.get(mention.kind, ()):
            yield mention.end, State(cost + 2 * WORD, child, Step(state.step, mention), state.kinds | {mention.kind})
        if mention.kind in node.absorbs and not in_text:
            twice = TWICE if mention.kind in state.kinds and mention.kind not in MANY else 0.0
            twice += 0.0 if mention.kind in node.uses else DROPPED
            yield mention.end, State(cost + twice, node, Step(state.step, mention), state.kinds | {mention.kind})
    for name, children in node.free.items():
        step = Step(state.step, free=name, place=place)
        for child in children:
            yield place + 1, State(state.cost + 2 * FREE, child, step, state.kinds)
    if node.free_name:
        resumed = 0.0 if in_text or _last_free(state.step) == place - 1 else REST * 2
        step = Step(state.step, free=node.free_name, place=place)
        yield place + 1, State(state.cost + FREE + resumed, node, step, state.kinds)
    if not in_text:
        for end in lattice.fillers[place]:
            yield end, State(state.cost + IDLE, node, state.step, state.kinds)
        if norm in node.idle:
            yield place + 1, State(state.cost + IDLE, node, state.step, state.kinds)
    if node.wishes:
        lead = not node.frames
        if not (lead and norm in lattice.danger):
            step = Step(state.step, rest=True, lead=lead, place=place)
            yield place + 1, State(state.cost + (LEAD if lead else REST), node, step, state.kinds)
        for end in () if lead else lattice.idle_in_wish[place]:
            yield end, State(state.cost + 2 * IDLE, node, state.step, state.kinds)


def _last_free(step: Step | None) -> int:
    while step is not None:
        if step.free:
            return step.place
        step = step.before
    return -1


def _best(lattice: Lattice, states: dict[int, State], start: int, end: int) -> Match | None:
    best: Match | None = None
    for state in states.values():
        for frame, sentence in state.node.frames:
            if best is not None and state.cost >= best.cost:
                continue
            match = _finish(lattice, state, frame, sentence, start, end)
            if match is not None and (best is None or match.cost < best.cost):
                best = match
    return best


def _is_no_search(kinds: frozenset[str], mentions: list[Mention], rest: list[int]) -> bool:
    """Whether people are only spoken of: "somebody good with dogs" is a search, "an uber for five people" is none."""
    if kinds & TELLING:
        return False
    people = [mention for mention in mentions if mention.kind == "people" and mention.value not in ASKING]
    return not people or min(rest) < min(mention.start for mention in people)


def _before_role(leading: list[int], mentions: list[Mention]) -> list[int]:
    """As in "experienced welders in Gary": words right before the role are a wish. ``leading`` is last word first."""
    place = min((mention.start for mention in mentions if mention.kind == "role"), default=0)
    wish: list[int] = []
    for word in leading:
        if word != place - 1:
            break
        wish.append(word)
        place = word
    return wish


def _told(frame: Frame, mentions: list[Mention]) -> bool:
    """Whether the sentence mentions enough of the trade for other words to be passed over."""
    return any(mention.kind in frame.loose and mention.cost <= SURE_MENTION for mention in mentions)


def _is_name(lattice: Lattice, name: str, first: int, last: int) -> bool:
    """A slot for a name takes few words; a colleague's must look like one."""
    if is_text(name):
        return True
    if name == "staffer":
        client = any(one.kind == "client" and one.cost <= SURE_MENTION for one in lattice.mentions[first])
        return last - first <= 2 and all(lattice.namelike[first:last]) and not client
    return last - first <= MOST_NAME_WORDS


def _finish(lattice: Lattice, state: State, frame: Frame, sentence: str, start: int, end: int) -> Match | None:
    if frame.if_any and not frame.if_any & state.kinds:
        return None
    mentions: list[Mention] = []
    free: dict[str, tuple[int, int]] = {}
    rest: list[int] = []
    leading: list[int] = []
    step = state.step
    while step is not None:
        if step.mention is not None:
            mentions.append(step.mention)
        elif step.lead:
            leading.append(step.place)
        elif step.rest:
            rest.append(step.place)
        elif step.free:
            first, last = free.get(step.free, (step.place, step.place + 1))
            free[step.free] = (min(first, step.place), max(last, step.place + 1))
        step = step.before
    absorbed = frame.absorbs
    cost = (
        state.cost
        + (LEAD * len(leading) if frame.rest == "query" else 0.0)
        + DROPPED * sum(mention.kind not in frame.uses for mention in mentions)
    )
    slots = {"workers"} | {kind for kind in state.kinds if "{" + kind + "}" in sentence}
    if any(mention.kind not in absorbed and mention.kind not in slots for mention in mentions):
        return None
    if frame.rest == "query" and any(lattice.message.words[place].norm in lattice.no_search for place in leading):
        return None
    if (leading or (rest and frame.rest == "ignore")) and not _told(frame, mentions):
        return None
    if rest and (not frame.rest or (frame.rest == "query" and _is_no_search(state.kinds, mentions, rest))):
        return None
    if frame.rest == "query":
        rest.extend(_before_role(leading, mentions))
    rest.sort()
    if any(not _is_name(lattice, name, *span) for name, span in free.items()):
        return None
    return Match(start, end, frame, sentence, cost, tuple(reversed(mentions)), free, tuple(rest), len(leading))
