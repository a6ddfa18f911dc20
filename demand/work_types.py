"""The dictionary from permits to roles, read from ``prompts/demand/work_types.yaml``, and its form as SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from memory.errors import BadInput

NO_JOB = "none"
"""What the dictionary says of a permit that asks for nobody."""

DASHES = "‐‑‒–—―−"


class Place(BaseModel):
    """Where the permits of the feed are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    city: str
    state: str
    zone: str

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {zone!r}") from error
        return zone


class DescriptionRule(BaseModel):
    """``says`` at the start of a word of the description → ``role``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    role: str


class WorkTypes(BaseModel):
    """Permit → role. The file explains the order of its four lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Place
    work_types: Mapping[str, str]
    permit_types: Mapping[str, str]
    descriptions: tuple[DescriptionRule, ...]
    otherwise: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> WorkTypes:
        """Raises BadInput where the file is not such a dictionary."""
        try:
            return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise BadInput(
                f"{path.name} is not a dictionary of work types: {error}",
                code="bad_work_types",
                hint="Mend the file; its head says what belongs where.",
            ) from error

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that a permit can ask for, sorted."""
        named = {*self.work_types.values(), *self.permit_types.values(), *self.otherwise.values()}
        return tuple(sorted((named | {rule.role for rule in self.descriptions}) - {NO_JOB}))

    def role_sql(self, table: str, work_type: str, permit_type: str, description: str) -> str:
        """A query for all columns of ``table`` and ``_role``: the role, ``none``, or NULL where no rule fits.

        The last three arguments are text expressions over the table.
        """
        found = " ".join(
            f"WHEN contains(_words, {_quoted(' ' + _words(rule.says))}) THEN {_quoted(rule.role)}"
            for rule in self.descriptions
        )
        by_description = f"CASE {found} END" if found else "NULL"
        # Words are the dear part, so they are taken only from descriptions that have to decide.
        return f"""
            WITH kinds AS (
                SELECT *, {_plain_sql(work_type)} AS _work, {_plain_sql(permit_type)} AS _kind FROM {table}
            ), decided AS (
                SELECT *, coalesce({_lookup_sql("_work", self.work_types)},
                                   {_lookup_sql("_kind", self.permit_types)}) AS _decided
                FROM kinds
            ), worded AS (
                SELECT *, CASE WHEN _decided IS NULL
                               THEN ' ' || regexp_replace(lower({description}), '[^a-z0-9]+', ' ', 'g') END AS _words
                FROM decided
            )
            SELECT * EXCLUDE (_work, _kind, _decided, _words),
                   coalesce(_decided, {by_description}, {_lookup_sql("_kind", self.otherwise)}) AS _role
            FROM worded"""


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(f"[{DASHES}]", "-", text.lower())).strip()


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def _plain_sql(column: str) -> str:
    dashed = f"translate(lower({column}), '{DASHES}', '{'-' * len(DASHES)}')"
    return rf"trim(regexp_replace({dashed}, '\s+', ' ', 'g'))"


def _lookup_sql(text: str, entries: Mapping[str, str]) -> str:
    if not entries:
        return "NULL"
    cases = " ".join(f"WHEN {_quoted(_plain(key))} THEN {_quoted(role)}" for key, role in entries.items())
    return f"CASE {text} {cases} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
