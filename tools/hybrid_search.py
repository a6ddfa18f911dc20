"""Who can fill this: filter, meaning, and what experience says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from memory.boost import NEAREST_PLAYBOOKS
from memory.clients import Client, clients, find_client
from memory.errors import NotAllowed
from memory.grammar import counted
from memory.patterns import Pattern
from memory.search_types import BookedWorker, Remark, SearchAnswer, SearchPlan, SearchRequest, Source
from memory.sql_guard import guarded_condition
from memory.store import Store
from tools.alternatives import Elsewhere, Looser, elsewhere, hint, loosened
from tools.masking import refuse_probing
from tools.orders import order_named
from tools.people import Named, find_people
from tools.place import Unknown, canonical_city, canonical_role, canonical_state, job_clock, near_names, state_of
from tools.shift_starts import OfAShift
from tools.tool import Answer, Call, Moment, Money, Name, Shift, Tool

USUAL_K = 10
REMARKS: Mapping[Remark, str] = {"no_vectors": "The bench has no vectors yet."}


class SearchArguments(OfAShift):
    """What to look for; everything is optional and narrows."""

    query: str | None = Field(None, description="free text: skills and softer wishes")
    role: Name | None = None
    city: Name | None = None
    state: Name | None = None
    headcount: Annotated[int, Field(ge=1, le=500)] | None = None
    start: Moment | None = None
    shift: Shift | None = None
    certifications: Annotated[list[Name], Field(max_length=20)] = Field(default_factory=list)
    client: Name | None = None
    max_pay_rate: Money | None = None
    order_id: Name | None = None
    availability: Literal["available", "assigned", "unavailable", "any"] = "available"
    k: Annotated[int, Field(ge=1, le=1_000)] | None = None
    leave_out: Annotated[list[Name], Field(max_length=200)] = Field(
        default_factory=list, description="workers who are not to be offered this time"
    )
    sql_filter: str | None = Field(None, description="a plain condition over the bench's columns")
    use_playbook_memory: bool = True
    playbook_memory_k: Annotated[int, Field(ge=1, le=10_000)] = NEAREST_PLAYBOOKS


class Ranking(Answer):
    """Ranked workers, and what stands behind the ranking."""

    sources: tuple[Source, ...]
    sql_matches: int
    plan: SearchPlan
    pattern: str | None = None
    hint: str | None = None
    role: str | None = None
    city: str | None = None
    state: str | None = None
    client: str | None = None
    headcount: int | None = None
    start: datetime | None = None
    order_id: str | None = None
    max_pay_rate: float | None = None
    """USD an hour."""
    shift: str | None = None
    certifications: tuple[str, ...] = ()
    site_city: str | None = None
    """Where the client's site is, where the search was for no city."""
    site_state: str | None = None
    already_booked: tuple[BookedWorker, ...] = ()
    do_not_return: int = 0
    set_apart: tuple[Named, ...] = ()
    """Who was not to be offered this time."""
    unknown: Unknown | None = None
    """The name that the store does not have, where that is why nobody fits."""
    looser: Looser | None = None
    """What ``hint`` proposes to leave out."""
    common: Pattern | None = None
    """What ``pattern`` says."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Other cities of the state where people fit, the most first, where the city has too few."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Wanted:
    request: SearchRequest
    headcount: int | None
    site: Client | None
    """The client, where the search was for no place."""
    set_apart: tuple[Named, ...] = ()


def search(call: Call) -> Ranking:
    """Run the search; a name that the store does not have gives an empty answer with a hint, not an error."""
    arguments: SearchArguments = call.arguments
    refuse_probing(call.caller, arguments.max_pay_rate, arguments.sql_filter)
    wanted = _wanted(call, arguments)
    if call.caller.profile.where is not None and isinstance(wanted, Unknown) and wanted.field in ("city", "state"):
        raise _outside_place(call, wanted)
    if isinstance(wanted, Unknown):
        return Ranking(
            sources=(),
            sql_matches=0,
            plan=SearchPlan("filter only", 0.0),
            hint=wanted.words,
            note=wanted.words,
            headcount=arguments.headcount,
            unknown=wanted,
        )
    answer = call.store.search(wanted.request)
    ranking = as_ranking(answer, wanted.request, wanted.headcount).model_copy(update={"set_apart": wanted.set_apart})
    if wanted.site is not None:
        ranking = ranking.model_copy(update={"site_city": wanted.site.city, "site_state": wanted.site.state})
    if answer.sql_matches < (wanted.headcount or 1):
        ranking = ranking.model_copy(update={"elsewhere": elsewhere(call.store, wanted.request)})
    if answer.sql_matches:
        return ranking
    looser = None if answer.already_booked else loosened(call.store, wanted.request)
    return ranking.model_copy(update={"looser": looser, "hint": hint(answer, looser)})


def _outside_place(call: Call, wanted: Unknown) -> NotAllowed:
    """A place where the profile sees nobody; whether anybody else is there is not told."""
    profile, places = call.caller.profile, call.store.bench_vocabulary().places
    return NotAllowed(
        f"The profile {profile.name} sees nobody in {wanted.value}.",
        code="out_of_scope",
        hint="Ask for a place that it sees, or for somebody who sees the whole bench.",
        details={
            "profile": profile.name,
            "allowed": sorted(profile.datasets),
            "places": [f"{city}, {state}" if state else city for city, state in places],
        },
    )


def as_ranking(answer: SearchAnswer, request: SearchRequest, headcount: int | None) -> Ranking:
    """A search's answer as the tool's."""
    notes = [REMARKS[remark] for remark in answer.remarks]
    if answer.sql_matches == 0:
        notes.append("Nobody fits.")
    elif headcount and answer.sql_matches < headcount:
        notes.append(f"Only {answer.sql_matches} of {counted(headcount, 'seat')} can be filled from the bench.")
    return Ranking(
        sources=answer.sources,
        sql_matches=answer.sql_matches,
        plan=answer.plan,
        pattern=answer.pattern.line if answer.pattern else None,
        note=" ".join(notes),
        role=request.role,
        city=request.city,
        state=request.state,
        client=request.client,
        headcount=headcount,
        start=request.start,
        order_id=request.order_id,
        max_pay_rate=request.max_pay_rate,
        shift=request.shift,
        certifications=request.certifications,
        already_booked=answer.already_booked,
        do_not_return=answer.do_not_return,
        common=answer.pattern,
        remarks=answer.remarks,
    )


def _wanted(call: Call, arguments: SearchArguments) -> _Wanted | Unknown:
    store = call.store
    order = order_named(call, arguments.order_id) if arguments.order_id else None
    role = arguments.role or (order.role if order else None)
    city = arguments.city or (order.city if order else None)
    state = arguments.state or (order.state if order else None)
    client = arguments.client or (order.client if order else None)
    found = {
        "role": canonical_role(store, role) if role else None,
        "city": canonical_city(store, city) if city else None,
        "state": canonical_state(store, state) if state else None,
    }
    for value in found.values():
        if isinstance(value, Unknown):
            return value
    known = find_client(store, client) if client else None
    if client and known is None:
        return _unknown_client(store, client)
    headcount = arguments.headcount or (order.headcount if order else None)
    place = {name: str(value) if value else None for name, value in found.items()}
    condition = arguments.sql_filter
    clock = job_clock(store, known.client if known else None, place["city"], place["state"])
    set_apart = find_people(store, arguments.leave_out).named if arguments.leave_out else ()
    request = SearchRequest(
        query=arguments.query or None,
        role=place["role"],
        city=place["city"],
        state=place["state"] or state_of(store, place["city"]),
        start=clock.read(arguments.start) or (clock.local(order.start) if order and order.start else None),
        end=order.end if order else None,
        shift=None if arguments.shift in (None, "any") else arguments.shift,
        certifications=tuple(store.vocabulary.certification(c, store.bench_vocabulary().certifications)
                             for c in arguments.certifications),
        client=known.client if known else None,
        max_pay_rate=arguments.max_pay_rate,
        availability=None if arguments.availability == "any" else arguments.availability,
        sql_filter=guarded_condition(condition, store.bench().columns()) if condition else None,
        order_id=order.order_id if order else None,
        leave_out=frozenset(person.worker_id for person in set_apart),
        use_playbook_memory=arguments.use_playbook_memory,
        playbook_memory_k=arguments.playbook_memory_k,
        k=arguments.k or max(USUAL_K, headcount or 0),
    )  # fmt: skip
    anywhere = request.city is None and request.state is None
    return _Wanted(request, headcount, known if known and anywhere else None, set_apart)


def _unknown_client(store: Store, client: str) -> Unknown:
    return Unknown("client", client, near_names(client, [known.client for known in clients(store).values()]))


TOOL = Tool(
    name="hybrid_search",
    effect="read",
    summary="Find and rank workers for a role, place, time and client.",
    arguments=SearchArguments,
    answer=Ranking,
    run=search,
)
