"""Figures of a message as mentions: dates, times, rates, counts, ids; and which of them a number is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from agents.understanding.amounts import Amounts, Span
from agents.understanding.bare_figures import starts
from agents.understanding.days import Days
from agents.understanding.hours import find_hours
from agents.understanding.mentions import Kind, Mention
from agents.understanding.vocabulary import Vocabulary
from agents.understanding.words import PUNCTUATION, Message, Word

NO_COUNT: frozenset[Kind] = frozenset(
    ("phone", "email", "path", "pay", "k", "draft_id", "order_id", "date", "span", "hours", "certification", "street")
)
"""Kinds whose figures are no counts."""
ADJECTIVES = 2
"""Words that may stand between a count and what is counted: "4 good reliable welders"."""


class FigureReader:
    """Finds figures in the text and puts them over the words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._days = Days(vocabulary.calendar, vocabulary.numbers)
        self._amounts = Amounts(vocabulary.numbers)
        self._stops = PUNCTUATION | vocabulary.stops

    def find(self, message: Message, today: date) -> Iterator[Mention]:
        """Every reading of every figure."""
        starts = {word.start: place for place, word in reversed(list(enumerate(message.words)))}
        ends = {word.end: place + 1 for place, word in enumerate(message.words)}
        for kind, start, end, value in self._spans(message, today):
            first = starts.get(start, starts.get(start + _gap(message.folded[start:])))
            last = ends.get(end) or ends.get(start + len(message.folded[start:end].rstrip(" .")))
            if first is not None and last is not None and first < last:
                yield Mention(kind, first, last, value)

    def _spans(self, message: Message, today: date) -> Iterator[Span]:
        folded = message.folded
        yield from self._amounts.find(message.text, folded)
        days = self._days.days(folded, today)
        yield from (("date", day.start, day.end, day.value) for day in days)
        yield from (("span", span.start, span.end, span.value) for span in self._days.spans(folded, today))
        after_day = frozenset(day.end + _gap(folded[day.end :]) for day in days)
        night = any(self._days.is_night(folded[day.start : day.end]) for day in days) or "night" in folded
        yield from (("hours", found.start, found.end, found.value) for found in find_hours(folded, after_day, night))

    def settle(self, found: Sequence[Mention], words: Sequence[Word]) -> list[Mention]:
        """A figure before a role or "people" is a count and nothing else; one inside a date, rate or id is no count."""
        nouns = {mention.start for mention in found if mention.kind in {"role", "people"}}
        counted = {
            mention.end - 1 for mention in found if mention.kind == "count" and self._counts(words, mention.end, nouns)
        }
        found = [*found, *starts(words, found, counted)]
        strong = [mention for mention in found if mention.kind in NO_COUNT]
        loose = {"one", "uno", "una"} if counted else set()  # "hot one from Acme: 12 packers"
        return [
            mention
            for mention in found
            if self._stands(mention, words, strong, counted)
            and not (mention.kind == "count" and words[mention.start].norm in loose and mention.end - 1 not in counted)
        ]

    def _stands(self, mention: Mention, words: Sequence[Word], strong: list[Mention], counted: set[int]) -> bool:
        is_counted = mention.end - 1 in counted
        if mention.kind == "count":
            around = {other.kind for other in strong if other.start <= mention.start and mention.end <= other.end}
            return not around or (is_counted and around <= {"hours", "order_id"})
        if mention.kind == "street":
            return mention.start not in counted
        return not (mention.kind in {"hours", "order_id"} and is_counted and _is_bare(mention, words))

    def _counts(self, words: Sequence[Word], place: int, nouns: set[int]) -> bool:
        for ahead in range(place, min(place + ADJECTIVES + 1, len(words))):
            if ahead in nouns:
                return True
            if words[ahead].norm in self._stops:
                return False
        return False


def _gap(text: str) -> int:
    return len(text) - len(text.lstrip(" ,("))


def _is_bare(mention: Mention, words: Sequence[Word]) -> bool:
    """A time or id that is no more than the figure: "tmrw 8", "order 4"."""
    said = [word.norm for word in words[mention.start : mention.end]]
    return said[-1].isdigit() and (len(said) == 1 or said[0] in {"order", "job", "at", "orden", "pedido"})
