"""How long it takes to hand over a workspace of a thousand people, and to list three hundred workspaces.

.venv/bin/python scripts/bench_workspaces.py        on a demo of its own; beside it the same handover as a copy
"""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from agents.desk import Desk
from agents.settings import Settings
from gateway.demo.load import make_demo
from memory.ledger.ledger import Actor
from tools.fates import Done
from tools.tool import Caller

NOW = "2026-04-20T09:00"
WORKERS, ITEMS, SPACES, ROUNDS = 3_000, 1_000, 300, 200
MOST_AT_ONCE = 200
"""Workers that one call may name."""
console = Console(highlight=False, width=160)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "store", now=NOW, model="builtin", _env_file=None)
        make_demo(settings, WORKERS, 1, lambda _progress: None)
        desk = Desk(settings)
        by = Actor("Sarah", "terminal")
        for name in ("Sarah", "Rita"):
            desk.roster.add(name, "admin", "default", by)
        sarah, rita = (Caller(name, "admin", "terminal") for name in ("Sarah", "Rita"))
        fill(desk, sarah)
        rows = [
            ("hand over a workspace of 1,000 people", "5 ms", measured(lambda n: hand_over(desk, sarah, rita, n))),
            ("reference: the same 1,000 rows copied to the other", "", measured(lambda n: copied(desk, n))),
            ("list 300 workspaces", "50 ms", measured(lambda _number: do(desk, sarah, action="list", staffer="all"))),
        ]  # fmt: skip
        desk.close()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    console.print(f"{date.today()} · {machine} · `python scripts/bench_workspaces.py`\n", markup=False)
    console.print("| what | p50 | p95 | longest | target |\n|---|---|---|---|---|", markup=False)
    for what, target, spent in rows:
        p95 = statistics.quantiles(spent, n=20)[18]
        figures = " | ".join(f"{one:.1f} ms" for one in (statistics.median(spent), p95, max(spent)))
        console.print(f"| {what} | {figures} | {target} |", markup=False)


def measured(work: Callable[[int], object]) -> list[float]:
    """Milliseconds of each round, after a warm-up."""
    spent = []
    for number in range(ROUNDS + 10):
        began = time.perf_counter()
        work(number)
        spent.append((time.perf_counter() - began) * 1000)
    return spent[10:]


def do(desk: Desk, caller: Caller, **arguments: Any) -> Any:
    fate = desk.gate.call("workspace", arguments, caller)
    assert isinstance(fate, Done), fate
    return fate.answer


def fill(desk: Desk, caller: Caller) -> None:
    """One workspace with a thousand people on its shortlist, and the others with nobody."""
    ids = [str(one) for one in desk.store.bench().worker_ids[:ITEMS]]
    for number in range(SPACES):
        do(desk, caller, action="open", name=f"Space {number}")
    for start in range(0, ITEMS, MOST_AT_ONCE):
        do(desk, caller, action="shortlist", name="Space 0", workers=ids[start : start + MOST_AT_ONCE])
    (whole,) = do(desk, caller, action="list", name="Space 0").workspaces
    assert whole.workers == ITEMS


def hand_over(desk: Desk, sarah: Caller, rita: Caller, number: int) -> None:
    """There and back again."""
    giver, taker = (sarah, rita) if number % 2 == 0 else (rita, sarah)
    do(desk, giver, action="handoff", name="Space 0", staffer=taker.staffer)


def copied(desk: Desk, number: int) -> None:
    """What it would be without the pointer: every row once more, under another workspace, with its journal."""
    (whole,) = desk.store.ledger.rows("workspaces", name="Space 0")
    rows = desk.store.ledger.rows("workspace_items", workspace_id=whole["workspace_id"])
    with desk.store.ledger.write(Actor("Sarah", "terminal"), desk.clock.now()) as unit:
        for row in rows:
            unit.insert("workspace_items", row | {"workspace_id": f"copy-{number}"})
        unit.record("workspace", {"text": "copied"})


if __name__ == "__main__":
    main()
