"""The wording of what is coming: forecast, contracts, and what past fills had in common."""

from __future__ import annotations

from agents.chart import Bar, Chart
from agents.messages import Grid, Line, Part
from agents.state import Made
from agents.voice import Voice
from agents.wording_facts import told
from agents.wording_names import fill_place, role_and_place
from demand.contracts import Contract
from demand.forecast import RoleForecast
from memory.patterns import Share
from tools.contracts import ContractAnswer
from tools.forecast import ForecastAnswer
from tools.patterns import PatternAnswer

ROLES_SHOWN, CONTRACTS_SHOWN, SHORTFALLS_SHOWN = 5, 8, 2
CANDIDATES_NAMED = 3
BARS = 8
FULL_BENCH = 1.5
"""Coverage that fills a bar: more is as good."""
MILLION, THOUSAND = 1_000_000, 1_000


def forecast_parts(answer: ForecastAnswer, made: Made, voice: Voice) -> tuple[Part, ...]:
    """Demand against the bench, the most pressing roles first."""
    asked = [line for line in answer.roles if line.demand]
    if answer.hint or not asked:
        return (told(answer, made, voice),)
    pressing = [line for line in asked if line.status in ("critical", "tight")]
    shown = (pressing or asked)[:ROLES_SHOWN]
    fact, lines = told(answer, made, voice).fact, tuple(_role_line(line, voice) for line in shown)
    if len(asked) == 1:
        fact, lines = _role_fact(asked[0], voice), ()
    no_bench = not any(line.supply for line in answer.roles)
    days = voice.days(answer.days)
    source = voice.counted(
        "forecast.source", answer.permits.permits, days=days, source=voice.word("forecast.sources", answer.source)
    )
    biggest = max(pressing, key=lambda line: line.demand - line.supply, default=None)
    following = voice.say("forecast.next", people=voice.people(2, biggest.role)) if biggest else ""
    return (
        Part(
            fact=fact,
            lines=lines,
            reasons=(voice.say("forecast.no_bench"), source) if no_bench else (source,),
            next_step=voice.say("forecast.bring") if no_bench else following,
            grids=(_demand_grid(asked, voice),),
            charts=_demand_charts(asked, voice) if len(asked) > 1 else (),
        ),
    )


def _role_fact(only: RoleForecast, voice: Voice) -> str:
    return voice.say(
        "forecast.one",
        status=voice.word("forecast.statuses", only.status),
        supply=only.supply,
        people=voice.people(only.supply, only.role),
        demand=f"{only.demand:,}",
        coverage=_percent(only, voice),
    )


def _role_line(line: RoleForecast, voice: Voice) -> Line:
    values = {
        "role": voice.role(line.role),
        "supply": line.supply,
        "demand": f"{line.demand:,}",
        "coverage": _percent(line, voice),
    }
    status = voice.word("forecast.statuses", line.status)
    text = voice.say("forecast.line", status=status, dollars=f"${line.pipeline_usd:,.0f}", **values)
    return Line(text, voice.say("forecast.short", **values))


def _percent(line: RoleForecast, voice: Voice) -> str:
    return voice.say("forecast.no_demand") if line.coverage is None else f"{line.coverage:.0%}"


def _demand_grid(asked: list[RoleForecast], voice: Voice) -> Grid:
    rows = tuple(
        (voice.role(line.role), str(line.demand), str(line.supply), _percent(line, voice),
         voice.word("forecast.statuses", line.status), f"${line.pipeline_usd:,.0f}")
        for line in asked
    )  # fmt: skip
    return Grid(voice.say("forecast.title"), voice.list("forecast.columns"), rows)


def _demand_charts(asked: list[RoleForecast], voice: Voice) -> tuple[Chart, ...]:
    """Who is short of people, and where the money is."""
    covered = [line for line in asked if line.coverage is not None][:BARS]
    richest = sorted((line for line in asked if line.pipeline_usd), key=lambda line: -line.pipeline_usd)[:BARS]
    coverage = Chart(
        voice.say("charts.coverage"),
        tuple(
            Bar(voice.role(line.role), min(line.coverage or 0.0, FULL_BENCH),
                f"{_percent(line, voice)} · {voice.word('forecast.statuses', line.status)}", line.status)
            for line in covered
        ),
        most=FULL_BENCH,
        mark=1.0,
    )  # fmt: skip
    pipeline = Chart(
        voice.say("charts.pipeline"),
        tuple(Bar(voice.role(line.role), line.pipeline_usd, _dollars(line.pipeline_usd, voice)) for line in richest),
        most=max((line.pipeline_usd for line in richest), default=1.0),
    )
    return tuple(chart for chart in (coverage, pipeline) if len(chart.bars) > 1)


def _dollars(amount: float, voice: Voice) -> str:
    """``$12.4M``: the table has every dollar."""
    if amount >= MILLION:
        return voice.say("charts.millions", amount=f"{amount / MILLION:,.1f}")
    return voice.say("charts.thousands", amount=f"{amount / THOUSAND:,.0f}")


def contracts_parts(answer: ContractAnswer, made: Made, voice: Voice) -> tuple[Part, ...]:
    """Contracts by deadline, and where the bench runs out."""
    if not answer.contracts:
        return (told(answer, made, voice),)
    shown = answer.contracts[:CONTRACTS_SHOWN]
    reasons = [
        voice.counted(
            "contracts.runs_out",
            short.contracts,
            people=voice.people(2, short.role),
            day=voice.calendar_day(short.week_from),
            served=short.served,
        )
        for short in [short for short in answer.short if short.week_from >= voice.now.date()][:SHORTFALLS_SHOWN]
    ]
    if answer.total > len(shown):
        reasons.insert(0, voice.counted("contracts.more", answer.total - len(shown)))
    narrower = answer.total > len(shown) and "role" not in made.arguments
    return (
        Part(
            fact=told(answer, made, voice).fact,
            lines=tuple(_contract_line(contract, voice) for contract in shown),
            reasons=tuple(reasons),
            next_step=voice.say("contracts.next", people=voice.people(2, shown[0].role)) if narrower else "",
            grids=(_contract_grid(answer, voice),),
        ),
    )


def _contract_line(contract: Contract, voice: Voice) -> Line:
    names = [candidate.name for candidate in contract.candidates[:CANDIDATES_NAMED]]
    values = {
        "people": voice.count_of(contract.headcount, contract.role),
        "address": street(contract.address),
        "due": voice.say("contracts.due", day=voice.on_day(contract.deadline))
        if contract.days_left >= 0
        else voice.say("contracts.past", days=voice.days(-contract.days_left)),
    }
    text = voice.say("contracts.line", status=voice.word("contracts.statuses", contract.status),
                     names=", ".join(names) or voice.say("contracts.nobody"), **values)  # fmt: skip
    return Line(text, voice.say("contracts.short", **values))


def street(address: str) -> str:
    """An address that a feed writes in capitals, as people write it."""
    return " ".join(word.capitalize() for word in address.split()) if address.isupper() else address


def _contract_grid(answer: ContractAnswer, voice: Voice) -> Grid:
    rows = tuple(
        (voice.role(line.role), f"{line.filled}/{line.headcount}", street(line.address),
         voice.calendar_day(line.deadline), str(line.days_left), voice.word("contracts.statuses", line.status),
         voice.say("contracts.no_figure") if line.cost is None else f"${line.cost:,.0f}")
        for line in answer.contracts
    )  # fmt: skip
    return Grid(voice.say("contracts.title"), voice.list("contracts.columns"), rows)


def patterns_parts(answer: PatternAnswer, made: Made, voice: Voice) -> tuple[Part, ...]:
    """What the people of similar fills had in common, and a search that uses it."""
    if not answer.fills:
        return (told(answer, made, voice),)
    workers = voice.count_of(answer.workers)
    fact = voice.counted("patterns.found", answer.fills, place=fill_place(answer, voice), workers=workers)
    reasons = [voice.say("patterns.had", traits=voice.names(traits)) for traits in
               (_traits(answer.certifications, voice), _traits(answer.skills, voice)) if traits]  # fmt: skip
    if answer.reliability:
        low, median, high = (f"{value:.2f}" for value in answer.reliability)
        reasons.append(voice.say("patterns.reliability", low=low, median=median, high=high))
    following = ""
    if answer.certifications:
        role, place = role_and_place(answer)
        city = voice.say("search.in", place=place.partition(",")[0]) if place else ""
        certification = answer.certifications[0].name
        following = voice.say("patterns.next", role=voice.people(1, role), certification=certification, place=city)
    return (Part(fact, reasons=tuple(reasons), next_step=following),)


def _traits(shares: tuple[Share, ...], voice: Voice) -> list[str]:
    return [voice.say("patterns.share", share=f"{share.share:.0%}", name=share.name) for share in shares[:3]]
