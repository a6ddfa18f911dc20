"""`muster eval`: run scenarios and say what held."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals import scenario as scenarios
from evals.run import Policy, Result, run

app = typer.Typer(help="Run scenarios through the whole desk.", no_args_is_help=True)
console = Console(highlight=False)


@app.command("list")
def list_scenarios() -> None:
    """The scenarios there are."""
    for name in scenarios.names():
        console.print(f"{name}: {scenarios.load(name).about}", markup=False)


@app.command("run", epilog="Example: muster eval run first_day --policy pair --out report")
def run_scenarios(
    names: Annotated[list[str], typer.Argument(help="Scenarios, by name.")],
    policy: Annotated[str, typer.Option(help="pair, or do-nothing as the baseline.")] = "pair",
    model: Annotated[str, typer.Option(help="Who plans: builtin, auto or ollama:NAME.")] = "builtin",
    out: Annotated[Path | None, typer.Option(help="Folder for report.md and result.json.")] = None,
) -> None:
    """Run scenarios; exit code 0 only where every criterion of all of them held."""
    if policy not in ("pair", "do-nothing"):
        raise typer.BadParameter(f"{policy!r} is not pair or do-nothing")
    chosen: Policy = "pair" if policy == "pair" else "do-nothing"
    results = [run(scenarios.load(name), chosen, model) for name in names]
    for result in results:
        _show(result)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "result.json").write_text(json.dumps([asdict(result) for result in results], indent=2), encoding="utf-8")
        (out / "report.md").write_text("\n\n".join(map(_report, results)), encoding="utf-8")
    sys.exit(0 if all(result.passed for result in results) else 1)


def _show(result: Result) -> None:
    table = Table(title=f"{result.scenario} ({result.policy}): {result.share:.0%}", show_edge=False)
    for column in ("", "Criterion", "Found"):
        table.add_column(column)
    for score in result.scores:
        table.add_row("[green]held[/]" if score.passed else "[red]broken[/]", score.criterion, score.found)
    console.print(table)


def _report(result: Result) -> str:
    lines = [
        f"# {result.scenario} ({result.policy}): {result.share:.0%}",
        "",
        "| | criterion | found |",
        "|---|---|---|",
    ]
    lines += [f"| {'held' if s.passed else 'BROKEN'} | {s.criterion} | {s.found} |" for s in result.scores]
    lines += ["", "## What was said", ""]
    for staffer, text, answer in result.transcript:
        lines += [f"**{staffer}:** {text}", "", *(f"> {line}" for line in answer.splitlines()), ""]
    return "\n".join(lines)
