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
from evals.planning import Shop, read_messages
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


@app.command("plans", epilog="Example: muster eval plans evals/messages/seen.jsonl --wrong")
def score_plans(
    files: Annotated[list[Path], typer.Argument(help="Files of labelled messages (see evals/planning.py).")],
    wrong: Annotated[bool, typer.Option("--wrong", help="List the messages that came out wrong.")] = False,
) -> None:
    """Measure what the built-in planner makes of labelled messages."""
    shop = Shop()
    table = Table(show_edge=False)
    for column in ("Messages", "Count", "Right tools", "Right arguments", "Writes not asked for", "Right silence"):
        table.add_column(column)
    for path in files:
        scored = shop.score(read_messages(path))
        silent, quiet = scored.silent
        table.add_row(
            path.stem, str(len(scored.judged)), f"{scored.sequences:.1%}", f"{scored.arguments:.1%}",
            str(scored.unasked), f"{silent}/{quiet}",
        )  # fmt: skip
        for one in scored.judged if wrong else ():
            if not one.sequence or one.wrong:
                tools = " + ".join(call.tool for call in one.plan.calls) or one.plan.expect
                console.print(f"{one.labelled.message_id}: {one.labelled.text!r}\n    got {tools}", markup=False)
                for line in one.wrong:
                    console.print(f"    {line}", markup=False)
    console.print(table)


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
