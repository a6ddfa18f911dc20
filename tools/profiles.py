"""Profiles: what a staffer's searches may see. One YAML file each, in the store's folder.

# profiles/toledo.yaml
datasets: [workers, clients, orders]
where: state = 'OH' AND city = 'Toledo'
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memory.bench import Filter
from memory.errors import BadInput, MusterError, NotAllowed, NotFound
from memory.ledger import staff
from memory.ledger.staff import Staffer
from memory.sql_guard import guarded_condition
from memory.store import Store
from tools.tool import Profile

FOLDER = "profiles"
USUAL = Profile()
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Binding(BaseModel):
    """What a profile's file says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    datasets: Annotated[list[str], Field(min_length=1, max_length=100)] = sorted(USUAL.datasets)
    where: Annotated[str, Field(min_length=1, max_length=2_000)] | None = None


def nothing(name: str) -> Profile:
    """What a profile sees whose file is missing or cannot be read: nobody, rather than everybody."""
    return Profile(name, frozenset(), "false")


def profile_named(store: Store, name: str) -> Profile:
    """A profile by its name. Raises NotFound (``unknown_profile``) or BadInput (``bad_profile``)."""
    if name == USUAL.name:
        return USUAL
    path = _path(store, name)
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(
            f"There is no profile {name[:40]!r}.",
            code="unknown_profile",
            hint=f"There are: {', '.join(names(store))}.",
        ) from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadInput(
            f"The profile {name!r} cannot be read.", code="bad_profile", hint=f"Mend {path.name}."
        ) from error
    return bound(store, name, said)


def profile_or_nothing(store: Store, name: str) -> Profile:
    """A profile for whoever is bound to it; one that is missing or broken sees nobody."""
    try:
        return profile_named(store, name)
    except MusterError:
        return nothing(name)


def bound(store: Store, name: str, said: Any) -> Profile:
    """What a file or a request says, checked. Raises BadInput (``bad_profile``, ``bad_sql_filter``)."""
    try:
        binding = Binding.model_validate(said or {})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "profile"
        raise BadInput(
            f"The profile {name!r}: {field}: {first['msg']}.", code="bad_profile", hint="It takes datasets and where."
        ) from error
    condition = None
    if binding.where is not None:
        columns = store.bench().columns() if store.has_workers else ()
        condition = guarded_condition(binding.where, columns)
    datasets = frozenset(binding.datasets)
    return Profile(name, datasets, condition if "workers" in datasets else "false")


def may_use(one: Staffer | None, name: str) -> bool:
    """Whether a staffer may use a profile: their own; any where an admin bound them to no part of the bench."""
    return one is None or one.profile in (USUAL.name, name)


def usable(store: Store, staffer: str) -> list[str]:
    """The profiles that a staffer may use; the usual one first."""
    with store.ledger.read() as connection:
        one = staff.find(connection, staffer)
    return [name for name in names(store) if may_use(one, name)]


def bound_elsewhere(staffer: str, bound_to: str, wanted: str) -> NotAllowed:
    """That a staffer uses the profile that an admin bound them to, and no other."""
    return NotAllowed(
        f"{staffer} is bound to the profile {bound_to}.",
        code="out_of_scope",
        hint="An admin can change that: muster staff role NAME --profile PROFILE.",
        details={"profile": wanted, "allowed": [bound_to]},
    )


def names(store: Store) -> list[str]:
    """All profiles; the usual one first."""
    found = sorted(path.stem for path in (store.settings.folder / FOLDER).glob("*.yaml"))
    return [USUAL.name, *(name for name in found if name != USUAL.name)]


def keep(store: Store, name: str, said: Any) -> Profile:
    """Write a profile's file. Raises BadInput where it would bind nothing that can be checked."""
    if name == USUAL.name:
        raise BadInput("The usual profile sees all, and cannot be changed.", code="bad_profile", hint="Name another.")
    made = bound(store, name, said)
    if made.where is not None and store.has_workers:
        store.bench().passing(Filter(sql=made.where))  # raises BadInput where it cannot be worked out
    path = _path(store, name)
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".part")
    text = {"datasets": sorted(made.datasets), **({"where": said["where"]} if said.get("where") else {})}
    draft.write_text(yaml.safe_dump(text, sort_keys=False, allow_unicode=True), encoding="utf-8")
    draft.replace(path)
    return made


def _path(store: Store, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:40]!r} is no name of a profile.", code="bad_profile", hint="Small letters, digits and hyphens."
        )
    return store.settings.folder / FOLDER / f"{name}.yaml"
