"""Workspaces: a staffer's work on one contract or client, and its handoff to somebody else."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from gateway.calls import JsonObject, Visiting, answered, takes
from memory.errors import BadInput
from tools.workspaces import WorkspaceAnswer

router = APIRouter(prefix="/workspaces", tags=["workspaces"])
ANSWER: dict[int | str, dict[str, Any]] = {200: {"model": WorkspaceAnswer}}


class Opening(BaseModel):
    """Which workspace to open, or to make."""

    name: str | None = None
    client: str | None = None


class Handoff(BaseModel):
    """Who gets it."""

    staffer: str


class Shortlist(BaseModel):
    """Whom to add, by id or by name."""

    workers: list[str]


class SavedSearch(BaseModel):
    """What the caller's last search over HTTP is to be called."""

    name: str | None = Field(None, description="else its role and place")


@router.get("", summary="The caller's workspaces, the last opened first", responses=ANSWER)
def workspaces(visit: Visiting, staffer: str | None = None, client: str | None = None) -> Response:
    """A manager may ask for another ``staffer``'s, or for ``all``."""
    named = {"staffer": staffer, "client": client}
    return answered(visit.call("workspace", {"action": "list", **{k: v for k, v in named.items() if v is not None}}))


@router.post(
    "",
    summary="Open a workspace; 201 where it is new",
    openapi_extra=takes(Opening),
    responses={**ANSWER, 201: {"model": WorkspaceAnswer}},
)
def open_workspace(visit: Visiting, arguments: JsonObject) -> Response:
    """Opens the one of that name, or makes it."""
    done = visit.call("workspace", {**arguments, "action": "open"})
    assert isinstance(done.answer, WorkspaceAnswer)
    return answered(done, created=done.answer.created)


@router.get("/{workspace_id}", summary="One workspace with its shortlist, searches and activity", responses=ANSWER)
def one(visit: Visiting, workspace_id: str) -> Response:
    """Whatever is in it, by its id or its name."""
    return answered(visit.call("workspace", {"action": "list", "name": workspace_id}))


@router.post(
    "/{workspace_id}/handoff", summary="Hand it to another staffer", openapi_extra=takes(Handoff), responses=ANSWER
)
def hand_off(visit: Visiting, workspace_id: str, arguments: JsonObject) -> Response:
    """One pointer changes; nothing is copied."""
    return answered(visit.call("workspace", {**arguments, "action": "handoff", "name": workspace_id}))


@router.post(
    "/{workspace_id}/shortlist", summary="Add workers, in order", openapi_extra=takes(Shortlist), responses=ANSWER
)
def shortlist(visit: Visiting, workspace_id: str, arguments: JsonObject) -> Response:
    """Whoever is on it already stays where they are."""
    return answered(visit.call("workspace", {**arguments, "action": "shortlist", "name": workspace_id}))


@router.post(
    "/{workspace_id}/searches",
    summary="Save the caller's last search over HTTP",
    openapi_extra=takes(SavedSearch),
    responses=ANSWER,
)
def save_search(visit: Visiting, workspace_id: str, arguments: JsonObject) -> Response:
    """What it asked for is kept, so that it can be sent again."""
    named = arguments.get("name")
    if not isinstance(named, str | None):
        raise BadInput(
            "The name of a search is text.", code="bad_arguments", hint='Send {"name": "welders"}, or nothing.'
        )
    said = {**arguments, "name": f"{workspace_id}/{named or ''}"}
    return answered(visit.call("workspace", {**said, "action": "save_search"}))
