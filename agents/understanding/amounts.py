"""Figures and marks in a message: pay, counts, "top 5", order and draft ids, phones, e-mail addresses, files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from agents.understanding.mentions import Kind, Pay, Value

Span = tuple[Kind, int, int, Value]
"""A reading of the text: kind, first and last place of its letters, value."""

_AMOUNT = r"\$\s?(\d+(?:\.\d{1,2})?)|(\d+(?:\.\d{1,2})?)"
_RATE = (
    r"\s*(?:/\s?(?:hr|hour|h|hora)\b"
    r"|(?:dollars?|bucks|bux|dolares|usd)?\s*(?:an|per|a|la|por|the)\s+(?:hour|hr|hora)\b"
    r"|(?:dollars?|bucks|bux|hourly|dolares|usd)\b|hr\b)"
)
_LIMIT = (
    r"under|below|less than|max(?:imum)?(?: of| pay(?: rate)?(?: of)?| rate(?: of)?)?|at most|up to|no more than"
    r"|not (?:more|over) than|capped? at|cheaper than|within|menos de|maximo(?: de)?|hasta|<=?|not over|no higher than"
    r"|(?:pay )?cap(?:ped)?(?: is| at| of)?|ceiling(?: is| of)?"
    r"|(?:can't|cant|cannot|can not|won't) (?:pay|do|go)(?: over| above| more than)?"
    r"|no mas de|tope(?: de)?|a lo mas|maximo|no pagan mas de"
    r"|nobody (?:above|over)|no (?:one )?(?:above|over)|(?:can't|cant|cannot|can not) go past"
    r"|pay rate under|pay under|paying under|budget(?: of| is)?|tops? at"
)
_PAY = r"pay(?:s|ing)?(?: rate)?(?: of| is| at)?|pr|pago|pagamos|wage(?: of)?|rate(?: of)?|paga(?:n)?|at|@"
_BILL = r"facturamos|facturar|factura|cobramos|br|bill(?:s|ed|ing)?(?: rate)?(?:'s)?(?: of| is| at| out at)?"
_BECOMES = r"(?:pay|bill)(?: rate)?|rate|wages?|la paga|el pago|el sueldo|la tarifa|paga|pago|sueldo|tarifa"
_BEHIND_TO = re.compile(
    rf"\b(?P<label>{_BECOMES})(?: for \w+| on \w+)?"
    r"(?: (?:goes|going|go|went|moves|moved|is now|sube|baja|subio|bajo|ahora es))?(?: up| down| back)?"
    rf" (?:to|a)\s*\$?(?P<amount>\d{{1,3}}(?:\.\d{{1,2}})?)(?![\d.:]*\d)(?P<rate>{_RATE})?(?!\s*(?:am|pm)\b)"
)
"""A rate that becomes another one: "bump the pay to 22", "pay goes up to 19", "sube la paga a 22"."""
_AFTER = (
    r"max|tops|or less|or under|maximum|o menos|a lo mucho|a lo mas|maximo|ceiling|cap|limit|al maximo"
    r"|is the (?:lid|limit|max|cap|ceiling)"
    r"|(?:bill|pay)(?: rate)?(?!\w|\s*(?:rate)?\s*(?:of|is|at|:)?\s*\$?\d)"
)
_CHECKS = re.compile(
    rf"(?:\b(?P<label>{_LIMIT}|{_BILL}|{_PAY})\s*:?\s*)?(?:{_AMOUNT})(?P<rate>{_RATE})?(?P<after>\s*(?:{_AFTER})\b)?"
)
_LIMITS, _BILLS, _PAYS = re.compile(_LIMIT), re.compile(_BILL), re.compile(_PAY)
_ID = r"[a-z]{0,5}[-_]?\d[\w-]*"
_ORDER = re.compile(
    rf"\b(?:job order|work order|order|job|orden|pedido)\s*(?:no\.?|number|num\.?|id)?\s*#?\s*({_ID})\b(?!\s*[/:]\d)"
    r"|\b((?:ord|jo|wo|job|order|o)[-_][\w-]*\d[\w-]*)\b|#(\d+)\b"
)
_DRAFT = re.compile(rf"\bdraft\s*(?:no\.?|number|id)?\s*#?\s*({_ID})\b|\b((?:d|dr|draft|dft)[-_][\w-]*\d[\w-]*)\b")
_PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?![\d-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PATH = re.compile(
    r"(?:\w+://\S+|(?:[\w.~-]*[/\\])*[\w.~-]+\.(?:csv|tsv|xlsx?|json|jsonl|ndjson|pdf|parquet|txt|zip))\b"
)
_STREET = re.compile(
    r"(?<![\w$#:/.-])\d{1,5}[a-z]?(?:\s+[nsew]\b\.?|\s+(?:north|south|east|west)\b)?"
    r"(?:\s+(?!(?:in|at|for|on|the|a|to|and|or|en|para)\b)(?:[a-z'][\w'-]*|\d+(?:st|nd|rd|th))\b\.?){1,4}?"
    r"\s+(?:st|street|ave|avenue|av|rd|road|blvd|boulevard|ln|lane|dr|drive|pkwy|parkway|hwy|highway|ct|court|pl|place"
    r"|way|ter|terrace|cir|circle|sq|square|trl|trail|pike|tpke|loop|run|plaza|plz|row|alley)\b(?![-'\d])\.?"
    r"(?:\s+[nsew]\b)?(?:,?\s+(?:suite|ste|unit|apt|bldg|building|dock|#)\s*#?\s*\w+)?"
    r"|\b(?:calle|avenida|av\.?|camino|carretera|bulevar|calzada)\s+(?:\w+\s+){1,4}?(?:no\.?\s*|#\s*)?\d{1,5}\b"
)
"""A street address: "2200 S Harbor Dr", "77 Canal Ave", "calle Hidalgo 40"."""
COMMON = frozenset(
    ["way", "place", "court", "drive", "circle", "run", "row", "square", "loop", "road", "pike", "pl", "street", "lane",
     "trail", "plaza", "alley"]
)  # fmt: skip
"""Endings of a street that are words of their own: an address only with capitals."""
_TOP = r"(?:top|best|mejores|k\s*=|first)\s*({})\b(?!\s*(?:shift|hours?|days?|weeks?|months?))"


LEAST_RATE = 5.0
"""Dollars an hour: less than this behind "pay to" counts people."""
LIMIT_AFTER = frozenset({"max", "tops", "or less", "or under", "maximum", "o menos", "a lo mucho", "a lo mas", "maximo",
                         "ceiling", "cap", "limit", "al maximo", "is the lid", "is the limit", "is the max",
                         "is the cap",                         "is the ceiling"})  # fmt: skip
"""Words that make a limit of the amount before them."""


class Amounts:
    """The expressions, with the number words of `numbers.yaml`."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        words = "|".join(sorted((re.escape(word) for word in numbers), key=len, reverse=True))
        self._top = re.compile(rf"\b{_TOP.format(rf'[0-9]{{1,3}}|{words}')}")
        self._top_after = re.compile(
            rf"\b([0-9]{{1,3}}|{words})\s+(?:best|top|strongest|mejores|names|options|candidates|choices|nombres|opciones)\b"
        )
        self._shown = re.compile(
            rf"\b(?:show|list|give|muestrame|dame)(?:\s+me)?\s+(?:just\s+|only\s+)?([0-9]{{1,3}}|{words})\s*(?=$|[.,;!?])"
        )
        self._number = re.compile(
            rf"(?<![\w$#.,:/-])(?:x\s?)?(\d{{1,3}})(?:\s?x)?(?![\w%$:/]|[.,]\d)"
            rf"|\b(?:an?\s+)?(half\s+(?:a\s+)?dozen|media\s+docena|{words})(?:[\s-]({words}))?(?:\s+of)?\b"
        )

    def find(self, text: str, folded: str) -> Iterator[Span]:
        """Every figure; a count overlaps whatever else reads the same digits."""
        for kind, pattern in (("phone", _PHONE), ("email", _EMAIL), ("path", _PATH)):
            for found in pattern.finditer(text):
                yield kind, found.start(), found.end(), found.group()  # type: ignore[misc]
        yield from _streets(text, folded)
        yield from _marks("order_id", _ORDER, text, folded)
        yield from _marks("draft_id", _DRAFT, text, folded)
        yield from _pay(folded)
        for found in self._top.finditer(folded):
            yield "k", found.start(), found.end(), self._value(found[1])
        for found in self._top_after.finditer(folded):
            yield "k", found.start(), found.end(), self._value(found[1])
        for found in self._shown.finditer(folded):
            yield "k", found.start(), found.end(), self._value(found[1])
        for found in self._number.finditer(folded):
            yield "count", found.start(), found.end(), self._count(found)

    def _count(self, found: re.Match[str]) -> int:
        if found[1]:
            return int(found[1])
        if found[2].split()[0] in {"half", "media"}:
            return 6
        first, second = self._value(found[2]), self._value(found[3]) if found[3] else 0
        return first + second if first >= 20 else first * (second or 1) if first == 12 else first

    def _value(self, word: str) -> int:
        return int(word) if word.isdigit() else self._numbers[word]


def _marks(kind: Kind, pattern: re.Pattern[str], text: str, folded: str) -> Iterator[Span]:
    for found in pattern.finditer(folded):
        group = next(index for index in range(1, (pattern.groups) + 1) if found[index])
        said = text[found.start(group) : found.end(group)]
        yield kind, found.start(), found.end(), said.upper() if said[0].isalpha() else said


def _streets(text: str, folded: str) -> Iterator[Span]:
    for found in _STREET.finditer(folded):
        said = text[found.start() : found.end()].rstrip(" .,")
        words = re.findall(r"[^\W\d_]+", said)
        named = [word for word in words if len(word) > 1]
        if named and (named[-1].casefold() not in COMMON or all(word[0].isupper() for word in named[-2:])):
            yield "street", found.start(), found.start() + len(said), said


_PAY_AND_BILL = re.compile(r"\$?(\d{1,3}(?:\.\d+)?)\s*pay\s*[/,&-]?\s*\$?(\d{1,3}(?:\.\d+)?)\s*bill\b")
"""As in "26 pay 39 bill": the figure stands before its word."""


def _pay(folded: str) -> Iterator[Span]:
    both = _PAY_AND_BILL.search(folded)
    if both:
        yield "pay", both.start(), both.end(1), Pay(_number(both[1]), "pay")
        yield "pay", both.start(2), both.end(), Pay(_number(both[2]), "bill")
        return
    becomes = {found.start("amount"): found for found in _BEHIND_TO.finditer(folded)}
    for start, found in becomes.items():
        if float(found["amount"]) >= LEAST_RATE:
            become: Literal["pay", "bill"] = "bill" if found["label"].startswith("bill") else "pay"
            start -= folded[start - 1] == "$"
            yield "pay", start, found.end(), Pay(_number(found["amount"]), become)
    for found in _CHECKS.finditer(folded):
        if (found.start(2) if found[2] else found.start(3)) in becomes:
            continue
        dollars, bare = found[2], found[3]
        label, after = found["label"] or "", (found["after"] or "").strip()
        cents = bare is not None and "." in bare and len(bare.partition(".")[2]) == 2 and 10 <= float(bare) < 100
        strong = bool(dollars or found["rate"] or cents)
        limited = after in LIMIT_AFTER and bare is not None and 10 <= float(bare) <= 200
        if (
            not strong
            and not limited
            and (not label or label in {"at", "@", "within", "up to", "hasta"} or not _is_rate(label, bare))
        ):
            continue
        start = found.start() if label else found.start(2 if dollars else 3) - (1 if dollars else 0)
        yield "pay", start, found.end(), Pay(_number(dollars or bare), _label(label, after))


def _is_rate(label: str, bare: str) -> bool:
    """A max of 22 is a rate, "max 4 people" a count: only a figure that an hour can cost."""
    return bool(_BILLS.match(label) or _PAYS.match(label)) or 10 <= float(bare) <= 200


def _label(label: str, after: str) -> Literal["max", "pay", "bill", ""]:
    if (label and _LIMITS.fullmatch(label)) or after in LIMIT_AFTER:
        return "max"
    if (label and _BILLS.fullmatch(label)) or after.startswith("bill"):
        return "bill"
    if label in {"at", "@", "rate", ""}:
        return "pay" if after.startswith("pay") else ""
    return "pay"


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value.is_integer() else value
