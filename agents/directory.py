"""Who somebody is: by token, by web session, or by the account that a channel knows them by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, get_args

from agents.accounts import external_id_of
from agents.messages import Person
from memory.clock import Clock
from memory.errors import BadInput, Conflict, MusterError, NotAllowed, NotFound
from memory.ledger import audit, sign_in, staff
from memory.ledger.ledger import Actor, Ledger, Unit
from memory.ledger.staff import Kind, Staffer
from tools.tool import ROLES, Profile, Role

FindProfile = Callable[[str], Profile]
"""What a profile of this name lets a staffer see; nothing where there is no such profile."""


@dataclass(frozen=True)
class Entry:
    """A staffer as the list shows them."""

    person: Person
    active: bool
    accounts: tuple[tuple[str, str], ...]
    tokens: tuple[Mapping[str, Any], ...]
    """Number, label, when made and last used; never the tokens."""


class Directory:
    """The staffers of a store. Nothing is remembered between calls, so what another process changes holds at once."""

    def __init__(self, ledger: Ledger, clock: Clock, find_profile: FindProfile) -> None:
        self._ledger = ledger
        self._clock = clock
        self._find_profile = find_profile

    def is_configured(self) -> bool:
        """Whether anybody is set up; then nobody is signed in without being one of them."""
        with self._ledger.read() as connection:
            return staff.any_active(connection)

    def by_identity(self, kind: str, external_id: str) -> Person | None:
        """The person whom a channel knows by this id; None for a stranger, and for an id that is none."""
        try:
            account = external_id_of(_kind(kind), external_id)
        except BadInput:
            return None
        with self._ledger.read() as connection:
            return self._person(staff.by_identity(connection, kind, account))

    def by_token(self, token: str) -> Person | None:
        """The person of a token that still counts."""
        with self._ledger.read() as connection:
            found = sign_in.by_token(connection, token)
        if found is None:
            return None
        staffer, note = found
        if note:
            with self._write(Actor(staffer.name, "http")) as unit:
                sign_in.note_use(unit, token)
        return self._person(staffer)

    def by_session(self, secret: str) -> Person | None:
        """The person of a web session that goes on."""
        with self._ledger.read() as connection:
            return self._person(sign_in.by_session(connection, secret))

    def by_name(self, name: str) -> Person | None:
        """An active staffer by name."""
        with self._ledger.read() as connection:
            found = staff.find(connection, name)
        return self._person(found) if found and found.active else None

    def staff(self) -> list[Entry]:
        """Everybody by name, the removed ones too."""
        with self._ledger.read() as connection:
            return [
                Entry(
                    self._known(one),
                    one.active,
                    tuple(staff.identities_of(connection, one.name)),
                    tuple(sign_in.tokens_of(connection, one.name)),
                )
                for one in staff.everybody(connection)
            ]

    def code_for(self, staffer: str, by: Actor | None = None) -> str:
        """A code that links an account or signs in on the web, once and within 15 minutes.

        Raises NotFound (``unknown_staffer``).
        """
        with self._write(by or Actor(staffer, "terminal")) as unit:
            one = staff.active(unit.connection, staffer)
            self.note(unit, "code", {"name": one.name})
            return sign_in.new_code(unit, one.name)

    def link_by_code(self, kind: str, external_id: str, code: str) -> Person:
        """Link an account to whom the code was made for.

        Raises BadInput (``bad_account``), NotFound (``unknown_code``), Conflict (``expired_code``, ``taken``) or
        NotAllowed (``too_many_attempts``), and then nothing is linked.
        """
        known = _kind(kind)
        account = external_id_of(known, external_id)

        def link(unit: Unit, name: str) -> None:
            owner = staff.owner_of(unit.connection, kind, account)
            if owner not in (None, name):
                raise taken()
            if owner is None:
                staff.link(unit, name, kind, account)
            self.note(unit, "link", {"name": name, "kind": kind, "account": account, "by": "code"})

        person, _ = self._by_code(code, f"{kind}:{account}", Actor("nobody", _CHANNELS[known]), link)
        return person

    def sign_in(self, secret: str, sender: str) -> tuple[str, Person]:
        """A web session for whoever has this token or link code; the session's secret, and who they are.

        Raises NotFound (``unknown_code``), Conflict (``expired_code``) or NotAllowed (``too_many_attempts``).
        """
        typed, who, nobody = secret.strip(), f"web:{sender}", Actor("nobody", "web")
        if not typed.startswith(sign_in.TOKEN_PREFIX):
            person, session = self._by_code(typed, who, nobody, lambda unit, name: sign_in.new_session(unit, name))
            return session, person
        # Nobody guesses a token, so wrong ones lock nobody out: behind a tunnel, all senders look like one.
        found = self.by_token(typed)
        if found is None:
            raise unknown_code()
        with self._write(Actor(found.name, "web")) as unit:
            self.note(unit, "sign_in", {"name": found.name})
            return sign_in.new_session(unit, found.name), found

    def sign_out(self, session: str) -> None:
        """End a web session."""
        with self._write(Actor("nobody", "web")) as unit:
            sign_in.end_session(unit, session)

    def note(self, unit: Unit, action: str, what: Mapping[str, Any], code: str = "") -> None:
        """An audit entry for a change of who may do what; a secret is never part of it."""
        audit.append(
            unit.connection,
            audit.Attempt(
                at=unit.now,
                staffer=unit.actor.staffer,
                channel=unit.actor.channel,
                profile="default",
                proposer="person",
                tool="staff",
                arguments={"action": action, **what},
                outcome="refused" if code else "ok",
                code=code,
                milliseconds=0.0,
                approver=None,
                journal_seq=None,
            ),
        )

    def _by_code(self, code: str, who: str, actor: Actor, deed: Callable[[Unit, str], Any]) -> tuple[Person, Any]:
        """Use a code up for one deed. A wrong one is counted, and nothing else is done."""
        self._refuse_locked(who)
        problem: MusterError
        with self._write(actor) as unit:
            found = sign_in.find_code(unit.connection, code)
            staffer = staff.find(unit.connection, found.staffer) if found else None
            if found is None or found.used or staffer is None or not staffer.active:
                problem = unknown_code()
                sign_in.note_failure(unit, who)
                self.note(unit, "code", {}, code=problem.code)
            elif found.expired:
                problem = expired_code()
            else:
                done = deed(unit, staffer.name)
                sign_in.use_code(unit, found)
                sign_in.forget_failures(unit, who)
                return self._known(staffer), done
        raise problem

    def _refuse_locked(self, who: str) -> None:
        with self._ledger.read() as connection:
            if sign_in.is_locked(connection, who):
                raise NotAllowed(
                    "Too many wrong codes came from there.",
                    code="too_many_attempts",
                    hint="Wait a quarter of an hour, then ask an admin for a new code: muster staff code NAME.",
                )

    @contextmanager
    def _write(self, actor: Actor) -> Iterator[Unit]:
        with self._ledger.write(actor, self._clock.now()) as unit:
            yield unit

    def _person(self, found: Staffer | None) -> Person | None:
        return None if found is None else self._known(found)

    def _known(self, staffer: Staffer) -> Person:
        return Person(staffer.name, role_of(staffer.role), self._find_profile(staffer.activated or staffer.profile))


_CHANNELS: Mapping[Kind, str] = {"slack": "slack", "sms": "sms", "web": "web"}


def role_of(said: str) -> Role:
    """A role by its name. Raises BadInput (``unknown_role``)."""
    for role in ROLES:
        if said.strip().lower() == role:
            return role
    raise BadInput(f"There is no role {said[:40]!r}.", code="unknown_role", hint=f"There are: {', '.join(ROLES)}.")


def _kind(said: str) -> Kind:
    kinds: tuple[Kind, ...] = get_args(Kind)
    for kind in kinds:
        if said == kind:
            return kind
    raise BadInput(f"{said[:40]!r} is no kind of account.", code="bad_account", hint=f"There are: {', '.join(kinds)}.")


def unknown_code() -> NotFound:
    """A wrong one, a used one and one of somebody who left look the same from outside."""
    return NotFound(
        "That code or token is not known, or was used already.",
        code="unknown_code",
        hint="Ask an admin for a new one: muster staff code NAME.",
    )


def expired_code() -> Conflict:
    return Conflict(
        "That code has run out: one is good for 15 minutes.",
        code="expired_code",
        hint="Ask an admin for a new one: muster staff code NAME.",
    )


def taken() -> Conflict:
    return Conflict(
        "That account is linked to somebody else.",
        code="taken",
        hint="An admin can free it: muster staff unlink NAME --slack TEAM:USER.",
    )
