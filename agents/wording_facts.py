"""The facts that tools tell in English by their notes, told in another language from the answer's own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from agents.messages import Part, part_of
from agents.state import Made
from agents.voice import Voice
from memory.grammar import counted, plural
from tools.add_client import ClientAdded
from tools.add_worker import WorkerAdded
from tools.blacklist import ClientList
from tools.contracts import ContractAnswer
from tools.daily_summary import DailySummary
from tools.forecast import ForecastAnswer
from tools.ingest import FileTaken
from tools.log_contact import ContactLogged
from tools.log_failure import FailureLogged
from tools.log_fill import FillLogged
from tools.log_order import OpenedOrder
from tools.patterns import PatternAnswer
from tools.people import Ghost, Named
from tools.tool import Answer
from tools.undo import TakenBack
from tools.worker_profile import Profiles

Telling = Callable[[Any, Made, Voice], Iterator[str]]


def told(answer: Answer, made: Made, voice: Voice) -> Part:
    """What happened, as a part: the tool's note, or the same in the language of the voice where it has the words."""
    telling = TELLINGS.get(type(answer))
    if telling is None or "facts" not in voice.words:
        return part_of(answer.note)
    first, *others = [*telling(answer, made, voice)] or [answer.note]
    return Part(first, reasons=tuple(others))


def _order(answer: OpenedOrder, made: Made, voice: Voice) -> Iterator[str]:
    yield voice.say(
        "facts.order",
        order_id=answer.order_id,
        people=counted(answer.headcount, answer.role),
        client=answer.client,
        place=voice.say("search.in", place=answer.city) if answer.city else "",
        when=voice.say("search.at", moment=voice.moment(answer.start)) if answer.start else "",
    )


def _fill(answer: FillLogged, made: Made, voice: Voice) -> Iterator[str]:
    names = _names(answer.people, answer.recorded)
    if names:
        stated = bool(made.arguments.get("start") or answer.order_id)
        stage = voice.word("facts.stages" if len(names) == 1 else "facts.stages_many", answer.stage)
        client = voice.say("facts.for", client=answer.client) if answer.client else ""
        when = voice.say("search.at", moment=voice.moment(answer.start)) if stated else ""
        yield voice.say("facts.fill", names=voice.names(names), stage=stage, client=client, when=when)
    yield from _again(answer, voice)
    yield from _ghosts(answer.rejected_ghost_names, voice)


def _failure(answer: FailureLogged, made: Made, voice: Voice) -> Iterator[str]:
    names = _names(answer.people, answer.recorded)
    if names:
        reason = voice.word("facts.reasons", answer.reason)
        client = voice.say("facts.at", client=answer.client) if answer.client else ""
        yield from voice.sentences("facts.failure", names=voice.names(names), reason=reason, client=client)
    yield from _again(answer, voice)
    yield from _ghosts(answer.rejected_ghost_names, voice)


def _contact(answer: ContactLogged, made: Made, voice: Voice) -> Iterator[str]:
    names = _names(answer.people, answer.recorded)
    if names:
        outcome = voice.word("facts.outcomes", answer.outcome)
        yield voice.counted("facts.contact", len(names), names=voice.names(names), outcome=outcome)
    yield from _ghosts(answer.rejected_ghost_names, voice)


def _list(answer: ClientList, made: Made, voice: Voice) -> Iterator[str]:
    listed, changed = [one.name for one in answer.workers], _names(answer.people, answer.changed)
    action = made.arguments.get("action")
    if action == "list" and listed:
        yield voice.counted("facts.list", len(listed), client=answer.client, names=voice.names(listed))
    elif action == "list":
        yield voice.say("facts.list_empty", client=answer.client)
    elif changed:
        key = "facts.barred" if action == "add" else "facts.allowed"
        yield voice.counted(key, len(changed), client=answer.client, names=voice.names(changed))
    elif answer.people:
        yield voice.say("facts.unchanged", client=answer.client)
    booked = list(dict.fromkeys(booking.name for booking in answer.future_bookings))
    if booked:
        yield voice.counted("facts.booked", len(booked), names=voice.names(booked))
    yield from _ghosts(answer.rejected_ghost_names, voice)


def _forecast(answer: ForecastAnswer, made: Made, voice: Voice) -> Iterator[str]:
    if answer.hint:
        return
    short = {
        status: [f"{line.role} {line.coverage:.0%}" for line in answer.roles if line.status == status and line.demand]
        for status in ("critical", "tight")
    }
    if any(short.values()):
        yield voice.say("facts.short", **{status: voice.names(roles) for status, roles in short.items()})
    else:
        yield voice.say("facts.enough")


def _contracts(answer: ContractAnswer, made: Made, voice: Voice) -> Iterator[str]:
    if answer.hint:
        return
    status, days, role = (made.arguments.get(name) for name in ("status", "within_days", "role"))
    yield voice.counted(
        "facts.contracts",
        answer.total,
        kind=voice.say("facts.contracts_kind", kind=voice.word("contracts.statuses", str(status))) if status else "",
        role=voice.say("facts.contracts_role", people=plural(str(role))) if role else "",
        window=voice.say("facts.contracts_window", days=voice.days(int(days))) if days is not None else "",
    )


def _patterns(answer: PatternAnswer, made: Made, voice: Voice) -> Iterator[str]:
    if answer.place:
        yield voice.say("facts.no_pattern", place=answer.place)


def _undo(answer: TakenBack, made: Made, voice: Voice) -> Iterator[str]:
    if answer.tool is None:
        yield voice.say("facts.nothing_to_undo")
    else:
        yield voice.say("facts.undone", text=answer.note.partition(": ")[2])


def _day(answer: DailySummary, made: Made, voice: Voice) -> Iterator[str]:
    day = voice.calendar_day(date.fromisoformat(answer.date))
    if answer.deeds:
        yield voice.counted("facts.day", len(answer.deeds), day=day)
    else:
        yield voice.say("facts.day_empty", day=day)


def _worker(answer: WorkerAdded, made: Made, voice: Voice) -> Iterator[str]:
    about = "".join(f", {part}" for part in (answer.role, answer.city, answer.state) if part)
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
    if answer.preview is not None:
        yield voice.counted("facts.file_seen", answer.preview.rows, source=answer.source, dataset=answer.dataset)
        yield voice.say("facts.file_waits")
    elif answer.report is not None and answer.status == "ingested":
        report = answer.report
        yield voice.say(
            "facts.file_in", source=answer.source, dataset=answer.dataset, new=report.new, changed=report.changed,
            same=report.same,
        )  # fmt: skip
        if report.refused_count:
            yield voice.counted("facts.file_refused", report.refused_count)
    else:
        yield voice.say("facts.file_already", source=answer.source, dataset=answer.dataset)


def _profiles(answer: Profiles, made: Made, voice: Voice) -> Iterator[str]:
    yield from _ghosts(answer.rejected_ghost_names, voice)


def _names(people: Sequence[Named], ids: Sequence[str]) -> list[str]:
    return [person.name for person in people if person.worker_id in ids]


def _again(answer: FillLogged | FailureLogged, voice: Voice) -> Iterator[str]:
    names = _names(answer.people, answer.already_recorded)
    if names:
        yield voice.counted("facts.again", len(names), names=voice.names(names))


def _ghosts(ghosts: Sequence[Ghost], voice: Voice) -> Iterator[str]:
    for ghost in ghosts:
        if ghost.near:
            yield voice.say("facts.ghost_near", name=ghost.name, near=voice.names(ghost.near, "or"))
        else:
            yield voice.say("facts.ghost", name=ghost.name)


TELLINGS: dict[type[Answer], Telling] = {
    OpenedOrder: _order,
    FillLogged: _fill,
    FailureLogged: _failure,
    ContactLogged: _contact,
    ClientList: _list,
    ForecastAnswer: _forecast,
    ContractAnswer: _contracts,
    PatternAnswer: _patterns,
    Profiles: _profiles,
    TakenBack: _undo,
    DailySummary: _day,
    WorkerAdded: _worker,
    ClientAdded: _client,
    FileTaken: _file,
}
"""Where an answer tells nothing of its own (a hint, say), its note stays in English."""
