"""`muster staff`: who works with the desk, what they may do, and which accounts are theirs."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from typing import Annotated, get_args

import phonenumbers
import typer
from rich.console import Console
from rich.table import Table

from gateway.commands.options import DEMO_STAFFER, DataOption, JsonOption, open_desk, read_settings
from memory.errors import BadInput
from memory.ledger.staff import Account, Staffer
from tools.tool import Role

console = Console(highlight=False, soft_wrap=True)
staff = typer.Typer(help="Who works with the desk, what they may do, and which accounts are theirs.")
NameArgument = Annotated[str, typer.Argument(help="The staffer's name, as the desk shows it.")]
ByOption = Annotated[str, typer.Option("--by", help="Who makes the change, for the audit.")]
SlackOption = Annotated[str | None, typer.Option("--slack", help="Slack's ids of team and user, T0123ABC:U0456DEF.")]
PhoneOption = Annotated[str | None, typer.Option("--phone", help="A phone number, +1 219 555 0101.")]
_SLACK = re.compile(r"[TE][A-Z0-9]{2,20}:[UW][A-Z0-9]{2,20}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(staff, name="staff")


@staff.command(epilog='Example: muster staff add "Ana Ruiz" --role recruiter')
def add(
    name: NameArgument,
    role: Annotated[str, typer.Option("--role", help=" | ".join(get_args(Role)))] = "recruiter",
    by: ByOption = DEMO_STAFFER,
    data: DataOption = None,
) -> None:
    """Add somebody, or give them another role."""
    known: dict[str, Role] = {one: one for one in get_args(Role)}
    if role not in known:
        raise BadInput(f"There is no role {role!r}.", code="bad_role", hint=f"One of {', '.join(known)}.")
    with open_desk(read_settings(data=data)) as desk:
        one = desk.directory.put(name, known[role], by)
    console.print(f"{one.staffer} is {one.role}. Next: muster staff code {_quoted(one.staffer)}", markup=False)


@staff.command(name="list", epilog="Example: muster staff list")
def list_staff(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Everybody, with role and accounts."""
    with open_desk(read_settings(data=data)) as desk:
        everybody = desk.directory.staff()
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in everybody], ensure_ascii=False) + "\n")
        return
    if not everybody:
        console.print('Nobody is set up. Start with: muster staff add "YOUR NAME" --role admin', markup=False)
        return
    table = Table("Name", "Role", "Accounts")
    for one in everybody:
        table.add_row(one.staffer, one.role if one.active else "left", _accounts(one))
    console.print(table)


@staff.command(epilog='Example: muster staff leave "Ana Ruiz"')
def leave(name: NameArgument, by: ByOption = DEMO_STAFFER, data: DataOption = None) -> None:
    """Somebody who left: their accounts open nothing any more."""
    with open_desk(read_settings(data=data)) as desk:
        one = desk.directory.leave(name, by)
    console.print(f"{one.staffer} has left; their accounts are unlinked.", markup=False)


@staff.command(epilog='Example: muster staff link "Ana Ruiz" --slack T0123ABC:U0456DEF')
def link(
    name: NameArgument,
    slack: SlackOption = None,
    phone: PhoneOption = None,
    by: ByOption = DEMO_STAFFER,
    data: DataOption = None,
) -> None:
    """Say whose an account is."""
    kind, account = _account(slack, phone)
    with open_desk(read_settings(data=data)) as desk:
        one = desk.directory.link(name, kind, account, by)
    console.print(f"{one.staffer}: {_accounts(one)}", markup=False)


@staff.command(epilog="Example: muster staff unlink --slack T0123ABC:U0456DEF")
def unlink(
    slack: SlackOption = None, phone: PhoneOption = None, by: ByOption = DEMO_STAFFER, data: DataOption = None
) -> None:
    """An account that is nobody's any more."""
    kind, account = _account(slack, phone)
    with open_desk(read_settings(data=data)) as desk:
        desk.directory.unlink(kind, account, by)
    console.print("Unlinked.")


@staff.command(epilog='Example: muster staff code "Ana Ruiz"')
def code(name: NameArgument, by: ByOption = DEMO_STAFFER, data: DataOption = None) -> None:
    """A code that links one account to somebody, once, within 15 minutes."""
    with open_desk(read_settings(data=data)) as desk:
        made = desk.directory.code_for(name, by)
    console.print(f"{made}  In Slack, within 15 minutes: /muster link {made}", markup=False)


def _account(slack: str | None, phone: str | None) -> tuple[Account, str]:
    if slack is not None and phone is None:
        if not _SLACK.fullmatch(slack.strip()):
            raise BadInput(
                "That is no Slack account.",
                code="bad_account",
                hint="Team and user, as Slack shows them: T0123ABC:U0456DEF.",
            )
        return "slack", slack.strip()
    if phone is None or slack is not None:
        raise BadInput("Name one account.", code="bad_account", hint="Either --slack TEAM:USER or --phone NUMBER.")
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException as error:
        raise BadInput("That is no phone number.", code="bad_account", hint="Such as +1 219 555 0101.") from error
    if not phonenumbers.is_possible_number(number):
        raise BadInput("That is no phone number.", code="bad_account", hint="Such as +1 219 555 0101.")
    return "sms", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _accounts(one: Staffer) -> str:
    return ", ".join(f"{kind} {account}" for kind, account in one.accounts) or "none"


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
