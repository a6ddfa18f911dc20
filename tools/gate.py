"""The gate: the only way in which anybody calls a tool.

validate → permission → scope → approval → idempotency → run → audit. A write, its journal entry, its idempotency
record and its audit entry are one transaction: what was acknowledged is there once, and nothing else is.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from demand.desk import DemandDesk
from memory.errors import BadInput, Conflict, MusterError, NotAllowed, NotFound
from memory.ledger import audit, replays
from memory.ledger.ledger import Actor, Unit
from memory.store import Store
from tools.fates import Crash, Done, Fate, Refused, Retry
from tools.tool import ROLES, Answer, Arguments, Call, Caller, Tool

log = logging.getLogger("muster.gate")


class Gate:
    """Runs tools of one catalogue over one store."""

    def __init__(self, catalogue: Mapping[str, Tool], store: Store, demand: DemandDesk) -> None:
        self.catalogue = catalogue
        self._store = store
        self._demand = demand

    def call(self, name: str, arguments: Mapping[str, Any], caller: Caller) -> Fate:
        """Call a tool; every attempt is audited, whatever becomes of it."""
        began = time.perf_counter()
        try:
            tool = self._tool(name)
            checked = self._validate(tool, arguments)
            self._permit(tool, caller)
            if tool.effect == "read":
                answer = tool.run(Call(checked, caller, self._store, self._demand, self._store.clock.now()))
                self._audit(name, arguments, caller, "ok", "", began)
                return Done(answer)
            done = self._write(tool, checked, arguments, caller, began)
        except MusterError as error:
            mendable = isinstance(error, (BadInput, NotFound)) or error.code == "ambiguous_worker"
            self._audit(name, arguments, caller, "retry" if mendable else "refused", error.code, began)
            return Retry(error) if mendable else Refused(error)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("tool %s crashed, reference %s", name, reference)
            self._audit(name, arguments, caller, "crash", reference, began)
            return Crash(reference)
        return self._follow_up(tool, checked, caller, done)

    def refuse(self, name: str, arguments: Mapping[str, Any], caller: Caller, reason: str) -> Refused:
        """Audit a proposed call that the reviewer stopped before it came to be run."""
        self._audit(name, arguments, caller, "refused", "drift", time.perf_counter())
        return Refused(NotAllowed(reason, code="drift", hint="Choose somebody else, or say it another way."))

    def _write(
        self, tool: Tool, checked: Arguments, arguments: Mapping[str, Any], caller: Caller, began: float
    ) -> Done:
        now = self._store.clock.now()
        key = f"{caller.channel}:{caller.staffer}:{caller.key}" if caller.key else None
        fingerprint = _fingerprint(tool.name, arguments)
        with self._store.ledger.write(Actor(caller.staffer, caller.channel), now) as unit:
            earlier = replays.find(unit.connection, key) if key else None
            if earlier is not None:
                if earlier.arguments_hash != fingerprint:
                    raise Conflict(
                        "That idempotency key was used for another call.",
                        code="key_reused",
                        hint="Send a new key with a new call.",
                    )
                self._append(unit, tool.name, arguments, caller, "replayed", "", began)
                return Done(tool.answer.model_validate_json(earlier.answer), replayed=True)
            answer = tool.run(Call(checked, caller, self._store, self._demand, now, unit))
            unit.record(tool.name, answer.facts())
            if key:
                replays.keep(unit.connection, key, tool.name, fingerprint, answer.model_dump_json(), now)
            self._append(unit, tool.name, arguments, caller, "ok", "", began)
            return Done(answer)

    def _follow_up(self, tool: Tool, checked: Arguments, caller: Caller, done: Done) -> Done:
        """A write stands whatever its follow-up meets; an expected failure there is told in the note."""
        if tool.follow_up is None:
            return done
        call = Call(checked, caller, self._store, self._demand, self._store.clock.now())
        try:
            return Done(tool.follow_up(call, done.answer), done.replayed)
        except MusterError as error:
            note = f"{done.answer.note} ({error.message})".strip()
            return Done(done.answer.model_copy(update={"note": note}), done.replayed)

    def _tool(self, name: str) -> Tool:
        tool = self.catalogue.get(name)
        if tool is None:
            raise NotFound(
                f"There is no tool {name[:60]!r}.", code="unknown_tool", hint=f"There are: {', '.join(self.catalogue)}."
            )
        return tool

    def _validate(self, tool: Tool, arguments: Mapping[str, Any]) -> Arguments:
        try:
            return tool.arguments.model_validate(dict(arguments), context={"zone": self._store.settings.zone})
        except ValidationError as error:
            problems = [
                {"field": ".".join(map(str, problem["loc"])), "problem": problem["msg"]}
                for problem in error.errors(include_url=False, include_input=False, include_context=False)
            ]
            first = problems[0]
            raise BadInput(
                f"{tool.name}: {first['field'] or 'arguments'}: {first['problem']}.",
                code="bad_arguments",
                hint=f"It takes: {', '.join(tool.arguments.model_fields) or 'nothing'}.",
                details={"problems": problems},
            ) from error

    def _permit(self, tool: Tool, caller: Caller) -> None:
        least = max(ROLES.index(tool.least_role), ROLES.index("viewer" if tool.effect == "read" else "recruiter"))
        if ROLES.index(caller.role) < least:
            raise NotAllowed(
                f"{tool.name} needs the role {ROLES[least]}; {caller.staffer} is {caller.role}.",
                code="role_too_weak",
                hint="Ask a manager to do it, or an admin for the role.",
            )
        outside = tool.datasets - caller.profile.datasets
        if outside:
            raise NotAllowed(
                f"The profile {caller.profile.name} does not see {', '.join(sorted(outside))}.",
                code="out_of_scope",
                hint="Activate another profile.",
                details={"allowed": sorted(caller.profile.datasets)},
            )
        if tool.effect == "send":
            raise NotAllowed(
                f"{tool.name} leaves the house and nobody approved it.",
                code="needs_approval",
                hint="A person must approve exactly this.",
            )

    def _audit(
        self, name: str, arguments: Mapping[str, Any], caller: Caller, outcome: audit.Outcome, code: str, began: float
    ) -> None:
        now = self._store.clock.now()
        with self._store.ledger.write(Actor(caller.staffer, caller.channel), now) as unit:
            self._append(unit, name, arguments, caller, outcome, code, began)

    def _append(
        self,
        unit: Unit,
        name: str,
        arguments: Mapping[str, Any],
        caller: Caller,
        outcome: audit.Outcome,
        code: str,
        began: float,
    ) -> None:
        audit.append(
            unit.connection,
            audit.Attempt(
                at=unit.now,
                staffer=caller.staffer,
                channel=caller.channel,
                profile=caller.profile.name,
                proposer=caller.proposer,
                tool=name[:100],
                arguments=arguments,
                outcome=outcome,
                code=code,
                milliseconds=(time.perf_counter() - began) * 1000,
                approver=None,
                journal_seq=unit.seq,
            ),
        )


def _fingerprint(name: str, arguments: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([name, dict(arguments)], sort_keys=True, default=str).encode()).hexdigest()


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain JSON data."""
    return answer.model_dump(mode="json")
