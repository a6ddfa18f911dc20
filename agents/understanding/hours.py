"""Times of day in a message: "6a", "5:30 pm", "at 6", "9-5", "a las 6 de la mañana", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from agents.understanding.mentions import Hours

_DAY_PARTS = (
    "in the morning|in the afternoon|in the evening|at night|tonight|last night|this morning|this mornin|this am"
    "|de la manana|de la tarde|de la noche"
)
_HALF = rf"(?:\s*(a\.\s?m\b\.?|p\.\s?m\b\.?|a\s?m\b|p\s?m\b|a\b|p\b|{_DAY_PARTS}|o'?clock|hrs?\b|h\b))?"
_CLOCK = r"(\d{1,2})(?::(\d{2}))?"
_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SPANISH = ["una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"]
_SPOKEN = {word: str(hour) for words in (_WORDS, _SPANISH) for hour, word in enumerate(words, start=1)}
_SPOKEN_WORD = "|".join(sorted(_SPOKEN, key=len, reverse=True))
_NO_RANGE = r"(?![\d/%$]|\s*(?:hour|hr|day|week|\w+er)s?\b)"
"""Behind "2-3" none of these may stand: "2-3 welders" is no shift."""
_NO_HOUR = r"(?![\d/%$.,]\d|[\w$%]|\s*(?:/|an hour|per hour|dollars|bucks|hours|days|weeks))"
"""Behind "at 20" none of these may stand: "at 20 an hour" is a rate."""

RANGE = re.compile(
    rf"\b(?:from |de |between )?{_CLOCK}{_HALF}\s*(?:-|to|til|till|until|thru|a)\s*{_CLOCK}{_HALF}{_NO_RANGE}"
)
BREAK, COUNTED = re.compile(r"\s-\s"), re.compile(r"\s*[a-z]")
MARKED = re.compile(
    rf"\b(?<![:.\d])(\d{{1,2}})(?::?([0-5]\d))?\s*(a\.m\.?|p\.m\.?|am|pm|a|p|{_DAY_PARTS}|o'?clock)(?![\w'])"
)
COLON = re.compile(rf"(?:\bat |\b@ ?|@ ?|\ba las )?\b([01]?\d|2[0-3]):([0-5]\d)(?![\d:]){_HALF}")
AT = re.compile(rf"(?:\bat|\bby|@|\ba las?|\baround|\bstarting at|\bpara las)\s*{_CLOCK}{_HALF}{_NO_HOUR}")
SPOKEN = re.compile(rf"(?:\bat|\bby|\ba las?)\s+({_SPOKEN_WORD})\b{_HALF}(?!\s+(?:places|sites|of))")
MILITARY = re.compile(r"(?:\bat |@ ?)?(?<![\d-])\b([01]\d|2[0-3])([0-5]\d)(\s*(?:hrs?\b|hours\b|h\b))?")
QUARTERS = frozenset({"00", "15", "30", "45"})
"""Minutes of four figures that are a time wherever they stand: "1700 today"."""
_HOUR_WORD = rf"(\d{{1,2}}|{_SPOKEN_WORD})"
PAST = re.compile(rf"\b(half|quarter|a quarter) (past|after|to|till|of) {_HOUR_WORD}\b{_HALF}")
HALF_HOUR = re.compile(rf"\b{_HOUR_WORD}[ -](thirty|fifteen|forty[ -]five|o'?clock|hundred)\b(?: hours?)?{_HALF}")
OH_HOUR = re.compile(rf"\b(?:oh|zero)[ -]{_HOUR_WORD}[ -](hundred|thirty)\b(?: hours?)?")
Y_MEDIA = re.compile(rf"\b(?:a )?las? {_HOUR_WORD} (y media|y cuarto|menos cuarto)\b{_HALF}")
DOTTED = re.compile(r"\b(\d{1,2})\.([0-5]\d)\s*(am|pm|a\b|p\b)")
LOOSE_HALF = re.compile(rf"\b{_HOUR_WORD}(?: (?:sharp|on the dot))? (?:in the )?(a\.?m\.?|p\.?m\.?)\b")
MINUTES = {"thirty": 30, "fifteen": 15, "forty five": 45, "forty-five": 45, "y media": 30, "y cuarto": 15}
NAMED = re.compile(r"(?:\bat )?\b(noon|midday|midnight|mediodia|medianoche)\b")
NAMED_TIMES = {"noon": time(12), "midday": time(12), "mediodia": time(12), "midnight": time(0), "medianoche": time(0)}

MORNING = frozenset({"a", "am", "a m", "in the morning", "this morning", "this mornin", "this am", "de la manana"})
EVENING = frozenset(
    {"in the afternoon", "in the evening", "at night", "tonight", "last night", "de la tarde", "de la noche"}
)
EVENING_SHIFT = 17
"""A shift that starts from here on ends in the morning: "11 tonight till 7"."""
EARLIEST_BARE = 5
"""A bare hour below this is afternoon: nobody calls a crew for "at 2" and means the night."""


@dataclass(frozen=True, slots=True)
class HoursFound:
    """Hours at ``start`` to ``end`` of the folded text."""

    start: int
    end: int
    value: Hours


def find_hours(folded: str, after_day: frozenset[int], night: bool) -> list[HoursFound]:
    """Every time of day. ``after_day``: where a day was just said, so "tmrw 8" and "mon-fri 9-5" are times.

    ``night``: the message speaks of tonight or a night shift, so a bare 6 to 11 is evening.
    """
    found = [*_ranges(folded, after_day, night), *_single(folded, night), *_after_days(folded, after_day, night)]
    kept: list[HoursFound] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda each: each.start)


def _ranges(folded: str, after_day: frozenset[int], night: bool) -> Iterator[HoursFound]:
    for found in RANGE.finditer(folded):
        half, late_half = found[3], found[6]
        told = half or late_half or found[2] or found[5] or found[0].startswith(("from ", "de ", "between "))
        if not told and found.start() not in after_day:
            continue
        if BREAK.search(found[0]) and not late_half and not found[5] and COUNTED.match(folded, found.end()):
            continue  # "6am - 2 machine operators"
        end = read_clock(found[4], found[5], late_half or "", night=False)
        start = read_clock(found[1], found[2], half or "", night=night)
        if start is None or end is None:
            continue
        if not late_half and end <= start and end.hour + 12 < 24 and start.hour < EVENING_SHIFT:
            end = end.replace(hour=end.hour + 12)
        yield HoursFound(found.start(), found.end(), Hours(start, end))


def _single(folded: str, night: bool) -> Iterator[HoursFound]:
    for pattern in (MARKED, COLON, AT):
        for found in pattern.finditer(folded):
            moment = read_clock(found[1], found[2], found[3] or "", night=night)
            if moment is not None:
                yield HoursFound(found.start(), found.end(), Hours(moment))
    for found in SPOKEN.finditer(folded):
        moment = read_clock(_SPOKEN[found[1]], None, found[2] or "", night=night)
        if moment is not None:
            yield HoursFound(found.start(), found.end(), Hours(moment))
    for found in MILITARY.finditer(folded):
        if found[3] or found[0].startswith(("at ", "@")) or found[1].startswith("0") or found[2] in QUARTERS:
            yield HoursFound(found.start(), found.end(), Hours(time(int(found[1]), int(found[2]))))
    yield from _spelled(folded, night)
    for found in NAMED.finditer(folded):
        yield HoursFound(found.start(), found.end(), Hours(NAMED_TIMES[found[1]]))


def _spelled(folded: str, night: bool) -> Iterator[HoursFound]:
    """Times in words: "half past six", "quarter to 6 am", "six-thirty", "oh-six-hundred", "a las cinco y media"."""
    for found in PAST.finditer(folded):
        minutes = 30 if found[1] == "half" else 15
        yield from _at(found, found[3], minutes if found[2] in {"past", "after"} else -minutes, found[4], night)
    for pattern in (HALF_HOUR, Y_MEDIA):
        for found in pattern.finditer(folded):
            minutes = -15 if found[2] == "menos cuarto" else MINUTES.get(found[2], 0)
            yield from _at(found, found[1], minutes, found[3], night)
    for found in OH_HOUR.finditer(folded):
        yield from _at(found, found[1], MINUTES.get(found[2], 0), "am", night)
    for found in DOTTED.finditer(folded):
        yield from _at(found, found[1], int(found[2]), found[3], night)
    for found in LOOSE_HALF.finditer(folded):
        yield from _at(found, found[1], 0, found[2], night)


def _at(found: re.Match[str], hour: str, minutes: int, half: str | None, night: bool) -> Iterator[HoursFound]:
    moment = read_clock(_SPOKEN.get(hour, hour), None, half or "", night=night)
    if moment is not None:
        total = (moment.hour * 60 + minutes) % (24 * 60)
        yield HoursFound(found.start(), found.end(), Hours(time(total // 60, total % 60)))


AFTER_DAY = re.compile(rf"{_CLOCK}(?![\d/%$:]|\s*[a-z])")


def _after_days(folded: str, after_day: frozenset[int], night: bool) -> Iterator[HoursFound]:
    for place in after_day:
        found = AFTER_DAY.match(folded, place)
        moment = read_clock(found[1], found[2], "", night=night) if found else None
        if found and moment is not None:
            yield HoursFound(found.start(), found.end(), Hours(moment))


def read_clock(hour: str, minute: str | None, half: str, *, night: bool) -> time | None:
    """The wall time; None where it is none ("25:00", "13 pm" is read as 13:00)."""
    value, minutes = int(hour), int(minute or 0)
    half = half.replace(".", "").strip()
    if value > 24 or minutes > 59:
        return None
    evening = half.startswith("p") or half in EVENING
    morning = half in MORNING or (len(hour) == 2 and hour[0] == "0")
    if half in MORNING and value == 12:
        value = 0
    elif value < 12 and (evening or (not morning and _is_evening(value, night))):
        value += 12
    return time(value % 24, minutes)


def _is_evening(hour: int, night: bool) -> bool:
    return 0 < hour < EARLIEST_BARE or (night and EARLIEST_BARE <= hour < 12)
