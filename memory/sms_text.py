"""Text for phones: which letters a message has, how many units it takes, and in how many segments it is sent.

A message of GSM-7 letters alone has 160 septets in one segment, and 153 in each of several; one letter that GSM-7 does
not have makes all of it UCS-2, with 70 units and 67. A letter of two septets or units is never cut in two.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]
LIMITS: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""Units of a message that is sent whole, and of each segment of a longer one."""
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
"""Letters that GSM-7 writes with two."""
_PLAINER = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚`´", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("•·▪", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
        "…": "...",
        "→": "->",
        "×": "x",
        "≥": ">=",
        "≤": "<=",
        "½": "1/2",
        "\r": None,
        "\f": None,
    }
)
_WORD = re.compile(r"[¿¡]?[^\W\d_]+")


@dataclass(frozen=True)
class SmsSize:
    """What a text costs to send."""

    encoding: Encoding
    units: int
    """Septets in GSM-7, 16-bit units in UCS-2."""
    segments: int
    """0 for an empty text."""


def sms_size(text: str) -> SmsSize:
    """Encoding, length and segments of a text as a phone network counts them."""
    encoding: Encoding = "GSM-7" if all(letter in _GSM or letter in _EXTENDED for letter in text) else "UCS-2"
    sizes = [_units(letter, encoding) for letter in text]
    units, (whole, part) = sum(sizes), LIMITS[encoding]
    if units <= whole:
        return SmsSize(encoding, units, 1 if text else 0)
    segments, used = 1, 0
    for size in sizes:
        if used + size > part:
            segments, used = segments + 1, 0
        used += size
    return SmsSize(encoding, units, segments)


def letters(text: str) -> int:
    """How many GSM-7 letters a text takes; a letter that GSM-7 does not have counts as one."""
    return len(text) + sum(letter in _EXTENDED for letter in text)


def plain_punctuation(text: str) -> str:
    """Quotes, dashes, bullets and arrows as GSM-7 has them; every other letter stays what it is."""
    return unicodedata.normalize("NFC", text).translate(_PLAINER)


def gsm_friendly(text: str) -> str:
    """Quotes, dashes, bullets, arrows and emoji in GSM-7; accents go where GSM-7 has none, but not in names.

    A name is a word with a capital; a word of the desk's own is small, or stands behind ¿ or ¡.
    """
    plainer = plain_punctuation(text)
    worded = _WORD.sub(lambda found: found[0] if _is_name(found[0]) else _without_accents(found[0]), plainer)
    kept = (letter for letter in worded if letter in _GSM or letter in _EXTENDED or letter.isalpha())
    return re.sub(r" {2,}", " ", "".join(kept)).strip()


def _units(letter: str, encoding: Encoding) -> int:
    wide = letter in _EXTENDED if encoding == "GSM-7" else ord(letter) > 0xFFFF
    return 2 if wide else 1


def _is_name(word: str) -> bool:
    return word[0] not in "¿¡" and word[0].isupper()


def _without_accents(word: str) -> str:
    return "".join(letter if letter in _GSM else unicodedata.normalize("NFKD", letter)[0] for letter in word)
