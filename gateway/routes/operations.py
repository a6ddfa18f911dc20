"""For whoever runs the desk: is it up, may it be sent requests, and how is it doing."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from agents.desk import Desk
from gateway.calls import Visiting, plain
from gateway.chat import ChatDoor
from gateway.metrics import Metrics
from gateway.readiness import Readiness
from tools.permission import require_role, require_whole_bench

router = APIRouter(tags=["operations"])


@router.get("/health", summary="Whether the desk is up; needs no sign-in")
def health(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    door: ChatDoor | None = request.app.state.chat
    desk.store.ledger.version()  # raises StorageDown where the ledger is away
    return plain({"status": "ok", "demo": desk.store.is_demo, "chat": door.state if door else "off"})


@router.get(
    "/ready",
    summary="Whether it may be sent requests: 503 while it warms up, stops, or storage is away; needs no sign-in",
    responses={503: {"description": "Not yet, or not any more", "content": {"application/json": {}}}},
)
def ready(request: Request) -> Response:
    readiness: Readiness = request.app.state.readiness
    checks = readiness.checks(request.app.state.desk)
    fine = all(one == "ok" for one in checks.values())
    return plain({"status": "ready" if fine else "not_ready", "checks": checks}, 200 if fine else 503)


@router.get("/metrics", summary="Meters in Prometheus' text format", response_class=PlainTextResponse)
def metrics(request: Request, visit: Visiting) -> Response:
    """They count what everybody does, on the whole bench. A scraper sends a manager's token."""
    require_role(visit.caller, "manager", "Reading the meters")
    require_whole_bench(visit.caller, "Reading the meters")
    meters: Metrics = request.app.state.metrics
    return Response(meters.text(), media_type=CONTENT_TYPE_LATEST)
