"""`muster ask`, `muster chat`, `muster plan`: talking to the desk in a terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from agents.desk import Desk
from agents.messages import Incoming, Person, Reply, Step, text_of
from agents.understanding.focus import Focus
from gateway.commands.options import (
    DEMO_STAFFER,
    DataOption,
    JsonOption,
    NowOption,
    StafferOption,
    open_desk,
    read_settings,
)

StepsOption = Annotated[bool, typer.Option("--steps", help="Show what the desk did on the way.")]
ThreadOption = Annotated[str, typer.Option("--thread", help="The conversation to go on with.")]
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog='Example: muster ask "find 3 electricians in Chicago"')(ask)
    app.command(epilog="Example: muster chat")(chat)
    app.command(epilog='Example: echo \'{"id":1,"text":"need 2 welders in Gary"}\' | muster plan --jsonl')(plan)


def ask(
    text: Annotated[str, typer.Argument(help="The message, as you would type it in a chat.")],
    staffer: StafferOption = DEMO_STAFFER,
    thread: ThreadOption = "terminal",
    steps: StepsOption = False,
    as_json: JsonOption = False,
    data: DataOption = None,
    now: NowOption = None,
) -> None:
    """Ask one thing; the next ask goes on with the same conversation."""
    with open_desk(read_settings(data=data, now=now)) as desk:
        reply = _show_turn(desk, _message(text, staffer, thread), steps=steps, as_json=as_json)
    if reply.failure_log:
        raise typer.Exit(1)


def chat(
    staffer: StafferOption = DEMO_STAFFER,
    thread: ThreadOption = "terminal",
    steps: StepsOption = False,
    data: DataOption = None,
    now: NowOption = None,
) -> None:
    """Talk with the desk until you say bye."""
    with open_desk(read_settings(data=data, now=now)) as desk:
        with console.status("Opening the desk ..."):
            desk.warm_up()
        console.print("Ask me for people, tell me how it went. An empty line or Ctrl-D ends.")
        while True:
            try:
                text = console.input("[bold]you>[/] ").strip()
            except (EOFError, KeyboardInterrupt):
                break
            if not text:
                break
            _show_turn(desk, _message(text, staffer, thread), steps=steps, as_json=False)


def plan(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and print one JSON object a line.")] = True,
    data: DataOption = None,
    now: NowOption = None,
) -> None:
    """Say which tool calls messages ask for, and run none of them."""
    with open_desk(read_settings(data=data, now=now)) as desk:
        for line in sys.stdin:
            if line.strip():
                sys.stdout.write(json.dumps(_planned(desk, line), ensure_ascii=False) + "\n")
                sys.stdout.flush()


def _planned(desk: Desk, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        text = asked["text"]
        if not isinstance(text, str):
            raise TypeError("text must be a string")
    except (ValueError, KeyError, TypeError) as error:
        return {"id": None, "calls": [], "expect": "clarify", "confidence": 0.0, "error": f"unreadable line: {error}"}
    found = desk.plan(text, Focus())
    return {
        "id": asked.get("id"),
        "calls": [{"tool": call.tool, "args": dict(call.args)} for call in found.calls],
        "expect": found.expect,
        "confidence": round(found.confidence, 3),
    }


def _message(text: str, staffer: str, thread: str) -> Incoming:
    return Incoming(text=text, person=Person(staffer, "admin"), channel="terminal", thread=f"{thread}:{staffer}")


def _show_turn(desk: Desk, message: Incoming, *, steps: bool, as_json: bool) -> Reply:
    reply: Reply | None = None
    # On standard error, and only where somebody looks: the line is gone once the answer is there.
    with errors.status("[dim]Working ...[/]", spinner_style="dim"):
        for part in desk.turn(message):
            if isinstance(part, Reply):
                reply = part
            elif isinstance(part, Step) and steps and not as_json:
                console.print(f"  {part.kind:<8}{part.title}  {part.detail}", style="dim", markup=False)
    assert reply is not None
    if as_json:
        sys.stdout.write(json.dumps(asdict(reply), ensure_ascii=False, default=str) + "\n")
        return reply
    console.print(text_of(reply.parts, grids=True), markup=False)
    for grid in reply.grids:
        table = Table(title=grid.title, show_edge=False)
        for column in grid.columns:
            table.add_column(column)
        for row in grid.rows[:20]:
            table.add_row(*row)
        console.print(table)
    if reply.demo:
        console.print(f"({reply.demo_line})", style="dim", markup=False)
    return reply
