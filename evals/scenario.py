"""A scenario: a small invented world, what is said in it, and what must be true at the end.

It judges what happened, not what was said. A scenario without a criterion, or with an empty one, is a load error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memory.errors import BadInput

Minefield = Literal["crash", "ghost_booking", "barred_booking"]
"""What no run may do, whatever it is about."""
SCENARIOS = Path(__file__).parent / "scenarios"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Part):
    """One message of the day."""

    staffer: str
    text: Annotated[str, Field(min_length=1)]
    at: str
    """Business time, ISO."""


class World(_Part):
    """Who exists. Rows are as in the datasets of the same names."""

    workers: Annotated[tuple[dict[str, Any], ...], Field(min_length=1)]
    clients: tuple[dict[str, Any], ...] = ()


class Ranked(_Part):
    """A search at the end, and how people must stand in it."""

    search: Annotated[dict[str, Any], Field(min_length=1)]
    above: Annotated[tuple[str, ...], Field(min_length=1)]
    """Worker ids in the order in which they must stand, not necessarily side by side."""
    absent: tuple[str, ...] = ()


class Must(_Part):
    """What must be true at the end."""

    bookings: tuple[dict[str, Any], ...] = ()
    """Each must be matched by exactly one booking that has these values."""
    failures: tuple[dict[str, Any], ...] = ()
    blacklist: tuple[dict[str, Any], ...] = ()
    rankings: tuple[Ranked, ...] = ()
    audit: tuple[str, ...] = ()
    """Tools in the order in which they were called with success."""

    @property
    def empty(self) -> bool:
        return not (self.bookings or self.failures or self.blacklist or self.rankings)


class Scenario(_Part):
    """One YAML file."""

    name: str
    about: str
    world: World
    day: Annotated[tuple[Said, ...], Field(min_length=1)]
    must: Must
    never: tuple[Literal["crash", "ghost_booking", "barred_booking"], ...] = (
        "crash",
        "ghost_booking",
        "barred_booking",
    )


def load(name: str) -> Scenario:
    """The scenario of this name. Raises BadInput where it is missing, broken, or judges nothing."""
    path = SCENARIOS / f"{name}.yaml"
    try:
        scenario = Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadInput(
            f"There is no scenario {name!r}.", code="no_scenario", hint=f"There are: {', '.join(names())}."
        ) from error
    except (yaml.YAMLError, ValidationError) as error:
        raise BadInput(f"{path.name} is no scenario: {error}", code="bad_scenario") from error
    if scenario.must.empty:
        raise BadInput(f"{path.name} judges nothing: its criteria are empty.", code="bad_scenario")
    return scenario


def names() -> list[str]:
    """All scenarios."""
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
