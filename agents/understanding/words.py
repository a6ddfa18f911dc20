"""A message as words: folded, contractions opened, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\n|[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.:,/]\d+)*|[,.;:!?&+/<>=#@$%()-]")
_ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)[Tt](?=\d\d:\d\d)()")
_DASHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "“": '"', "”": '"'})
PUNCTUATION = frozenset(",.;:!?\n-&+/<>=#@$%()")


@dataclass(frozen=True, slots=True)
class Word:
    """One token: ``norm`` is what is compared; ``start`` and ``end`` are its place in the message."""

    norm: str
    start: int
    end: int
    typed: str

    @property
    def capital(self) -> bool:
        """Whether it was typed with a capital; never so in a message that is all capitals."""
        return self.typed[:1].isupper()


@dataclass(frozen=True, slots=True)
class Message:
    """A read message. ``folded`` has the length of ``text``: lower case, accents off."""

    text: str
    folded: str
    words: tuple[Word, ...]

    def slice(self, first: int, last: int) -> str:
        """The text from word ``first`` up to, not including, word ``last``, as it was typed."""
        if first >= last:
            return ""
        return self.text[self.words[first].start : self.words[last - 1].end].strip()


def fold(text: str) -> str:
    """Lower case without accents; keeps the length of a composed (NFC) text."""
    if text.isascii():
        return text.lower()
    return "".join(_fold_letter(letter) for letter in text)


def _fold_letter(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    return unicodedata.normalize("NFKD", letter)[0].lower()[0]


def compose(text: str) -> str:
    """One form of quotes, dashes and accents."""
    return unicodedata.normalize("NFC", text).translate(_DASHES)


def read_words(text: str, contractions: Mapping[str, Sequence[str]]) -> Message:
    """Split a message; ``contractions`` maps "what's" to ["what", "is"]."""
    text = _ISO.sub(r"\1 \2", compose(text))
    folded = fold(text)
    shouted = text.isupper()
    words: list[Word] = []
    for found in _TOKEN.finditer(folded):
        start, end, token = found.start(), found.end(), found.group()
        typed = text[start:end].lower() if shouted else text[start:end]
        if token in contractions:
            words.extend(Word(part, start, end, typed) for part in contractions[token])
        elif token.endswith("'s"):
            words.append(Word(token[:-2].replace("'", ""), start, end - 2, typed[:-2]))
            words.append(Word("'s", end - 2, end, "'s"))
        elif token[0] not in PUNCTUATION or token == "\n":
            words.append(Word(token.replace("'", ""), start, end, typed))
        elif not _inside_word(folded, token, start, end):
            words.append(Word(token, start, end, token))
    return Message(text, folded, tuple(words))


def _inside_word(folded: str, token: str, start: int, end: int) -> bool:
    """A hyphen in "no-show" and a full stop in "a.m." or "J. Smith" part no words."""
    if token == "-":
        return start > 0 and end < len(folded) and not (folded[start - 1].isspace() and folded[end].isspace())
    if token == ".":
        single = start >= 1 and folded[start - 1].isalpha() and (start == 1 or not folded[start - 2].isalnum())
        return single or (end < len(folded) and not folded[end].isspace())
    return False


def plain_words(text: str) -> tuple[str, ...]:
    """The folded words of a name or a vocabulary entry, without punctuation: "O'Brien-Lee, Jr." → obrien lee jr."""
    folded = fold(text if text.isascii() else compose(text)).replace("'", "")
    return tuple(_PLAIN.findall(folded))


_PLAIN = re.compile(r"[^\W\d_]+|\d+(?:[.:,/]\d+)*")


def simple_pair(norms: Sequence[str]) -> list[str] | None:
    """The words of "Lopez, Maria" turned round; None where they are no such name."""
    if len(norms) >= 3 and norms[1] == "," and norms[0].isalpha() and norms[2].isalpha():
        return [norms[2], norms[0]]
    return None
