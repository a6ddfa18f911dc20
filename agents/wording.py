"""What was done, put into one channel-neutral reply: first the fact, then the reason, then what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agents.messages import Card, Grid, Reply, ScorePart
from agents.question import choice_label
from agents.state import Context, Made
from agents.wording_records import profiles_reply, summary_reply
from memory.search_types import Source
from tools.contracts import ContractAnswer
from tools.daily_summary import DailySummary
from tools.fates import Crash, Done, Fate, Refused, Retry
from tools.forecast import ForecastAnswer
from tools.hybrid_search import Ranking
from tools.log_failure import FailureLogged
from tools.log_fill import FillLogged
from tools.log_order import OpenedOrder
from tools.tool import Answer
from tools.worker_profile import Profiles

SHOWN = 5
CONTRACTS_SHOWN = 8
DEMO_LINE = "(Demo bench: everybody here is invented.)"


def reply_for(
    made: Sequence[Made],
    context: Context,
    *,
    say: str,
    choices: tuple[str, ...],
    approval_id: str | None = None,
) -> Reply:
    """One reply for all calls of a turn, in their order, then the planner's or the desk's own words."""
    zone = _zone(context.now)
    parts = [_part(one, zone) for one in made]
    texts = [text for text in (*(part.text for part in parts), say, context.turn.notice) if text]
    found_choices = choices or tuple(choice for part in parts for choice in part.choices)
    if found_choices:
        texts.append("\n".join(f"{number}. {choice}" for number, choice in enumerate(found_choices, 1)))
    return Reply(
        text="\n\n".join(texts) or "There is nothing to do.",
        cards=tuple(card for part in parts for card in part.cards),
        grids=tuple(grid for part in parts for grid in part.grids),
        choices=found_choices,
        approval_id=approval_id,
        planned_by=context.turn.planned_by,
        calls=tuple(
            {"tool": one.tool, "arguments": dict(one.arguments), "outcome": _outcome(one.fate)} for one in made
        ),
        failure_log=context.turn.failure_log,
        demo=context.demo,
    )


def in_brief(fate: Fate, now: datetime) -> str:
    """A fate in one line, for the steps of a reply; ``now`` carries the shop's zone."""
    said = _part(Made("", {}, fate), _zone(now)).text.partition("\n")[0]
    return f"already done: {said}" if isinstance(fate, Done) and fate.replayed else said


def _zone(now: datetime) -> ZoneInfo:
    assert isinstance(now.tzinfo, ZoneInfo)
    return now.tzinfo


def _part(made: Made, zone: ZoneInfo) -> Reply:
    match made.fate:
        case Done(answer=answer):
            return _answer_reply(answer, zone)
        case Crash(reference=reference):
            return Reply(text=f"That went wrong on our side (reference {reference}). Nothing was recorded; try again.")
        case Retry(error=error) | Refused(error=error):
            people = error.details.get("candidates", ())
            choices = tuple(choice_label(person) for person in people)
            hint = "Which one?" if choices else error.hint
            return Reply(text=f"{error.message} {hint}".strip(), choices=choices)


def _outcome(fate: Fate) -> str:
    match fate:
        case Done(replayed=replayed):
            return "replayed" if replayed else "ok"
        case Retry(error=error) | Refused(error=error):
            return error.code
        case Crash():
            return "crash"


def _answer_reply(answer: Answer, zone: ZoneInfo) -> Reply:
    wordings: dict[type[Answer], Callable[[Any, ZoneInfo], Reply]] = {
        Ranking: _ranking,
        OpenedOrder: _opened,
        FillLogged: _filled,
        FailureLogged: _failed,
        ForecastAnswer: _forecast,
        ContractAnswer: _contracts,
        Profiles: profiles_reply,
        DailySummary: summary_reply,
    }
    wording = wordings.get(type(answer))
    return wording(answer, zone) if wording else Reply(text=answer.note)


def _ranking(answer: Ranking, zone: ZoneInfo) -> Reply:
    if not answer.sources:
        lines = [answer.hint or answer.note or "Nobody fits."]
        lines += [f"Already booked then: {', '.join(b.name for b in answer.already_booked[:SHOWN])}."] * bool(
            answer.already_booked
        )
        return Reply(text=" ".join(lines))
    shown = answer.sources[: max(SHOWN, min(answer.headcount or 0, 10))]
    what = answer.role or "worker"
    place = f" in {answer.city}" if answer.city else (f" in {answer.state}" if answer.state else "")
    client = f" for {answer.client}" if answer.client else ""
    when = f", {answer.start.astimezone(zone):%a %b %-d %-I:%M %p}" if answer.start else ""
    fit = "fits" if answer.sql_matches == 1 else "fit"
    head = (
        f"{answer.sql_matches:,} {what}{'' if answer.sql_matches == 1 else 's'}{place} {fit}{client}{when}; best first:"
    )
    lines = [head, *(f"{rank}. {_candidate(source)}" for rank, source in enumerate(shown, 1))]
    if answer.pattern:
        lines.append(f"What worked before: {answer.pattern}")
    if answer.do_not_return:
        lines.append(f"{answer.do_not_return} left out: {answer.client} does not want them back.")
    if answer.already_booked:
        lines.append(f"{len(answer.already_booked)} left out: booked then.")
    if answer.note:
        lines.append(answer.note)
    lines.append(_next_step(answer, shown[0]))
    return Reply(text="\n".join(lines), cards=tuple(_card(rank, source) for rank, source in enumerate(shown, 1)))


def _next_step(answer: Ranking, first: Source) -> str:
    if answer.client and not answer.order_id:
        return f'Next: "{first.name} accepted", or "book {_people(answer)} for {answer.client}".'
    return f'Next: "{first.name} accepted" once they say yes.'


def _people(answer: Ranking) -> str:
    count = answer.headcount or 1
    return f"{count} {answer.role or 'worker'}{'' if count == 1 else 's'}"


def _candidate(source: Source) -> str:
    place = ", ".join(part for part in (source.role, source.city) if part)
    return f"{source.name} ({place}) {source.score:.2f}: {source.why}"


def _card(rank: int, source: Source) -> Card:
    return Card(
        rank=rank,
        worker_id=source.worker_id,
        name=source.name,
        role=source.role or "",
        place=", ".join(part for part in (source.city, source.state) if part),
        score=source.score,
        parts=(
            ScorePart("semantic", source.semantic),
            ScorePart("reliability", source.reliability_part),
            ScorePart("boost", source.boost),
            ScorePart("penalty", -source.penalty),
        ),
        why=source.why,
        citations=tuple(f"{citation.text} (+{citation.boost:.2f})" for citation in source.citations),
    )


def _opened(answer: OpenedOrder, zone: ZoneInfo) -> Reply:
    if answer.candidates is None:
        return Reply(text=answer.note)
    ranking = _ranking(answer.candidates, zone)
    return Reply(text=f"{answer.note}\n{ranking.text}", cards=ranking.cards)


def _filled(answer: FillLogged, zone: ZoneInfo) -> Reply:
    learned = " The next ranking for this kind of job counts it." if answer.playbook_id and answer.recorded else ""
    return Reply(text=f"{answer.note}{learned}" if answer.note else "Nothing was recorded.")


def _failed(answer: FailureLogged, zone: ZoneInfo) -> Reply:
    if answer.refill is None:
        return Reply(text=answer.note)
    ranking = _ranking(answer.refill, zone)
    return Reply(text=f"{answer.note}\nWho could step in: {ranking.text}", cards=ranking.cards)


def _forecast(answer: ForecastAnswer, zone: ZoneInfo) -> Reply:
    asked = [line for line in answer.roles if line.demand]
    rows = tuple(
        (line.role, str(line.demand), str(line.supply), _percent(line.coverage), line.status,
         f"${line.pipeline_usd:,.0f}")
        for line in asked
    )  # fmt: skip
    pressing = [line for line in asked if line.status in ("critical", "tight")]
    lines = [answer.note]
    lines += [
        f"- {line.role}: {line.supply} available for {line.demand} wanted ({_percent(line.coverage)}, {line.status}), "
        f"${line.pipeline_usd:,.0f} in permits"
        for line in (pressing or asked)[:SHOWN]
    ]
    if asked and not any(line.supply for line in answer.roles):
        lines.append("Nobody is on the bench there: bring workers in with muster ingest FILE --dataset workers.")
    if asked:
        lines.append(f"From {answer.permits.permits:,} permits issued in {answer.days} days ({answer.source}).")
    columns = ("Role", "Wanted", "Available", "Coverage", "Status", "Pipeline")
    return Reply(text="\n".join(lines), grids=(Grid("Demand against the bench", columns, rows),) if rows else ())


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _percent(coverage: float | None) -> str:
    return "no demand" if coverage is None else f"{coverage:.0%}"


def _contracts(answer: ContractAnswer, zone: ZoneInfo) -> Reply:
    shown = answer.contracts[:CONTRACTS_SHOWN]
    lines = [answer.note]
    for line in shown:
        left = f"{_days(line.days_left)} left" if line.days_left >= 0 else f"{_days(-line.days_left)} past"
        names = ", ".join(candidate.name for candidate in line.candidates[:3]) or "nobody free"
        lines.append(
            f"- {line.role} x{line.headcount} at {line.address}: {left} ({line.status}, {line.deadline:%b %-d}); "
            f"{names}"
        )
    if answer.total > len(shown):
        lines.append(f"And {answer.total - len(shown):,} more.")
    rows = tuple(
        (line.role, f"{line.filled}/{line.headcount}", line.address, f"{line.deadline:%b %-d}", str(line.days_left),
         line.status, "no figure" if line.cost is None else f"${line.cost:,.0f}")
        for line in answer.contracts
    )  # fmt: skip
    columns = ("Role", "Filled", "Site", "Deadline", "Days left", "Status", "Cost")
    return Reply(text="\n".join(lines), grids=(Grid("Contracts", columns, rows),) if rows else ())
