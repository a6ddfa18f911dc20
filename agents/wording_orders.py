"""The wording of an order that was changed or cancelled: what is so now, whom it concerns, and what to tell them."""

from __future__ import annotations

from agents.messages import Part
from agents.state import Made
from agents.voice import Voice
from tools.changed_order import OrderChanged, OrderTerms, Term

NAMED = 5
"""Names of one sentence; more are counted."""


def changed_parts(answer: OrderChanged, made: Made, voice: Voice) -> tuple[Part, ...]:
    """The order as it is now with what it was, who is on it, and the way back."""
    which = {
        "order_id": answer.order_id,
        "client": voice.say("orders.of", client=answer.client) if answer.client else "",
    }
    if not answer.done:
        return (Part(voice.say(f"orders.already.{answer.action}", **which)),)
    if answer.action == "cancel":
        job = voice.count_of(answer.headcount, answer.role)
        when = f", {voice.moment(answer.start, site=answer)}" if answer.start else ""
        fact = voice.say("orders.cancelled", job=f"{job}{when}", **which)
    else:
        new = voice.names([_new(term, answer, voice) for term in answer.changed])
        fact = voice.say("orders.changed", new=new, **which)
    return (Part(fact, reasons=tuple(_reasons(answer, voice)), next_step=_next(answer, voice)),)


def _new(term: Term, answer: OrderChanged, voice: Voice) -> str:
    """One term with what it was: ``4 Welders (was 2)``."""
    now, was = (_said(term, terms, answer, voice) for terms in (answer.now, answer.was))
    if not was:
        return now
    if term == "headcount":
        was = f"{answer.was.headcount:,}"
    return voice.say("orders.was", now=now, was=was)


def _said(term: Term, terms: OrderTerms, answer: OrderChanged, voice: Voice) -> str:
    value = getattr(terms, term)
    if value is None:
        return ""
    match term:
        case "headcount":
            return voice.count_of(terms.headcount, answer.role)
        case "start" | "end":
            return voice.say(f"orders.terms.{term}", moment=voice.moment(value, site=answer))
        case "pay_rate" | "bill_rate":
            return voice.say(f"orders.terms.{term}", rate=f"{value:,.2f}")


def _reasons(answer: OrderChanged, voice: Voice) -> list[str]:
    said = []
    if answer.people:
        names = voice.names(_names(answer, voice))
        moved = "moved" if "start" in answer.changed or "end" in answer.changed else "stand"
        key = "released" if answer.action == "cancel" else moved
        said.append(voice.counted(f"orders.{key}", len(answer.people), names=names))
    if answer.too_many:
        said.append(voice.counted("orders.too_many", answer.too_many, booked=f"{len(answer.people):,}"))
    if answer.discarded:
        ids = voice.names(list(answer.discarded))
        said.append(voice.counted("orders.discarded", len(answer.discarded), ids=ids))
    return said


def _next(answer: OrderChanged, voice: Voice) -> str:
    if answer.too_many:
        return voice.say("orders.next_too_many", name=answer.people[-1].name)
    if answer.people and (answer.action == "cancel" or "start" in answer.changed):
        return voice.say("orders.next_tell", names=voice.names([one.name for one in answer.people[:NAMED]]))
    if answer.action == "change" and answer.headcount > len(answer.people):
        return voice.say("agenda.next_open", order_id=answer.order_id)
    return voice.say("said.undo")


def _names(answer: OrderChanged, voice: Voice) -> list[str]:
    names = [person.name for person in answer.people[:NAMED]]
    more = len(answer.people) - len(names)
    return [*names, voice.counted("search.others", more)] if more else names
