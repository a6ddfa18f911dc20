"""What waits for a person's yes, in whichever conversation it was asked, and the yes or no to it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import Response

from gateway.calls import JsonObject, Visiting, plain, takes
from memory.errors import BadInput

router = APIRouter(prefix="/approvals", tags=["approvals"])


class Decision(BaseModel):
    """The yes or no. Who gives it is who is signed in."""

    model_config = ConfigDict(extra="forbid", strict=True)

    approve: bool


@router.get("", summary="What waits for a yes or a no that the caller may give, the oldest first")
def waiting(visit: Visiting) -> Response:
    return plain({"approvals": list(visit.desk.waiting(visit.person, "http"))})


@router.post(
    "/{approval_id}",
    summary="Say yes or no to what waits; the answer is what became of it",
    openapi_extra=takes(Decision),
)
def decide(visit: Visiting, approval_id: str, arguments: JsonObject) -> Response:
    try:
        decision = Decision.model_validate(arguments)
    except ValidationError as error:
        raise BadInput(
            "A decision is yes or no, and nothing else.",
            code="bad_arguments",
            hint='Send {"approve": true} or {"approve": false}; who decides is who is signed in.',
            details={"problems": [{"field": str(p["loc"][0]), "problem": p["msg"]} for p in error.errors()]},
        ) from error
    return plain(visit.desk.settle(approval_id, decision.approve, visit.person, "http"))
