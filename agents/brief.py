"""What a day begins with, when a conversation opens: what is tight or open, who starts, what waits for a yes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.messages import Line, Part, Reply
from agents.voice import Voice
from agents.waiting import Waiting
from memory.agenda import AheadOrder, days_of, orders_ahead, starts_between
from memory.store import Store
from tools.fates import Done
from tools.forecast import ForecastAnswer
from tools.gate import Gate
from tools.tool import Caller

START_WITH = 3
NAMED = 3
"""Roles, orders and people that a line names; the others are counted."""


@dataclass(frozen=True)
class Brief:
    """A greeting with at most four lines, and what to ask first."""

    reply: Reply
    starters: tuple[str, ...]


def brief_for(caller: Caller, store: Store, gate: Gate, waiting: Sequence[Waiting], voice: Voice) -> Brief:
    """The brief of a person. What they may not see, and what nobody has brought in yet, is left out."""
    said = [*_tight(caller, gate, voice), *_open(store, voice), *_starting(store, voice), *_waits(waiting, voice)]
    hour = "morning" if voice.now.hour < 12 else "afternoon" if voice.now.hour < 18 else "evening"
    greeting = voice.say(f"brief.greeting.{hour}", name=caller.staffer)
    fact = voice.say("brief.begins" if said else "brief.quiet", greeting=greeting)
    part = Part(fact, lines=tuple(Line(line, line) for line in said))
    demo = store.is_demo
    reply = Reply(parts=(part,), demo=demo, demo_line=voice.say("plain.demo"), language=voice.language)
    return Brief(reply, tuple(_starters(store, voice)))


def _starters(store: Store, voice: Voice) -> Iterator[str]:
    """What to ask first, of what there is to ask about."""
    if store.has_workers:
        if usual := store.bench().usual_job:
            role, city = usual
            yield voice.say("brief.starters.bench", people=voice.people(START_WITH, role), city=city)
    else:
        yield voice.say("brief.starters.no_bench")
    if store.lake.has("permits"):
        yield from voice.list("brief.starters.permits")
    yield from voice.list("brief.starters.always")


def _tight(caller: Caller, gate: Gate, voice: Voice) -> Iterator[str]:
    fate = gate.call("forecast", {}, caller)
    if not isinstance(fate, Done) or not isinstance(fate.answer, ForecastAnswer):
        return
    pressing = [line for line in fate.answer.roles if line.status in ("critical", "tight") and line.demand]
    if pressing and any(line.supply for line in fate.answer.roles):
        named = [
            voice.say("brief.role", role=voice.role(line.role), coverage=f"{line.coverage or 0:.0%}")
            for line in pressing
        ]
        yield voice.say("brief.tight", roles=_first(named, voice))


def _open(store: Store, voice: Voice) -> Iterator[str]:
    short = [one for one in orders_ahead(store, voice.now) if one.open_seats]
    if short:
        seats = sum(one.open_seats for one in short)
        yield voice.counted("brief.open", seats, orders=_first([_order(one, voice) for one in short], voice))


def _order(ahead: AheadOrder, voice: Voice) -> str:
    order = ahead.order
    return voice.say(
        "brief.order",
        people=voice.count_of(ahead.open_seats, order.role),
        client=voice.say("search.for", client=order.client) if order.client else "",
        when=voice.say("search.at", moment=voice.moment(order.start, site=order)) if order.start else "",
    )


def _starting(store: Store, voice: Voice) -> Iterator[str]:
    today, tomorrow, _after = days_of(voice.now)
    crews = starts_between(store, today, tomorrow)
    if crews:
        named = [
            voice.say("brief.start", name=hand.name, time=voice.time(crew.start, site=crew),
                      client=voice.say("search.for", client=crew.client) if crew.client else "")
            for crew in crews for hand in crew.hands
        ]  # fmt: skip
        yield voice.counted("brief.starting", len(named), people=_first(named, voice))


def _waits(waiting: Sequence[Waiting], voice: Voice) -> Iterator[str]:
    if waiting:
        deeds = [deed for one in waiting for deed in one.deeds]
        yield voice.counted("brief.waiting", len(waiting), deeds=_first(deeds, voice))


def _first(named: Sequence[str], voice: Voice) -> str:
    """The first few, and how many more there are."""
    more = [voice.counted("brief.more", len(named) - NAMED)] if len(named) > NAMED else []
    return "; ".join([*named[:NAMED], *more])
