"""Phrases of `prompts` with places to fill: ``Shift[ at {client}][, {when}]``.

A part in […] is left out where something in it is not known. What is filled in is never read as part of the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal

Language = Literal["en", "es"]
"""What the desk speaks and writes."""
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")


def fields_of(phrase: str) -> set[str]:
    """The names of a phrase's places."""
    return set(_FIELD.findall(phrase))


def with_known_parts(phrase: str, known: Collection[str]) -> str:
    """The phrase without the parts in […] that name something unknown, its places still open."""
    return _OPTIONAL.sub(lambda part: part[1] if fields_of(part[1]) <= set(known) else "", phrase)


def filled(phrase: str, values: Mapping[str, str]) -> str:
    """The phrase with its places filled, once. Raises KeyError for one that has no value."""
    return _FIELD.sub(lambda field: values[field[1]], phrase)
