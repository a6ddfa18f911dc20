"""A new text for a draft: "change D-12 to: …". Everything behind the colon is the text, as it was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.understanding.words import fold

_QUOTES = {'"': '"', "“": "”", "'": "'", "«": "»"}
_ID = r"(?:(?:draft|borrador)\s*#?\s*(?P<number>\d[\w-]*)|(?P<id>(?:d|dr|dft|draft)[-_]\d[\w-]*))"

MOST_OF_A_PART = 5
"""Words behind "start is"; with more of them it is a text."""


@dataclass(frozen=True)
class Edit:
    """A new text; without an id it is of the draft that the conversation is about."""

    draft_id: str | None
    text: str


class EditReader:
    """Finds an edit by the words of `prompts/vocabulary/edits.yaml`."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        names = ("lead", "verbs", "verbs_it", "articles", "drafts", "references", "to", "to_say")
        lead, verbs, verbs_it, articles, drafts, points, to, to_say = (_ways(words[name]) for name in names)
        start = rf"\W*(?:{lead}\W+)*"
        said = rf"(?:\s+{to_say}\s*:?\s|\s+{to}\s*:|\s*:)\s*"
        after_id = rf"(?:\s+{to_say}\s*:?\s|\s+{to}\s*:?\s|\s*:)\s*"
        self._patterns = tuple(
            re.compile(start + pattern)
            for pattern in (
                rf"{verbs}\s+(?:(?:{articles}|{drafts})\s+)*?{_ID}(?:\s+{drafts})?{after_id}",
                rf"{verbs}\s+(?:{articles}\s+)*{drafts}{said}",
                rf"(?:{verbs}\s+{points}|{verbs_it}){said}",
            )
        )

        own = ("styles", "style_verbs", "style_verbs_it", "parts", "are", "instead", "swaps")
        styles, style_verbs, style_verbs_it, parts, are, instead, swaps = (_ways(words[name]) for name in own)
        short = rf"\S+(?:\s+\S+){{0,{MOST_OF_A_PART - 1}}}"
        value = r"\S+(?:\s+[ap]\.?m\.?)?"
        of_it = rf"(?:{style_verbs}\s+(?:{articles}\s+)*(?:{points}|{drafts})|{style_verbs_it})(?:\s+{drafts})?"
        self._part = re.compile(
            rf"{styles}\W*|(?:(?:{articles}|el|la)\s+)*{parts}(?:\s+{are})?\s+{short}|{value}\s+{instead}\s+{value}\W*"
        )
        self._wish = re.compile(
            rf"{start}(?:{of_it}\s+{styles}(?:\W.*)?"
            rf"|{swaps}\s+{value}\s+{to}\s+{value}\W*"
            rf"|{swaps}\s+(?:{articles}\s+)*{parts}\s+(?:from\s+{value}\s+)?{to}\s+{short})"
        )

    def is_part(self, new: str) -> bool:
        """Whether a new text says only what is to be different: "start is 5:45", "shorter"."""
        return bool(self._part.fullmatch(fold(unicodedata.normalize("NFC", new)).strip()))

    def wishes(self, text: str) -> bool:
        """Whether a message asks for another wording, or for one value in place of another."""
        return bool(self._wish.fullmatch(fold(unicodedata.normalize("NFC", text)).strip()))

    def read(self, text: str) -> Edit | None:
        """The edit; None where the text is none, or says no new text."""
        composed = unicodedata.normalize("NFC", text)
        folded = fold(composed)
        found = next((hit for pattern in self._patterns if (hit := pattern.match(folded))), None)
        if found is None:
            return None
        new = composed[found.end() :].strip()
        if len(new) > 1 and new[-1] == _QUOTES.get(new[0]):
            new = new[1:-1].strip()
        named = found.groupdict()
        group = next((name for name in ("id", "number") if named.get(name)), None)
        return Edit(composed[slice(*found.span(group))] if group else None, new) if new else None


def _ways(words: Iterable[str]) -> str:
    ways = "|".join(re.escape(fold(word)).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return f"(?:{ways})"
