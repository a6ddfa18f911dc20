"""Which language a message is in, by its share of everyday words; `prompts/replies/languages.yaml` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agents.understanding.words import fold, plain_words
from memory.errors import BadInput
from memory.phrase import Language as Language

LANGUAGES: tuple[Language, ...] = ("en", "es")
USUAL: Language = "en"


def language_for(tag: str) -> Language:
    """The language of a browser's tag, ``es-MX`` say; the usual one where the desk does not speak it."""
    return next((language for language in LANGUAGES if tag.casefold().split("-")[0] == language), USUAL)


@dataclass(frozen=True)
class Languages:
    """Words that speak for a language."""

    english: frozenset[str]
    spanish: frozenset[str]
    particles: frozenset[str]
    """Spanish words that stand in names too (Maria de la Cruz): they count only beside another Spanish word."""

    def of(self, text: str) -> Language | None:
        """The language with more words in the text; None where there are none or as many of both.

        What stands behind a colon is somebody's text: "change it to: nos vemos a las 7" is said in English.
        """
        head, colon, _said = text.partition(": ")
        return (self._of(head) if colon else None) or self._of(text)

    def _of(self, text: str) -> Language | None:
        words = plain_words(text)
        english = sum(word in self.english for word in words)
        spanish = sum(word in self.spanish for word in words)
        if spanish:
            spanish += sum(word in self.particles for word in words)
        if english == spanish:
            return None
        return "es" if spanish > english else "en"


def load_languages(path: Path) -> Languages:
    """Read the lists. Raises BadInput where the file is missing or is no such list."""
    lists = read_words(path)
    try:
        return Languages(*(frozenset(map(fold, lists[name])) for name in ("english", "spanish", "particles")))
    except (KeyError, TypeError, AttributeError) as error:  # AttributeError: an unquoted yes or on is no text
        raise BadInput(f"{path.name} is no list of words: {error}", code="bad_words", hint=f"Mend {path}.") from error


def read_words(path: Path) -> dict[str, Any]:
    """A file of words. Raises BadInput where it is missing or is not YAML."""
    try:
        words = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{path.name} cannot be read.", code="bad_words", hint=f"Mend {path}: {error}") from error
    if not isinstance(words, Mapping):
        raise BadInput(f"{path.name} holds no words.", code="bad_words", hint=f"Mend {path}.")
    return dict(words)


def words_path(folder: Path, name: str, language: Language) -> Path:
    """``understanding.yaml`` is English, ``understanding.es.yaml`` the same in Spanish."""
    return folder / (f"{name}.yaml" if language == USUAL else f"{name}.{language}.yaml")
