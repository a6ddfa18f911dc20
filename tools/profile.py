"""Profiles as a staffer uses them: which there are, and which one their searches see the bench through."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from memory.errors import Conflict, NotFound
from memory.ledger import staff
from tools import profiles
from tools.tool import Answer, Arguments, Call, Name, Profile, Tool


class ProfileArguments(Arguments):
    """List the profiles that the caller may use, or put one of them on."""

    action: Literal["list", "activate"] = "list"
    name: Name | None = None

    @model_validator(mode="after")
    def _fits(self) -> ProfileArguments:
        if (self.action == "activate") != (self.name is not None):
            raise ValueError("activate names the profile; a list names none")
        return self


class KnownProfile(BaseModel):
    """What a profile lets a search see."""

    model_config = ConfigDict(frozen=True)

    name: str
    datasets: tuple[str, ...]
    where: str | None
    """A condition over the bench's columns; None for the whole bench."""


class ProfileAnswer(Answer):
    """The profiles that may be used; of an activation the one that was put on."""

    action: Literal["list", "activate"]
    active: str
    profiles: tuple[KnownProfile, ...]


def profile(call: Call) -> ProfileAnswer:
    """Do it for the caller, in all channels; what they see changes with the next message.

    Raises NotFound (``unknown_profile``), BadInput (``bad_profile``), Conflict (``no_staff``) where nobody is set up,
    NotAllowed (``out_of_scope``) for somebody whom an admin bound to another profile.
    """
    arguments: ProfileArguments = call.arguments
    if arguments.name is None:
        known = [
            profiles.profile_or_nothing(call.store, name) for name in profiles.usable(call.store, call.caller.staffer)
        ]
        active = call.caller.profile.name
        note = f"Profiles: {', '.join(one.name for one in known)}. Active: {active}."
        return ProfileAnswer(action="list", active=active, profiles=tuple(map(_known, known)), note=note)
    wanted = profiles.profile_named(call.store, _meant(call, arguments.name))
    one = staff.find(call.writing.connection, call.caller.staffer)
    if one is None or not one.active:
        raise Conflict(
            "A profile belongs to a staffer, and nobody is set up.",
            code="no_staff",
            hint="Add yourself first: muster staff add NAME --role admin.",
        )
    if not profiles.may_use(one, wanted.name):
        raise profiles.bound_elsewhere(one.name, one.profile, wanted.name)
    staff.activate(call.writing, one.name, None if wanted.name == one.profile else wanted.name)
    sees = "the whole bench" if wanted.where is None else f"workers where {wanted.where}"
    note = f"Your searches now see what the profile {wanted.name} binds: {sees}."
    return ProfileAnswer(action="activate", active=wanted.name, profiles=(_known(wanted),), note=note)


def _meant(call: Call, said: str) -> str:
    """The profile whose name was said, also with spaces and capitals: "Heavy Trades" is ``heavy-trades``."""
    folded = _bare(said)
    found = [name for name in profiles.names(call.store) if _bare(name) == folded]
    if found:
        return found[0]
    allowed = profiles.usable(call.store, call.caller.staffer)
    raise NotFound(
        f"There is no profile “{said[:40]}”.",
        code="unknown_profile",
        hint=f"There are: {', '.join(allowed)}.",
        details={"name": said[:40], "profiles": allowed},
    )


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _known(one: Profile) -> KnownProfile:
    return KnownProfile(name=one.name, datasets=tuple(sorted(one.datasets)), where=one.where)


TOOL = Tool(
    name="profile",
    effect="write",
    summary="List the profiles, or choose what your searches see of the bench.",
    arguments=ProfileArguments,
    answer=ProfileAnswer,
    run=profile,
    datasets=frozenset(),
    own_affair=True,
    only_reads=lambda arguments: bool(arguments.action == "list"),
)
