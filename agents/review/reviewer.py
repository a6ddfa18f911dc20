"""The reviewer: every proposed call is held against what the message says and what the store knows.

message → evidence (read by the store's own names, whatever planned the call) → checks of each call → one verdict a call
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import ValidationError

from agents.review.counts import check_count
from agents.review.doubts import Doubt, doubt
from agents.review.drafts import check_draft, check_own_words
from agents.review.evidence import Evidence
from agents.review.findings import Finding, ProposedCall
from agents.review.fitness import check_fit
from agents.review.moments import check_date, check_days, check_end, check_start
from agents.review.opinion import SecondOpinion, stricter
from agents.review.outcome import check_outcome, held_back
from agents.review.people import check_workers, missing_from
from agents.review.records import Records, unsettled
from agents.review.standing import check_bookings, check_list
from agents.review.values import (
    check_certifications,
    check_city,
    check_client,
    check_order,
    check_pay,
    check_role,
    check_shift,
    check_staffer,
    check_state,
)
from agents.review.words import ReviewWords
from agents.understanding.focus import Focus
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.verdicts import Approve, Drift, Verdict
from demand.desk import DemandDesk
from memory.errors import MusterError
from memory.store import Store
from tools.fates import Done, Fate
from tools.shift_starts import reading_context
from tools.tool import Arguments, Tool

Check = Callable[[ProposedCall, Evidence, Records], Finding | None]
CHECKS: tuple[Check, ...] = (
    check_workers,
    check_client,
    check_city,
    check_state,
    check_role,
    check_certifications,
    check_order,
    check_draft,
    check_own_words,
    check_start,
    check_end,
    check_date,
    check_days,
    check_shift,
    check_pay,
    check_count,
    check_staffer,
)
"""Checks of what a call states, in the order in which a person would mend them."""


class Read(Protocol):
    """Reads a message by the store's own names; the focus comes back with the booked whom a name alone can mean."""

    def __call__(self, text: str, focus: Focus) -> tuple[Lattice, Lexicon, Focus]: ...


@dataclass(frozen=True)
class Asked:
    """What a proposal answers."""

    text: str
    focus: Focus
    done: Collection[str] = ()
    """Worker ids that earlier calls of the same turn were about."""
    settled: bool = False
    """The person has seen these very calls and said yes: what the message says is no question any more."""


class Reviewer:
    """Judges on facts; holds no conversation."""

    def __init__(
        self,
        store: Store,
        demand: DemandDesk,
        catalogue: Mapping[str, Tool],
        read: Read,
        words: ReviewWords,
        say: Callable[[Finding], str],
        second: SecondOpinion | None = None,
    ) -> None:
        self._store = store
        self._demand = demand
        self._catalogue = catalogue
        self._read = read
        self._words = words
        self._say = say
        self._second = second

    def before(self, asked: Asked, calls: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Verdict, ...]:
        """Judge the calls of one proposal before any runs. Malformed arguments are the gate's to refuse: no drift."""
        checked = [self._check_arguments(tool, arguments) for tool, arguments in calls]
        proposed = [
            _with_defaults(tool, arguments, good) for (tool, arguments), good in zip(calls, checked, strict=True)
        ]
        judged = {place: call for place, call in enumerate(proposed)
                  if checked[place] is not None or call.tool not in self._catalogue}  # fmt: skip
        evidence, records = self._evidence(asked)
        findings = self._findings(asked, judged, checked, evidence, records)
        if self._second is not None and not asked.settled:
            findings = stricter(findings, self._second.objections(asked.text, proposed))
        return tuple(self._drift(findings[place]) if place in findings else Approve() for place in range(len(calls)))

    def doubts(self, asked: Asked, calls: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Doubt | None, ...]:
        """What the store makes doubtful about each call: a reason to ask the person first, none to stop it."""
        evidence, records = self._evidence(asked)
        checked = [self._check_arguments(tool, arguments) for tool, arguments in calls]
        return tuple(
            doubt(_with_defaults(tool, arguments, good), good, evidence, records)
            for (tool, arguments), good in zip(calls, checked, strict=True)
        )

    def unsettled(self, arguments: Mapping[str, Any]) -> MusterError | None:
        """That a call cannot be asked about yet, because a name in it fits several people."""
        return unsettled(self._store, arguments)

    def after(self, fate: Fate) -> tuple[Fate, Verdict]:
        """Judge what a call came to: the fate as the person may see it, and a drift where something is wrong."""
        if not isinstance(fate, Done) or fate.replayed:  # a replay tells what was so then
            return fate, Approve()
        finding = check_outcome(fate.answer, self._store)
        if finding is None:
            return fate, Approve()
        drift = self._drift(finding)
        return held_back(fate, drift), drift

    def _drift(self, finding: Finding) -> Drift:
        return Drift(self._say(finding), finding)

    def _evidence(self, asked: Asked) -> tuple[Evidence, Records]:
        self._store.mirror.sync()
        now = self._store.clock.now()
        lattice, lexicon, focus = self._read(asked.text, asked.focus)
        wall = now.astimezone(self._store.settings.zone).replace(tzinfo=None)
        evidence = Evidence(lattice, lexicon, focus, wall, self._words)
        return evidence, Records(self._store, self._demand, now)

    def _findings(
        self,
        asked: Asked,
        calls: Mapping[int, ProposedCall],
        checked: Sequence[Arguments | None],
        evidence: Evidence,
        records: Records,
    ) -> dict[int, Finding]:
        findings: dict[int, Finding] = {}
        for place, call in calls.items():
            finding = None if asked.settled else _first(call, evidence, records)
            finding = finding or check_list(call, evidence, records)
            finding = finding or check_bookings(call, checked[place], evidence, records)
            if finding is not None:
                findings[place] = finding
        if not asked.settled:
            places = list(calls)
            for index, finding in missing_from(list(calls.values()), evidence, asked.done):
                findings.setdefault(places[index], finding)
        return findings

    def _check_arguments(self, tool: str, arguments: Mapping[str, Any]) -> Arguments | None:
        known = self._catalogue.get(tool)
        if known is None:
            return None
        try:
            return known.arguments.model_validate(dict(arguments), context=reading_context(self._store))
        except (ValidationError, MusterError):
            return None


def _first(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    finding = check_fit(call, evidence)
    for check in CHECKS:
        finding = finding or check(call, evidence, records)
    return finding


def _with_defaults(tool: str, arguments: Mapping[str, Any], checked: Arguments | None) -> ProposedCall:
    """With what the tool takes where nothing is stated: a failure without its reason is a no-show."""
    defaults: dict[str, Any] = {}
    for name in ("stage", "reason", "outcome"):
        if checked is not None and name in type(checked).model_fields and name not in arguments:
            defaults[name] = getattr(checked, name)
    return ProposedCall(tool, {**defaults, **arguments})
