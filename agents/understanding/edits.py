"""A new text for a draft: "change D-12 to: …". Everything behind the colon is the text, as it was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agents.understanding.words import fold

_QUOTES = {'"': '"', "“": "”", "'": "'", "«": "»"}
_ID = r"(?:(?:draft|borrador)\s*#?\s*(?P<number>\d[\w-]*)|(?P<id>(?:d|dr|dft|draft)[-_]\d[\w-]*))"

_WHOSE = r"(?P<whose>[^\W\d_][\w'-]*(?:\s+[^\W\d_][\w'-]*){0,3}?)"
MOST_OF_A_PART = 5
"""Words behind "start is"; with more of them it is a text."""


@dataclass(frozen=True)
class Edit:
    """A new text; without an id it is of the draft that the conversation is about."""

    draft_id: str | None
    text: str
    whose: str = ""
    """Whom the draft is to, as typed and folded: "flynns text"."""


@dataclass(frozen=True)
class Swap:
    """A new value for a part of a draft, or for words of it."""

    draft_id: str | None
    part: str | None
    """time, day, pay or name; None where only the old words were said."""
    old: str | None
    new: str


class EditReader:
    """Finds an edit by the words of `prompts/vocabulary/edits.yaml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
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
                rf"{verbs}\s+(?:{articles}\s+)*{drafts}\s+{_ways(words['of'])}\s+{_WHOSE}{said}",
                rf"{verbs}\s+(?:{articles}\s+)*{_WHOSE}\s+{drafts}{said}",
            )
        )

        own = ("styles", "style_verbs", "style_verbs_it", "parts", "are", "instead", "swaps")
        styles, style_verbs, style_verbs_it, parts, are, instead, swaps = (_ways(words[name]) for name in own)
        short = rf"\S+(?:\s+\S+){{0,{MOST_OF_A_PART - 1}}}"
        value = r"\S+(?:\s+[ap]\.?m\.?)?"
        of_it = rf"(?:{style_verbs}\s+(?:{articles}\s+)*(?:{points}|{drafts})|{style_verbs_it})(?:\s+{drafts})?"
        self._instead, self._style = instead, re.compile(rf"(?:(?:be|in|en)\s+)?{styles}\W*")
        self._points = frozenset(fold(word) for name in ("references", "drafts", "articles") for word in words[name])
        self._part = re.compile(
            rf"{styles}\W*|(?:(?:{articles}|el|la)\s+)*{parts}(?:\s+{are})?\s+{short}|{value}\s+{instead}\s+{value}\W*"
        )
        self._wish = re.compile(
            rf"{start}(?:{of_it}\s+{styles}(?:\W.*)?"
            rf"|{swaps}\s+{value}\s+{to}\s+{value}\W*"
            rf"|{swaps}\s+(?:{articles}\s+)*{parts}\s+(?:from\s+{value}\s+)?{to}\s+{short})"
        )

        self._value_of = {fold(word): value for value, ways in words["values"].items() for word in ways}
        point = rf"(?:\s+{_ways(words['within'])}\s+(?:{articles}\s+)*(?:{_ID}|{points}|{drafts}))?"
        new = rf"(?:las?\s+)?(?P<new>{short})"
        self._swaps = (
            re.compile(rf"{start}{swaps}\s+(?:{articles}\s+)*(?P<part>{parts}){point}"
                       rf"(?:\s+from\s+(?P<old>{value}))?\s+{to}\s+{new}"),
            re.compile(rf"{start}{swaps}\s+(?P<old>{value})\s+{to}\s+(?P<new>{value})\W*"),
            re.compile(rf"{start}(?:{verbs}\s+(?:{articles}\s+)*(?:{points}|{drafts})|{verbs_it})\s*:?\s*(?:{to_say}|{to}\s*:)?"
                       rf"\s*(?:(?:{articles}|el|la)\s+)*(?P<part>{parts})\s+{are}\s+{new}"),
        )  # fmt: skip

    def swap(self, text: str) -> Swap | None:
        """The value that is to be another one: "change the time to 7am", "change 6:00 to 5:45"."""
        composed = unicodedata.normalize("NFC", text).strip()
        found = next((hit for form in self._swaps if (hit := form.fullmatch(fold(composed).strip()))), None)
        if found is None or self.is_style(found["new"]) or fold(found.groupdict().get("old") or "") in self._points:
            return None
        named = found.groupdict()
        said = {name: composed[slice(*found.span(name))] if named.get(name) else None for name in ("old", "new")}
        part = self._value_of.get(named.get("part") or "")
        group = next((name for name in ("id", "number") if named.get(name)), None)
        new, instead, old = (said["new"] or "").strip(" .!"), said["old"], None
        if cut := re.search(rf"\s+{self._instead}\s+(?P<old>\S.*)$", fold(new)):
            new, old = new[: cut.start()], new[cut.start("old") :]
        draft = composed[slice(*found.span(group))] if group else None
        return Swap(draft, part, instead or old, new) if part or instead or old else None

    def is_style(self, new: str) -> bool:
        """Whether it is another manner, and no value: "Spanish", "shorter"."""
        return bool(self._style.fullmatch(fold(new)))

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
        draft_id = composed[slice(*found.span(group))] if group else None
        return Edit(draft_id, new, named.get("whose") or "") if new else None


def _ways(words: Iterable[str]) -> str:
    ways = "|".join(re.escape(fold(word)).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return f"(?:{ways})"
