"""Bring in a file that was dropped into a conversation."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from memory.errors import BadInput, Conflict, MusterError
from memory.grammar import counted
from memory.intake.preview import Preview
from memory.lake.report import IngestReport, Progress
from memory.location import is_own
from memory.store import WORKERS, Store
from tools.tool import Answer, Arguments, Call, Tool

UPLOADS = "uploads"
"""Folder of the store in which the surfaces put what was dropped, each file in a folder of its own."""
OF_PEOPLE = frozenset({WORKERS, "call_log"})
"""Datasets of real people, which never go into the demo."""
_HANDLE = re.compile(r"[0-9a-f]{32}/[^/\\\x00]{1,200}")
Word = Annotated[str, Field(max_length=200)]


class IngestArguments(Arguments):
    """Which file, and what it holds."""

    source: Annotated[str, Field(min_length=1, max_length=300)]
    """The handle that the surface got for the file: no path, and nothing that a message can make up."""
    dataset: Annotated[str, Field(min_length=1, max_length=63)] | None = None
    """Without it the headings say what it holds, and a person agrees."""
    mapping: Annotated[dict[Word, Word], Field(max_length=500)] | None = None
    """Heading → field, ``extra`` or ``skip``: a preview's mapping, agreed to."""


class FileTaken(Answer):
    """What became of the file, or what would."""

    status: Literal["needs_confirmation", "ingested", "unchanged"]
    source: str
    """The file's name."""
    handle: str
    dataset: str
    preview: Preview | None = None
    """What was understood, where somebody has to agree first; nothing was taken in."""
    mapping: dict[str, str] = Field(default_factory=dict)
    report: IngestReport | None = None
    own: bool = False
    """It was dropped into the demo: a store of one's own is made of it, and the invented people stay behind."""

    @property
    def needs_confirmation(self) -> bool:
        return self.status == "needs_confirmation"

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "dataset": self.dataset}


def ingest(call: Call) -> FileTaken:
    """Take the file in, or answer what was understood of it.

    Raises BadInput (``not_an_upload``, ``unknown_contents`` and what the lake refuses) and Conflict (``demo_store``).
    """
    wanted: IngestArguments = call.arguments
    store = call.store
    if call.progress is not None and wanted.mapping is None:
        call.progress(Progress("look", 0, None))
    path = upload(store, wanted.source)
    dataset = wanted.dataset or contents(store, path)
    own = own_folder(store, dataset)
    if wanted.mapping is None and (report := _earlier(store, path, dataset, own)) is not None:
        return _taken(report, path, wanted.source, own=own is not None)
    if wanted.mapping is None and (wanted.dataset is None or own is not None):
        return _shown(store, path, wanted.source, dataset, own=own is not None)
    try:
        with _place(store, own) as place:
            report = place.ingest(
                path, dataset, staffer=call.caller.staffer, mapping=wanted.mapping,
                confirmed=wanted.mapping is not None, embed=own is not None, progress=call.progress,
            )  # fmt: skip
    except Conflict as error:
        if error.code != "headings_unconfirmed":
            raise
        return _shown(store, path, wanted.source, dataset, own=own is not None)
    return _taken(report, path, wanted.source, own=own is not None)


def _taken(report: IngestReport, path: Path, handle: str, *, own: bool) -> FileTaken:
    return FileTaken(
        status=report.status, source=path.name, handle=handle, dataset=report.dataset, mapping=dict(report.mapping),
        report=report, note=_words(report), own=own,
    )  # fmt: skip


def _earlier(store: Store, path: Path, dataset: str, own: Path | None) -> IngestReport | None:
    """That the same file is in already, there where it would go: nobody is asked about it anew."""
    if own is not None and not is_own(own):
        return None
    with _place(store, own) as place:
        return place.lake.earlier(path, dataset, now=store.clock.now())


@contextmanager
def _place(store: Store, own: Path | None) -> Iterator[Store]:
    """The store that the file goes into: this one, or one's own, which is made where there is none yet."""
    if own is None:
        yield store
        return
    place = Store(replace(store.settings, folder=own, own=None), store.clock)
    try:
        yield place
    finally:
        place.close()


def _shown(store: Store, path: Path, handle: str, dataset: str, *, own: bool) -> FileTaken:
    """The file as it would be read, for somebody to agree to."""
    preview = store.look(path, dataset)
    assert preview is not None, "only datasets with fields are guessed or recognised"
    said = f"{path.name} looks like {dataset}: {counted(preview.rows, 'row')}. Nothing is taken in yet."
    return FileTaken(
        status="needs_confirmation", source=path.name, handle=handle, dataset=dataset, preview=preview,
        mapping=preview.mapping, note=said, own=own,
    )  # fmt: skip


def upload(store: Store, handle: str) -> Path:
    """The file behind a handle. Raises BadInput (``not_an_upload``) for whatever is none."""
    path = store.settings.folder / UPLOADS / handle
    if not _HANDLE.fullmatch(handle) or ".." in Path(handle).parts or path.is_symlink() or not path.is_file():
        raise BadInput(
            f"“{handle.rpartition('/')[2][:60]}” is no file that was dropped here.",
            code="not_an_upload",
            hint="Drop the file into this chat, or bring it in with: muster ingest FILE --dataset workers.",
        )
    return path


def contents(store: Store, path: Path) -> str:
    """The dataset whose fields a file's columns are. Raises BadInput (``unknown_contents``) where they are of none."""
    best, most = "", 1
    for dataset in store.intake_words.fields:
        try:
            preview = store.look(path, dataset)
        except MusterError as error:
            if error.code != "missing_columns":
                raise
            continue
        understood = sum(column.field is not None for column in preview.columns) if preview else 0
        if understood > most:
            best, most = dataset, understood
    if not best:
        raise BadInput(
            f"I cannot tell what {path.name} holds.",
            code="unknown_contents",
            hint="Say which it is: workers, clients, orders, permits or call log.",
        )
    return best


def own_folder(store: Store, dataset: str) -> Path | None:
    """Where a list of real people goes that was dropped into the demo; None where a file goes into this very store.

    Raises Conflict (``demo_store``) as `refuse_demo`, where there is no such place.
    """
    if store.is_demo and dataset == WORKERS and store.settings.own is not None:
        return store.settings.own
    refuse_demo(store, dataset)
    return None


def refuse_demo(store: Store, dataset: str) -> None:
    """Raises Conflict (``demo_store``) where real people would come among invented ones."""
    if store.is_demo and dataset in OF_PEOPLE:
        raise Conflict(
            "This is the demo; real people never go among invented ones.",
            code="demo_store",
            hint="Make the real store: muster own, then bring the file again; or muster ingest FILE --dataset workers.",
        )


def _words(report: IngestReport) -> str:
    if report.earlier is not None:
        when, before = datetime.fromisoformat(report.earlier.at), report.earlier
        same = "the same file that" if before.source == report.source else f"the same file as {before.source}, which"
        said = f"{same} {before.staffer} brought in on {when:%b} {when.day}, {when.year}"
        return f"Nothing new: {report.source} is {said}; nothing changed."
    refused = f" {counted(report.refused_count, 'row')} could not be kept." if report.refused_count else ""
    empty = sum(cells.count for cells in report.bad_cells)
    unread = f" {counted(empty, 'cell')} could not be read and {'is' if empty == 1 else 'are'} empty." if empty else ""
    took = f"{report.new:,} new, {report.changed:,} changed, {report.same:,} as before"
    return f"{report.source} is in {report.dataset}: {took}.{refused}{unread}"


def finish(call: Call, taken: FileTaken) -> FileTaken:
    """Have new people found by meaning too, and let go of the copy."""
    if taken.needs_confirmation:
        return taken
    shutil.rmtree((call.store.settings.folder / UPLOADS / taken.handle).parent, ignore_errors=True)
    if taken.dataset == WORKERS:
        call.store.refresh_vectors(call.progress)
    return taken


TOOL = Tool(
    name="ingest",
    effect="write",
    needs_whole_bench=True,
    summary="Bring in a file that was dropped into the conversation; foreign headings are shown first.",
    arguments=IngestArguments,
    answer=FileTaken,
    run=ingest,
    follow_up=finish,
)
