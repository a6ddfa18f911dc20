"""Playbook memory, and the vectors that searches stand on."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from gateway.audited import audited
from gateway.calls import JsonObject, Visiting, answered, plain, takes
from memory.errors import BadInput
from memory.store import WORKERS
from tools.patterns import PatternAnswer, PatternArguments
from tools.seed_playbook import SeedArguments, Seeded

router = APIRouter(prefix="/vectors", tags=["memory"])


@router.post(
    "/playbook_memory/seed",
    summary="Put a past success into memory without a booking",
    openapi_extra=takes(SeedArguments),
    responses={201: {"model": Seeded}},
)
def seed(visit: Visiting, arguments: JsonObject) -> Response:
    done = visit.call("seed_playbook", arguments)
    assert isinstance(done.answer, Seeded)
    return answered(done, created=done.answer.playbook_id is not None)


@router.post(
    "/playbook_memory/patterns",
    summary="What the people of similar past fills had in common",
    openapi_extra=takes(PatternArguments),
    responses={200: {"model": PatternAnswer}},
)
def patterns(visit: Visiting, arguments: JsonObject) -> Response:
    return answered(visit.call("patterns", arguments))


@router.get("/playbook_memory/stats", summary="How much is remembered")
def stats(visit: Visiting) -> Response:
    store = visit.desk.store
    store.mirror.sync()
    playbooks, endorsed = store.playbooks.count()
    return plain({"playbooks": playbooks, "endorsed_names": endorsed, "failures": len(store.mirror.rows("failures"))})


@router.post("/refresh/{dataset}", summary="Embed workers that are new or changed")
def refresh(visit: Visiting, dataset: str) -> Response:
    store = visit.desk.store
    with audited(visit, "refresh_vectors", {"dataset": dataset}):
        store.lake.manifest(dataset)  # raises NotFound
        if dataset != WORKERS:
            raise BadInput(
                f"{dataset} has no vectors: only {WORKERS} are searched by meaning.",
                code="not_embedded",
                hint=f"Refresh {WORKERS}.",
            )
        report = store.refresh_vectors()
    return plain({"dataset": dataset, "refreshed": report is not None, "report": report})
