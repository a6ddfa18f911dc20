"""`muster demo` and `muster own`: what makes a store."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from gateway.commands.bench_told import tell_desk
from gateway.commands.options import DataOption, NowOption, open_desk, read_settings
from gateway.commands.progress import progress_bar
from memory.errors import Conflict
from memory.location import OWN_MARK, has_bench, is_demo, is_half_made, is_own

console = Console(highlight=False)
USUAL_BENCH = 20_000
LARGEST_BENCH = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: muster demo --bench-size 50000 --seed 7")(demo)
    app.command(epilog="Example: muster own")(own)


def demo(
    bench_size: Annotated[int, typer.Option("--bench-size", min=100, max=LARGEST_BENCH)] = USUAL_BENCH,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same bench.")] = 1,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Only where there is no bench yet.")] = False,
    data: DataOption = None,
    now: NowOption = None,
) -> None:
    """Make the demo: invented workers, clients, outcomes and permits."""
    from gateway.demo.load import make_demo

    settings = read_settings(data=data, now=now)
    folder = settings.folder()
    if if_missing and (is_own(folder) or (has_bench(folder) and not is_half_made(folder))):
        return
    with progress_bar("demo bench") as follow:
        made = make_demo(settings, bench_size, seed, follow)
    console.print(
        f"The demo is ready: {made.workers:,} invented workers, {made.clients} clients, {made.permits:,} permits, "
        f"{made.outcomes:,} outcomes (seed {made.seed})."
    )


def own(data: DataOption = None) -> None:
    """Leave the demo: make an empty bench of your own, to be filled by chat or from files."""
    settings = read_settings(data=data)
    folder = settings.folder(for_ingest=True)
    if is_demo(folder):
        raise Conflict(
            f"{folder} holds the demo; real people never go among invented ones.",
            code="demo_store",
            hint="Leave --data and MUSTER_DATA away, or name a new folder.",
        )
    with open_desk(settings, folder) as desk:
        workers = len(desk.store.bench()) if desk.store.has_workers else 0
        (folder / OWN_MARK).touch()
    if workers:
        console.print(f"You have a bench of your own already: {workers:,} workers.", markup=False)
    else:
        console.print("Your own bench is ready and empty. Fill it as you like:", markup=False)
        console.print("  in the chat:  add worker Jane Doe, welder, Gary, IN, 219-555-0101", markup=False)
        console.print("  from a file:  muster ingest workers.csv --dataset workers", markup=False)
    tell_desk(settings, console)
