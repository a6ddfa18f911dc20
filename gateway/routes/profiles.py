"""Profiles: what a staffer's searches may see, who made it so, and what was done under it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from gateway.audited import audited
from gateway.calls import JsonObject, Visit, Visiting, answered, plain, takes
from memory.ledger import audit
from tools import profiles as kept
from tools.hybrid_search import SearchArguments
from tools.permission import require_role, require_whole_bench
from tools.tool import Profile

router = APIRouter(tags=["profiles"])
ONE = "/vectors/profile/{name}"


class NamedBinding(kept.Binding):
    """What a profile is called, and what it binds."""

    name: str


@router.get("/profiles", summary="The profiles that the caller may use, and what each binds")
def profiles(visit: Visiting) -> Response:
    store, mine = visit.desk.store, visit.caller.profile
    found = [_about(kept.profile_or_nothing(store, name)) for name in kept.usable(store, visit.caller.staffer)]
    return plain({"profiles": found, "active": mine.name})


@router.post(
    "/profiles",
    summary="Make a profile, or change one; for admins",
    openapi_extra=takes(NamedBinding),
    status_code=201,
)
def make(visit: Visiting, arguments: JsonObject) -> Response:
    said = dict(arguments)
    given = said.pop("name", None)
    name = given if isinstance(given, str) else ""  # which is no profile's name
    with audited(visit, "profile", {"action": "make", "name": name, **said}, least="admin"):
        require_whole_bench(visit.caller, "Making a profile")
        made = kept.keep(visit.desk.store, name, said)
    return plain(_about(made), 201)


@router.post(f"{ONE}/activate", summary="Let the caller's searches see what a profile binds, in all channels")
def activate(visit: Visiting, name: str) -> Response:
    visit.call("profile", {"action": "activate", "name": name})
    profile = kept.profile_named(visit.desk.store, name)
    desk = visit.desk.as_seen_by(profile)
    if desk.store.has_workers:
        desk.store.bench()  # what is bound is warm for the first search
    return plain({"active": profile.name, **_about(profile)})


@router.post(f"{ONE}/search", summary="Search as a profile sees the bench", openapi_extra=takes(SearchArguments))
def search(visit: Visiting, name: str, arguments: JsonObject) -> Response:
    profile = _usable(visit, name)
    person = visit.person.bound_to(profile)
    narrowed = Visit(visit.desk.as_seen_by(profile), person.caller("http", key=visit.caller.key), person)
    return answered(narrowed.call("hybrid_search", arguments))


@router.get(f"{ONE}/audit", summary="What was called under a profile, newest first; for managers")
def used(visit: Visiting, name: str, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Response:
    require_role(visit.caller, "manager", "The audit")
    require_whole_bench(visit.caller, "The audit")
    profile = _usable(visit, name)
    return plain({"profile": name, "entries": audit.newest(visit.desk.store.ledger, limit=limit, profile=profile.name)})


def _usable(visit: Visit, name: str) -> Profile:
    """A profile that the caller may use. Raises NotAllowed (``out_of_scope``) or NotFound (``unknown_profile``)."""
    if name not in kept.usable(visit.desk.store, visit.caller.staffer):
        kept.profile_named(visit.desk.store, name)
        raise kept.bound_elsewhere(visit.caller.staffer, visit.caller.profile.name, name)
    return kept.profile_named(visit.desk.store, name)


def _about(profile: Profile) -> dict[str, Any]:
    return {"name": profile.name, "datasets": sorted(profile.datasets), "where": profile.where}
