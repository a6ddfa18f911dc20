"""Seeding playbooks: one an order or event, and who did it well in it."""

from __future__ import annotations

from datetime import datetime

from memory.bench import Worker
from memory.ledger.ledger import Unit
from memory.ledger.tables import to_text
from memory.playbooks import place_words


def seed_playbook(
    unit: Unit,
    workers: list[Worker],
    *,
    role: str,
    city: str | None,
    state: str | None,
    client: str | None,
    order_id: str | None,
    at: datetime,
    source: str,
) -> str:
    """Add one playbook that names these workers; its id."""
    playbook_id = unit.next_id("P")
    unit.insert(
        "playbooks",
        {
            "playbook_id": playbook_id,
            "order_id": order_id,
            "client": client,
            "role": role,
            "city": city,
            "state": state,
            "place": place_words(role, city, state),
            "at": to_text(at),
            "source": source,
            "staffer": unit.actor.staffer,
            "recorded_at": to_text(unit.now),
        },
    )
    endorse(unit, playbook_id, workers)
    return playbook_id


def endorse(unit: Unit, playbook_id: str, workers: list[Worker]) -> None:
    """Name more workers in a playbook; who is named already stays named once."""
    named = {row["worker_id"] for row in unit.rows("playbook_workers", playbook_id=playbook_id)}
    for worker in workers:
        if worker.worker_id not in named:
            unit.insert("playbook_workers", {"playbook_id": playbook_id, "worker_id": worker.worker_id})


def withdraw(unit: Unit, playbook_id: str, worker_id: str) -> None:
    """Take a worker out of a playbook; a playbook that names nobody goes."""
    if unit.rows("playbook_workers", playbook_id=playbook_id, worker_id=worker_id):
        unit.delete("playbook_workers", {"playbook_id": playbook_id, "worker_id": worker_id})
    if not unit.rows("playbook_workers", playbook_id=playbook_id):
        unit.delete("playbooks", {"playbook_id": playbook_id})


def order_playbook(unit: Unit, order_id: str | None) -> str | None:
    """The playbook of an order, where it has one."""
    rows = unit.rows("playbooks", order_id=order_id) if order_id else []
    return str(rows[0]["playbook_id"]) if rows else None
