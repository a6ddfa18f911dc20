"""What the demo is made of, read from ``prompts/demo``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memory.errors import BadInput

Share = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[Mapping[str, float], Field(min_length=1)]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Trade(_Words):
    """A role: its share of the bench, USD an hour from least to most, and what its people know."""

    weight: float
    pay: tuple[float, float]
    skills: Annotated[tuple[str, ...], Field(min_length=6)]
    certifications: Mapping[str, Share]


class City(_Words):
    """A place of the bench."""

    city: str
    state: str
    weight: float
    zips: tuple[int, int]
    area_codes: Annotated[tuple[str, ...], Field(min_length=1)]


class NameGroup(_Words):
    """First and last names that go together."""

    weight: float
    first: Annotated[tuple[str, ...], Field(min_length=1)]
    last: Annotated[tuple[str, ...], Field(min_length=1)]
    language: Mapping[str, Share] = {}
    """Language other than English → share of the group that prefers it."""
    two_surnames: Share = 0.0


class BenchWords(_Words):
    """Everything of a worker that does not follow from the trade."""

    cities: tuple[City, ...]
    availability: Weights
    shift: Weights
    archetype: Weights
    reliability: tuple[float, float]
    sms_consent: Share
    expiring: frozenset[str]
    expiry_months: tuple[int, int]
    names: tuple[NameGroup, ...]


class ClientWords(_Words):
    """A client and the roles it orders."""

    client: str
    city: str
    state: str
    site_address: str
    roles: tuple[str, ...]


class PermitKind(_Words):
    """One sort of permit; exactly one of the two types is set."""

    work_type: str | None = None
    permit_type: str | None = None
    review_type: str = "EXPRESS PERMIT PROGRAM"
    weight: float
    cost: tuple[float, float] = (1.0, 0.0)
    no_cost: Share = 0.0
    zero_cost: Share = 0.0
    says: tuple[str, ...]


class PerDay(_Words):
    """Mean number of permits issued on a day."""

    weekday: float
    weekend: float


class Staffed(_Words):
    """Permits older than so many days were staffed by others, but for a share that nobody took."""

    after_days: int
    left: Share


class PermitWords(_Words):
    """The feed's manner."""

    express: str
    per_day: PerDay
    staffed: Staffed
    streets: tuple[str, ...]
    parts: tuple[str, ...]
    kinds: tuple[PermitKind, ...]


class Reason(_Words):
    """Why somebody failed, and how a client put it."""

    weight: float
    says: tuple[str, ...]


class Failing(_Words):
    """Log-odds that a booked worker fails: base + reliability * r + certified (where held)."""

    base: float
    reliability: float
    certified: float


class OutcomeWords(_Words):
    """How the last weeks went."""

    certification: str
    fills: int
    contacts: int
    do_not_returns: int
    most_workers: int
    failing: Failing
    reasons: Mapping[str, Reason]
    contacts_ended: Weights
    do_not_return_says: tuple[str, ...]


class DemoWords(_Words):
    """All files of the folder."""

    roles: Mapping[str, Trade]
    bench: BenchWords
    clients: tuple[ClientWords, ...]
    permits: PermitWords
    outcomes: OutcomeWords

    @classmethod
    def read(cls, folder: Path) -> DemoWords:
        """One YAML file for each field. Raises BadInput where one is missing or does not fit."""
        try:
            parts: dict[str, Any] = {
                name: yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in cls.model_fields
            }
            return cls.model_validate(parts)
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise BadInput(
                f"The words of the demo cannot be read: {error}",
                code="bad_demo_words",
                hint=f"Mend the file in {folder.name}/ that the message names.",
            ) from error
