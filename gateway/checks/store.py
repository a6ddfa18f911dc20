"""Checks of the store: who is in it, how fresh it is, whether it can be written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime

from agents.desk import Desk
from agents.understanding.focus import Focus
from demand.sources import PERMITS
from gateway.checks.check import Check
from memory.clients import CLIENTS, ORDERS
from memory.errors import MusterError
from memory.grammar import counted
from memory.ledger import audit
from memory.ledger.ledger import Actor
from memory.store import WORKERS

OLD_PERMITS_DAYS = 30
"""The forecast looks at the permits of so many days."""
LOW_BYTES, TOO_LOW_BYTES = 2 << 30, 200 << 20
PROBE = "find 2 welders in Chicago"


def store_checks(desk: Desk) -> Iterator[Check]:
    """Every part of the store once."""
    yield _bench(desk)
    yield _dataset(desk, CLIENTS, "client", "any name is taken for a client")
    yield _dataset(desk, ORDERS, "order", "orders are those that are said")
    yield _permits(desk)
    yield _index(desk)
    yield _planner(desk)
    yield _ledger(desk)
    yield _audit(desk)
    yield _disk(desk)


def _bench(desk: Desk) -> Check:
    store = desk.store
    if not store.has_workers or not len(store.bench()):
        kind = "the demo" if store.is_demo else "your own bench"
        fix = "muster demo" if store.is_demo else "muster ingest FILE --dataset workers, or add people in the chat"
        return Check("bench", "missing", f"nobody is on it yet ({kind}, {desk.folder})", fix)
    size = counted(len(store.bench()), "worker")
    last = _day(store.lake.manifest(WORKERS).updated_at, desk)
    if store.is_demo:
        said = f"the demo, {size}, all invented"
        return Check("bench", "optional", said, "muster own, or muster ingest FILE --dataset workers")
    return Check("bench", "ok", f"your own, {size}, last brought in {last}")


def _dataset(desk: Desk, dataset: str, noun: str, without: str) -> Check:
    lake = desk.store.lake
    if not lake.has(dataset):
        return Check(dataset, "optional", f"no list: {without}", f"muster ingest FILE --dataset {dataset}")
    manifest = lake.manifest(dataset)
    return Check(dataset, "ok", f"{counted(manifest.rows, noun)}, last brought in {_day(manifest.updated_at, desk)}")


def _permits(desk: Desk) -> Check:
    lake, fix = desk.store.lake, "muster ingest FILE --dataset permits"
    if not lake.has(PERMITS):
        return Check(PERMITS, "optional", "none: no forecast and no contracts", fix)
    manifest = lake.manifest(PERMITS)
    days = int(manifest.freshness(desk.clock.now()) // 86_400)
    said = f"{counted(manifest.rows, 'permit')}, brought in {_ago(days)}"
    if days > OLD_PERMITS_DAYS:
        return Check(PERMITS, "optional", f"{said}: too old for a forecast", fix)
    return Check(PERMITS, "ok", said)


def _index(desk: Desk) -> Check:
    store, fix = desk.store, "muster serve (it embeds what is missing at its start)"
    if not store.has_workers:
        return Check("index", "optional", "nobody to find yet")
    current = store.vectors.current()
    if store.vectors.problem:
        return Check("index", "broken", store.vectors.problem, fix)
    if current is None or current.dataset_version != store.lake.dataset_version(WORKERS):
        return Check("index", "missing", "some workers are not embedded yet, so search by meaning misses them", fix)
    return Check("index", "ok", f"everybody is embedded, {_day(datetime.fromisoformat(str(current.built_at)), desk)}")


def _planner(desk: Desk) -> Check:
    """The head was learned when the desk was opened; whether it reads is seen by asking it."""
    read = [call.tool for call in desk.plan(PROBE, Focus()).calls]
    if read != ["hybrid_search"]:
        return Check("planner", "broken", f"it reads {PROBE!r} as {read or 'nothing'}", "make setup")
    return Check("planner", "ok", "built in, learned, no model needed")


def _ledger(desk: Desk) -> Check:
    try:
        with desk.store.ledger.write(Actor("doctor", "terminal"), desk.clock.now()):
            pass
    except MusterError as error:
        return Check("ledger", "broken", error.message, error.hint)
    return Check("ledger", "ok", f"it can be written, {desk.store.ledger.version():,} entries in the journal")


def _audit(desk: Desk) -> Check:
    found = audit.verify(desk.store.ledger)
    if not found.intact:
        return Check("audit", "broken", f"the chain is broken at entry {found.broken_at}", "muster audit --verify")
    return Check("audit", "ok", f"{found.entries:,} entries, the chain is whole")


def _disk(desk: Desk) -> Check:
    free = shutil.disk_usage(desk.folder).free
    said = f"{free / (1 << 30):,.1f} GB free for {desk.folder}"
    if free < TOO_LOW_BYTES:
        return Check("disk", "broken", said, "free some space, or set MUSTER_DATA to another disk")
    if free < LOW_BYTES:
        return Check("disk", "missing", f"only {said}", "free some space, or set MUSTER_DATA to another disk")
    return Check("disk", "ok", said)


def _day(at: datetime, desk: Desk) -> str:
    return f"{at.astimezone(desk.settings.zone):%Y-%m-%d %H:%M}"


def _ago(days: int) -> str:
    return "today" if days <= 0 else f"{counted(days, 'day')} ago"
