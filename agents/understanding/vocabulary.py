"""The words of `prompts/vocabulary`, read once: roles, places, shifts, numbers, small words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agents.understanding.words import plain_words
from memory.errors import BadInput

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Canonical words and what people say for them. Phrases are tuples of folded words."""

    roles: Mapping[str, tuple[str, ...]]
    """Role → synonyms."""
    titles: Mapping[str, tuple[str, ...]]
    """Role → further job titles, which the synonyms overrule."""
    trades: Mapping[str, str]
    """"weld" → Welder: a role only beside a person."""
    verbs: Mapping[Phrase, str]
    """"drive a forklift" → Forklift Operator: a role only behind somebody who is to do it."""
    able: frozenset[str]
    """Words between somebody and what they can do: "someone WHO KNOWS HOW TO weld"."""
    certifications: Mapping[str, tuple[str, ...]]
    states: Mapping[str, str]
    """Two letters → the state's name."""
    short_states: Mapping[str, str]
    """"wisc" → WI."""
    called: Mapping[str, str]
    """"indy" → Indianapolis."""
    known_cities: tuple[str, ...]
    nicknames: Mapping[str, frozenset[str]]
    """First name → every other form of it, both ways."""
    shifts: Mapping[Phrase, str]
    availability: Mapping[Phrase, str]
    numbers: Mapping[str, int]
    contractions: Mapping[str, tuple[str, ...]]
    calendar: Mapping[str, Any]
    fillers: frozenset[Phrase]
    no_misspelling: frozenset[str]
    """Words that only look like a misspelt role or place."""
    idle_in_wish: frozenset[Phrase]
    """Words that say nothing within a wish: "who can work"."""
    joiners: frozenset[str]
    openers: frozenset[str]
    """Words that begin a request, also without a joiner before them."""
    lists: frozenset[str]
    people: frozenset[Phrase]
    indefinite: frozenset[Phrase]
    stops: frozenset[str]
    """Words that end a count: "4 for Acme"."""
    before_trade: frozenset[str]
    after_trade: frozenset[str]
    operates: frozenset[str]
    before_client: frozenset[str]
    card_words: frozenset[str]
    """Words that may follow a certification."""
    danger: frozenset[str]
    turns: frozenset[str]
    """Words that turn a report into none, unless reports of that kind are made of them."""
    takes_back: frozenset[str]
    """Words of small talk that take back what stands beside it."""
    no_search: frozenset[str]
    """Words before a role that ask for something else than people."""
    maybe: frozenset[Phrase]
    hedges: frozenset[Phrase]
    """Words without which a report that did not sound certain would be one."""
    negated: frozenset[Phrase]
    """Commands not to write something down."""
    references: Mapping[str, Any]
    """The words of `references.yaml`."""
    wishes: frozenset[str]
    """Words that wish for something, however often they stand where people are asked for."""
    report_verbs: frozenset[str]
    """What people did, in one word; a misspelt one is read as the nearest (see `verbs`)."""
    names_not: frozenset[str]
    """Words that no person is called by."""
    cues: Mapping[str, frozenset[Phrase]]
    """Words behind which a free text begins, by what the text is."""
    edits: Mapping[str, Any]
    """Words that give a draft a new text (see `edits`)."""

    @property
    def plain_words(self) -> frozenset[str]:
        """Single words that mean something by themselves: they are no names and no misspellings."""
        phrases = (*self.fillers, *self.people, *self.shifts)
        days = [
            said
            for ways in self.calendar.values()
            for said in (ways if isinstance(ways, list) else [way for one in ways.values() for way in one])
        ]
        return frozenset(
            {word for phrase in phrases for word in phrase}
            | {word for said in days for word in said.split()}
            | self.numbers.keys()
            | self.joiners
            | self.danger
        )


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read `prompts/vocabulary`. Raises BadInput where a file is missing or is not YAML."""
    small = _read(folder / "words.yaml")
    cities = _read(folder / "cities.yaml")
    return Vocabulary(
        roles={role: tuple(said) for role, said in _read(folder / "roles.yaml").items()},
        titles={role: tuple(said) for role, said in _read(folder / "onet_titles.yaml").items()},
        trades=_read(folder / "trades.yaml"),
        verbs=_by_phrase(_read(folder / "verbs.yaml")),
        able=frozenset(small["able"]),
        certifications={name: tuple(said) for name, said in _read(folder / "certifications.yaml").items()},
        states=cities["states"],
        short_states=cities["short"],
        called=cities["called"],
        known_cities=tuple(cities["known"]),
        nicknames=_both_ways(_read(folder / "nicknames.yaml")),
        shifts=_by_phrase(_read(folder / "shifts.yaml")),
        availability=_by_phrase(_read(folder / "availability.yaml")),
        numbers={word: int(value) for word, value in _read(folder / "numbers.yaml").items()},
        contractions={short: tuple(said.split()) for short, said in _read(folder / "contractions.yaml").items()},
        calendar=_read(folder / "calendar.yaml"),
        fillers=_phrases(small["fillers"]),
        idle_in_wish=_phrases(small["idle_in_wish"]),
        no_misspelling=frozenset(small["no_misspelling"]),
        openers=frozenset(small["openers"]),
        joiners=frozenset(small["joiners"]),
        lists=frozenset(small["lists"]),
        people=_phrases(small["people"]),
        indefinite=_phrases(small["indefinite"]),
        stops=frozenset(small["stops"]),
        before_trade=frozenset(small["before_trade"]),
        after_trade=frozenset(small["after_trade"]),
        operates=frozenset(small["operates"]),
        before_client=frozenset(small["before_client"]),
        card_words=frozenset(small["card_words"]),
        danger=frozenset(small["danger"]),
        turns=frozenset(small["turns"]),
        takes_back=frozenset(small["takes_back"]),
        no_search=frozenset(small["no_search"]),
        maybe=_phrases(small["maybe"]),
        hedges=_phrases(small["hedges"]),
        negated=_phrases(small["negated"]),
        references=_read(folder / "references.yaml"),
        wishes=frozenset(small["wishes"]),
        report_verbs=frozenset(small["report_verbs"]),
        names_not=frozenset(small["names_not"]),
        cues={kind: _phrases(said) for kind, said in _read(folder / "cues.yaml").items()},
        edits=_read(folder / "edits.yaml"),
    )


def _read(path: Path) -> Any:
    """Every scalar as text: "no" and "on" are words here, not booleans."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(
            f"The words of {path.name} cannot be read.", code="bad_words", hint=f"Mend {path}: {error}"
        ) from error


def _phrase(text: str) -> Phrase:
    """Punctuation stays: a comma is a filler too."""
    return plain_words(text) or (text if text == "\n" else text.strip(),)


def _by_phrase(ways: Mapping[str, Iterable[str]]) -> dict[Phrase, str]:
    return {_phrase(said): value for value, many in ways.items() for said in many}


def _phrases(texts: Iterable[str]) -> frozenset[Phrase]:
    return frozenset(("'s",) if text == "'s" else _phrase(text) for text in texts)


def _both_ways(formal: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for name, short_forms in formal.items():
        first = plain_words(name)[0]
        for short in short_forms:
            forms.setdefault(first, set()).add(short)
            forms.setdefault(short, set()).add(first)
    return {name: frozenset(others) for name, others in forms.items()}


def plurals(words: Phrase) -> Iterable[Phrase]:
    """The phrase and how its last (and in Spanish its first) word may be spelled for several."""
    yield words
    for place in {0, len(words) - 1}:
        for ending in _endings(words[place]):
            yield (*words[:place], ending, *words[place + 1 :])


def _endings(word: str) -> Iterable[str]:
    yield word + "s"
    yield word + "es"
    if word.endswith("y"):
        yield word[:-1] + "ies"
    if word.endswith("man"):
        yield word[:-3] + "men"
    if word.endswith("person"):
        yield word[:-6] + "people"
