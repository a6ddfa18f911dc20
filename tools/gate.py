"""The gate: the only way in which anybody calls a tool.

validate → permission → scope → idempotency → approval → run → audit. A write, its journal entry, its idempotency
record, the yes it used up and its audit entry are one transaction: what was acknowledged is there once, and nothing
else is. A repeated delivery is answered before the approval is looked at, since that was used up by the first.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from demand.desk import DemandDesk
from memory.errors import BadInput, Conflict, MusterError, NotFound
from memory.lake.report import ProgressCallback
from memory.ledger import approvals, audit, replays
from memory.ledger.ledger import Actor
from memory.store import Store
from tools.approvals import Approvals, check, unapproved
from tools.attempt import Attempt
from tools.fates import Crash, Done, Fate, Refused, Retry
from tools.permission import needs_approval, permit
from tools.shift_starts import reading_context
from tools.tool import Answer, Arguments, Call, Caller, Tool

log = logging.getLogger("muster.gate")


class Gate:
    """Runs tools of one catalogue over one store."""

    def __init__(self, catalogue: Mapping[str, Tool], store: Store, demand: DemandDesk, mark: str = "") -> None:
        """``mark`` is the profile's (`tools.tool.Profile.mark`): what was asked under another is not there."""
        self.catalogue = catalogue
        self._mark = mark
        self._store = store
        self._demand = demand
        self.approvals = Approvals(catalogue, store, mark)

    def call(
        self,
        name: str,
        arguments: Mapping[str, Any],
        caller: Caller,
        approval: str | None = None,
        progress: ProgressCallback | None = None,
    ) -> Fate:
        """Call a tool; every attempt is audited, whatever becomes of it.

        ``approval`` is the id of a person's yes to exactly this call, where it needs one; ``progress`` is told how far
        a write that takes long is.
        """
        attempt = Attempt(name, arguments, caller)
        try:
            tool = self._tool(name)
            checked = self._validate(tool, arguments)
            permit(tool, caller)
            if tool.effect == "read":
                answer = tool.run(Call(checked, caller, self._store, self._demand, self._store.clock.now()))
                self._audit(attempt, "ok")
                return Done(answer)
            done = self._write(tool, checked, attempt, approval, progress)
        except MusterError as error:
            return self._turned_back(attempt, error)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("tool %s crashed, reference %s", name, reference)
            self._audit(attempt, "crash", reference)
            return Crash(reference)
        return self._follow_up(tool, checked, caller, done, progress)

    def refuse(self, name: str, arguments: Mapping[str, Any], caller: Caller, error: MusterError) -> Retry | Refused:
        """Audit a proposed call that was stopped before it came to be run."""
        return self._turned_back(Attempt(name, arguments, caller), error)

    def needs_approval(self, name: str, arguments: Mapping[str, Any], caller: Caller) -> bool:
        """Whether the call waits for a person's yes. One that cannot run at all waits for nothing: call it and see."""
        try:
            tool = self._tool(name)
            checked = self._validate(tool, arguments)
            permit(tool, caller)
        except MusterError:
            return False
        return needs_approval(tool, checked, caller)

    def checked(self, name: str, arguments: Mapping[str, Any]) -> Arguments:
        """The arguments as the tool reads them. Raises NotFound or BadInput where it would not take them."""
        return self._validate(self._tool(name), arguments)

    def _turned_back(self, attempt: Attempt, error: MusterError) -> Retry | Refused:
        mendable = isinstance(error, (BadInput, NotFound)) or error.code == "ambiguous_worker"
        mendable = mendable and error.code != "unknown_approval"  # no other arguments would help
        outcome: audit.Outcome = "denied" if error.code == "approval_denied" else "retry" if mendable else "refused"
        self._audit(attempt, outcome, error.code)
        return Retry(error) if mendable else Refused(error)

    def _write(
        self,
        tool: Tool,
        checked: Arguments,
        attempt: Attempt,
        approval: str | None,
        progress: ProgressCallback | None,
    ) -> Done:
        now = self._store.clock.now()
        caller, arguments = attempt.caller, attempt.arguments
        key = f"{caller.channel}:{caller.staffer}:{caller.key}" if caller.key else None
        fingerprint = self._mark + approvals.fingerprint(tool.name, arguments)
        with self._store.ledger.write(Actor(caller.staffer, caller.channel), now) as unit:
            yes = approvals.find(unit.connection, approval) if approval else None
            attempt.approver = yes.decided_by if yes else None
            earlier = replays.find(unit.connection, key) if key else None
            if earlier is not None:
                if earlier.arguments_hash != fingerprint:
                    raise Conflict(
                        "That idempotency key was used for another call, or under another profile.",
                        code="key_reused",
                        hint="Send a new key with a new call.",
                    )
                attempt.audit(unit, "replayed")
                return Done(tool.answer.model_validate_json(earlier.answer), replayed=True)
            if approval is not None:
                check(attempt, yes, approval, self._store.settings.zone)
            elif needs_approval(tool, checked, caller):
                raise unapproved(tool.name)
            answer = tool.run(Call(checked, caller, self._store, self._demand, now, unit, progress))
            unit.record(tool.name, answer.facts())
            if key:
                replays.keep(unit.connection, key, tool.name, fingerprint, answer.model_dump_json(), now)
            if attempt.granted:
                approvals.use(unit.connection, attempt.granted)
            attempt.audit(unit, "ok")
            return Done(answer, entry=unit.seq)

    def _follow_up(
        self, tool: Tool, checked: Arguments, caller: Caller, done: Done, progress: ProgressCallback | None
    ) -> Done:
        """A write stands whatever its follow-up meets; an expected failure there is told in the note."""
        if tool.follow_up is None:
            return done
        call = Call(checked, caller, self._store, self._demand, self._store.clock.now(), progress=progress)
        try:
            return replace(done, answer=tool.follow_up(call, done.answer))
        except MusterError as error:
            note = f"{done.answer.note} ({error.message})".strip()
            return replace(done, answer=done.answer.model_copy(update={"note": note}), missed=error)

    def _tool(self, name: str) -> Tool:
        tool = self.catalogue.get(name)
        if tool is None:
            raise NotFound(
                f"There is no tool {name[:60]!r}.", code="unknown_tool", hint=f"There are: {', '.join(self.catalogue)}."
            )
        return tool

    def _validate(self, tool: Tool, arguments: Mapping[str, Any]) -> Arguments:
        try:
            return tool.arguments.model_validate(dict(arguments), context=reading_context(self._store))
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

    def _audit(self, attempt: Attempt, outcome: audit.Outcome, code: str = "") -> None:
        """Audit what changed nothing. A yes that let the attempt run is spent all the same."""
        actor = Actor(attempt.caller.staffer, attempt.caller.channel)
        with self._store.ledger.write(actor, self._store.clock.now()) as unit:
            if attempt.granted:
                approvals.use(unit.connection, attempt.granted)
            attempt.audit(unit, outcome, code)


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain JSON data."""
    return answer.model_dump(mode="json")
