"""What the planner says where it plans nothing: `prompts/replies/understanding.yaml` and its twin in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.language import LANGUAGES, Language, read_words, words_path


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

    def nothing_yet(self, *, write: bool) -> str:
        """That none of the message was done, before a question about one part of it."""
        return str(self.words["nothing_yet"]["write" if write else "read"])

    def meant(self, kind: str, who: str) -> str:
        """What a reading of a message would do: ``record a no-show of Tom Baker``, ``7 people``."""
        return str(self.words["meant"][kind]).replace("{who}", who or str(self.words["nobody"]))

    def part_of_draft(self, draft_id: str) -> str:
        """How a draft is changed, where only a part of it was spoken of."""
        return str(self.words["part_of_draft"]).replace("{draft_id}", draft_id)

    def missing(self, argument: str) -> str:
        """A question for a part that is missing."""
        return str(self.words["missing"][argument])


def load_replies(folder: Path) -> Mapping[Language, Replies]:
    """Read the words of every language. Raises BadInput where a file is missing or is not YAML."""
    return {language: Replies(read_words(words_path(folder, "understanding", language))) for language in LANGUAGES}
