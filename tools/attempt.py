"""A call on its way through the gate, as the audit will tell it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from memory.ledger import audit
from memory.ledger.approvals import Approval
from memory.ledger.ledger import Unit
from tools.tool import Caller


@dataclass
class Attempt:
    """One attempt; whatever becomes of it, one audit entry says so."""

    tool: str
    arguments: Mapping[str, Any]
    caller: Caller
    approver: str | None = None
    """Who decided on the approval that came with it."""
    granted: Approval | None = None
    """The approval that lets it run; spent by the attempt, also by one that fails."""
    began: float = field(default_factory=time.perf_counter)

    def audit(self, unit: Unit, outcome: audit.Outcome, code: str = "") -> None:
        """Append the entry, in the transaction of what it tells of."""
        audit.append(
            unit.connection,
            audit.Attempt(
                at=unit.now,
                staffer=self.caller.staffer,
                channel=self.caller.channel,
                profile=self.caller.profile.name,
                proposer=self.caller.proposer,
                tool=self.tool[:100],
                arguments=self.arguments,
                outcome=outcome,
                code=code,
                milliseconds=(time.perf_counter() - self.began) * 1000,
                approver=self.approver,
                journal_seq=unit.seq,
            ),
        )
