"""`muster staff`: who works with the desk, what they may do, and how they sign in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from agents.desk import Desk
from agents.directory import Entry
from gateway.commands.options import DataOption, JsonOption, open_desk, read_settings
from memory.errors import BadInput
from memory.ledger.ledger import Actor
from memory.ledger.sign_in import CODE_VALID_FOR
from memory.ledger.staff import Kind
from tools.profiles import profile_named

console = Console(highlight=False, soft_wrap=True)
NameArgument = Annotated[str, typer.Argument(help="The staffer's name, as people see it.")]
ByOption = Annotated[str, typer.Option("--by", help="Who makes the change, for the audit.")]
SlackOption = Annotated[str | None, typer.Option("--slack", help="Team and user of Slack: T012AB:U034CD.")]
PhoneOption = Annotated[str | None, typer.Option("--phone", help="Phone number with its country code.")]
ON_THIS_MACHINE = "terminal"
"""Whoever may open a terminal here may do all of this; the audit names no one they could blame it on."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    people = typer.Typer(
        help="Who works with the desk, what they may do, and how they sign in. With nobody added the desk asks nobody "
        "to sign in, and answers on this machine alone.",
        no_args_is_help=True,
    )
    people.command(epilog='Example: muster staff add "Ana Ruiz" --role admin')(add)
    people.command("list", epilog="Example: muster staff list")(list_staff)
    people.command(epilog='Example: muster staff role "Ana Ruiz" --role recruiter')(role)
    people.command(epilog='Example: muster staff remove "Ana Ruiz"')(remove)
    people.command(epilog='Example: muster staff token "Ana Ruiz" --label laptop')(token)
    people.command(epilog='Example: muster staff link "Ana Ruiz" --slack T012AB:U034CD')(link)
    people.command(epilog='Example: muster staff unlink "Ana Ruiz" --phone "+1 419 555 0123"')(unlink)
    people.command(epilog='Example: muster staff code "Ana Ruiz"')(code)
    app.add_typer(people, name="staff")


def add(
    name: NameArgument,
    role: Annotated[str, typer.Option("--role", help="viewer, recruiter, manager or admin.")],
    profile: Annotated[str, typer.Option("--profile", help="What their searches may see.")] = "default",
    by: ByOption = ON_THIS_MACHINE,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Add somebody, and print their token: it is told this once."""
    with _desk(data) as desk:
        profile_named(desk.store, profile)
        first = not desk.directory.is_configured()
        made = desk.roster.add(name, role, profile, Actor(by, "terminal"))
        demo = desk.store.is_demo
    if as_json:
        _write({"name": name, "role": role, "profile": profile, "token": made})
        return
    console.print(f"{name} is on the staff now. Their token, told this once:", markup=False)
    console.print(f"\n  {made}\n", markup=False)
    console.print("They sign in with it at /login, or send it as: Authorization: Bearer TOKEN")
    if first:
        console.print("From now on nobody uses the desk over HTTP or in the web chat without signing in.")
    if demo:
        console.print("This is the demo's staff: your own bench has a staff of its own.")


def list_staff(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Everybody: role, profile, accounts, and when a token was last used."""
    with _desk(data) as desk:
        found = desk.directory.staff()
    if as_json:
        _write([_as_json(one) for one in found])
        return
    if not found:
        console.print("Nobody is on the staff: the demo sign-in holds, on this machine alone.")
        return
    table = Table(show_edge=False)
    for column in ("Name", "Role", "Profile", "Accounts", "Tokens", "Last used (UTC)"):
        table.add_column(column)
    for one in found:
        used = max((str(token["last_used"] or "") for token in one.tokens), default="")
        accounts = ", ".join(f"{kind} {account}" for kind, account in one.accounts)
        standing = one.person.role if one.active else "removed"
        cells = (one.person.name, standing, one.person.profile.name, accounts, str(len(one.tokens)))
        table.add_row(*cells, used[:16].replace("T", " "))
    console.print(table)


def role(
    name: NameArgument,
    role: Annotated[str | None, typer.Option("--role", help="viewer, recruiter, manager or admin.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="What their searches may see.")] = None,
    by: ByOption = ON_THIS_MACHINE,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Give somebody another role or profile; it holds from their next message on."""
    if role is None and profile is None:
        raise BadInput("It is not said what to change.", code="nothing_to_change", hint="Give --role or --profile.")
    with _desk(data) as desk:
        if profile is not None:
            profile_named(desk.store, profile)
        person = desk.roster.change(name, Actor(by, "terminal"), role=role, profile=profile)
    told = {"name": person.name, "role": person.role, "profile": person.profile.name}
    _say(f"{person.name} is {person.role} now, with the profile {person.profile.name}.", told, as_json)


def remove(
    name: NameArgument, by: ByOption = ON_THIS_MACHINE, as_json: JsonOption = False, data: DataOption = None
) -> None:
    """Take somebody off the staff: tokens, sessions and accounts end at once. What they did keeps their name."""
    with _desk(data) as desk:
        desk.roster.remove(name, Actor(by, "terminal"))
    _say(f"{name} is off the staff; nothing of theirs signs in any more.", {"name": name, "removed": True}, as_json)


def token(
    name: NameArgument,
    label: Annotated[str, typer.Option("--label", help="Where it is used, to tell it from others.")] = "",
    revoke: Annotated[bool, typer.Option("--revoke", help="End all tokens, codes and web sessions instead.")] = False,
    by: ByOption = ON_THIS_MACHINE,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Make a further token, told this once; or end them all."""
    with _desk(data) as desk:
        if revoke:
            ended = desk.roster.revoke(name, Actor(by, "terminal"))
            _say(f"{ended} tokens and all web sessions of {name} are over.", {"name": name, "revoked": ended}, as_json)
            return
        made = desk.roster.new_token(name, label, Actor(by, "terminal"))
    _say(f"A token for {name}, told this once:\n\n  {made}\n", {"name": name, "token": made}, as_json)


def link(
    name: NameArgument,
    slack: SlackOption = None,
    phone: PhoneOption = None,
    by: ByOption = ON_THIS_MACHINE,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Say who an account or a phone belongs to, so that the desk knows them there."""
    kind, account = _account(slack, phone)
    with _desk(data) as desk:
        kept = desk.roster.link(name, kind, account, Actor(by, "terminal"))
    _say(f"{kind} {kept} is {name} now.", {"name": name, "kind": kind, "account": kept}, as_json)


def unlink(
    name: NameArgument,
    slack: SlackOption = None,
    phone: PhoneOption = None,
    by: ByOption = ON_THIS_MACHINE,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Forget an account, or with no option all of somebody's accounts."""
    kind, account = _account(slack, phone) if slack or phone else (None, None)
    with _desk(data) as desk:
        forgotten = desk.roster.unlink(name, Actor(by, "terminal"), kind, account)
    _say(f"{forgotten} of {name}'s accounts are forgotten.", {"name": name, "forgotten": forgotten}, as_json)


def code(
    name: NameArgument, by: ByOption = ON_THIS_MACHINE, as_json: JsonOption = False, data: DataOption = None
) -> None:
    """Make a code that links an account, or signs in on the web: once, within 15 minutes."""
    with _desk(data) as desk:
        made = desk.directory.code_for(name, Actor(by, "terminal"))
    minutes = int(CODE_VALID_FOR.total_seconds() // 60)
    said = f"{made}\n{name} types it at /login, or in Slack as: /muster link {made}\nGood once, for {minutes} minutes."
    _say(said, {"name": name, "code": made, "minutes": minutes}, as_json)


@contextmanager
def _desk(data: Any) -> Iterator[Desk]:
    with open_desk(read_settings(data=data)) as desk:
        yield desk


def _account(slack: str | None, phone: str | None) -> tuple[Kind, str]:
    if slack and not phone:
        return "slack", slack
    if phone and not slack:
        return "sms", phone
    raise BadInput("Exactly one account is linked at a time.", code="bad_account", hint="Give --slack or --phone.")


def _as_json(one: Entry) -> dict[str, Any]:
    return {
        "name": one.person.name,
        "role": one.person.role,
        "profile": one.person.profile.name,
        "active": one.active,
        "accounts": [{"kind": kind, "account": account} for kind, account in one.accounts],
        "tokens": list(one.tokens),
    }


def _say(words: str, facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _write(facts)
    else:
        console.print(words, markup=False)


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, default=str, ensure_ascii=False) + "\n")
