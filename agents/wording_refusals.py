"""What tools and store refuse, in the language of the voice: its words for the error's code, else the error's own.

Tools speak English; `prompts/replies/facts.es.yaml` has words for each code, made of the error's details.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.review.findings import Finding
from agents.review.sayings import found_in_words
from agents.voice import Voice
from memory.errors import MusterError
from memory.grammar import sentences_of

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Refusal:
    """What was wrong, and what to do next."""

    fact: str
    following: str

    @property
    def text(self) -> str:
        """Both, as one paragraph."""
        return f"{self.fact} {self.following}".strip()


def refusal_of(error: MusterError, voice: Voice) -> Refusal:
    """An error as it is said to the person."""
    if error.code == "drift" and "finding" in error.details:
        finding = Finding(error.details["finding"], error.details["facts"])
        fact, *mend = sentences_of(found_in_words(finding, voice))
        return Refusal(fact, " ".join(mend))
    key = f"facts.errors.{error.code}"
    if voice.is_the_tools or not voice.has(key):
        return Refusal(error.message, error.hint)
    values = {name: _said(name, value, voice) for name, value in error.details.items()}
    near = f"{key}.near" if error.details.get("near") else f"{key}.next"
    fact, following = voice.raw(f"{key}.fact"), voice.raw(near)
    if not set(_FIELD.findall(fact + following)) <= values.keys():  # raised by somebody who does not give the facts
        return Refusal(error.message, error.hint)
    return Refusal(fact.format(**values), following.format(**values))


def _said(name: str, value: object, voice: Voice) -> Any:
    match value:
        case None:
            return voice.word("facts.unnamed", name)
        case str():
            return voice.word(f"facts.values.{name}", value) if voice.has(f"facts.values.{name}") else value
        case Sequence() if all(isinstance(one, str) for one in value):
            return voice.names([str(one) for one in value], "or" if name == "near" else "and")
        case Mapping() | Sequence():
            return ""
        case _:
            return value
