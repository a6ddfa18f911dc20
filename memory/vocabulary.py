"""Words that people use for roles, cities, states and certifications, as `prompts/vocabulary` lists them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from memory.errors import BadInput


@dataclass(frozen=True)
class Vocabulary:
    """Folded words → canonical names."""

    roles: Mapping[str, str]
    cities: Mapping[str, str]
    states: Mapping[str, str]
    """Both ``il`` and ``illinois`` → ``IL``."""
    certifications: Mapping[str, str]
    zones: Mapping[tuple[str, str], ZoneInfo]
    """State and folded city → time zone; the city is empty for most of a state."""

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Read the YAML files. Raises BadInput where one is missing or broken."""
        cities = _read(folder / "cities.yaml")
        return cls(
            roles=_by_synonym(_read(folder / "roles.yaml")),
            cities={fold(said): name for said, name in cities["called"].items()},
            states={fold(said): code for code, name in cities["states"].items() for said in (code, name)},
            certifications=_by_synonym(_read(folder / "certifications.yaml")),
            zones=dict(_zones(_read(folder / "zones.yaml"))),
        )

    def zone(self, city: str | None, state: str | None) -> ZoneInfo | None:
        """The time zone of a place; None where the state does not settle it."""
        code = state.upper() if state else ""
        return self.zones.get((code, fold(city or ""))) or self.zones.get((code, ""))

    def role(self, said: str, known: Collection[str]) -> str | None:
        """The known role that is meant: by its own name first, then by synonym; plurals are understood."""
        return _find(said, known, self.roles)

    def city(self, said: str, known: Collection[str]) -> str | None:
        """The known city that is meant."""
        own = {fold(name): name for name in known}
        plain = fold(said)
        return own.get(plain) or own.get(fold(self.cities.get(plain, "")))

    def state(self, said: str) -> str | None:
        """Two letters, for a state's letters or name."""
        return self.states.get(fold(said))

    def certification(self, said: str, known: Collection[str]) -> str:
        """The bench's spelling of a certification; as said where it has none."""
        return _find(said, known, self.certifications) or said


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, hyphens as spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("-", " ").replace("/", " "))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _find(said: str, known: Collection[str], synonyms: Mapping[str, str]) -> str | None:
    own = {fold(name): name for name in known}
    for word in singulars(fold(said)):
        if word in own:
            return own[word]
        canonical = synonyms.get(word)
        if canonical is not None and fold(canonical) in own:
            return own[fold(canonical)]
    return None


def singulars(words: str) -> Iterable[str]:
    """The words themselves, then with their last word taken for a plural."""
    yield words
    for ending, instead in (("ies", "y"), ("people", "person"), ("men", "man"), ("es", ""), ("s", "")):
        if words.endswith(ending):
            yield words.removesuffix(ending) + instead


def _zones(places: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], ZoneInfo]]:
    for zone, states in places["states"].items():
        yield from (((state, ""), ZoneInfo(zone)) for state in states)
    for state, zones in places["cities"].items():
        for zone, cities in zones.items():
            yield from (((state, fold(city)), ZoneInfo(zone)) for city in cities)


def _by_synonym(canonical: Mapping[str, list[str]]) -> dict[str, str]:
    return {fold(said): name for name, synonyms in canonical.items() for said in (name, *synonyms)}


def _read(path: Path) -> Any:
    """Every scalar as text: in YAML, a bare ``no`` would be a boolean."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(
            f"The words of {path.name} cannot be read.", code="bad_words", hint=f"Mend {path.name}: {error}"
        ) from error
