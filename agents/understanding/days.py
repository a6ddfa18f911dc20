"""Days and spans of days in a message: "thurs", "11/28", "next monday", "mañana", "mon-fri", "this month"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agents.understanding.mentions import Day

ONE_DAY = timedelta(days=1)
DAYS_OF = {"day": 1, "dia": 1, "week": 7, "wk": 7, "semana": 7, "month": 30, "mes": 30, "quarter": 90, "year": 365}
LONGEST_SPAN = 365
LAST_HOUR = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of the folded text from ``start`` to ``end``: a Day, or days as int."""

    start: int
    end: int
    value: Day | int


class Days:
    """The expressions, built from the words of `calendar.yaml` and `numbers.yaml`."""

    def __init__(self, calendar: Mapping[str, Any], numbers: Mapping[str, int]) -> None:
        self._weekdays = _by_word(calendar["weekdays"])
        self._months = _by_word(calendar["months"])
        self._offsets = _by_word(calendar["days"])
        self._nights = frozenset(calendar["night"])
        self._numbers = {**numbers, "a": 1, "an": 1, "un": 1, "una": 1}
        weekday, month = _any_of(self._weekdays), _any_of(self._months)
        number = rf"\d{{1,3}}|{_any_of([*self._numbers])}"
        following, this, last = (_any_of(calendar[key]) for key in ("next", "this", "last"))
        unit = r"(?<=\d)\s?d|days?|dias?|weeks?|wks?|semanas?|months?|mes(?:es)?|quarters?|years?"
        to = r"\s*(?:-|to|thru|through|until|til|till|a|al|hasta)\s*"
        self._through = re.compile(to)
        self._said_twice = re.compile(r"[\s,]*(?:(?:the|el)\s+)?")
        late = r"(?:\s+(next week|que viene|proximo))?"
        ordinal = r"(\d{1,2})(?:st|nd|rd|th)?"
        year = r"(?:,?\s+(?:de(?:l)?\s+)?(20[2-4]\d))?"
        some = rf"(?:a\s+)?({number})(?:\s+of)?"
        coming = "this|the|next|coming|this coming|the next|the coming|esta|este|la proxima|el proximo|proxim[oa]"
        within = "in|within|over|for|during|inside|under|en|dentro de"
        self._day_forms = _compiled(
            (r"(\d{4})-(\d{2})-(\d{2})", self._iso),
            (r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?!/)", self._slashes),
            (
                rf"({month})\.?\s+(?:the\s+)?{ordinal}(?:{to}(\d{{1,2}}))?{year}(?!\s*(?::|am\b|pm\b|/))",
                self._month_day,
            ),
            (rf"(?:the\s+|el\s+)?{ordinal}\s+(?:of\s+|de\s+)?({month}){year}", self._day_month),
            (rf"del?\s+(\d{{1,2}})\s+al\s+(\d{{1,2}})\s+de\s+({month})", self._from_to),
            (rf"(?:the\s+)?(?:first|1st|primero)\s+(?:of\s+|de\s+)({month})", self._first_of),
            (r"the\s+(\d{1,2})(?:st|nd|rd|th)(?!\s+(?:shift|one|two|guy|person|worker|name|card))", self._of_month),
            (rf"({weekday}){to}({weekday})", self._weekdays_through),
            (rf"(?:a\s+)?(?:week|wk)\s+from\s+({weekday}|{_any_of(self._offsets)})", self._week_from),
            (
                rf"({weekday})\s*,?\s+(?:(the|el)\s+)?(\d{{1,2}})(st|nd|rd|th)?(?!\s*(?:[:/]|am\b|pm\b|a\b|p\b|[a-z]*ers?\b|shift|turno))",
                self._weekday_of_month,
            ),
            (rf"(?:the\s+)?last\s+day\s+of\s+({month})|el\s+ultimo\s+de\s+({month})", self._last_of_month),
            (rf"(?:({following})\s+)?(?:({this})\s+)?(?:({last})\s+)?({weekday}){late}", self._weekday),
            (rf"(?<!de la )(?<!por la )({_any_of(self._offsets)})", self._offset),
            (rf"(?:in|en|dentro de)\s+{some}\s+({unit})", self._after),
            (rf"{some}\s+({unit})\s+from\s+(?:now|today)", self._after),
            (r"(?:this|the|next)\s+weekend|este fin de semana", self._weekend),
            (r"next\s+week|(?:la\s+)?proxima\s+semana|la\s+semana\s+que\s+viene", self._next_week),
            (r"(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?month|eom|fin\s+de\s+mes", self._end_of_month),
        )
        self._span_forms = _compiled(
            (
                rf"(?:(?:{within})\s+)?(?:the\s+|las\s+|los\s+)?(?:nxt|next|coming|following|proxim[oa]s)\s+{some}\s*({unit})",
                self._span,
            ),
            (rf"(?:{within})\s+(?:the\s+)?{some}\s+({unit})", self._span),
            (rf"{some}[\s-]*({unit})(?:\s+(?:out|ahead|forecast|outlook|window))?", self._span),
            (rf"()(?:(?:{within})\s+)?(?:{coming})\s+({unit})", self._span),
        )

    def days(self, folded: str, today: date) -> list[Found]:
        """Every day mentioned, the longest reading of each place."""
        return self._joined(longest(_read_all(self._day_forms, folded, today)), folded)

    def _joined(self, found: Sequence[Found], folded: str) -> list[Found]:
        """One day said twice ("weds 4/29") is one, and two with "thru" between them are a range."""
        once: list[Found] = []
        for one in found:
            before = once[-1] if once else None
            weekday = before is not None and folded[before.start : before.end] in self._weekdays
            if before and weekday and self._said_twice.fullmatch(folded[before.end : one.start]):
                once[-1] = Found(before.start, one.end, one.value)
            else:
                once.append(one)
        joined: list[Found] = []
        for one in once:
            first, last = joined[-1].value if joined else None, one.value
            if (
                isinstance(first, Day)
                and isinstance(last, Day)
                and last.ahead > first.ahead
                and self._through.fullmatch(folded[joined[-1].end : one.start])
            ):
                through = Day(first.ahead, first.behind, last.ahead, first.may_be_today)
                joined[-1] = Found(joined[-1].start, one.end, through)
            else:
                joined.append(one)
        return joined

    def spans(self, folded: str, today: date) -> list[Found]:
        """Every span, as days: "this week" is 7, "two weeks" 14, "this month" 30."""
        return longest(_read_all(self._span_forms, folded, today))

    def _number(self, text: str) -> int:
        return int(text) if text.isdigit() else self._numbers[text]

    def _iso(self, found: re.Match[str], today: date) -> Day | None:
        return _fixed(int(found[1]), int(found[2]), int(found[3]))

    def _slashes(self, found: re.Match[str], today: date) -> Day | None:
        if found[3]:
            year = int(found[3])
            return _fixed(year if year > 99 else 2000 + year, int(found[1]), int(found[2]))
        return _yearly(int(found[1]), int(found[2]), today)

    def _month_day(self, found: re.Match[str], today: date) -> Day | None:
        month, day = self._months[found[1]], int(found[2])
        first = _fixed(int(found[4]), month, day) if found[4] else _yearly(month, day, today)
        if first is None or found[3] is None or not 1 <= int(found[3]) <= monthrange(first.ahead.year, month)[1]:
            return first
        return Day(first.ahead, first.behind, first.ahead.replace(day=int(found[3])))

    def _day_month(self, found: re.Match[str], today: date) -> Day | None:
        month, day = self._months[found[2]], int(found[1])
        return _fixed(int(found[3]), month, day) if found[3] else _yearly(month, day, today)

    def _of_month(self, found: re.Match[str], today: date) -> Day | None:
        day = int(found[1])
        for ahead in range(62):
            candidate = today + ahead * ONE_DAY
            if candidate.day == day:
                return Day(candidate, candidate)
        return None

    def _weekday(self, found: re.Match[str], today: date) -> Day:
        following, this, past, word, late = found.groups()
        weekday = self._weekdays[word]
        gap = (weekday - today.weekday()) % 7
        behind = today - (((today.weekday() - weekday) % 7) or 7) * ONE_DAY
        if past:
            return Day(behind, behind)
        if following or late:
            monday = today + (7 - today.weekday()) * ONE_DAY
            return Day(monday + weekday * ONE_DAY, behind)
        if gap == 0:
            return Day(today if this in {"this", "este"} else today + 7 * ONE_DAY, today, may_be_today=today)
        return Day(today + gap * ONE_DAY, behind)

    def _weekday_of_month(self, found: re.Match[str], today: date) -> Day | None:
        """ "lunes 27", "friday the 1st": where the day of the month falls on that weekday within five weeks."""
        day = int(found[3])
        if not found[2] and not found[4] and day <= LAST_HOUR:
            return None  # "fri 7" is a time
        for ahead in range(36):
            candidate = today + ahead * ONE_DAY
            if candidate.day == day and candidate.weekday() == self._weekdays[found[1]]:
                return Day(candidate, candidate)
        return None

    def _from_to(self, found: re.Match[str], today: date) -> Day | None:
        first, last = (_yearly(self._months[found[3]], int(found[group]), today) for group in (1, 2))
        if first is None or last is None or last.ahead < first.ahead:
            return None
        return Day(first.ahead, first.behind, last.ahead)

    def _first_of(self, found: re.Match[str], today: date) -> Day | None:
        return _yearly(self._months[found[1]], 1, today)

    def _last_of_month(self, found: re.Match[str], today: date) -> Day | None:
        month = self._months[found[1] or found[2]]
        year = today.year + (month < today.month)
        return _fixed(year, month, monthrange(year, month)[1])

    def _weekdays_through(self, found: re.Match[str], today: date) -> Day:
        first, last = self._weekdays[found[1]], self._weekdays[found[2]]
        start = today + ((first - today.weekday()) % 7) * ONE_DAY
        may_be_today = today if start == today else None
        start = start + 7 * ONE_DAY if start == today else start
        return Day(start, start, start + ((last - first) % 7) * ONE_DAY, may_be_today)

    def _week_from(self, found: re.Match[str], today: date) -> Day:
        if found[1] in self._weekdays:
            base = today + (((self._weekdays[found[1]] - today.weekday()) % 7) or 7) * ONE_DAY
        else:
            base = today + self._offsets[found[1]] * ONE_DAY
        return Day(base + 7 * ONE_DAY, base + 7 * ONE_DAY)

    def _offset(self, found: re.Match[str], today: date) -> Day:
        day = today + self._offsets[found[1]] * ONE_DAY
        return Day(day, day)

    def _after(self, found: re.Match[str], today: date) -> Day | None:
        days = self._span(found, today)
        return Day(today + days * ONE_DAY, today + days * ONE_DAY) if days else None

    def _weekend(self, found: re.Match[str], today: date) -> Day:
        saturday = today + ((5 - today.weekday()) % 7) * ONE_DAY
        if found[0].startswith("next"):
            saturday += 7 * ONE_DAY
        return Day(saturday, saturday, saturday + ONE_DAY)

    def _next_week(self, found: re.Match[str], today: date) -> Day:
        monday = today + (7 - today.weekday()) * ONE_DAY
        return Day(monday, monday)

    def _end_of_month(self, found: re.Match[str], today: date) -> Day:
        last = today.replace(day=monthrange(today.year, today.month)[1])
        return Day(last, last)

    def _span(self, found: re.Match[str], today: date) -> int | None:
        count = self._number(found[1]) if found[1] else 1
        unit = found[2]
        length = next((days for name, days in DAYS_OF.items() if unit.strip().startswith(name)), 1)
        days = count * length
        return days if 0 < days <= LONGEST_SPAN else None

    def is_night(self, text: str) -> bool:
        """Whether the words say the night of that day."""
        return text in self._nights


def _fixed(year: int, month: int, day: int) -> Day | None:
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    return Day(value, value)


def _yearly(month: int, day: int, today: date) -> Day | None:
    """A day without its year: the next one, and the last one."""
    days = [_fixed(today.year + shift, month, day) for shift in (-1, 0, 1, 2, 3, 4)]
    known = [found.ahead for found in days if found]
    ahead = next((value for value in known if value >= today), None)
    behind = next((value for value in reversed(known) if value <= today), None)
    return Day(ahead, behind or ahead) if ahead else None


Reading = Callable[[re.Match[str], date], Day | int | None]
Forms = list[tuple[re.Pattern[str], Reading]]


def _compiled(*forms: tuple[str, Reading]) -> Forms:
    return [(re.compile(rf"\b(?:{form})\b"), read) for form, read in forms]


def _by_word(ways: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {word: int(value) for value, words in ways.items() for word in words}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=lambda word: (-len(word), word)))


def _read_all(forms: Forms, folded: str, today: date) -> Iterator[Found]:
    for pattern, read in forms:
        for found in pattern.finditer(folded):
            value = read(found, today)
            if value is not None:
                yield Found(found.start(), found.end(), value)


def longest(found: Iterable[Found]) -> list[Found]:
    """Of readings that overlap, the longest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda each: each.start)
