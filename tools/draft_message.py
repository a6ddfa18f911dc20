"""Draft messages to workers or a client, from templates and records; a person looks at each, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from memory.bench import Worker
from memory.errors import BadInput, Conflict
from memory.ledger.ledger import Row
from memory.ledger.tables import to_text
from memory.phrase import Language
from tools.bookings import clashing_booking
from tools.draft_facts import as_typed, crew_facts, job_facts, known_words, site_time
from tools.draft_job import Asked, Job, State, asked_job, crew_of, job_of_worker
from tools.draft_words import DraftKind, DraftWords, Template, load_draft_words
from tools.drafts import Draft, draft_of, drafted_words, most_units, refuse_masked, sized, too_long
from tools.orders import order_is_cancelled
from tools.people import Ghost, Named, People, find_people
from tools.refusals import booked_then, not_wanted_back
from tools.shift import find_shift
from tools.tool import Answer, Arguments, Call, Moment, Name, Tool

GOES_THERE: frozenset[Template] = frozenset({"offer", "confirmation", "reminder", "client_confirmation"})
"""Templates that send somebody to the client."""


class DraftArguments(Arguments):
    """To whom, about what. Without workers it goes to the client."""

    kind: DraftKind | None = Field(None, description="usually sms to workers, email to a client")
    workers: Annotated[list[Name], Field(max_length=200)] = Field(default_factory=list)
    client: Name | None = None
    order_id: Name | None = None
    start: Moment | None = Field(None, description="of the shift that is meant, where there is no order's number")
    language: Language | None = Field(None, description="usually the worker's own")
    about_text: str | None = Field(None, description="what it is to say, in the person's own words")


class Drafted(Answer):
    """The drafts, in the order of the people, and what could not be filled in."""

    drafts: tuple[Draft, ...] = ()
    people: tuple[Named, ...] = ()
    unknown: tuple[str, ...] = ()
    """What the templates have a place for and the records do not have."""
    own_words: bool = False
    """Whether the person's own words stand in them, as they were typed."""
    away: bool = False
    """Whether their times are by the clock of a site that differs from the shop's."""
    not_agreed: tuple[Named, ...] = ()
    """Of a text message: who is not recorded to have agreed to be texted."""
    rejected_ghost_names: tuple[Ghost, ...] = ()

    @property
    def ghost_note(self) -> str:
        """The part of the note that is about names which nobody has."""
        return People((), self.rejected_ghost_names).ghost_note()

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "workers": [draft.worker_id for draft in self.drafts if draft.worker_id]}


@dataclass(frozen=True)
class _Message:
    """What one message is made of; ``own`` is what the person typed beyond a reason to write."""

    template: Template
    job: Job
    own: str
    worker: Worker | None = None
    crew: tuple[Named, ...] = ()
    """Who is coming, in a message to the client."""

    @property
    def going(self) -> tuple[Named, ...]:
        """Whom it sends to the client, or announces there."""
        return self.crew if self.worker is None else (Named(self.worker.worker_id, self.worker.name),)


def draft_message(call: Call) -> Drafted:
    """Draft for everybody named, or for nobody.

    Raises BadInput (``nothing_to_write``, ``which_order``, ``draft_too_long``, ``masked_text``), NotFound for an
    unknown client or order, Conflict (``do_not_return``, ``double_booked``, ``not_booked``, ``nobody_booked``,
    ``order_cancelled``, or a
    name that fits several people).
    """
    arguments: DraftArguments = call.arguments
    about = arguments.about_text or ""
    refuse_masked(about)
    words = load_draft_words(call.store.settings.drafts)
    asked = asked_job(call, arguments.order_id, arguments.client, arguments.start)
    client, city = (asked.client.client if asked.client else None), asked.order.city if asked.order else None
    people = find_people(call.store, arguments.workers, client=client, city=city) if arguments.workers else None
    call.store.mirror.sync()
    if people is None:
        messages = [_to_client(call, asked, about, words)]
    else:
        messages = [_to_worker(call, worker, asked, about, words) for worker in people.workers]
    _refuse_barred(call, messages)
    kind: DraftKind = arguments.kind or ("email" if people is None else "sms")
    drafts, unknown = [], set[str]()
    for message in messages:
        row, missing = _written(call, message, kind, words, arguments.language)
        call.writing.insert("drafts", row)
        drafts.append(draft_of(row))
        unknown |= set(missing)
    return Drafted(
        drafts=tuple(drafts),
        people=people.named if people else (),
        unknown=tuple(sorted(unknown)),
        own_words=any(message.own for message in messages),
        not_agreed=_not_agreed(messages) if kind == "sms" else (),
        away=any(
            site_time(message.job, message.job.start, call.store)[1]
            for message in messages
            if message.template != "note" and message.job.start is not None
        ),
        rejected_ghost_names=people.ghosts if people else (),
        note=drafted_words(drafts, people.ghost_note() if people else ""),
    )


def _not_agreed(messages: Sequence[_Message]) -> tuple[Named, ...]:
    """Workers of whom it is not recorded that they may be texted."""
    workers = [message.worker for message in messages if message.worker is not None]
    return tuple(Named(one.worker_id, one.name) for one in workers if one.sms_consent is not True)


def _to_worker(call: Call, worker: Worker, asked: Asked, about: str, words: DraftWords) -> _Message:
    wanted = words.template_of(about)
    state, job = job_of_worker(call, worker, asked, wanted)
    own = words.own_words(about, known_words(job, worker, call.store, words))
    template = _template(wanted, state, job, asked, own=bool(own))
    if template is None:
        raise _no_record(wanted, worker.name, asked)
    if template == "offer":
        if asked.order is not None and asked.order.cancelled:
            raise order_is_cancelled(asked.order)
        _refuse_booked(call, worker, job)
    return _Message(template, job, about if template == "note" else own, worker)


def _template(wanted: Template | None, state: State, job: Job, asked: Asked, *, own: bool) -> Template | None:
    """What is stated, where the records bear it out; else the person's own words; else what the state calls for."""
    match wanted, state:
        case ("confirmation" | "reminder") as said, "booked":
            return said
        case "no_show", "failed":
            return "no_show"
        case "called_off", "released":
            return "called_off"
        case "offer", _ if asked.named:
            return "offer"
        case _ if own:
            return "note"
        case None, "booked":
            return "confirmation"
        case None, "released":
            return "called_off"
        case None, "failed":
            return "no_show" if job.reason == "no_show" else "follow_up"
        case None, "open" if asked.named:
            return "offer"
        case _:
            return None


def _to_client(call: Call, asked: Asked, about: str, words: DraftWords) -> _Message:
    """Who is coming; else what the person wants to say."""
    if asked.client is None:
        raise BadInput(
            "It is not said who gets the message." if asked.order is None else "That order names no client.",
            code="nothing_to_write",
            hint="Name the workers, or the client.",
        )
    job, rows = crew_of(call, asked)
    wanted = words.template_of(about)
    crew = tuple(Named(row["worker_id"], row["name"]) for row in rows)
    names = [person.name for person in crew]
    own = words.own_words(about, [*known_words(job, None, call.store, words), *names])
    if own and (wanted != "confirmation" or not rows):
        return _Message("note", job, about)
    if not rows:
        raise Conflict(
            f"Nobody is booked at {asked.client.client} for that yet.",
            code="nobody_booked",
            hint="Record who accepted first, or say in your own words what the message is to say.",
            details={"client": asked.client.client},
        )
    return _Message("client_confirmation", job, own, crew=crew)


def _written(
    call: Call, message: _Message, kind: DraftKind, words: DraftWords, asked: Language | None
) -> tuple[Row, list[str]]:
    """The row of a new draft, and the facts that it lacks; in the language ``asked`` for, else the worker's own."""
    template, job, worker = message.template, message.job, message.worker
    own_language = words.language_of(worker.language) if worker else None
    language: Language = asked or own_language or call.caller.language
    facts = job_facts(job, worker, call.caller.staffer, words, language, kind, call.store)
    if message.crew:
        facts |= crew_facts([person.name for person in message.crew], words, language, kind)
    own = as_typed(message.own, kind)
    facts |= {"own": own} if own else {}
    subject: str | None = None
    if kind == "email":
        subject, text = words.email_message(template, language, facts)
    else:
        most = most_units(to_worker=worker is not None)
        fitting = words.text_message(template, language, facts, most)
        if fitting is None:
            raise too_long(own, most)
        text = fitting
    row = {
        "draft_id": call.writing.next_id("D"),
        "kind": kind,
        "template": template,
        "language": language,
        "worker_id": worker.worker_id if worker else None,
        "name": worker.name if worker else None,
        "client": job.client,
        "order_id": job.order_id,
        "booking_id": job.booking_id,
        "subject": subject,
        **sized(kind, text),
        "status": "draft",
        "staffer": call.caller.staffer,
        "made_at": to_text(call.now),
        "edited_at": None,
        "decided_by": None,
        "decided_at": None,
    }
    return row, [] if template == "note" else words.unknown(kind, template, language, facts)


def _refuse_barred(call: Call, messages: Sequence[_Message]) -> None:
    """Nobody is sent, or announced, to a client who does not want them back."""
    for message in messages:
        client = message.job.client
        if client is None or message.template not in GOES_THERE:
            continue
        barred = call.store.experience.do_not_return(client)
        unwanted = [
            one for each in messages if each.job.client == client for one in each.going if one.worker_id in barred
        ]
        if unwanted:
            raise not_wanted_back(client, unwanted)


def _refuse_booked(call: Call, worker: Worker, job: Job) -> None:
    """Nobody is offered a shift who stands on it, or elsewhere at that time."""
    shift = find_shift(
        call.store, call.now, order=None, client=job.client, role=job.role, city=job.city, state=job.state,
        start=job.start, end=job.end,
    )  # fmt: skip
    clash = clashing_booking(call.writing.rows("bookings", worker_id=worker.worker_id), shift)
    if clash is not None:
        raise booked_then(Named(worker.worker_id, worker.name), clash)


def _no_record(wanted: Template | None, name: str, asked: Asked) -> Conflict | BadInput:
    where = f" at {asked.client.client}" if asked.client else ""
    if wanted in ("confirmation", "reminder", "no_show"):
        lacks = "has no shift that can have been missed" if wanted == "no_show" else "is not booked"
        return Conflict(
            f"{name} {lacks}{where}.",
            code="not_booked",
            hint="Record the booking first, or say in your own words what the message is to say.",
            details={"name": name, "client": asked.client.client if asked.client else None},
        )
    return BadInput(
        f"It is not said which shift the message to {name} is about, and {name} is booked on none.",
        code="nothing_to_write",
        hint="Name the client or the order, or say in your own words what the message is to say.",
    )


TOOL = Tool(
    name="draft_message",
    effect="write",
    summary="Draft text messages or e-mails to workers, or to a client, for a person to review.",
    arguments=DraftArguments,
    answer=Drafted,
    run=draft_message,
    datasets=frozenset({"workers", "clients", "orders"}),
)
