"""Which bench is answering, for whoever wants to know before asking."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from gateway.calls import Visiting, plain
from memory.clients import clients

router = APIRouter(tags=["pages"])


@router.get("/desk", summary="Which bench answers: the demo's or one's own, and how large it is")
def standing(visit: Visiting) -> Response:
    store = visit.desk.store
    return plain(
        {
            "bench": "demo" if store.is_demo else "own",
            "workers": len(store.bench()) if store.has_workers else 0,
            "clients": len(clients(store)),
            "folder": str(visit.desk.folder.resolve()),
        }
    )
