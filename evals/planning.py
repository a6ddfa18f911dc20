"""How well the built-in planner understands: labelled messages, planned one by one and compared with their labels.

A line of a file: ``{"id", "text", "calls": [{"tool", "args"}], "expect", "alt": [[calls], ...]}``; ``alt`` are other
right answers. The shop they speak of stands in `evals/messages/shop.yaml`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from agents.understanding.plan import Plan
from agents.understanding.understanding import Understanding
from agents.understanding.words import compose, fold
from memory.errors import BadInput

FOLDER = Path(__file__).parent / "messages"
PROMPTS = Path(__file__).parent.parent / "prompts"
WORDED = frozenset({"query", "about_text", "reason_text", "question", "sql"})
"""Arguments in the person's own words: half of the words must be there."""
Calls = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Labelled:
    """A message with what must be planned for it."""

    message_id: str
    text: str
    answers: tuple[Calls, ...]
    """The right calls, best answer first."""
    expect: str | None


@dataclass(frozen=True)
class Judged:
    """What became of one message."""

    labelled: Labelled
    plan: Plan
    sequence: bool
    """Whether the tools are right, in order."""
    arguments: int
    """Labelled arguments."""
    right: int
    wrong: tuple[str, ...]
    """``tool.argument: wanted, got``"""
    unasked: tuple[str, ...]
    """Writes that no right answer has."""


@dataclass(frozen=True)
class Scored:
    """Sums over a set of messages."""

    judged: tuple[Judged, ...]

    @property
    def sequences(self) -> float:
        """Share of messages whose tools are right."""
        return sum(one.sequence for one in self.judged) / len(self.judged)

    @property
    def arguments(self) -> float:
        """Share of labelled arguments that are right; those of a wrong sequence count as wrong."""
        return sum(one.right for one in self.judged) / max(sum(one.arguments for one in self.judged), 1)

    @property
    def unasked(self) -> int:
        """Messages that end in a write which was not asked for."""
        return sum(bool(one.unasked) for one in self.judged)

    @property
    def silent(self) -> tuple[int, int]:
        """Of the messages that must lead to no call: for how many the reason is right, and how many there are."""
        silent = [one for one in self.judged if not one.labelled.answers[0]]
        return sum(one.plan.expect == one.labelled.expect for one in silent), len(silent)


class Shop:
    """The shop of the labelled messages, and the planner that reads them."""

    def __init__(self, understanding: Understanding | None = None) -> None:
        spec = yaml.safe_load((FOLDER / "shop.yaml").read_text(encoding="utf-8"))
        zone = ZoneInfo(spec["zone"])
        self.now = datetime.fromisoformat(spec["now"]).replace(tzinfo=zone)
        self.understanding = understanding or Understanding(PROMPTS, zone)
        self.lexicon = Lexicon.build(
            self.understanding.vocabulary,
            roles=spec["roles"],
            cities=[(city, state) for city, state in spec["cities"]],
            clients=spec["clients"],
            workers=[(str(i), str(name), str(role), str(city)) for i, name, role, city in spec["workers"]],
            certifications=spec["certifications"],
        )

    def plan(self, text: str) -> Plan:
        """The plan of a message that begins a conversation."""
        return self.understanding.plan(text, self.lexicon, Focus(), self.now)

    def score(self, messages: Iterable[Labelled]) -> Scored:
        """Plan and judge every message."""
        writes = self.understanding.sentences.writes
        return Scored(tuple(judge(message, self.plan(message.text), writes) for message in messages))


def read_messages(path: Path) -> Iterator[Labelled]:
    """The labelled messages of a file. Raises BadInput for a line that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            spec = json.loads(line)
            answers = tuple(
                tuple((call["tool"], call["args"]) for call in calls)
                for calls in (spec["calls"], *(alt if isinstance(alt, list) else [alt] for alt in spec.get("alt", ())))
            )
            yield Labelled(str(spec["id"]), spec["text"], answers, spec["expect"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"Line {number} of {path.name} is no labelled message.", code="bad_message", hint=f"Mend it: {error!r}"
            ) from error


def judge(labelled: Labelled, plan: Plan, writes: frozenset[str]) -> Judged:
    """Hold a plan against the answer that it fits best."""
    got = [(call.tool, call.args) for call in plan.calls]
    best = max((_against(answer, got) for answer in labelled.answers), key=lambda one: (one[0], one[2] - one[1]))
    asked = {tool for answer in labelled.answers for tool, _args in answer}
    unasked = tuple(tool for tool, _args in got if tool in writes - asked)
    sequence, arguments, right, wrong = best
    return Judged(labelled, plan, sequence, arguments, right, wrong, unasked)


def _against(answer: Calls, got: Calls) -> tuple[bool, int, int, tuple[str, ...]]:
    sequence = [tool for tool, _args in answer] == [tool for tool, _args in got]
    arguments = right = 0
    wrong = []
    for place, (tool, wanted) in enumerate(answer):
        found = got[place][1] if sequence else {}
        for name, value in wanted.items():
            arguments += 1
            if name in found and same(name, value, found[name]):
                right += 1
            else:
                wrong.append(f"{tool}.{name}: {value!r}, got {found.get(name)!r}")
    return sequence, arguments, right, tuple(wrong)


def same(name: str, wanted: Any, found: Any) -> bool:
    """Whether two values say the same: lists in any order, texts without accents and capitals, words by half."""
    if name in WORDED:
        one, other = set(_words(wanted)), set(_words(found))
        return bool(one & other) and 2 * len(one & other) >= min(len(one), len(other))
    if isinstance(wanted, list) and isinstance(found, list):
        return Counter(map(_plain, wanted)) == Counter(map(_plain, found))
    return _plain(wanted) == _plain(found)


def _words(value: Any) -> list[str]:
    return re.findall(r"\w+", _plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return fold(compose(str(value))).strip()
