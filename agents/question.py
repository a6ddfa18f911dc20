"""The desk's own open question (which of these?), and what an answer to it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agents.state import Made
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lexicon import Lexicon
from agents.understanding.names import Names
from agents.understanding.vocabulary import Vocabulary
from agents.understanding.words import plain_words
from tools.fates import Retry

MOST_WORDS = 4
"""A longer message that only happens to use words of a choice is a request of its own."""


class _Kept(BaseModel):
    """Part of a question, as the checkpointer keeps it."""

    model_config = ConfigDict(frozen=True)


class Choice(_Kept):
    """One answer that is offered."""

    label: str
    worker_id: str | None = None
    """Where the choice is a person."""
    name: str = ""


class WhichPerson(_Kept):
    """A name in a call fits several people."""

    kind: Literal["person"] = "person"
    text: str = ""
    """The message that was asked about."""
    tool: str
    arguments: dict[str, Any]
    name: str
    choices: tuple[Choice, ...]
    planned_by: str
    sure: bool


class WhichOption(_Kept):
    """The planner offers words to go on with; the message is planned anew with the chosen ones."""

    kind: Literal["option"] = "option"
    text: str
    """The message that was asked about."""
    choices: tuple[Choice, ...]
    settled: tuple[Choice, ...] = ()
    """People chosen before, in answer to questions about the same message."""

    @property
    def only(self) -> Choice | None:
        """The one choice that there is: then it is asked whether it is right."""
        return self.choices[0] if len(self.choices) == 1 else None


class Way(_Kept):
    """One of several readings."""

    label: str
    calls: tuple[dict[str, Any], ...]


class WhichReading(_Kept):
    """The planner offers whole readings of the message."""

    kind: Literal["reading"] = "reading"
    text: str = ""
    """The message that was asked about."""
    ways: tuple[Way, ...]
    sure: bool = False
    """Whether the message was read for certain, and only what it leaves open is asked."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(label=way.label) for way in self.ways)


class WhetherSo(_Kept):
    """The one reading of a message that did not sound certain: is it so?"""

    kind: Literal["whether"] = "whether"
    text: str
    """The message that was asked about."""
    calls: tuple[dict[str, Any], ...]
    choices: tuple[Choice, ...]
    """Yes and no."""


Question = WhichPerson | WhichOption | WhichReading | WhetherSo
_KEPT: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="kind")])


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


def question_from(kept: Mapping[str, Any] | None) -> Question | None:
    """The question as the checkpointer kept it; one that an earlier version asked is let go."""
    return _KEPT.validate_python(kept) if kept and "kind" in kept else None


def question_to_keep(question: Question | None) -> dict[str, Any] | None:
    """The question as plain data."""
    return question.model_dump() if question else None


def choice_label(candidate: Mapping[str, Any]) -> str:
    """How one of several people is offered: ``Pat Doubleday, Welder, Toledo (W-9001)``."""
    about = ", ".join(str(candidate[name]) for name in ("name", "role", "city") if candidate.get(name))
    return f"{about} ({candidate['worker_id']})"


def question_after(made: Sequence[Made], text: str) -> WhichPerson | None:
    """What the calls that were made for ``text`` leave open, the last of them first; None where nothing is."""
    for one in reversed(made):
        if isinstance(one.fate, Retry) and one.fate.error.code == "ambiguous_worker":
            details = one.fate.error.details
            people = (Choice(label=choice_label(c), worker_id=c["worker_id"], name=c["name"])
                      for c in details["candidates"])  # fmt: skip
            return WhichPerson(
                text=text,
                tool=one.tool,
                arguments=dict(one.arguments),
                name=details["name"],
                choices=tuple(people),
                planned_by=one.planned_by,
                sure=one.sure,
            )
    return None


def asked_by_planner(
    text: str, said: Mapping[str, Any], focus: Focus, lexicon: Callable[[], Lexicon], yes_and_no: Sequence[str]
) -> WhichOption | WhichReading | WhetherSo | None:
    """The question that a planner's message puts: ``said`` is its metadata, ``yes_and_no`` the words for both."""
    ways = said.get("alternatives", ())
    if len(ways) == 1:
        choices = tuple(Choice(label=label) for label in yes_and_no)
        return WhetherSo(text=text, calls=tuple(ways[0]["calls"]), choices=choices)
    if ways:
        return WhichReading(text=text, ways=tuple(Way(**way) for way in ways))
    options = said.get("options", ())
    if not options:
        return None
    taken: list[str] = []
    offered = []
    for option in options:
        people = [one for one in _people_called(option, focus, lexicon().names) if one.worker_id not in taken]
        if not people:
            offered.append(Choice(label=option))
            continue
        taken.append(people[0].worker_id)
        label = option if options.count(option) == 1 else f"{option} ({people[0].worker_id})"
        offered.append(Choice(label=label, worker_id=people[0].worker_id, name=people[0].name))
    return WhichOption(text=text, choices=tuple(offered))


def _people_called(option: str, focus: Focus, names: Names) -> list[ShownWorker]:
    """Who is offered as ``Maria Lopez`` or ``Maria Lopez, Welder, Gary``: people in view come first."""
    parts = option.split(", ")
    found = [one for one in (*focus.shown, *focus.recent, *focus.booked) if one.name == option]
    for length in range(1, len(parts) + 1):
        words = plain_words(" ".join(parts[:length]))
        exact = names.exact(words) if words else None
        fits = exact.workers if exact else ()
        found += [ShownWorker(one.worker_id, one.name) for one in fits if option in (one.label, one.name)]
    return found


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
        fits = [place for place, choice in enumerate(choices) if words <= set(plain_words(choice.label))]
        return fits[0] if len(fits) == 1 and 0 < len(words) <= MOST_WORDS else None


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
