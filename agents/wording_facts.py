"""The facts that tools tell in English by their notes, told in another language from the answer's own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from agents.messages import Part, part_of
from agents.review.sayings import found_in_words
from agents.state import Made
from agents.voice import Voice
from agents.wording_demand_facts import contracts_facts, forecast_facts, patterns_facts
from agents.wording_names import dataset_label, names_of, told_again, unknown_names
from agents.wording_recorded import failure_text, fill_text, order_text, outcome_text, recorded_in_words
from agents.wording_refusals import refusal_of
from tools.add_client import ClientAdded
from tools.add_worker import WorkerAdded
from tools.blacklist import ClientList
from tools.contracts import ContractAnswer
from tools.daily_summary import DailySummary
from tools.draft_message import Drafted
from tools.fates import Done
from tools.forecast import ForecastAnswer
from tools.ingest import FileTaken
from tools.log_contact import ContactLogged
from tools.log_failure import FailureLogged
from tools.log_fill import FillLogged
from tools.log_order import OpenedOrder
from tools.patterns import PatternAnswer
from tools.seed_playbook import Seeded
from tools.tool import Answer
from tools.undo import TakenBack
from tools.worker_profile import Profiles
from tools.workspaces import WorkspaceAnswer

Telling = Callable[[Any, Made, Voice], Iterator[str]]


def told(answer: Answer, made: Made, voice: Voice) -> Part:
    """What happened, as a part: the tool's note, or the same in the language of the voice where it has the words."""
    telling = TELLINGS.get(type(answer))
    if telling is None or voice.is_the_tools:
        return part_of(answer.note)
    first, *others = [*telling(answer, made, voice), *_afterwards(made, voice)] or [answer.note]
    return Part(first, reasons=tuple(others))


def _afterwards(made: Made, voice: Voice) -> Iterator[str]:
    """What the reviewer found in a write that stands, and what its follow-up met: an English note has both in it."""
    if made.drift is not None:
        yield found_in_words(made.drift.finding, voice)
    if isinstance(made.fate, Done) and made.fate.missed is not None:
        yield refusal_of(made.fate.missed, voice).fact


def _order(answer: OpenedOrder, made: Made, voice: Voice) -> Iterator[str]:
    wanted = voice.count_of(answer.headcount, answer.role)
    place = ", ".join(part for part in (answer.city, answer.state if made.arguments.get("state") else None) if part)
    terms = "".join(f", {term}" for term in _terms(answer, voice))
    yield f"{order_text(answer.order_id, wanted, answer.client, place, terms, voice)}."


def _terms(order: OpenedOrder, voice: Voice) -> Iterator[str]:
    """Hours, shift and rates, as far as they were stated."""
    if order.start:
        yield voice.moment(order.start, order.end, site=order)
    elif order.end:
        yield voice.say("facts.order_terms.until", moment=voice.moment(order.end, site=order))
    if order.shift:
        yield voice.word("profile.shifts", order.shift)
    if order.pay_rate:
        yield voice.say("facts.order_terms.pay", pay=f"{order.pay_rate:,.2f}")
    if order.bill_rate:
        yield voice.say("facts.order_terms.bill", bill=f"{order.bill_rate:,.2f}")


def _fill(answer: FillLogged, made: Made, voice: Voice) -> Iterator[str]:
    for job in answer.jobs:
        start = job.start if job.start_stated else None
        names = names_of(answer.people, job.workers)
        yield voice.say("facts.recorded", said=fill_text(names, answer.stage, job.client, start, voice, site=job))
    yield from told_again(answer, voice)
    yield from unknown_names(answer.rejected_ghost_names, voice)


def _failure(answer: FailureLogged, made: Made, voice: Voice) -> Iterator[str]:
    names = names_of(answer.people, answer.recorded)
    if names:
        reason = "called_off" if set(answer.recorded) == set(answer.called_off) else answer.reason
        yield voice.say("facts.recorded", said=failure_text(names, reason, answer.client, voice))
        yield voice.counted("facts.costs", len(names))
    loose = names_of(answer.people, answer.without_booking)
    if loose:
        yield voice.say("facts.no_booking", names=voice.names(loose))
    if answer.early:
        yield voice.say("facts.early", names=voice.names(names_of(answer.people, answer.early)))
    yield from told_again(answer, voice)
    yield from unknown_names(answer.rejected_ghost_names, voice)


def _contact(answer: ContactLogged, made: Made, voice: Voice) -> Iterator[str]:
    names = names_of(answer.people, answer.recorded)
    if names:
        outcome = outcome_text(names, answer.outcome, voice)
        yield voice.counted("facts.contact", len(names), names=voice.names(names), outcome=outcome)
    yield from unknown_names(answer.rejected_ghost_names, voice)


def _list(answer: ClientList, made: Made, voice: Voice) -> Iterator[str]:
    listed, changed = [one.name for one in answer.workers], names_of(answer.people, answer.changed)
    action = made.arguments.get("action")
    if action == "list" and listed:
        yield voice.counted("facts.list", len(listed), client=answer.client, names=voice.names(listed))
    elif action == "list":
        yield voice.say("facts.list_empty", client=answer.client)
    elif changed:
        key = "facts.barred" if action == "add" else "facts.allowed"
        yield voice.counted(key, len(changed), client=answer.client, names=voice.names(changed))
    standing = [person.name for person in answer.people if person.worker_id not in answer.changed]
    if standing and action != "list":
        key = "facts.barred_already" if action == "add" else "facts.not_barred"
        yield voice.counted(key, len(standing), client=answer.client, names=voice.names(standing))
    booked = list(dict.fromkeys(booking.name for booking in answer.future_bookings))
    if booked:
        yield voice.counted("facts.booked", len(booked), names=voice.names(booked))
    yield from unknown_names(answer.rejected_ghost_names, voice)


def _undo(answer: TakenBack, made: Made, voice: Voice) -> Iterator[str]:
    if answer.tool is None:
        yield voice.say("facts.nothing_to_undo")
    elif answer.recorded is not None:
        yield voice.say("facts.undone", text=recorded_in_words(answer.recorded, voice))
    else:
        yield voice.say("facts.undone", text=answer.note.partition(": ")[2])


def _day(answer: DailySummary, made: Made, voice: Voice) -> Iterator[str]:
    day = voice.calendar_day(date.fromisoformat(answer.date))
    whose = voice.say("facts.whose", staffer=answer.staffer) if made.arguments.get("staffer") else ""
    standing = sum(not deed.taken_back for deed in answer.deeds)
    if standing:
        yield voice.counted("facts.day", standing, day=day, whose=whose)
    else:
        yield voice.say("facts.day_gone" if answer.deeds else "facts.day_empty", day=day, whose=whose)


def _worker(answer: WorkerAdded, made: Made, voice: Voice) -> Iterator[str]:
    about = "".join(
        f", {part}" for part in (answer.role and voice.people(1, answer.role), answer.city, answer.state) if part
    )
    key = "facts.worker_already" if answer.already else "facts.worker_added"
    yield voice.say(key, name=answer.name, worker_id=answer.worker_id, about=about)
    if answer.unreachable:
        yield voice.say("facts.worker_unreachable")


def _client(answer: ClientAdded, made: Made, voice: Voice) -> Iterator[str]:
    place = f" ({', '.join(part for part in (answer.city, answer.state) if part)})" if answer.city else ""
    yield voice.say(
        "facts.client_already" if answer.already else "facts.client_added", client=answer.client, place=place
    )


def _file(answer: FileTaken, made: Made, voice: Voice) -> Iterator[str]:
    dataset = dataset_label(answer.dataset, voice)
    if answer.preview is not None:
        yield voice.counted("facts.file_seen", answer.preview.rows, source=answer.source, dataset=dataset)
        yield voice.say("facts.file_waits")
    elif answer.report is not None and answer.status == "ingested":
        report = answer.report
        yield voice.say(
            "facts.file_in", source=answer.source, dataset=dataset, new=report.new, changed=report.changed,
            same=report.same,
        )  # fmt: skip
        if report.refused_count:
            yield voice.counted("facts.file_refused", report.refused_count)
    else:
        before = answer.report.earlier if answer.report else None
        assert before is not None, "a file is only left alone where it is in already"
        day = voice.calendar_day(datetime.fromisoformat(before.at).date())
        key = "facts.file_already" if before.source == answer.source else "facts.file_already_as"
        yield voice.say(key, source=answer.source, earlier=before.source, who=before.staffer, day=day)


def _profiles(answer: Profiles, made: Made, voice: Voice) -> Iterator[str]:
    yield from unknown_names(answer.rejected_ghost_names, voice)


def _drafted(answer: Drafted, made: Made, voice: Voice) -> Iterator[str]:
    yield from unknown_names(answer.rejected_ghost_names, voice)


def _seeded(answer: Seeded, made: Made, voice: Voice) -> Iterator[str]:
    if answer.playbook_id is not None:
        yield voice.counted("facts.seeded", len(answer.endorsed), playbook_id=answer.playbook_id)
    elif not answer.rejected_ghost_names:
        yield voice.say("facts.not_seeded")
    yield from unknown_names(answer.rejected_ghost_names, voice)


def _workspace(answer: WorkspaceAnswer, made: Made, voice: Voice) -> Iterator[str]:
    names = [one.name for one in answer.workspaces]
    name, who = (answer.workspaces[0].name, answer.workspaces[0].staffer) if names else ("", "")
    match answer.action:
        case "open":
            yield voice.say(f"facts.workspace.{'made' if answer.created else 'opened'}", name=name)
        case "handoff":
            yield voice.say(f"facts.workspace.{'handed' if answer.changed else 'kept'}", name=name, who=who)
        case "save_search":
            yield voice.say("facts.workspace.saved", search=answer.searches[0].name, name=name)
        case "shortlist":
            people = voice.names([person.name for person in answer.people])
            if answer.people:
                yield voice.say("facts.workspace.listed", name=name, names=people)
            elif not answer.rejected_ghost_names:
                yield voice.say("facts.workspace.listed_already", name=name)
            yield from unknown_names(answer.rejected_ghost_names, voice)
        case "list" if answer.whole:
            yield voice.say("facts.workspace.one", name=name, who=who)
        case "list" if names:
            yield voice.counted("facts.workspace.many", len(names), names=voice.names(names))
        case "list":
            yield voice.say("facts.workspace.none")


TELLINGS: dict[type[Answer], Telling] = {
    OpenedOrder: _order,
    FillLogged: _fill,
    FailureLogged: _failure,
    ContactLogged: _contact,
    ClientList: _list,
    ForecastAnswer: forecast_facts,
    ContractAnswer: contracts_facts,
    PatternAnswer: patterns_facts,
    Profiles: _profiles,
    TakenBack: _undo,
    DailySummary: _day,
    WorkerAdded: _worker,
    ClientAdded: _client,
    FileTaken: _file,
    Drafted: _drafted,
    Seeded: _seeded,
    WorkspaceAnswer: _workspace,
}
"""How each kind of answer is told. A new tool's note is told in English until it has a line here."""
