"""The wording of what joins the store: people, clients, files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agents.messages import Grid, Line, Part
from agents.state import Made
from agents.voice import Voice
from agents.wording_facts import told
from agents.wording_names import column_label
from memory.intake.preview import Preview, PreviewColumn
from memory.intake.reading import Missing
from memory.lake.report import IngestReport, Misfits
from memory.store import WORKERS
from tools.add_client import ClientAdded
from tools.add_worker import WorkerAdded
from tools.fates import Done
from tools.ingest import FileTaken

COLUMNS_SHOWN, COSTS_SHOWN, NOTES_SHOWN, REFUSED_SHOWN = 30, 8, 4, 5


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
    own = (voice.say("files.own"),) if answer.own and answer.status == "ingested" else ()
    if answer.preview is not None:
        return (_previewed(answer.preview, answer, fact, voice),)
    report = answer.report
    if report is None or report.status == "unchanged":
        return (fact,)
    lines = [*(_misfit(one, voice) for one in report.misfits), *_rewritten(report, voice), *_refused(report, voice)]
    consent = (voice.say("files.no_consent"),) if lacks_consent(report) else ()
    return (
        replace(
            fact,
            lines=tuple(Line(line, line) for line in lines),
            reasons=(*fact.reasons, *own, *report.notes, *consent),
        ),
    )


def lacks_consent(report: IngestReport) -> bool:
    """Whether a list of workers says of nobody whether they may be texted."""
    return report.dataset == WORKERS and "phone" in report.recognised and "sms_consent" in report.missing


def _previewed(preview: Preview, answer: FileTaken, fact: Part, voice: Voice) -> Part:
    shown = preview.columns[:COLUMNS_SHOWN]
    lines = tuple(
        Line(_column(one, voice), f"{one.heading}: {column_label(one.becomes, voice)}") for one in shown
    )  # fmt: skip
    weighed = sorted(preview.missing, key=lambda one: one.field != "sms_consent")[:COSTS_SHOWN]
    costs = tuple(
        voice.say("added.without", field=column_label(one.field, voice), cost=cost_text(one, voice)) for one in weighed
    )
    grid = Grid(voice.say("files.title", source=answer.source), voice.list("files.columns"),
                tuple(_row(one, voice) for one in shown), by_row=True)  # fmt: skip
    own = (voice.say("files.own_to_be"),) if answer.own else ()
    notes = preview.notes[:NOTES_SHOWN]
    return replace(fact, lines=lines, reasons=(*fact.reasons, *own, *notes, *costs), grids=(grid,))


def cost_text(one: Missing, voice: Voice) -> str:
    """What it costs that a file has no such column."""
    key = f"facts.without.{one.field}"
    return voice.raw(key) if not voice.is_the_tools and voice.has(key) else one.without


def _misfit(one: Misfits, voice: Voice) -> str:
    """Cells of a column that did not fit, the first of them, and what was done."""
    said = one.first.reason
    reason = said if voice.is_the_tools else voice.word("facts.cells", said)
    return voice.counted(
        f"files.{one.fate}", one.count, column=column_label(one.column, voice), row=one.first.row,
        value=one.first.value, reason=reason,
    )  # fmt: skip


def _rewritten(report: IngestReport, voice: Voice) -> Iterator[str]:
    """What was written in another way, with its examples, and what said nothing."""
    for one in report.cleaned:
        column = column_label(one.column, voice)
        if one.changed:
            shown = "; ".join(f"{before} → {after}" for before, after in one.examples)
            text = voice.counted("files.rewritten", one.changed, column=column)
            yield f"{text[:-1]} ({shown})." if shown else text
        if one.emptied:
            yield voice.counted("files.said_nothing", one.emptied, column=column)


def _refused(report: IngestReport, voice: Voice) -> Iterator[str]:
    for one in report.refused[:REFUSED_SHOWN]:
        reason = one.reason if voice.is_the_tools else voice.word("facts.cells", one.reason)
        yield voice.say("files.refused", row=one.row, reason=reason)


def is_own(made: Made) -> bool:
    """Whether a file of the shop's own people was taken in, away from the demo."""
    answer = made.fate.answer if isinstance(made.fate, Done) else None
    return isinstance(answer, FileTaken) and answer.own and not answer.needs_confirmation


def _row(one: PreviewColumn, voice: Voice) -> tuple[str, ...]:
    return (one.heading, column_label(one.becomes, voice), ", ".join(one.samples), _why(one, voice))


def _why(one: PreviewColumn, voice: Voice) -> str:
    """How a column was read."""
    return one.why if voice.is_the_tools else voice.say(f"facts.read_by.{one.how}", like=one.like)


def _column(one: PreviewColumn, voice: Voice) -> str:
    samples = voice.say("added.samples", samples=", ".join(one.samples)) if one.samples else ""
    label = column_label(one.becomes, voice)
    return voice.say("added.column", heading=one.heading, becomes=label, why=_why(one, voice), samples=samples)
