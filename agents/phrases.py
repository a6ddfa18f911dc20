"""What the desk itself says, and a call in words for the person whose yes it needs: `prompts/replies/desk.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from memory.errors import BadInput
from memory.store import Store
from tools.people import in_words
from tools.tool import Arguments, Tool

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")


class Phrases:
    """Reads the words once; looks names up in the store."""

    def __init__(self, words: Mapping[str, Any], store: Store) -> None:
        self._said = words
        self._words = words["approvals"]
        self._store = store

    @classmethod
    def read(cls, path: Path, store: Store) -> Phrases:
        """Raises BadInput where the file cannot be read. Every scalar is text: "no" is a word here."""
        try:
            return cls(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader), store)
        except (OSError, yaml.YAMLError) as error:
            raise BadInput(f"{path.name} cannot be read.", code="bad_words", hint=f"Mend {path}: {error}") from error

    @property
    def still_unclear(self) -> str:
        """To an answer that leads back to the same question."""
        return str(self._said["still_unclear"])

    @property
    def which(self) -> str:
        """Before choices that came without words of their own."""
        return str(self._said["which"])

    def model(self, why: str, *, host: str = "", name: str = "") -> str:
        """One line on a model that was wanted; ``why`` is silent, no_model, unknown or gone."""
        return str(self._said["models"][why]).replace("{host}", host).replace("{name}", name)

    @property
    def choices(self) -> tuple[str, ...]:
        """Yes and no, in this order."""
        return tuple(self._words["choices"])

    def question(self, deeds: Sequence[str], *, sends: bool, planner: str) -> str:
        """What is asked before ``deeds`` are done; ``planner`` read them out of the message."""
        why = "send" if sends else "unsure" if planner == "builtin" else "model"
        lead = str(self._words["ask"][why]).replace("{planner}", planner)
        return "\n".join([lead, *(f"{deed}." for deed in deeds), str(self._words["question"])])

    def not_done(self, how: str, deed: str) -> str:
        """That a deed was not done; ``how`` is denied, set_aside or expired."""
        return str(self._words["not_done"][how]).replace("{deed}", deed)

    def answered(self, status: str, who: str | None, when: datetime | None) -> str:
        """To a button that is pressed after its question was settled."""
        moment = f"{when:%b %-d %-I:%M %p}" if when else ""
        return str(self._words["answered"][status]).replace("{who}", who or "").replace("{when}", moment)

    def deed(self, tool: Tool, arguments: Arguments) -> str:
        """What the call would do. Nothing that was stated is left out of it."""
        said = {name: self._in_words(name, value) for name, value in arguments if value not in (None, [], ())}
        phrase = self._phrase(tool, said)
        text = _OPTIONAL.sub(lambda part: part[1] if set(_FIELD.findall(part[1])) <= said.keys() else "", phrase)
        unsaid = arguments.model_fields_set & said.keys() - set(_FIELD.findall(text))
        more = [f", {name.replace('_', ' ')} {said[name]}" for name in type(arguments).model_fields if name in unsaid]
        return _FIELD.sub(lambda field: said[field[1]], text) + "".join(more)

    def _phrase(self, tool: Tool, said: dict[str, str]) -> str:
        phrase = self._words["deeds"].get(tool.name, tool.summary.rstrip("."))
        if isinstance(phrase, str):
            return phrase
        by = phrase["by"]
        return str(phrase[said.pop(by)])

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(self._store.settings.zone):%a %b %-d %-I:%M %p}"
        if isinstance(value, list | tuple):
            return in_words([self._person(each) if name == "workers" else str(each) for each in value])
        if isinstance(value, float):
            return f"{value:.2f}"
        return str(self._words["words"].get(name, {}).get(value, value))

    def _person(self, named: str) -> str:
        """An id by the name that it stands for, with the id where several bear that name."""
        if not self._store.has_workers:
            return named
        bench = self._store.bench()
        position = int(bench.positions([named])[0])
        if position < 0:
            return named
        name = str(bench.names[position])
        return name if len(bench.named(name)) == 1 else f"{name} ({named})"
