"""How each call moves the conversation's focus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from agents.state import Made
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.plan import PlannedCall
from tools.add_worker import WorkerAdded
from tools.agenda import Agenda
from tools.blacklist import ClientList
from tools.changed_order import OrderChanged
from tools.contracts import ContractAnswer
from tools.draft_message import Drafted
from tools.fates import Done
from tools.hybrid_search import Ranking
from tools.ingest import FileTaken
from tools.log_contact import ContactLogged
from tools.log_failure import FailureLogged
from tools.log_fill import FillLogged
from tools.log_order import OpenedOrder
from tools.review_draft import DraftsReviewed
from tools.tool import Answer
from tools.undo import TakenBack
from tools.worker_profile import Profiles

SHOWN = 10


def focus_after(focus: Focus, made: Made) -> Focus:
    """The focus after a call; one that was not done changes nothing."""
    if not isinstance(made.fate, Done):
        return focus
    focus = _after_answer(focus, made.fate.answer)
    return replace(focus, last_call=PlannedCall(made.tool, dict(made.arguments)))


def focus_after_all(focus: Focus, made: Iterable[Made]) -> Focus:
    """The focus after several calls, in their order."""
    for one in made:
        focus = focus_after(focus, one)
    return focus


def _after_answer(focus: Focus, answer: Answer) -> Focus:
    match answer:
        case Ranking():
            return _after_ranking(_about(focus, answer), answer)
        case OpenedOrder():
            moved = replace(_about(focus, answer), order_id=answer.order_id)
            return _after_ranking(moved, answer.candidates) if answer.candidates else moved
        case OrderChanged():
            return replace(_about(focus, answer), recent=_people(answer), shown=_people(answer) or focus.shown)
        case FillLogged():
            return replace(_about(focus, answer), recent=_people(answer))
        case FailureLogged():
            moved = replace(focus, client=answer.client or focus.client, role=answer.role or focus.role,
                            city=answer.city or focus.city, state=answer.state or focus.state,
                            start=wall_time(answer.refill.start) if answer.refill else focus.start)  # fmt: skip
            moved = _after_ranking(moved, answer.refill) if answer.refill else moved
            return replace(moved, recent=_people(answer))
        case ContactLogged() | ClientList():
            return replace(focus, recent=_people(answer) or focus.recent)
        case WorkerAdded():
            return replace(focus, recent=(ShownWorker(answer.worker_id, answer.name),))
        case Profiles():
            recent = tuple(ShownWorker(r.worker.worker_id, r.worker.name) for r in answer.records)
            return replace(focus, recent=recent, shown=recent or focus.shown)
        case Drafted(drafts=drafts) if drafts:
            return replace(focus, recent=_people(answer) or focus.recent, drafts=tuple(one.draft_id for one in drafts))
        case DraftsReviewed(drafts=drafts) if drafts:
            return replace(focus, drafts=tuple(one.draft_id for one in drafts[:SHOWN]))
        case TakenBack(tool="log_order"):
            return replace(focus, order_id=None)
        case TakenBack(tool="change_order"):
            return replace(focus, start=None, headcount=None)  # what it was before is the order's to say
        case FileTaken():
            waits = answer.needs_confirmation
            return replace(focus, file=answer.source if waits else None, file_holds=answer.dataset if waits else None)
        case Agenda():
            return _after_agenda(focus, answer)
        case ContractAnswer():
            people = tuple(ShownWorker(c.worker_id, c.name) for line in answer.contracts[:3] for c in line.candidates)
            return replace(focus, shown=people[:SHOWN] or focus.shown)
        case _:
            return focus


def _about(focus: Focus, answer: Any) -> Focus:
    """A search, order or fill says anew what it is about: what it leaves open is open."""
    return replace(
        focus,
        client=answer.client,
        role=answer.role,
        city=answer.city,
        state=answer.state,
        start=_start_of_fill(answer, focus) if isinstance(answer, FillLogged) else wall_time(answer.start),
        headcount=getattr(answer, "headcount", None) or focus.headcount,
        order_id=answer.order_id,
    )


def _start_of_fill(answer: FillLogged, focus: Focus) -> str | None:
    """That of the job that was reported; where its time was not said, the conversation goes on about its own."""
    stated = next((job.start for job in answer.jobs if job.start_stated), None)
    return wall_time(stated) if stated else focus.start


def _after_agenda(focus: Focus, answer: Agenda) -> Focus:
    """Whoever is told of was shown; the one order is the one that "that order" means, and its client is the client."""
    if answer.show == "crew":
        hands = [hand for crew in answer.crews for hand in crew.hands][:SHOWN]
        shown = tuple(ShownWorker(hand.worker_id, hand.name) for hand in hands)
        return replace(focus, client=answer.client or focus.client, shown=shown or focus.shown, recent=())
    only = answer.orders[0] if len(answer.orders) == 1 else None
    if only is None:
        return replace(focus, client=answer.client or focus.client, order_id=None)
    return replace(
        focus, client=only.client, role=only.role, city=None, state=None, start=wall_time(only.start),
        headcount=only.open_seats, order_id=only.order_id,
    )  # fmt: skip


def _after_ranking(focus: Focus, ranking: Ranking) -> Focus:
    shown = tuple(ShownWorker(source.worker_id, source.name) for source in ranking.sources[:SHOWN])
    return replace(focus, shown=shown, recent=shown[:1] if len(shown) == 1 else ())


def _people(
    answer: FillLogged | FailureLogged | ContactLogged | ClientList | Drafted | OrderChanged,
) -> tuple[ShownWorker, ...]:
    """Who the report was about: "him" means them now."""
    return tuple(ShownWorker(person.worker_id, person.name) for person in answer.people)


def wall_time(moment: datetime | None) -> str | None:
    """A moment in the shop's zone as calls state it."""
    return moment.strftime("%Y-%m-%dT%H:%M") if moment else None
