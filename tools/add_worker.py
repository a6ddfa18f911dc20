"""Put somebody on the bench who is in no file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from memory.bench import Worker
from memory.intake.rows import made_id
from memory.store import WORKERS, Store
from memory.vocabulary import fold
from tools.additions import put, read_fields
from tools.place import state_of
from tools.tool import Answer, Arguments, Call, Money, Name, Shift, Tool

Names = Annotated[list[Name], Field(max_length=50)]
PHONE_FIGURES = 10


class WorkerArguments(Arguments):
    """The record as it was said."""

    name: Name
    role: Name | None = None
    city: Name | None = None
    state: Name | None = None
    zip: Annotated[str, Field(max_length=12)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    email: Annotated[str, Field(max_length=200)] | None = None
    skills: Names = Field(default_factory=list)
    certifications: Names = Field(default_factory=list)
    availability: Literal["available", "assigned", "unavailable"] | None = None
    shift: Shift | None = None
    pay_rate: Money | None = None
    sms_consent: bool | None = None
    language: Name | None = None
    resume_text: str | None = None
    worker_id: Annotated[str, Field(min_length=1, max_length=60)] | None = None


class WorkerAdded(Answer):
    """Who is on the bench now."""

    worker_id: str
    name: str
    role: str | None = None
    city: str | None = None
    state: str | None = None
    already: bool = False
    """They were on the bench before; nothing changed."""
    unreachable: bool = False
    """Without a phone and an e-mail address."""

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "workers": [self.worker_id]}


def add_worker(call: Call) -> WorkerAdded:
    """Add the record, or say that it is there already. Raises BadInput (``unreadable_field``)."""
    store, said = call.store, call.arguments.model_dump()
    texts = read_fields(store, said)
    roles = store.bench_vocabulary().roles if store.has_workers else ()
    if role := said["role"]:
        texts["role"] = store.vocabulary.role(role, roles) or texts["role"]
    if "city" in texts and "state" not in texts and store.has_workers and (state := state_of(store, texts["city"])):
        texts["state"] = state
    texts["worker_id"] = worker_id = said["worker_id"] or _id(texts)
    known = _standing(store, worker_id, texts)
    if known is not None:
        return _told(known.worker_id, known.name, known.role, known.city, known.state, already=True)
    put(call, WORKERS, worker_id, texts["name"], texts)
    place = (texts.get("role"), texts.get("city"), texts.get("state"))
    return _told(worker_id, texts["name"], *place, unreachable=not {"phone", "email"} & texts.keys())


def _id(texts: dict[str, str]) -> str:
    """The same that a file without ids gives them."""
    contact = texts.get("phone") or texts.get("email", "").lower()
    if contact:
        return made_id(WORKERS, f"{fold(texts['name'])}|{contact}")
    rest = (texts.get(name, "") for name in ("phone", "email", "city", "role"))
    return made_id(WORKERS, "|".join([fold(texts["name"]), *map(fold, rest)]))


def _standing(store: Store, worker_id: str, texts: dict[str, str]) -> Worker | None:
    """Who is on the bench under this id, or under this name with this phone or e-mail."""
    if not store.has_workers:
        return None
    bench = store.bench()
    if found := bench.workers([worker_id]):
        return found[0]
    same_name = bench.workers([str(bench.worker_ids[position]) for position in bench.named(texts["name"])])
    return next((one for one in same_name if _same_contact(one, texts)), None)


def _same_contact(one: Worker, texts: dict[str, str]) -> bool:
    phones = [_figures(one.phone), _figures(texts.get("phone"))]
    mails = [(one.email or "").casefold(), texts.get("email", "").casefold()]
    return any(pair[0] and pair[0] == pair[1] for pair in (phones, mails))


def _figures(phone: str | None) -> str:
    return "".join(sign for sign in phone or "" if sign.isdigit())[-PHONE_FIGURES:]


def _told(
    worker_id: str,
    name: str,
    role: str | None,
    city: str | None,
    state: str | None,
    *,
    already: bool = False,
    unreachable: bool = False,
) -> WorkerAdded:
    about = "".join(f", {part}" for part in (role, city, state) if part)
    said = "is on the bench already; nothing changed." if already else "is on the bench now."
    reach = " There is no phone or e-mail yet, so nobody can reach them from here." if unreachable else ""
    return WorkerAdded(
        worker_id=worker_id, name=name, role=role, city=city, state=state, already=already, unreachable=unreachable,
        note=f"{name} ({worker_id}{about}) {said}{reach}",
    )  # fmt: skip


def embed(call: Call, added: WorkerAdded) -> WorkerAdded:
    """Have them found by meaning too."""
    if not added.already:
        call.store.refresh_vectors()
    return added


TOOL = Tool(
    name="add_worker",
    effect="write",
    needs_whole_bench=True,
    summary="Put somebody on the bench who is in no file.",
    arguments=WorkerArguments,
    answer=WorkerAdded,
    run=add_worker,
    follow_up=embed,
)
