"""What the reviewer found, in the words of `prompts/replies/review.yaml` and its twin in Spanish."""

from __future__ import annotations

from datetime import datetime

from agents.review.findings import Finding
from agents.voice import Voice


def found_in_words(finding: Finding, voice: Voice) -> str:
    """What is wrong, then how to mend it."""
    facts = finding.facts
    value = facts.get("value", "")
    values = {
        **facts,
        "said": facts.get("said") or voice.say("review.nothing_said"),
        "client": facts.get("client") or voice.say("review.another_site"),
        "plan": _plan(facts.get("tool", ""), facts.get("planned", ""), voice),
        "kind": voice.word("review.kinds", facts.get("kind", "")),
        "value": voice.word("review.shifts", value) if finding.code == "shift" else value,
        "moment": _moment(value, voice) if finding.code == "date" else "",
    }
    return voice.say(f"review.say.{finding.code}", **values)


def _plan(tool: str, planned: str, voice: Voice) -> str:
    """A call in plain words: "a call or text (no answer)"."""
    plain = voice.word("review.plans", tool)
    return f"{plain} ({voice.word('review.values', planned).replace('_', ' ')})" if planned else plain


def _moment(value: str, voice: Voice) -> str:
    """A day, or a day and a time, that an argument states."""
    moment = datetime.fromisoformat(value)
    if len(value) == len("2026-04-20"):
        return voice.day(moment.date())
    return voice.moment(moment if moment.tzinfo else moment.replace(tzinfo=voice.now.tzinfo))
