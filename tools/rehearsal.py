"""What calls would answer and record, without recording it: they run in one transaction that is always taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from demand.desk import DemandDesk
from memory.errors import MusterError
from memory.ledger.ledger import Actor, Unit
from memory.store import Store
from tools.fates import Done, Fate, Refused
from tools.gate import Gate
from tools.permission import permit
from tools.tool import Call, Caller


@dataclass(frozen=True)
class Proposed:
    """A call, and the moment at which it would be made."""

    tool: str
    arguments: Mapping[str, Any]
    at: datetime
    """Aware; a report of tomorrow's shift would be made tomorrow."""


class _TakenBack(Exception):
    """Leaves the transaction, so that nothing of it stays."""


class Rehearsal:
    """Runs calls of a gate's catalogue for show: neither journal nor audit nor a later search knows of them."""

    def __init__(self, gate: Gate, store: Store, demand: DemandDesk) -> None:
        self._gate = gate
        self._store = store
        self._demand = demand

    def run(self, calls: Sequence[Proposed], caller: Caller) -> list[Fate]:
        """The fates of the calls, each of which sees what those before it wrote. A send is never rehearsed.

        What a write's follow-up reads is read after all is taken back: a refill knows the failure by its arguments
        alone.
        """
        fates: list[Fate] = []
        try:
            with self._store.ledger.write(Actor(caller.staffer, caller.channel), self._store.clock.now()) as unit:
                fates = [self._one(each, caller, unit) for each in calls]
                raise _TakenBack
        except _TakenBack:
            return [self._followed(each, fate, caller) for each, fate in zip(calls, fates, strict=True)]

    def _one(self, proposed: Proposed, caller: Caller, unit: Unit) -> Fate:
        try:
            checked = self._gate.checked(proposed.tool, proposed.arguments)
            tool = self._gate.catalogue[proposed.tool]
            permit(tool, caller)
            assert tool.effect != "send", f"{tool.name} would leave the house"
            unit.now = proposed.at
            return Done(tool.run(Call(checked, caller, self._store, self._demand, proposed.at, unit)))
        except MusterError as error:
            return Refused(error)

    def _followed(self, proposed: Proposed, fate: Fate, caller: Caller) -> Fate:
        follow_up = self._gate.catalogue[proposed.tool].follow_up if isinstance(fate, Done) else None
        if follow_up is None or not isinstance(fate, Done):
            return fate
        checked = self._gate.checked(proposed.tool, proposed.arguments)
        return Done(follow_up(Call(checked, caller, self._store, self._demand, proposed.at), fate.answer))
