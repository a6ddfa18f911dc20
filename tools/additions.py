"""A record that was said: into the lake by the way that files take, with a journal entry that can be taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from memory.errors import BadInput, Conflict
from memory.intake.cells import CLEANERS
from memory.ledger.ledger import Unit
from memory.ledger.tables import to_text
from memory.store import Store
from tools.tool import Call

SAID = "said by {staffer}"
HOLDS_WORKERS = ("bookings", "playbook_workers", "failures", "contacts", "blacklist")
HOLDS_CLIENTS = ("orders", "bookings", "playbooks", "failures", "blacklist")


def read_fields(store: Store, said: Mapping[str, Any]) -> dict[str, str]:
    """Fields as a person said them → the texts that the lake reads, cleaned as those of a file are.

    Raises BadInput (``unreadable_field``) for one that cannot be read.
    """
    texts: dict[str, str] = {}
    for name, value in said.items():
        if value in (None, "", [], ()):
            continue
        if isinstance(value, bool):
            value = "yes" if value else "no"
        text = json.dumps(list(value), ensure_ascii=False) if isinstance(value, list | tuple) else str(value)
        cleaner = CLEANERS.get(name)
        if cleaner is not None:
            cleaned = cleaner(text, store.intake_words)
            if cleaned.problem:
                raise BadInput(
                    f"“{text[:60]}” {cleaned.problem}, so nothing was recorded.",
                    code="unreadable_field",
                    hint=f"Say it again with another {name.replace('_', ' ')}, or leave it out.",
                    details={"field": name, "value": text[:60]},
                )
            text = cleaned.text
        texts[name] = text
    return texts


def put(call: Call, dataset: str, record_id: str, name: str, texts: Mapping[str, str]) -> None:
    """Write the record and note that it was said.

    The lake commits first. What is killed in between leaves a record that nobody was told of, and saying it again
    finds it there.
    """
    store, unit = call.store, call.writing
    source = SAID.format(staffer=call.caller.staffer)
    store.lake.put(dataset, [texts], source=source, staffer=call.caller.staffer, now=call.now)
    for row in unit.rows("additions", dataset=dataset, record_id=record_id):  # left from a record that is gone since
        unit.delete("additions", {"dataset": row["dataset"], "record_id": row["record_id"]})
    unit.insert(
        "additions",
        {
            "dataset": dataset,
            "record_id": record_id,
            "name": name,
            "row_hash": _hash(store, dataset, record_id),
            "at": to_text(call.now),
            "staffer": call.caller.staffer,
        },
    )


def take_out(call: Call, dataset: str, record_id: str, row_hash: str) -> None:
    """Remove a record again. Raises Conflict (``changed_since``) where something has come to rest on it."""
    store, unit = call.store, call.writing
    if not store.lake.has(dataset) or store.lake.record(dataset, record_id) is None:
        return
    if _hash(store, dataset, record_id) != row_hash or _is_held(unit, dataset, record_id):
        raise Conflict(
            "That record was changed or used since, so it cannot be taken back.",
            code="changed_since",
            hint="Take back what was recorded of it first.",
        )
    source = f"taken back by {call.caller.staffer}"
    store.lake.remove(dataset, record_id, source=source, staffer=call.caller.staffer, now=call.now)


def _is_held(unit: Unit, dataset: str, record_id: str) -> bool:
    if dataset == "workers":
        return any(unit.rows(table, worker_id=record_id) for table in HOLDS_WORKERS)
    return any(unit.rows(table, client=record_id) for table in HOLDS_CLIENTS)


def _hash(store: Store, dataset: str, record_id: str) -> str:
    row = store.lake.record(dataset, record_id) or {}
    filled = {name: value for name, value in row.items() if value is not None}
    return hashlib.sha256(json.dumps(filled, sort_keys=True, default=str).encode()).hexdigest()
