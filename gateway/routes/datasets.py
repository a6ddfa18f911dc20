"""Files in, and the catalogue of what came of them."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from starlette.responses import Response

from agents.desk import Desk
from gateway.audited import audited
from gateway.calls import Visit, Visiting, plain
from memory.errors import BadInput
from memory.lake.manifest import Manifest
from memory.store import WORKERS
from tools.ingest import UPLOADS, refuse_demo
from tools.permission import out_of_scope
from tools.profiles import USUAL

router = APIRouter(tags=["datasets"])
CHUNK = 1 << 20
LONGEST_NAME = 200


@router.post(
    "/ingest/file",
    summary="Bring in a CSV or JSON file, also gzipped",
    status_code=201,
    responses={200: {"description": "It was there already", "content": {"application/json": {}}}},
)
def ingest_file(
    visit: Visiting,
    file: UploadFile,
    dataset: Annotated[str, Form()],
    mapping: Annotated[str | None, Form(description="JSON: heading → field, extra or skip")] = None,
    confirm: Annotated[bool, Form(description="yes to what is guessed of foreign headings")] = False,
) -> Response:
    desk = visit.desk
    name = _file_name(file.filename or "")
    uploads = desk.folder / UPLOADS
    uploads.mkdir(exist_ok=True)
    with audited(visit, "ingest", {"source": name, "dataset": dataset}), NamedTemporaryFile(dir=uploads) as copy:
        refuse_demo(desk.store, dataset)
        said = _mapping(mapping)
        shutil.copyfileobj(file.file, copy, CHUNK)
        copy.flush()
        report = desk.store.ingest(
            Path(copy.name), dataset, staffer=visit.caller.staffer, file_name=name, mapping=said, confirmed=confirm
        )
    return plain(report.as_json(), 201 if report.status == "ingested" else 200)


@router.get("/catalog/datasets", summary="All datasets")
def datasets(visit: Visiting) -> Response:
    manifests = (manifest for manifest in visit.desk.store.lake.manifests() if _is_seen(visit, manifest.name))
    found = (_entry(visit.desk, manifest) for manifest in manifests)
    left_out = ("columns", "lineage", "objects")
    return plain({"datasets": [{k: v for k, v in entry.items() if k not in left_out} for entry in found]})


@router.get("/catalog/datasets/{name}", summary="One dataset: shape, origin, freshness, files")
def dataset(visit: Visiting, name: str) -> Response:
    if not _is_seen(visit, name):
        raise out_of_scope(visit.caller, {name})
    return plain(_entry(visit.desk, visit.desk.store.lake.manifest(name)))


def _is_seen(visit: Visit, name: str) -> bool:
    """The usual profile sees all datasets, also those without a meaning; any other those that it names."""
    profile = visit.caller.profile
    return profile == USUAL or name in profile.datasets


def _entry(desk: Desk, manifest: Manifest) -> dict[str, Any]:
    embedded = desk.store.vectors.current() if manifest.name == WORKERS else None
    current = desk.store.lake.dataset_version(manifest.name)
    return asdict(manifest) | {
        "freshness": manifest.freshness(desk.clock.now()),
        "last_embedded_at": embedded.built_at if embedded else None,
        "stale": manifest.name == WORKERS and (embedded is None or embedded.dataset_version != current),
    }


def _mapping(said: str | None) -> dict[str, str]:
    """The form's field as it was meant. Raises BadInput (``bad_mapping``)."""
    try:
        found = json.loads(said) if said else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(field, str) for field in found.values()):
        raise BadInput(
            "The mapping is no JSON object of headings and fields.",
            code="bad_mapping",
            hint='Send it like {"Trade": "role", "Notes": "extra"}.',
        )
    return found


def _file_name(said: str) -> str:
    """The last part of what the sender calls the file, whatever system it comes from."""
    return said.replace("\\", "/").rsplit("/", 1)[-1][:LONGEST_NAME] or "upload"
