"""Drafts of messages: what there is, and a person's look at one of them. Nothing is sent."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from gateway.calls import JsonObject, Visiting, answered, takes
from tools.drafts import DraftStatus
from tools.review_draft import Action, DraftsReviewed

router = APIRouter(prefix="/drafts", tags=["drafts"])


class DraftReview(BaseModel):
    """What to do with the draft."""

    action: Action
    text: str | None = Field(None, description="the whole new text of an edit")


@router.get("", summary="The drafts, newest first", responses={200: {"model": DraftsReviewed}})
def drafts(visit: Visiting, status: DraftStatus | None = None) -> Response:
    return answered(visit.call("review_draft", {"action": "list"} | ({"status": status} if status else {})))


@router.post(
    "/{draft_id}",
    summary="Edit, approve or discard a draft",
    openapi_extra=takes(DraftReview),
    responses={200: {"model": DraftsReviewed}},
)
def review(visit: Visiting, draft_id: str, arguments: JsonObject) -> Response:
    return answered(visit.call("review_draft", {**arguments, "draft_id": draft_id}))
