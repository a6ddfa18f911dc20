"""Whether what a call states is what the message says: client, place, role, certifications, order, pay, shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agents.review.evidence import SURE, Evidence
from agents.review.findings import Finding, ProposedCall
from agents.review.records import Records
from agents.understanding.lexicon import City
from agents.understanding.mentions import Clients, Hours, Mention, Pay
from agents.understanding.words import plain_words
from memory.clients import Client, Order
from memory.clock import shift_at

SAME_STEM = 4
"""First letters that "packing" and "Packer" share."""
NEW_RECORDS = frozenset({"add_client", "add_worker"})


def check_client(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The client is the one that is named, else the conversation's or the order's."""
    value = call.text("client")
    if value is None or call.tool in NEW_RECORDS:
        return None
    known = evidence.lexicon.clients.get(plain_words(value), ())
    client = known[0] if len(known) == 1 else value
    mentions = evidence.said("client", call)
    named = [m for m in mentions if isinstance(m.value, Clients)]
    if any(m.value.names == (client,) for m in named if isinstance(m.value, Clients)):
        return None
    remembered = evidence.remembered("client")
    if any(client in m.value.names for m in named if isinstance(m.value, Clients)):
        return None if client in remembered or evidence.literally(value) else Finding("which", _facts(evidence, named))
    if not known and evidence.literally(value):
        return None
    sure = [m for m in named if m.cost <= SURE or _is_ghost_client(m, evidence)]
    if not sure and client in remembered | _of_order(call, evidence, records, "client"):
        return None
    if not known:
        return Finding("unknown", {"kind": "client", "value": value})
    return Finding("client", {"value": client, **_facts(evidence, sure)})


def _is_ghost_client(mention: Mention, evidence: Evidence) -> bool:
    """A client that the store does not have, whose words are no person's name either."""
    ghost = isinstance(mention.value, Clients) and mention.value.ghost
    return ghost and not any(one.start < mention.end and mention.start < one.end for one in evidence.spoken)


def check_city(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The city is one that is named, else the conversation's, the order's or the client's."""
    value = call.text("city")
    if value is None:
        return None
    city = evidence.canonical(evidence.lexicon.cities, value)
    mentions = evidence.said("city", call)
    if any(isinstance(m.value, City) and m.value.name == city for m in mentions):
        return None
    strange = plain_words(value) not in evidence.lexicon.cities
    if strange and evidence.literally(value):
        return None
    sure = _sure(mentions)
    derived = _of_order(call, evidence, records, "city") | {site.city for site in _sites(call, evidence, records)}
    if not sure and city in evidence.remembered("city") | derived | _of_workers(call, evidence, records, 2):
        return None
    if strange:
        return Finding("unknown", {"kind": "city", "value": value})
    return Finding("city", {"value": value, **_facts(evidence, sure)})


def check_state(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The state is one that is named, else the city's, the conversation's, the order's or the client's."""
    value = call.text("state")
    if value is None:
        return None
    state = records.store.vocabulary.state(value) or value.upper()
    cities = [m for m in evidence.said("city", call) if isinstance(m.value, City)]
    said = {m.value for m in evidence.said("state", call)} | {
        m.value.state for m in cities if isinstance(m.value, City)
    }
    own = evidence.canonical(evidence.lexicon.cities, call.text("city"))
    names = {own} if own else {m.value.name for m in cities if isinstance(m.value, City)}
    of_cities = {state for name in names if name for state in evidence.lexicon.states_of.get(name, ())}
    sites = {site.state for site in _sites(call, evidence, records)}
    if state in said | of_cities:
        return None
    if of_cities or said - {None}:
        return Finding("state", {"value": value, **_facts(evidence, [*evidence.said("state", call), *cities])})
    if state in evidence.remembered("state") | sites | _of_order(call, evidence, records, "state") or own:
        return None
    return Finding("state", {"value": value})


def check_role(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The role is one that is named, else the conversation's, the order's or that of the people themselves."""
    value = call.text("role")
    if value is None:
        return None
    role = evidence.canonical(evidence.lexicon.roles, value)
    mentions = evidence.said("role", call)
    if any(m.value == role for m in mentions):
        return None
    strange = plain_words(value) not in evidence.lexicon.roles
    if strange and evidence.literally(value):
        return None
    sure = _sure(mentions)
    derived = _of_order(call, evidence, records, "role") | _of_workers(call, evidence, records, 1)
    if not sure and (role in evidence.remembered("role") | derived or _stem_said(value, evidence)):
        return None
    if strange:
        return Finding("unknown", {"kind": "role", "value": value})
    return Finding("role", {"value": value, **_facts(evidence, sure)})


def _stem_said(value: str, evidence: Evidence) -> bool:
    stems = {word[:SAME_STEM] for word in plain_words(value) if len(word) >= SAME_STEM}
    return any(norm[:SAME_STEM] in stems for norm in evidence.norms)


def check_certifications(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """Every certification is asked for."""
    mentions = evidence.said("certification", call)
    held = {m.value for m in mentions}
    for value in call.texts("certifications"):
        name = evidence.canonical(evidence.lexicon.certifications, value)
        last = evidence.focus.last_call.args.get("certifications", ()) if evidence.focus.last_call else ()
        first = plain_words(value)[:1]
        near = bool(first) and first[0] in evidence.norms and not any(plain_words(str(c))[:1] == first for c in held)
        if name not in held and name not in last and not near and not evidence.literally(value):
            return Finding("certification", {"value": value, **_facts(evidence, mentions)})
    return None


def check_order(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The order is the one that is named, else the conversation's."""
    value = call.text("order_id")
    if value is None:
        return None
    mentions = evidence.said("order_id", call)
    said = {_bare(str(m.value)) for m in mentions}
    if _bare(value) in said or (not said and evidence.literally(value.strip("# "))):
        return None
    if not said and _bare(value) in {_bare(str(one)) for one in evidence.remembered("order_id")}:
        return None
    order = records.order(value)
    own = not said and order is not None and order.client == call.text("client")
    if own and (call.tool == "draft_message" or (call.tool == "log_fill" and call.text("start") is not None)):
        return None  # the client's own, by the day or the hour that is said: its time is looked at by itself
    if not said and order is None:
        return Finding("unknown", {"kind": "order", "value": value})
    return Finding("order", {"value": value, **_facts(evidence, mentions)})


def check_pay(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """A rate is one that is said, the bill rate as the client's and the pay rate as the worker's."""
    mentions = [m for m in evidence.said("pay", call) if isinstance(m.value, Pay)]
    for name in ("max_pay_rate", "pay_rate", "bill_rate"):
        value = call.number(name)
        if value is None or value in evidence.remembered(name):
            continue
        fits = [m.value.label for m in mentions if isinstance(m.value, Pay) and m.value.amount == value]
        if any(_is_labelled(label, name) for label in fits) or (not fits and evidence.literally(f"{value:g}")):
            continue
        return Finding("pay", {"value": f"{value:g}", **_facts(evidence, mentions)})
    return None


def _is_labelled(label: str, argument: str) -> bool:
    return label not in {"bill", "pay"} or (label == "bill") == (argument == "bill_rate")


def check_shift(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The shift is one that is said, by its name, by the part of the day, or by the hour."""
    value = call.text("shift")
    if value is None:
        return None
    mentions = evidence.said("shift", call)
    if any(m.value == value for m in mentions):
        return None
    words = evidence.words.part_of_day
    spoken = {shift for shift, said in words.items() if said & set(evidence.norms)}
    hours = {shift_at(m.value.start.hour) for m in evidence.said("hours", call) if isinstance(m.value, Hours)}
    held = evidence.remembered("shift") | _of_order(call, evidence, records, "shift")
    if not mentions and value in spoken | hours | held:
        return None
    return Finding("shift", {"value": value, **_facts(evidence, mentions)})


def check_staffer(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """A workspace goes to somebody whom the message names."""
    value = call.text("staffer")
    if call.tool != "workspace" or value is None or evidence.literally(value):
        return None
    return Finding("staffer", {"value": value})


def _sure(mentions: Sequence[Mention]) -> list[Mention]:
    return [mention for mention in mentions if mention.cost <= SURE]


def _facts(evidence: Evidence, mentions: Sequence[Mention]) -> dict[str, str]:
    return {"said": evidence.quote(mentions)}


def _bare(order_id: str) -> str:
    return order_id.strip("# ").casefold()


def _order(call: ProposedCall, evidence: Evidence, records: Records) -> Order | None:
    return records.order(call.text("order_id"))


def _of_order(call: ProposedCall, evidence: Evidence, records: Records, name: str) -> frozenset[Any]:
    order = _order(call, evidence, records)
    value = getattr(order, name) if order else None
    return frozenset({value} if value is not None else ())


def _of_workers(call: ProposedCall, evidence: Evidence, records: Records, place: int) -> frozenset[Any]:
    """What the bench says of the call's people, else of those spoken of; their city only where there is no client."""
    if place == 2 and call.text("client"):
        return frozenset()
    ids = {one for worker in call.texts("workers") for one in evidence.ids(worker)}
    return frozenset(records.about(one)[place] for one in ids or _ids_spoken_of(evidence)) - {None}


def _ids_spoken_of(evidence: Evidence) -> set[str]:
    """As in "who could cover for Grace Hall": the role is hers."""
    return {worker_id for one in evidence.spoken if one.certain for worker_id in one.worker_ids}


def _sites(call: ProposedCall, evidence: Evidence, records: Records) -> list[Client]:
    names = {call.text("client"), evidence.focus.client if not call.text("client") else None}
    for mention in evidence.said("client", call):
        if isinstance(mention.value, Clients) and len(mention.value.names) == 1:
            names.add(mention.value.names[0])
    return [site for name in names if name and (site := records.site(name)) is not None]
