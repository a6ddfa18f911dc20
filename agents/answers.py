"""What a message says in answer to the desk's own open question: these calls, other words, nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.question import Choice, Question, WhetherSo, WhichOption, WhichPerson, WhichReading
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lexicon import Lexicon
from agents.understanding.vocabulary import Vocabulary
from agents.understanding.words import plain_words

MOST_WORDS = 4
"""A longer message that only happens to use words of a choice is a request of its own."""
SHORTEST = 3
"""Letters of a word of a choice that is said in full: "the sunday one" for ``Sun``."""


@dataclass(frozen=True)
class Settled:
    """The answer makes these calls."""

    text: str
    """The message that was asked about."""
    calls: tuple[Mapping[str, Any], ...]
    planned_by: str
    sure: bool


@dataclass(frozen=True)
class LeftAlone:
    """The answer is no: nothing is called."""


@dataclass(frozen=True)
class Anew:
    """The answer settles words: plan the first of ``ways`` that comes to something, with these people in view."""

    question: WhichOption
    ways: tuple[str, ...]
    people: tuple[Choice, ...]

    def focus(self, focus: Focus) -> Focus:
        """The conversation's focus, but only those who were chosen are in view."""
        people = tuple(ShownWorker(one.worker_id, one.name) for one in self.people if one.worker_id)
        return Focus(**{**vars(focus), "shown": people, "recent": people, "booked": ()}) if people else focus


class Answers:
    """Reads a message as the answer to the desk's own question."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Callable[[], Lexicon]) -> None:
        self.lexicon = lexicon
        words = vocabulary.references
        self._yes = frozenset({*map(plain_words, words["yes"]), ("1",)})
        self._no = frozenset({*map(plain_words, words["no"]), ("2",)})
        self._polite = frozenset(map(plain_words, words["polite"]))
        self._ordinals = _ordinals(words["ordinals"])
        self._idle = frozenset(word for way in words["idle"] for word in plain_words(way))

    def yes_or_no(self, text: str) -> bool | None:
        """Whether a message says yes or no to a question that has these two answers; None where it says neither."""
        words = plain_words(text)
        if not words or "?" in text or words in self._polite:
            return None
        if _made_of(words, self._yes | self._polite):
            return True
        return False if _made_of(words, self._no | self._polite) else None

    def read(self, question: Question | None, text: str) -> Settled | Anew | LeftAlone | None:
        """What the answer comes to; None where the text is no answer to the question."""
        if isinstance(question, WhetherSo):
            match self.yes_or_no(text):
                case None:
                    return None
                case True:
                    return Settled(question.text, question.calls, "builtin", sure=True)
                case False:
                    return LeftAlone()
        place = self._chosen(question.choices, text) if question else None
        if isinstance(question, WhichOption) and question.only is not None:
            match self.yes_or_no(text):
                case True:
                    place = 0
                case False:
                    return LeftAlone()
        if question is not None and place is None and self.yes_or_no(text) is False and not text.strip().isdecimal():
            return LeftAlone()
        if question is None or place is None:
            return None
        chosen = question.choices[place]
        match question:
            case WhichPerson():
                workers = [
                    chosen.worker_id if " ".join(w.split()) == question.name else w
                    for w in question.arguments["workers"]
                ]
                call = {"name": question.tool, "args": {**question.arguments, "workers": workers}}
                return Settled(question.text, (call,), question.planned_by, question.sure)
            case WhichReading():
                return Settled(question.text, question.ways[place].calls, "builtin", sure=question.sure)
            case WhichOption():
                text = question.text
                if chosen.worker_id:
                    ways = (text, f"{text} {chosen.name}", f"{chosen.name} {text}")
                    return Anew(question, ways, (*question.settled, chosen))
                joined = (f"{text} {word} {chosen.label}" for word in ("for", "at", "in"))
                return Anew(question, (*joined, f"{text} {chosen.label}"), question.settled)

    def _chosen(self, choices: Sequence[Choice], text: str) -> int | None:
        said = " ".join(text.split()).strip(" .!#").casefold()
        for place, choice in enumerate(choices):
            if said in (choice.label.casefold(), (choice.worker_id or choice.label).casefold()):
                return place
        number = int(said) if said.isdecimal() and len(said) == 1 else self._ordinals.get(plain_words(said), 0)
        if number:
            return number - 1 if number <= len(choices) else None
        words = set(plain_words(said)) - self._idle
        fits = [place for place, choice in enumerate(choices) if _names(words, plain_words(choice.label))]
        return fits[0] if len(fits) == 1 and 0 < len(words) <= MOST_WORDS else None


def _names(words: Collection[str], label: Sequence[str]) -> bool:
    """Whether each of the words is one of a choice's, or one of these in full."""
    return all(any(word == one or (len(one) >= SHORTEST and word.startswith(one)) for one in label) for word in words)


def _made_of(words: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether the words are nothing but these phrases, one after the other."""
    starts = (length for length in range(1, len(words) + 1) if words[:length] in phrases)
    return not words or any(_made_of(words[length:], phrases) for length in starts)


def _ordinals(words: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], int]:
    """``("the", "second", "one")`` → 2."""
    ways: dict[tuple[str, ...], int] = {}
    for number, said in words.items():
        for base in map(plain_words, said):
            for phrase in (base, ("the", *base), (*base, "one"), ("the", *base, "one"), ("el", *base), ("la", *base)):
                ways[phrase] = int(number)
    return ways
