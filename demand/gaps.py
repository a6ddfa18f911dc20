"""Why permits have no answer: a code and its facts, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

GapCode = Literal["no_permits", "elsewhere", "unknown_role", "role_not_asked", "no_contract"]


@dataclass(frozen=True)
class Gap:
    """What is missing where an answer is empty."""

    code: GapCode
    value: str = ""
    """What was asked for and is not there: a place, or a role."""
    known: tuple[str, ...] = ()
    """What there is in its stead: the feed's place, or the roles that permits ask for."""

    @property
    def words(self) -> str:
        """What is wrong and what to do, in English."""
        match self.code:
            case "no_permits":
                return "There are no permits yet: bring them in with: muster ingest FILE --dataset permits"
            case "elsewhere":
                return f"Permits are read for {', '.join(self.known)} only, not for {self.value}."
            case "unknown_role":
                return f"Neither a permit nor the bench knows the role {self.value!r}."
            case "role_not_asked":
                return f"No permit asks for the role {self.value!r}. Permits ask for: {', '.join(self.known)}."
            case "no_contract":
                return "No contract fits: leave out the status, or ask for more days."
            case _:
                assert_never(self.code)
