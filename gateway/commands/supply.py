"""`muster ingest` and `muster demo`: what fills a store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from agents.settings import STORE_FOLDER
from gateway.commands.options import DEMO_STAFFER, DataOption, JsonOption, NowOption, open_desk, read_settings
from memory.errors import MusterError
from memory.lake.report import IngestReport
from memory.lake.report import Progress as Stage
from memory.location import has_bench, is_half_made
from memory.store import WORKERS

console = Console(highlight=False)
USUAL_BENCH = 20_000
LARGEST_BENCH = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: muster ingest bench.csv --dataset workers")(ingest)
    app.command(epilog="Example: muster demo --bench-size 50000 --seed 7")(demo)


def ingest(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, JSON or NDJSON, also gzipped.")],
    dataset: Annotated[
        str, typer.Option("--dataset", help="workers, clients, orders, permits, call_log, or your own.")
    ],
    staffer: Annotated[str, typer.Option("--staffer", help="Who brings it in.")] = DEMO_STAFFER,
    as_json: JsonOption = False,
    data: DataOption = None,
    now: NowOption = None,
) -> None:
    """Bring files into the store; the same bytes again change nothing."""
    settings = read_settings(data=data, now=now)
    failed = False
    with open_desk(settings, settings.folder(for_ingest=True)) as desk:
        first = not desk.store.has_workers
        for file in files:
            try:
                with progress_bar(f"{file.name}") as follow:
                    report = desk.store.ingest(file, dataset, staffer=staffer, progress=follow)
            except MusterError as error:
                failed = True
                _show_refusal(file, error, as_json)
                continue
            _show_report(report, as_json)
        if dataset == WORKERS and first and desk.store.has_workers and settings.data is None and not as_json:
            console.print(
                f"Your own bench is in {STORE_FOLDER.name}/: the desk uses it instead of the demo from its next start."
            )
    if failed:
        raise typer.Exit(2)


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
    if if_missing and has_bench(folder) and not is_half_made(folder):
        return
    with progress_bar("demo bench") as follow:
        made = make_demo(settings, bench_size, seed, follow)
    console.print(
        f"The demo is ready: {made.workers:,} invented workers, {made.clients} clients, {made.permits:,} permits, "
        f"{made.outcomes:,} outcomes (seed {made.seed})."
    )


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[Stage], None]]:
    """A bar on standard error that follows the stages of long work."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def follow(stage: Stage) -> None:
            if stage.stage not in tasks:
                tasks[stage.stage] = bar.add_task(f"{title}: {stage.stage}", total=stage.total)
            bar.update(tasks[stage.stage], completed=stage.done, total=stage.total)  # type: ignore[arg-type]

        yield follow


def _show_report(report: IngestReport, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(report.as_json(), default=str) + "\n")
        return
    if report.status == "unchanged":
        console.print(f"{report.source}: the same bytes are in {report.dataset} already; nothing to do.")
        return
    console.print(
        f"{report.source} → {report.dataset}: {report.rows_in:,} rows in, {report.rows_kept:,} kept "
        f"({report.new:,} new, {report.changed:,} changed, {report.same:,} same), "
        f"{report.refused_count:,} refused, {report.seconds:.1f} s"
    )
    lines = [f"recognised: {', '.join(report.recognised)}"] * bool(report.recognised)
    lines += [f"missing (optional): {', '.join(report.missing)}"] * bool(report.missing)
    lines += [f"kept without a meaning: {', '.join(report.unknown)}"] * bool(report.unknown)
    lines += report.notes
    lines += [f"{cells.column}: {cells.count:,} cells emptied, {cells.reason}" for cells in report.bad_cells]
    lines += [f"row {refusal.row}: {refusal.reason}" for refusal in report.refused[:5]]
    for line in lines:
        console.print(f"  {line}", markup=False)


def _show_refusal(file: Path, error: MusterError, as_json: bool) -> None:
    if as_json:
        shape = {"code": error.code, "message": error.message, "hint": error.hint, "details": error.details}
        sys.stdout.write(json.dumps({"source": file.name, "error": shape}, default=str) + "\n")
        return
    Console(stderr=True, highlight=False).print(f"{file.name}: {error.message} {error.hint}", markup=False)
