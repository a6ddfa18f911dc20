"""The ids by which channels know a person, in the one form that they are compared in."""

from __future__ import annotations

import re

import phonenumbers

from memory.errors import BadInput
from memory.ledger.staff import Kind

_SLACK = re.compile(r"[A-Z0-9]{2,32}:[A-Z0-9]{2,32}")
_WEB = re.compile(r"\S{1,200}")
HOME_REGION = "US"
"""Where a phone number without a country code is read."""


def external_id_of(kind: Kind, said: str) -> str:
    """A Slack account as ``T1:U1``, a phone as ``+14195550123``. Raises BadInput (``bad_account``)."""
    match kind:
        case "slack":
            cleaned = said.strip().upper()
            if _SLACK.fullmatch(cleaned):
                return cleaned
            raise _bad(said, "Slack account", "Write the team's id and the user's: T012AB:U034CD.")
        case "sms":
            return _phone(said)
        case "web":
            if _WEB.fullmatch(said):
                return said
            raise _bad(said, "web account", "It is one word.")


def _phone(said: str) -> str:
    hint = "Write it with its country code: +1 419 555 0123."
    try:
        number = phonenumbers.parse(said, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise _bad(said, "phone number", hint) from error
    if not phonenumbers.is_possible_number(number):
        raise _bad(said, "phone number", hint)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _bad(said: str, kind: str, hint: str) -> BadInput:
    return BadInput(f"{said[:60]!r} is no {kind}.", code="bad_account", hint=hint)
