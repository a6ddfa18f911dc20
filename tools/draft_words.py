"""The words of drafts, read once from `prompts/drafts`: wordings by template and language, dates, cues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from memory.errors import BadInput
from memory.phrase import Language, fields_of, filled, with_known_parts
from memory.sms_text import gsm_friendly, sms_size
from memory.vocabulary import fold

DraftKind = Literal["sms", "email"]
Template = Literal[
    "offer", "confirmation", "reminder", "called_off", "no_show", "follow_up", "client_confirmation", "note"
]
SHAPED = frozenset({"first", "to", "staffer", "own", "order_id", "end", "workers", "count", "day", "time"})
"""Places that are always there, that only sum up others, or whose absence is nothing to tell."""
MOST_TOPIC = 6
_TOKEN = re.compile(r"\w+")
_STATED = re.compile(r"(?<=[,:;.!?])\s+|\n+")
_WORDS_FILE = "_words.yaml"


@dataclass(frozen=True)
class EmailWording:
    """A subject, and lines of which one that names something unknown is left out."""

    subject: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class DateWords:
    """How a day and a moment are written."""

    day: str
    when: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


@dataclass(frozen=True)
class DraftWords:
    """Everything that a draft is made of, but the facts."""

    sms: Mapping[tuple[Template, Language], tuple[str, ...]]
    """From long to short."""
    email: Mapping[tuple[Template, Language], EmailWording]
    dates: Mapping[tuple[Language, DraftKind], DateWords]
    conjunctions: Mapping[Language, str]
    languages: Mapping[str, Language]
    """How a bench may write a language → the language."""
    cues: Mapping[Template, re.Pattern[str]]
    topic_begins: frozenset[str]
    topic_ends: frozenset[str]
    says_nothing: frozenset[str]

    def text_message(self, template: Template, language: Language, facts: Mapping[str, str], limit: int) -> str | None:
        """The first wording of at most ``limit`` units; None where even the shortest is longer."""
        for wording in self.sms[template, language]:
            text = _said(wording, facts)
            if text is not None and sms_size(text).units <= limit:
                return text
        return None

    def email_message(self, template: Template, language: Language, facts: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text."""
        wording = self.email[template, language]
        lines: list[str] = []
        for line in wording.lines:
            text = _said(line, facts)
            if text is not None and (text or (lines and lines[-1])):
                lines.append(text)
        return _said(wording.subject, facts) or "", "\n".join(lines)

    def unknown(self, kind: DraftKind, template: Template, language: Language, facts: Mapping[str, str]) -> list[str]:
        """What the template has a place for and the records do not have."""
        email = self.email[template, language]
        wordings = self.sms[template, language][:1] if kind == "sms" else (email.subject, *email.lines)
        wanted = {field for wording in wordings for field in fields_of(wording)}
        wanted = {"when" if field in {"day", "time"} else field for field in wanted}
        return sorted(wanted - SHAPED - facts.keys())

    def language_of(self, said: str | None) -> Language | None:
        """The language that somebody is to be written to in: English where it is one that there are no words for."""
        if not said or not said.strip():
            return None
        return self.languages.get(fold(said), "en")

    def template_of(self, about: str) -> Template | None:
        """The template that these words speak for first."""
        text = fold(about)
        found = ((hit.start(), template) for template, cue in self.cues.items() if (hit := cue.search(text)))
        return min(found, default=(0, None))[1]

    def own_words(self, about: str, known: Iterable[str]) -> str:
        """What ``about`` says beyond a reason to write and beyond ``known`` facts; empty where that is nothing."""
        said = {token for text in known for token in tokens(text)} | self.says_nothing
        kept = [part for part in _STATED.split(about.strip()) if not self._is_reason(part, said)]
        return " ".join(kept)

    def _is_reason(self, part: str, said: Iterable[str]) -> bool:
        text = fold(part)
        for cue in self.cues.values():
            text = cue.sub(" ", text)
        words = tokens(text)
        if set(words) <= set(said):
            return True
        return len(words) <= MOST_TOPIC and words[0] in self.topic_begins and words[-1] in self.topic_ends


def tokens(text: str) -> list[str]:
    """The folded words and figures of a text."""
    return _TOKEN.findall(fold(text).replace("'", ""))


def _said(wording: str, facts: Mapping[str, str]) -> str | None:
    """The wording with its facts; None where one that it cannot do without is unknown."""
    parts = with_known_parts(wording, facts.keys())
    return filled(parts, facts) if fields_of(parts) <= facts.keys() else None


@cache
def load_draft_words(folder: Path) -> DraftWords:
    """Read the folder. Raises BadInput where a file is missing, is not YAML, or lacks a language."""
    words = _read(folder / _WORDS_FILE)
    try:
        languages: tuple[Language, ...] = get_args(Language)
        kinds: tuple[DraftKind, ...] = get_args(DraftKind)
        templates: dict[Template, Any] = {name: _read(folder / f"{name}.yaml") for name in get_args(Template)}
        ways = [(name, language) for name in templates for language in languages]
        emails = {way: templates[way[0]]["email"][way[1]] for way in ways}
        return DraftWords(
            sms={(name, to): tuple(map(gsm_friendly, templates[name]["sms"][to])) for name, to in ways},
            email={way: EmailWording(email["subject"], tuple(email["lines"])) for way, email in emails.items()},
            dates={(to, kind): _dates(words["dates"][to][kind], kind) for to in languages for kind in kinds},
            conjunctions={language: words["and"][language] for language in languages},
            languages={fold(said): language for language in languages for said in words["languages"][language]},
            cues={name: _cue(words["cues"][name]) for name in templates if name in words["cues"]},
            topic_begins=frozenset(words["topic"]["begins"]),
            topic_ends=frozenset(words["topic"]["ends"]),
            says_nothing=frozenset(words["says_nothing"]),
        )
    except (KeyError, TypeError) as error:
        raise BadInput(
            f"The templates in {folder.name} are not whole: {error} is missing.",
            code="bad_words",
            hint=f"Mend {folder}.",
        ) from error


def _dates(spec: Mapping[str, Any], kind: DraftKind) -> DateWords:
    plainer = gsm_friendly if kind == "sms" else str
    return DateWords(
        spec["day"], spec["when"], tuple(map(plainer, spec["weekdays"])), tuple(map(plainer, spec["months"]))
    )


def _cue(phrases: Iterable[str]) -> re.Pattern[str]:
    ways = (re.escape(fold(phrase)).replace(r"\*", r"\w*") for phrase in phrases)
    return re.compile(rf"\b(?:{'|'.join(sorted(ways, key=len, reverse=True))})(?!\w)")


def _read(path: Path) -> Any:
    """Every scalar as text: "no" and "on" are words here."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(
            f"The words of {path.name} cannot be read.", code="bad_words", hint=f"Mend {path.name}: {error}"
        ) from error
