"""The wording of what joins the store: people, clients, files."""

from __future__ import annotations

from dataclasses import replace

from agents.messages import Grid, Line, Part
from agents.state import Made
from agents.voice import Voice
from agents.wording_facts import told
from memory.intake.preview import PreviewColumn
from tools.add_client import ClientAdded
from tools.add_worker import WorkerAdded
from tools.fates import Done
from tools.ingest import FileTaken

COLUMNS_SHOWN, COSTS_SHOWN, NOTES_SHOWN = 30, 4, 4


def worker_parts(answer: WorkerAdded, made: Made, voice: Voice) -> tuple[Part, ...]:
    """Who is on the bench, and what to do with them."""
    fact = told(answer, made, voice)
    if answer.already:
        return (replace(fact, next_step=voice.say("added.see", first=answer.name)),)
    return (replace(fact, next_step=voice.say("said.undo")),)


def client_parts(answer: ClientAdded, made: Made, voice: Voice) -> tuple[Part, ...]:
    """Which client is on the list, and what to do with it."""
    fact = told(answer, made, voice)
    if answer.already:
        return (replace(fact, next_step=voice.say("added.order", client=answer.client)),)
    return (replace(fact, next_step=voice.say("said.undo")),)


def file_parts(answer: FileTaken, made: Made, voice: Voice) -> tuple[Part, ...]:
    """What a file became; of one that nobody agreed to yet, each column as it was understood."""
    fact = told(answer, made, voice)
    if answer.preview is not None:
        shown = answer.preview.columns[:COLUMNS_SHOWN]
        lines = tuple(Line(_column(one, voice), f"{one.heading}: {one.becomes or '-'}") for one in shown)
        missing = answer.preview.missing[:COSTS_SHOWN]
        costs = tuple(voice.say("added.without", field=one.field, cost=one.without) for one in missing)
        notes = answer.preview.notes[:NOTES_SHOWN]
        grid = Grid(voice.say("files.title", source=answer.source), voice.list("files.columns"),
                    tuple(_row(one) for one in shown))  # fmt: skip
        own = (voice.say("files.own_to_be"),) if answer.own else ()
        return (replace(fact, lines=lines, reasons=(*fact.reasons, *own, *notes, *costs), grids=(grid,)),)
    notes = answer.report.notes if answer.report and answer.status == "ingested" else ()
    own = (voice.say("files.own"),) if answer.own else ()
    return (replace(fact, reasons=(*fact.reasons, *own, *notes[:NOTES_SHOWN])),)


def is_own(made: Made) -> bool:
    """Whether a file of the shop's own people was taken in, away from the demo."""
    answer = made.fate.answer if isinstance(made.fate, Done) else None
    return isinstance(answer, FileTaken) and answer.own and not answer.needs_confirmation


def _row(one: PreviewColumn) -> tuple[str, ...]:
    return (one.heading, one.becomes or "-", ", ".join(one.samples), one.why)


def _column(one: PreviewColumn, voice: Voice) -> str:
    samples = voice.say("added.samples", samples=", ".join(one.samples)) if one.samples else ""
    return voice.say("added.column", heading=one.heading, becomes=one.becomes or "-", why=one.why, samples=samples)
