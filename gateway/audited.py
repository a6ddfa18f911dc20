"""An audit entry for a deed of the HTTP API that no tool does."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gateway.calls import Visit
from memory.errors import BadInput, MusterError, NotFound
from memory.ledger import audit
from memory.ledger.ledger import Actor
from tools.permission import require_role
from tools.tool import Role


@contextmanager
def audited(visit: Visit, name: str, arguments: Mapping[str, Any], least: Role = "recruiter") -> Iterator[None]:
    """Whatever becomes of the block, one entry says so. Raises NotAllowed where the caller may not write."""
    began = time.perf_counter()
    outcome: audit.Outcome = "crash"
    code = ""
    try:
        require_role(visit.caller, least, name)
        yield
        outcome = "ok"
    except MusterError as error:
        outcome, code = "retry" if isinstance(error, (BadInput, NotFound)) else "refused", error.code
        raise
    finally:
        caller, store = visit.caller, visit.desk.store
        with store.ledger.write(Actor(caller.staffer, caller.channel), store.clock.now()) as unit:
            audit.append(
                unit.connection,
                audit.Attempt(
                    at=unit.now,
                    staffer=caller.staffer,
                    channel=caller.channel,
                    profile=caller.profile.name,
                    proposer=caller.proposer,
                    tool=name,
                    arguments=arguments,
                    outcome=outcome,
                    code=code,
                    milliseconds=(time.perf_counter() - began) * 1000,
                    approver=None,
                    journal_seq=None,
                ),
            )
