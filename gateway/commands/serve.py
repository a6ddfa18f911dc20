"""`muster serve`: the desk as a server."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from gateway.commands.options import DataOption, NowOption, open_desk, read_settings
from gateway.commands.progress import progress_bar

console = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: muster serve --port 3100")(serve)


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to bind (MUSTER_HOST).")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port (MUSTER_PORT).")] = None,
    chat: Annotated[bool, typer.Option("--chat/--no-chat", help="Serve the web chat at /chat.")] = True,
    data: DataOption = None,
    now: NowOption = None,
) -> None:
    """Start the desk and say where to click."""
    from gateway.hosts import check_bind
    from gateway.server import serve as run_server

    settings = read_settings(data=data, now=now, host=host, port=port)
    with open_desk(settings) as desk:
        check_bind(settings.host, with_staff=desk.directory.is_configured())
        if desk.store.has_workers:
            with progress_bar("opening the desk") as follow:
                desk.store.refresh_vectors(follow)
        where = f"http://{settings.host}:{settings.port}"
        bench = f"{len(desk.store.bench()):,} workers" if desk.store.has_workers else "no workers yet"
        demo = "  (demo: everybody is invented)" if desk.store.is_demo else ""
        console.print(f"\n  Muster is starting. Bench: {bench}{demo}")
        console.print(f"  Chat:  {where}/chat")
        console.print(f"  Desk:  {where}/")
        console.print("  Stop:  Ctrl-C\n")
        if desk.store.vectors.note:
            console.print(f"  {desk.store.vectors.note}\n", markup=False)
        run_server(desk, settings.host, settings.port, chat=chat)
