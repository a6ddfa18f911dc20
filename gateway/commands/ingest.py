"""`muster ingest`: files in, once a person has seen what was understood of foreign headings."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agents.desk import Desk
from gateway.commands.bench_told import tell_desk
from gateway.commands.options import DEMO_STAFFER, DataOption, JsonOption, NowOption, open_desk, read_settings
from gateway.commands.progress import progress_bar
from memory.errors import BadInput, MusterError
from memory.grammar import counted
from memory.intake.preview import Preview
from memory.lake.report import IngestReport, Misfits

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
UNCONFIRMED = "headings_unconfirmed"
REFUSED = 2
"""Exit code where at least one file was not taken in."""


@dataclass(frozen=True)
class Asked:
    """What the command line said."""

    dataset: str
    staffer: str
    mapping: Mapping[str, str]
    yes: bool
    as_json: bool
    data: Path | None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: muster ingest bench.csv --dataset workers --map 'Trade=role'")(ingest)


def ingest(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, JSON or NDJSON, also gzipped.")],
    dataset: Annotated[
        str, typer.Option("--dataset", help="workers, clients, orders, permits, call_log, or your own.")
    ],
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", help="What a column is: 'Trade=role', 'Notes=extra' (kept as it is), 'SSN=skip'."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Agree to what is guessed of foreign headings.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be understood, and stop.")] = False,
    staffer: Annotated[str, typer.Option("--staffer", help="Who brings it in.")] = DEMO_STAFFER,
    as_json: JsonOption = False,
    data: DataOption = None,
    now: NowOption = None,
) -> None:
    """Bring files into the store; the same bytes again change nothing.

    Headings of your own are matched by their names and values: you see what was understood, and say yes.
    """
    settings = read_settings(data=data, now=now)
    asked = Asked(dataset, staffer, read_maps(maps or ()), yes, as_json, data)
    failed = False
    with open_desk(settings, settings.folder(for_ingest=True)) as desk:
        first = not desk.store.has_workers
        for file in files:
            try:
                if dry_run:
                    _dry_run(desk, file, asked)
                else:
                    _take(desk, file, asked)
            except MusterError as error:
                failed = True
                _show_refusal(file, error, asked)
        made = first and desk.store.has_workers
    if made and not as_json:
        tell_desk(settings, console)
    if failed:
        raise typer.Exit(REFUSED)


def read_maps(maps: list[str] | tuple[str, ...]) -> dict[str, str]:
    """``Trade=role`` → heading and field. Raises BadInput (``bad_mapping``)."""
    said: dict[str, str] = {}
    for one in maps:
        heading, sign, field = one.rpartition("=")
        if not sign or not heading.strip() or not field.strip():
            raise BadInput(
                f"{one[:80]!r} says of no column what it is.",
                code="bad_mapping",
                hint="Write it as 'Heading=field', such as 'Trade=role'.",
            )
        said[heading.strip()] = field.strip()
    return said


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _take(desk: Desk, file: Path, asked: Asked) -> None:
    try:
        report = _ingest(desk, file, asked, asked.mapping, confirmed=asked.yes)
    except MusterError as error:
        if error.code != UNCONFIRMED or asked.as_json or not is_terminal():
            raise
        preview = desk.store.look(file, asked.dataset, mapping=asked.mapping)
        assert preview is not None
        show_preview(preview)
        if not typer.confirm("Take it in like this?", default=False):
            console.print("Nothing was taken in. Say what a column is with --map 'Heading=field'.", markup=False)
            raise typer.Exit(REFUSED) from error
        report = _ingest(desk, file, asked, preview.mapping, confirmed=True)
    show_report(report, as_json=asked.as_json)


def _ingest(desk: Desk, file: Path, asked: Asked, mapping: Mapping[str, str], *, confirmed: bool) -> IngestReport:
    with progress_bar(file.name) as follow:
        return desk.store.ingest(
            file, asked.dataset, staffer=asked.staffer, mapping=mapping, confirmed=confirmed, progress=follow
        )


def _dry_run(desk: Desk, file: Path, asked: Asked) -> None:
    preview = desk.store.look(file, asked.dataset, mapping=asked.mapping)
    if preview is None:
        console.print(f"{file.name}: {asked.dataset} has no fields of its own, so every column is kept as it is.")
    elif asked.as_json:
        sys.stdout.write(json.dumps(preview.as_json()) + "\n")
    else:
        show_preview(preview)


def show_preview(preview: Preview, to: Console = console) -> None:
    """What was understood, column by column, and what is missing."""
    to.print(f"{preview.source} → {preview.dataset}, {preview.rows:,} rows. I understood:", markup=False)
    width = min(30, max(len(one.heading) for one in preview.columns))
    target = max(len(one.becomes or "left out") for one in preview.columns)
    for one in preview.columns:
        samples = f"   e.g. {' | '.join(one.samples)}" if one.samples else ""
        line = f"  {one.heading:<{width}}  →  {one.becomes or 'left out':<{target}}  ({one.why}){samples}"
        to.print(line, markup=False)
    for missing in preview.missing:
        to.print(f"  no {missing.field}: {missing.without}", markup=False)
    for note in preview.notes:
        to.print(f"  {note}", markup=False)


def show_report(report: IngestReport, *, as_json: bool) -> None:
    """What became of a file."""
    if as_json:
        sys.stdout.write(json.dumps(report.as_json(), default=str) + "\n")
        return
    if report.status == "unchanged":
        told = f" ({report.notes[0].rstrip('.')})" if report.notes else ""
        console.print(f"Nothing new: {report.source} is in {report.dataset} already{told}.", markup=False)
        return
    console.print(
        f"{report.source} → {report.dataset}: {report.rows_in:,} rows in, {report.rows_kept:,} kept "
        f"({report.new:,} new, {report.changed:,} changed, {report.same:,} same), "
        f"{report.refused_count:,} refused, {report.seconds:.1f} s",
        markup=False,
    )
    lines = [f"recognised: {', '.join(report.recognised)}"] * bool(report.recognised)
    lines += [f"missing (optional): {', '.join(report.missing)}"] * bool(report.missing)
    lines += [f"kept without a meaning: {', '.join(report.unknown)}"] * bool(report.unknown)
    lines += report.notes
    for one in report.cleaned:
        shown = "; ".join(f"{before} → {after}" for before, after in one.examples)
        lines += [f"{one.column}: {one.changed:,} written otherwise{f' ({shown})' if shown else ''}"] * bool(
            one.changed
        )
        lines += [f"{one.column}: {one.emptied:,} said nothing (such as N/A) and are empty"] * bool(one.emptied)
    lines += [_misfit(one) for one in report.misfits]
    lines += [f"row {refusal.row}: {refusal.reason}" for refusal in report.refused[:5]]
    for line in lines:
        console.print(f"  {line}", markup=False)


def _misfit(one: Misfits) -> str:
    """Which cells did not fit, the first of them, and what was done."""
    done = "left empty" if one.fate == "emptied" else "kept as written"
    first = f"{one.first.value!r} in row {one.first.row} {one.first.reason}"
    return f"{one.column}: {counted(one.count, 'cell')} {done}, e.g. {first}."


def _show_refusal(file: Path, error: MusterError, asked: Asked) -> None:
    if asked.as_json:
        shape = {"code": error.code, "message": error.message, "hint": error.hint, "details": error.details}
        sys.stdout.write(json.dumps({"source": file.name, "error": shape}, default=str) + "\n")
        return
    if error.code == UNCONFIRMED:
        _show_guess(error, file, asked)
        return
    errors.print(f"{file.name}: {error.message} {error.hint}", markup=False)


def _show_guess(error: MusterError, file: Path, asked: Asked) -> None:
    """Nobody is there to say yes: what was understood, and the command that says it."""
    parts = [f"--map {shlex.quote(f'{heading}={field}')}" for heading, field in asked.mapping.items()]
    parts += [f"--data {shlex.quote(str(asked.data))}"] if asked.data else []
    again = " ".join(["muster ingest", shlex.quote(str(file)), "--dataset", asked.dataset, *parts])
    errors.print(error.message, markup=False)
    errors.print(f"See it:     {again} --dry-run", markup=False)
    errors.print(f"Take it in: {again} --yes", markup=False)
    errors.print("Correct it with --map 'Heading=field'.", markup=False)
