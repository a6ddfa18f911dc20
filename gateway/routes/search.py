"""Who can fill it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from gateway.calls import JsonObject, Visiting, answered, takes
from memory.errors import BadInput
from tools.hybrid_search import Ranking, SearchArguments

router = APIRouter(tags=["search"])


class MatchArguments(BaseModel):
    """One of the two ids, and how many workers."""

    order_id: str | None = None
    permit_id: str | None = None
    k: int | None = Field(None, ge=1, le=1_000)


RANKING: dict[int | str, dict[str, Any]] = {200: {"model": Ranking}}


@router.post("/vectors/hybrid", summary="The same as /search", openapi_extra=takes(SearchArguments), responses=RANKING)
@router.post("/search", summary="Find and rank workers", openapi_extra=takes(SearchArguments), responses=RANKING)
def search(visit: Visiting, arguments: JsonObject) -> Response:
    return answered(visit.call("hybrid_search", arguments))


@router.post(
    "/match",
    summary="Find and rank workers for an order, or for a permit's contract",
    openapi_extra=takes(MatchArguments),
    responses=RANKING,
)
def match(visit: Visiting, arguments: JsonObject) -> Response:
    named = [arguments[name] for name in ("order_id", "permit_id") if arguments.get(name) is not None]
    surplus = arguments.keys() - MatchArguments.model_fields.keys()
    if len(named) != 1 or surplus:
        raise BadInput(
            "A match is for one order or one permit.",
            code="bad_arguments",
            hint="Send order_id or permit_id, and k where you want more than ten.",
            details={"surplus": sorted(surplus)},
        )
    return answered(visit.call("hybrid_search", {"order_id": named[0], "k": arguments.get("k")}))
