"""The words of `prompts/ingest`: how people head columns, and what they write into cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from memory.errors import BadInput
from memory.lake.known import KNOWN
from memory.vocabulary import Vocabulary, fold

PARTS: Mapping[str, str] = {
    "first_name": "name",
    "middle_name": "name",
    "last_name": "name",
    "place": "city",
    "start_time": "start",
    "end_time": "end",
}
"""What a column may hold of a field, or for a field, without being one."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = {"#": " number ", "$": " dollar ", "%": " percent ", "&": " and "}
_NUMBER = frozenset({"no", "num", "nbr", "nr"})


@dataclass(frozen=True)
class Field:
    """One field of a dataset, as people head it."""

    name: str
    called: tuple[str, ...]
    """In `plain` form; the first wins where two columns name the field."""
    without: str
    """What is lost where no column is this field; empty where little is."""


@dataclass(frozen=True)
class IntakeWords:
    """Everything that reading a foreign table needs to know of words."""

    fields: Mapping[str, tuple[Field, ...]]
    """By dataset."""
    empty: frozenset[str]
    """Folded cells that say nothing."""
    totals: frozenset[str]
    choices: Mapping[str, Mapping[str, str]]
    """Field → folded cell → the store's word."""
    why: Mapping[str, str]
    """How a column was read → the words for it, with a place for {like}."""
    vocabulary: Vocabulary

    @classmethod
    def load(cls, folder: Path, vocabulary: Vocabulary) -> IntakeWords:
        """Read the folder's files. Raises BadInput (``bad_words``) where one is missing or broken."""
        headings, cells, preview = (_read(folder / f"{name}.yaml") for name in ("headings", "cells", "preview"))
        try:
            return cls(
                fields={dataset: _fields(dataset, said) for dataset, said in headings.items()},
                empty=frozenset(cell(said) for said in cells["empty"]),
                totals=frozenset(cell(said) for said in cells["totals"]),
                choices={
                    "availability": _by_word(cells["availability"]),
                    "shift": _by_word(cells["shift"]),
                    "sms_consent": _by_word(cells["yes_no"]),
                    "state": {**vocabulary.states, **_by_word(cells["state"])},
                },
                why=preview["why"],
                vocabulary=vocabulary,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                f"The words of {folder.name} cannot be read.",
                code="bad_words",
                hint=f"Mend its headings.yaml, cells.yaml or preview.yaml: {error}",
            ) from error


def plain(heading: str) -> str:
    """A heading as it is compared: ``Emp #`` is ``emp number``, ``$/hr`` is ``dollar hr``."""
    for sign, word in _SIGNS.items():
        heading = heading.replace(sign, word)
    words = re.sub(r"[^a-z0-9]+", " ", fold(_HUMP.sub(" ", heading))).split()
    return " ".join(
        "number" if word in _NUMBER and (place or word != "no") else word for place, word in enumerate(words)
    )


def cell(text: str) -> str:
    """A cell as it is compared: folded, without the full stops of abbreviations; signs alone stay."""
    folded = fold(text)
    return folded.replace(".", "").strip() or folded or text.strip()


def _fields(dataset: str, said: Mapping[str, Any]) -> tuple[Field, ...]:
    known = {*KNOWN[dataset].columns, *PARTS}
    unknown = [name for name in said if name not in known]
    if unknown:
        raise KeyError(f"{dataset} has no field {', '.join(unknown)}")
    return tuple(
        Field(name, tuple(dict.fromkeys((plain(name), *map(plain, about["called"])))), about.get("without", ""))
        for name, about in said.items()
    )


def _by_word(said: Mapping[str, list[str]]) -> dict[str, str]:
    return {cell(word): canonical for canonical, words in said.items() for word in words}


def _read(path: Path) -> Any:
    """Every scalar as text: in YAML, a bare ``no`` would be a boolean."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(
            f"The words of {path.name} cannot be read.", code="bad_words", hint=f"Mend {path.name}: {error}"
        ) from error
