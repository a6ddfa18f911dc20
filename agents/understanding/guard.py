"""What must not be acted on, whatever else the message says: read before any sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from memory.errors import BadInput


@dataclass(frozen=True)
class Guard:
    """Patterns over the folded message, each with the name of the words that answer it."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def refuses(self, folded: str) -> str | None:
        """The reason (a key of the replies), or None where nothing speaks against the message."""
        flat = " ".join(folded.split())
        return next((reason for reason, pattern in self.patterns if pattern.search(flat)), None)


def load_guard(path: Path) -> Guard:
    """Read `prompts/refusals.yaml`: shared ``words`` and for each reason its patterns. Raises BadInput."""
    try:
        spec = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        words = {name: "(?:" + "|".join(ways) + ")" for name, ways in spec["words"].items()}
        return Guard(tuple((reason, _any(lines, words)) for reason, lines in spec["reasons"].items()))
    except (OSError, yaml.YAMLError, KeyError, re.error) as error:
        raise BadInput(f"{path.name} cannot be read.", code="bad_words", hint=f"Mend {path}: {error}") from error


def _any(lines: Sequence[str], words: dict[str, str]) -> re.Pattern[str]:
    filled = []
    for line in lines:
        for name, pattern in words.items():
            line = line.replace("{" + name + "}", pattern)
        filled.append(line)
    return re.compile("|".join(f"(?:{line})" for line in filled))
