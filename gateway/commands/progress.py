"""A progress bar in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from memory.lake.report import Progress as Stage


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
