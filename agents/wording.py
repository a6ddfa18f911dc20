"""What was done, put into one channel-neutral reply: first the fact, then the reason, then what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from agents.asking import NOT_APPROVED
from agents.messages import Part, Reply, part_of
from agents.question import choice_label, order_label
from agents.state import Context, Made
from agents.voice import Voice
from agents.wording_additions import client_parts, file_parts, is_own, worker_parts
from agents.wording_agenda import agenda_parts
from agents.wording_demand import contracts_parts, forecast_parts, patterns_parts
from agents.wording_drafts import drafted_parts, reviewed_parts, unsent
from agents.wording_facts import told
from agents.wording_orders import changed_parts
from agents.wording_people import contact_parts, failure_parts, fill_parts, list_parts, order_parts, ranking_parts
from agents.wording_profiles import profile_parts
from agents.wording_records import profiles_parts, summary_parts
from agents.wording_refusals import refusal_of
from agents.wording_workspaces import workspace_parts
from memory.errors import MusterError
from memory.grammar import sentences_of
from tools.add_client import ClientAdded
from tools.add_worker import WorkerAdded
from tools.agenda import Agenda
from tools.blacklist import ClientList
from tools.catalogue import CATALOGUE
from tools.changed_order import OrderChanged
from tools.contracts import ContractAnswer
from tools.daily_summary import DailySummary
from tools.draft_message import Drafted
from tools.fates import Crash, Done, Fate, Refused, Retry
from tools.forecast import ForecastAnswer
from tools.hybrid_search import Ranking
from tools.ingest import FileTaken
from tools.log_contact import ContactLogged
from tools.log_failure import FailureLogged
from tools.log_fill import FillLogged
from tools.log_order import OpenedOrder
from tools.patterns import PatternAnswer
from tools.profile import ProfileAnswer
from tools.review_draft import DraftsReviewed
from tools.shift_starts import lacks_hour
from tools.tool import Answer
from tools.worker_profile import Profiles
from tools.workspaces import WorkspaceAnswer

Worded = Callable[[Any, Made, Voice], tuple[Part, ...]]


def reply_for(
    made: Sequence[Made],
    context: Context,
    *,
    say: str = "",
    choices: tuple[str, ...] = (),
    left: Sequence[str] = (),
    question: Part | None = None,
    approval_id: str | None = None,
) -> Reply:
    """One reply for all calls of a turn, in their order, then the planner's own words, then the desk's question.

    ``left``: parts of the message that came to no call.
    """
    voice = context.voice
    parts = [part for one in made for part in parts_of(one, voice)]
    parts += [part_of(say)] if say else []
    parts += [_left_out(left, voice)] if left else []
    parts += [question] if question else []
    if not parts:
        parts = [Part(voice.say("said.nothing"))]
    if choices and not any(part.choices for part in parts):
        parts[-1] = replace(parts[-1], choices=choices, pick=_pick(choices, voice))
    parts = context.cards.dressed(_asking_once(parts), context)
    if context.turn.notice:
        parts[-1] = replace(parts[-1], reasons=(*parts[-1].reasons, context.turn.notice))
    return Reply(
        parts=tuple(parts),
        cards=tuple(card for part in parts for card in part.cards),
        grids=tuple(grid for part in parts for grid in part.grids),
        drafts=tuple(draft for part in parts for draft in part.drafts),
        choices=tuple(choice for part in parts for choice in part.choices),
        approval_id=approval_id,
        planned_by=context.turn.planned_by,
        calls=tuple(
            {"tool": one.tool, "arguments": dict(one.arguments), "outcome": _outcome(one.fate)} for one in made
        ),
        failure_log=context.turn.failure_log,
        demo=context.demo and not any(map(is_own, made)),
        more=voice.say("plain.more"),
        demo_line=voice.say("plain.demo"),
        language=voice.language,
    )


def _left_out(left: Sequence[str], voice: Voice) -> Part:
    parts = voice.names([f"“{words}”" for words in left])
    fact, *others = sentences_of(voice.counted("said.left", len(left), parts=parts))
    return Part(fact, next_step=" ".join(others))


def in_brief(made: Made, voice: Voice) -> str:
    """What became of a call in one line, for the steps of a reply."""
    fact = parts_of(made, voice)[0].fact.partition("\n")[0]
    return voice.say("said.already", fact=fact) if isinstance(made.fate, Done) and made.fate.replayed else fact


def parts_of(made: Made, voice: Voice) -> tuple[Part, ...]:
    """What one call came to."""
    match made.fate:
        case Done(answer=answer):
            head, *following = _worded(answer, made, voice)
            parts = (_with_assumption(head, answer, made, voice), *following)
        case Crash(reference=reference):
            fact, *others = voice.sentences("said.crash", reference=reference)
            parts = (Part(fact, reasons=tuple(others), next_step=voice.say("said.crash_next")),)
        case Retry(error=error) | Refused(error=error):
            parts = (_refused(error, made, voice),)
    return tuple(replace(part, tool=made.tool) for part in parts)


def _with_assumption(part: Part, answer: Answer, made: Made, voice: Voice) -> Part:
    """With the hour that a shift was taken to start at, where only its day was said."""
    start = getattr(answer, "start", None)
    if start is None or not lacks_hour(made.arguments):
        return part
    shift = voice.word("profile.shifts", str(made.arguments["shift"]))
    way = "again" if isinstance(answer, Ranking) else "undo"
    time, other = f"{start:%-I:%M %p}", f"{start + timedelta(hours=1):%-I%p}".lower()  # answers keep the site's clock
    said = voice.say(f"assumed.{way}", shift=shift, time=time, other=other)
    return replace(part, reasons=(said, *part.reasons))


def _asking_once(parts: Sequence[Part]) -> list[Part]:
    """Only the last question has its choices: a "1" must not mean two things."""
    last = max((place for place, part in enumerate(parts) if part.choices), default=0)
    return [part if place == last else replace(part, choices=(), pick="") for place, part in enumerate(parts)]


def _pick(choices: Sequence[str], voice: Voice) -> str:
    numbers = [str(number) for number, _choice in enumerate(choices, 1)]
    return voice.say("plain.pick", numbers=voice.names(numbers, "or"))


def _refused(error: MusterError, made: Made, voice: Voice) -> Part:
    """Why a call was not done; the gate's own terms stay in the audit."""
    choices = tuple(choice_label(person) for person in error.details.get("candidates", ()))
    if choices:
        fact = refusal_of(error, voice).fact
        return Part(fact, next_step=voice.say("said.which"), choices=choices, pick=_pick(choices, voice))
    orders = tuple(order_label(order, voice) for order in error.details.get("candidate_orders", ()))
    if orders:
        return Part(voice.say("said.which_order"), choices=orders, pick=_pick(orders, voice))
    if error.code == "unknown_tool" and made.tool == "send_message":
        return unsent(str(made.arguments.get("draft_id", "")), voice)
    known = voice.words["errors"].get(error.code)
    if known is not None:
        problems = error.details.get("problems", ())
        fields = [voice.word("fields", str(problem["field"]).partition(".")[0]) for problem in problems]
        values = {"deed": voice.word("deeds", made.tool), "fields": voice.names(list(dict.fromkeys(fields)))}
        return Part(known["fact"].format(**values), next_step=known["next"].format(**values))
    tool = CATALOGUE.get(made.tool)
    says_so = error.code in NOT_APPROVED
    undone = (voice.say("said.not_done"),) if tool is not None and tool.effect == "write" and not says_so else ()
    refusal = refusal_of(error, voice)
    return Part(refusal.fact, reasons=undone, next_step=refusal.following)


def _outcome(fate: Fate) -> str:
    match fate:
        case Done(replayed=replayed):
            return "replayed" if replayed else "ok"
        case Retry(error=error) | Refused(error=error):
            return error.code
        case Crash():
            return "crash"


WORDINGS: Mapping[type[Answer], Worded] = {
    Ranking: ranking_parts,
    OpenedOrder: order_parts,
    OrderChanged: changed_parts,
    FillLogged: fill_parts,
    FailureLogged: failure_parts,
    ContactLogged: contact_parts,
    ClientList: list_parts,
    ForecastAnswer: forecast_parts,
    ContractAnswer: contracts_parts,
    PatternAnswer: patterns_parts,
    Profiles: profiles_parts,
    DailySummary: summary_parts,
    WorkerAdded: worker_parts,
    ClientAdded: client_parts,
    FileTaken: file_parts,
    Drafted: drafted_parts,
    DraftsReviewed: reviewed_parts,
    WorkspaceAnswer: workspace_parts,
    ProfileAnswer: profile_parts,
    Agenda: agenda_parts,
}
"""How each kind of answer is worded. A new tool's answer is told by its note until it has a line here."""


def _worded(answer: Answer, made: Made, voice: Voice) -> tuple[Part, ...]:
    wording = WORDINGS.get(type(answer))
    return wording(answer, made, voice) if wording else (told(answer, made, voice),)
