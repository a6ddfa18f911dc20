"""The facts of demand and of past fills, told from their own fields where the tools speak another language."""

from __future__ import annotations

from collections.abc import Iterator

from agents.state import Made
from agents.voice import Voice
from agents.wording_names import fill_place
from agents.wording_reasons import unknown
from demand.gaps import Gap
from tools.contracts import ContractAnswer
from tools.forecast import NAMED, ForecastAnswer
from tools.patterns import PatternAnswer


def forecast_facts(answer: ForecastAnswer, made: Made, voice: Voice) -> Iterator[str]:
    """Which roles are short, the worst first."""
    if answer.gap is not None:
        yield from _gap(answer.gap, voice)
        return
    short: list[str] = []
    for status in ("critical", "tight"):
        lines = [line for line in answer.roles if line.status == status and line.coverage is not None]
        named = [f"{voice.people(1, line.role)} {line.coverage:.0%}" for line in lines[:NAMED]]
        if len(lines) > NAMED:
            named.append(voice.counted("search.others", len(lines) - NAMED))
        key = f"facts.short.{status}" if not short else f"facts.short.also_{status}"
        if lines:
            short.append(voice.counted(key, len(lines), roles=voice.names(named)))
    yield f"{', '.join(short)}." if short else voice.say("facts.enough")


def contracts_facts(answer: ContractAnswer, made: Made, voice: Voice) -> Iterator[str]:
    """How many contracts, of which kind, until when."""
    if answer.gap is not None:
        yield from _gap(answer.gap, voice)
        return
    status, days, role = (made.arguments.get(name) for name in ("status", "within_days", "role"))
    kinds = "contracts.statuses" if answer.total == 1 else "facts.statuses_many"
    yield voice.counted(
        "facts.contracts",
        answer.total,
        kind=f" {voice.word(kinds, str(status))}" if status else "",
        role=voice.say("facts.contracts_role", people=voice.people(2, str(role))) if role else "",
        window=voice.say("facts.contracts_window", days=voice.days(int(days))) if days is not None else "",
    )


def _gap(gap: Gap, voice: Voice) -> Iterator[str]:
    known = voice.names(gap.known) if gap.code == "role_not_asked" else ", ".join(gap.known)
    yield from voice.sentences(f"facts.gaps.{gap.code}", value=gap.value, known=known)


def patterns_facts(answer: PatternAnswer, made: Made, voice: Voice) -> Iterator[str]:
    """That past fills have nothing in common, or which name is unknown."""
    if answer.unknown is not None:
        yield from filter(None, unknown(answer.unknown, voice))
    else:
        yield voice.say("facts.no_pattern", place=fill_place(answer, voice))
