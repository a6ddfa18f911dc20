"""The steps of an answer, as people say them: what is looked for, what is about to be recorded, what was checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agents.dropping import INGEST
from agents.messages import Step
from agents.phrases import Phrases
from agents.state import Made
from agents.voice import Voice
from memory.errors import MusterError
from memory.lake.report import Progress
from tools.fates import Done
from tools.gate import Gate

PAUSE = 0.25
"""Seconds between two steps of one stage: people read no faster."""
LONGEST = 200
"""Letters of a step; it is one line of the conversation."""
PLACED = frozenset({"hybrid_search", "log_fill", "log_order", "log_failure"})
"""Tools after which the reviewer looks for people who are barred or booked twice."""


def planned(name: str, arguments: Mapping[str, Any], gate: Gate, phrases: Phrases, voice: Voice) -> str:
    """What a call is about to do: ``Searching Welders in Gary for Acme Steel``."""
    said = _planned(name, arguments, gate, phrases, voice)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _planned(name: str, arguments: Mapping[str, Any], gate: Gate, phrases: Phrases, voice: Voice) -> str:
    if name == "hybrid_search":
        role = arguments.get("role")
        place = arguments.get("city") or arguments.get("state")
        client = arguments.get("client")
        return voice.say(
            "steps.search",
            people=voice.people(2, str(role) if role else None),
            place=voice.say("search.in", place=place) if place else "",
            client=voice.say("search.for", client=client) if client else "",
        )
    if name == INGEST:
        arguments = {key: value for key, value in arguments.items() if key != "mapping"}  # the preview shows it
    tool = gate.catalogue.get(name)
    if tool is not None and tool.effect != "read":
        try:
            return voice.say("steps.write", deed=phrases.deed(voice, tool, gate.checked(name, arguments)))
        except MusterError:
            pass  # the gate says what is wrong with the call
    return voice.word("steps.reads", name)


def judged(made: Sequence[Made], voice: Voice) -> str:
    """What the reviewer held the calls of a turn against."""
    if not all(isinstance(one.fate, Done) for one in made):
        return voice.say("steps.failed")
    return voice.say("steps.placed" if any(one.tool in PLACED for one in made) else "steps.checked")


class Following:
    """Says how far long work is, as steps: the first and the last of each stage, and not too many between."""

    def __init__(self, write: Callable[[Step], None], voice: Voice, arguments: Mapping[str, Any]) -> None:
        self._write = write
        self._voice = voice
        self._source = str(arguments.get("source", "")).rpartition("/")[2]
        self._stage = ""
        self._said_at = 0.0

    def __call__(self, progress: Progress) -> None:
        ends = progress.total is not None and progress.done >= progress.total
        if progress.stage == self._stage and not ends and time.monotonic() - self._said_at < PAUSE:
            return
        self._stage, self._said_at = progress.stage, time.monotonic()
        words = self._voice.say(f"steps.taking.{progress.stage}", source=self._source, how_far=self._how_far(progress))
        self._write(Step("progress", progress.stage, words=words))

    def _how_far(self, progress: Progress) -> str:
        done, total = progress.done, progress.total
        if progress.stage == "read":
            return f"{min(1.0, done / total):.0%}" if total else ""
        return self._voice.say("steps.of", done=f"{done:,}", total=f"{total:,}") if total else f"{done:,}"
