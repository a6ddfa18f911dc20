"""What the planner says where it plans nothing: the words of `prompts/replies/understanding.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from memory.errors import BadInput


@dataclass(frozen=True)
class Replies:
    """Look-ups by the reason."""

    words: Mapping[str, Any]

    @property
    def out_of_scope(self) -> str:
        """What the desk can do instead."""
        return str(self.words["out_of_scope"])

    def refuse(self, reason: str) -> str:
        """Why the desk does not act."""
        return str(self.words["refuse"][reason])

    def chat(self, kind: str) -> str:
        """An answer to a greeting, thanks, a call for help."""
        return str(self.words["chat"][kind])

    def clarify(self, why: str, said: str) -> str:
        """A question back; ``said`` is what was unclear."""
        return str(self.words["clarify"].get(why) or self.words[why]).replace("{said}", said)

    def missing(self, argument: str) -> str:
        """A question for a part that is missing."""
        return str(self.words["missing"][argument])


def load_replies(path: Path) -> Replies:
    """Read the words. Raises BadInput where the file is missing or is not YAML."""
    try:
        return Replies(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{path.name} cannot be read.", code="bad_words", hint=f"Mend {path}: {error}") from error
