"""The wording of what lies ahead: who works when, and which seats are open."""

from __future__ import annotations

from collections.abc import Sequence

from agents.messages import Line, Part
from agents.state import Made
from agents.voice import Voice
from tools.agenda import Agenda, CrewAhead, OpenSeats

LINES, NAMES = 12, 8
"""Crews or orders of an answer, and people of a crew; the others are counted."""


def agenda_parts(answer: Agenda, made: Made, voice: Voice) -> tuple[Part, ...]:
    """The crews of the days with what is open beside them, or the open orders."""
    where = {
        "client": _for_whom(answer, voice),
        "when": _when(answer, voice),
    }
    if answer.show == "open":
        lines = _shortened([_seats(one, voice) for one in answer.orders], voice)
        fact = voice.counted("agenda.open", answer.open_seats, **where) if lines else voice.say("agenda.full", **where)
        return (Part(fact, lines=lines, next_step=_next_open(answer.orders, voice)),)
    lines = _shortened([_crew(one, voice) for one in answer.crews], voice)
    fact = voice.counted("agenda.crew", answer.people, **where) if lines else voice.say("agenda.nobody", **where)
    still = [voice.counted("agenda.still", answer.open_seats)] if answer.orders else []
    return (Part(fact, lines=lines, reasons=tuple(still), next_step=_next_crew(answer, voice)),)


def _for_whom(answer: Agenda, voice: Voice) -> str:
    if answer.order_id:
        return voice.say("agenda.order", order_id=answer.order_id)
    return voice.say("search.for", client=answer.client) if answer.client else ""


def _when(answer: Agenda, voice: Voice) -> str:
    if answer.first is None or answer.last is None:
        return ""
    day = voice.on_day(answer.first)
    if answer.last != answer.first:
        day = voice.say("moments.span", start=day, end=voice.day(answer.last))
    return voice.say("agenda.when", day=day)


def _crew(crew: CrewAhead, voice: Voice) -> str:
    names = [
        voice.say("agenda.hand", name=hand.name, stage=voice.word("profile.stages", hand.stage))
        for hand in crew.hands[:NAMES]
    ]
    if len(crew.hands) > NAMES:
        names.append(voice.counted("search.others", len(crew.hands) - NAMES))
    return voice.say(
        "agenda.crew_line", when=voice.moment(crew.start, site=crew), role=voice.count_of(len(crew.hands), crew.role),
        client=voice.say("search.for", client=crew.client) if crew.client else "", names=", ".join(names),
    )  # fmt: skip


def _seats(one: OpenSeats, voice: Voice) -> str:
    return voice.say(
        "agenda.open_line", order_id=one.order_id, open=f"{one.open_seats:,}",
        people=voice.count_of(one.headcount, one.role),
        client=voice.say("search.for", client=one.client) if one.client else "",
        when=voice.say("search.at", moment=voice.moment(one.start, site=one)) if one.start else "",
    )  # fmt: skip


def _shortened(lines: Sequence[str], voice: Voice) -> tuple[Line, ...]:
    more = [voice.counted("brief.more", len(lines) - LINES)] if len(lines) > LINES else []
    return tuple(Line(line, line) for line in (*lines[:LINES], *more))


def _next_crew(answer: Agenda, voice: Voice) -> str:
    if answer.orders:
        return _next_open(answer.orders, voice)
    first = next((hand for crew in answer.crews for hand in crew.hands if hand.stage == "accepted"), None)
    if first is not None:
        return voice.say("agenda.next_hand", name=first.name)
    return ""


def _next_open(orders: Sequence[OpenSeats], voice: Voice) -> str:
    return voice.say("agenda.next_open", order_id=orders[0].order_id) if orders else ""
