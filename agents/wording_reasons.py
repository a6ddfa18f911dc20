"""Why somebody ranks where they do, and why nobody does: the tools' English, or the same facts in another language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from agents.voice import Voice
from memory.grammar import sentences_of
from memory.patterns import Pattern
from memory.playbooks import Citation
from memory.search_types import Source
from tools.hybrid_search import Ranking
from tools.place import Unknown

TRAITS, SKILLS = 2, 1
"""Certifications and skills that the line of a pattern names."""


def why(source: Source, voice: Voice) -> str:
    """The parts of a score, each with its reason."""
    return voice.dates_in(source.why) if voice.is_the_tools else " · ".join(_parts(source, voice))


def _parts(source: Source, voice: Voice) -> Iterator[str]:
    if source.gave_back:
        yield voice.say(f"facts.why.gave_back.{source.gave_back}")
    if source.citations:
        cited, others = _fill(source.citations[0], voice), len(source.citations) - 1
        more = voice.counted("facts.why.more", others) if others else ""
        yield voice.say("facts.why.boost", cited=f"{cited}{more}", value=f"{source.boost:.2f}")
    if source.semantic > 0:
        yield voice.say("facts.why.semantic", value=f"{source.semantic:.2f}")
    if source.reliability is None:
        yield voice.say("facts.why.unrated")
    else:
        reliability, value = f"{source.reliability:.2f}", f"{source.reliability_part:.2f}"
        yield voice.say("facts.why.reliability", reliability=reliability, value=value)
    if source.failures:
        counts = [voice.counted(f"facts.why.failures.{reason}", count) for reason, count in source.failures.items()]
        yield voice.say("facts.why.penalty", failures=", ".join(counts), value=f"{source.penalty:.2f}")


def cited(citation: Citation, voice: Voice) -> str:
    """One past success and what it adds."""
    said = voice.dates_in(citation.text) if voice.is_the_tools else _fill(citation, voice)
    return f"{said} (+{citation.boost:.2f})"


def _fill(citation: Citation, voice: Voice) -> str:
    return voice.say(
        f"facts.why.cited.{citation.fate}",
        role=voice.people(1, citation.role),
        count=citation.n_workers,
        client=voice.say("facts.for", client=citation.client) if citation.client else "",
        place=voice.say("search.in", place=citation.city) if citation.city else "",
        day=voice.calendar_day(datetime.fromisoformat(citation.at).date()),
    )


def pattern_line(answer: Ranking, voice: Voice) -> str:
    """What similar fills had in common; empty where there were none."""
    if voice.is_the_tools or answer.common is None:
        return answer.pattern or ""
    common = answer.common
    fills, workers = voice.counted("facts.common.fills", common.fills), voice.count_of(common.workers)
    traits = ", ".join(_traits(common, voice))
    return voice.say(
        "facts.common.line" if traits else "facts.common.bare", fills=fills, workers=workers, traits=traits
    )


def _traits(common: Pattern, voice: Voice) -> Iterator[str]:
    for share in (*common.certifications[:TRAITS], *common.skills[:SKILLS]):
        yield voice.say("patterns.share", share=f"{share.share:.0%}", name=share.name)
    if common.reliability:
        low, median, high = (f"{value:.2f}" for value in common.reliability)
        yield voice.say("facts.common.reliability", low=low, median=median, high=high)


def remarks(answer: Ranking, voice: Voice) -> list[str]:
    """What is odd about a ranking; that it is too short for the seats is the fact's to say."""
    if not voice.is_the_tools:
        return [voice.word("facts.remarks", remark) for remark in answer.remarks]
    too_few = answer.sql_matches < (answer.headcount or 0)
    return [answer.note] if answer.note and not too_few else []


def unknown(found: Unknown, voice: Voice) -> tuple[str, str]:
    """That the store does not have a name, and which names are near."""
    if voice.is_the_tools:
        fact, *near = sentences_of(found.words)
        return fact, " ".join(near)
    near_ones = voice.names(found.near, "or") if found.near else ""
    fact = voice.say(f"facts.unknown.{found.field}", value=found.value)
    return fact, voice.say("facts.unknown.near", near=near_ones) if near_ones else ""


def looser(answer: Ranking, voice: Voice) -> str:
    """Which filter would have to go for somebody to fit; empty where nobody looked for one."""
    if answer.hint is None:
        return ""
    if voice.is_the_tools:
        return " ".join(sentences_of(answer.hint)[1:])
    if answer.looser is not None:
        left_out = voice.word("facts.looser.filters", answer.looser.left_out)
        return voice.counted("facts.looser.left_out", answer.looser.matches, filter=left_out)
    if answer.already_booked:
        return voice.counted("facts.looser.booked", len(answer.already_booked))
    return voice.say("facts.looser.nothing")
