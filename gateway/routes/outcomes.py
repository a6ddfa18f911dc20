"""What happened: fills, failures, and whom a client does not want back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.responses import Response

from gateway.calls import JsonObject, Visiting, answered, takes
from tools.blacklist import ClientList
from tools.log_failure import FailureArguments, FailureLogged
from tools.log_fill import FillArguments, FillLogged

router = APIRouter(tags=["outcomes"])
BLACKLIST = "/clients/{client:path}/blacklist"
"""A client's name may hold a slash."""
Client = Annotated[str, Path(description="the client's name, URL-encoded")]


class BlacklistBody(BaseModel):
    """Who is meant, by id or name, and why."""

    workers: list[str]
    reason_text: str | None = None


@router.post(
    "/log",
    summary="Record that workers accepted, showed up or finished; it makes the next ranking better",
    openapi_extra=takes(FillArguments),
    responses={201: {"model": FillLogged}},
)
def log(visit: Visiting, arguments: JsonObject) -> Response:
    done = visit.call("log_fill", arguments)
    assert isinstance(done.answer, FillLogged)
    return answered(done, created=bool(done.answer.recorded))


@router.post(
    "/log_failure",
    summary="Record a no-show or another failure, and see who could step in",
    openapi_extra=takes(FailureArguments),
    responses={201: {"model": FailureLogged}},
)
def log_failure(visit: Visiting, arguments: JsonObject) -> Response:
    done = visit.call("log_failure", arguments)
    assert isinstance(done.answer, FailureLogged)
    return answered(done, created=bool(done.answer.recorded))


@router.get(BLACKLIST, summary="Whom a client does not want back", responses={200: {"model": ClientList}})
def show_blacklist(visit: Visiting, client: Client) -> Response:
    return answered(visit.call("blacklist", {"action": "list", "client": client}))


@router.post(
    BLACKLIST,
    summary="Put workers on a client's do-not-return list",
    openapi_extra=takes(BlacklistBody),
    responses={201: {"model": ClientList}},
)
def add_to_blacklist(visit: Visiting, client: Client, arguments: JsonObject) -> Response:
    done = visit.call("blacklist", {**arguments, "action": "add", "client": client})
    assert isinstance(done.answer, ClientList)
    return answered(done, created=bool(done.answer.changed))


@router.delete(
    BLACKLIST,
    summary="Take workers off a client's do-not-return list",
    openapi_extra=takes(BlacklistBody),
    responses={200: {"model": ClientList}},
)
def take_off_blacklist(visit: Visiting, client: Client, arguments: JsonObject) -> Response:
    return answered(visit.call("blacklist", {**arguments, "action": "remove", "client": client}))
