"""Every tool by its name, and the audit of every call."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from gateway.calls import JsonObject, Visit, Visiting, answered, plain
from memory.ledger import audit
from memory.ledger.tables import LARGEST_NUMBER
from tools.permission import require_role, require_whole_bench
from tools.tool import Tool

router = APIRouter(prefix="/tools", tags=["tools"])
OBJECT = {"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {}}}}}}
"""Which arguments a tool takes is its own: ``GET /tools`` has the schemas."""


@router.get("", summary="All tools with what they take and answer")
def tools(visit: Visiting) -> Response:
    return plain({"tools": [_about(tool) for tool in visit.desk.gate.catalogue.values()]})


@router.get("/audit", summary="Every tool call, also refused ones, newest first")
def entries(
    visit: Visiting,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="entries older than this number")] = None,
) -> Response:
    _require_audit(visit)
    found = audit.newest(visit.desk.store.ledger, limit=limit, before=before)
    more = len(found) == limit and found[-1]["seq"] > 1
    return plain({"entries": found, "next": found[-1]["seq"] if more else None})


@router.get("/audit/verify", summary="Whether the chain of audit entries is unbroken")
def verify(visit: Visiting) -> Response:
    _require_audit(visit)
    return plain(audit.verify(visit.desk.store.ledger))


@router.post("/{name}", summary="Call a tool; the body is its arguments", openapi_extra=OBJECT)
def call(visit: Visiting, name: str, arguments: JsonObject) -> Response:
    return answered(visit.call(name, arguments))


def _require_audit(visit: Visit) -> None:
    """It names everybody whom anybody asked about."""
    require_role(visit.caller, "manager", "The audit")
    require_whole_bench(visit.caller, "The audit")


@cache
def _about(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "effect": tool.effect,
        "summary": tool.summary,
        "arguments": tool.arguments.model_json_schema(),
        "answer": tool.answer.model_json_schema(mode="serialization"),
    }
