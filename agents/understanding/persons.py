"""Who is spoken of: full names, names alone, names that nobody has, "him", "the first two", and lists of these."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.understanding.focus import Focus
from agents.understanding.mentions import Mention, Person
from agents.understanding.names import LONGEST, BenchWorker, Names
from agents.understanding.vocabulary import Phrase, Vocabulary
from agents.understanding.words import PUNCTUATION, Message, Word, simple_pair

ID, ALONE, UNKNOWN, GHOST, TYPO = -0.05, 0.3, 0.6, 0.5, 0.2
"""Doubt of an id, of a first name alone, of a word that might be a name, of a full name nobody has, of one wrong
letter."""
MOST_IN_LIST = 40
BARE, BARE_ORDINAL = "bare ", 0.1
"""Mark of an ordinal that needs "the" before it, and the doubt of one."""
ONE_WORD: Mapping[int, float] = defaultdict(float, {1: 0.05})
"""Doubt of a reference by its count of words."""
ENGLISH_ORDINALS = frozenset("first second third fourth fifth".split())
BEFORE_CARD = frozenset({"the", "and", "&", ",", "but", "or"})
NO_CARD = frozenset(
    "shift shft shifts week weeks of day days time order orders draft drafts job batch half thing month year".split()
)
WHERE = frozenset("in near around en cerca at @ outside within por".split())
"""Words behind which the name of a city or a client is no person's."""
BEFORE_HIM = frozenset({"para", "a", "con", "de"})
OF_EACH = frozenset({("la", "de"), ("el", "de"), ("los", "de"), ("that", "of"), ("de",), ("on",), ("of",)})
"""What may be said once more before the next name of a list."""
ANY_ID = re.compile(r"\b[A-Za-z]{1,8}[-_]?\d{2,}\b|\b\d{4,}\b")


class PersonReader:
    """Finds people in words; ``known`` are words that mean something else in a sentence."""

    def __init__(self, vocabulary: Vocabulary, references: dict[Phrase, str], known: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._references = references
        self._known = known | vocabulary.names_not
        self._longest_reference = max(len(phrase) for phrase in references)

    def find(self, message: Message, names: Names, places: frozenset[str], focus: Focus) -> list[Mention]:
        """Every reading, lists of people included. ``places`` are words of the store's cities, roles and clients."""
        words, near = message.words, _near(focus)
        single = list(_by_id(message, names))
        for place in range(len(words)):
            single.extend(self._full(words, place, names, places))
            single.extend(self._alone(words, place, names, places, near))
            single.extend(self._pointing(words, place, shown=bool(focus.shown)))
        return _with_lists(words, single, self._vocabulary.lists)

    def _full(self, words: Sequence[Word], place: int, names: Names, places: frozenset[str]) -> Iterator[Mention]:
        norms = [word.norm for word in words[place : place + LONGEST]]
        run = next((at for at, norm in enumerate(norms) if not norm[0].isalpha()), len(norms))
        longest = 0
        for length in range(run, 1, -1):
            found = names.exact(norms[:length])
            if found:
                longest = max(longest, length)
                yield _mention(place, place + length, _said(words, place, place + length), found.workers)
        if longest == 0 and run >= 2 and norms[1].endswith("s") and (found := names.exact([norms[0], norms[1][:-1]])):
            longest = 2  # "Andy Maxwells booking": an apostrophe that nobody typed
            yield _mention(place, place + 2, _said(words, place, place + 2)[:-1], found.workers)
        turned = simple_pair(norms)
        if turned and (found := names.exact(turned)):
            longest = 3
            yield _mention(place, place + 3, " ".join(turned).title(), found.workers)
        if longest == 0:
            yield from self._nobody(words, place, run, names, places)

    def _nobody(
        self, words: Sequence[Word], place: int, run: int, names: Names, places: frozenset[str]
    ) -> Iterator[Mention]:
        """A misspelt name, or a full name that nobody on the bench has."""
        first = words[place]
        for length in range(min(run, 4), 1, -1):
            part = words[place : place + length]
            if not all(self._may_be_name(word.norm, names, places) for word in part):
                continue
            capital = all(word.capital for word in part)
            if (
                not capital
                and not (length == 2 and names.is_first_name(first.norm))
                and not self._half_known(part, names)
            ):
                continue
            said = _said(words, place, place + length)
            near = names.close([word.norm for word in part])
            if near is not None:
                doubt = TYPO * near.wrong_letters
                yield Mention(
                    "workers", place, place + length, (Person(said, near.workers, "typo", near.wrong_letters),), doubt
                )
            if (near is None or near.wrong_letters > 1) and (capital or names.is_first_name(first.norm)):
                yield Mention("workers", place, place + length, (Person(said, (), "ghost"),), GHOST)

    def may_be_called(self, word: Word, names: Names) -> bool:
        """Whether a colleague, who need not be on the bench, may be called so."""
        return word.norm.isalpha() and (
            names.is_first_name(word.norm) or (word.capital and word.norm not in self._known)
        )

    def _half_known(self, part: Sequence[Word], names: Names) -> bool:
        return len(part) == 2 and any(names.is_name(word.norm) for word in part)

    def _may_be_name(self, norm: str, names: Names, places: frozenset[str]) -> bool:
        if norm in self._known or len(norm) < 2:
            return False
        return norm not in places or names.is_name(norm)

    def _alone(
        self, words: Sequence[Word], place: int, names: Names, places: frozenset[str], near: dict[str, list[str]]
    ) -> Iterator[Mention]:
        word = words[place]
        if not word.norm[0].isalpha():
            return
        if word.norm in near or any(form in near for form in names.nicknames.get(word.norm, ())):
            yield Mention("workers", place, place + 1, (Person(word.norm.title(), (), "single"),), 0.0)
        elif word.norm in self._known or (word.norm in places and _is_a_place(words, place)):
            return
        elif names.is_first_name(word.norm) or (word.capital and names.is_name(word.norm)):
            people = tuple(names.called(word.norm))
            yield Mention("workers", place, place + 1, (Person(word.norm.title(), people, "single"),), ALONE)
        elif word.capital and word.norm not in places and len(word.norm) > 1:
            yield Mention("workers", place, place + 1, (Person(word.norm.title(), (), "single"),), UNKNOWN)

    def _pointing(self, words: Sequence[Word], place: int, *, shown: bool) -> Iterator[Mention]:
        """ "him", "the second one"; "the top 5" only where somebody was shown, else it is how many to show."""
        if _is_he(words, place):
            yield Mention("workers", place, place + 1, (Person("él", (), "reference", spec="one"),), 0.05)
        norms = tuple(word.norm for word in words[place : place + self._longest_reference])
        for length in range(len(norms), 0, -1):
            spec = self._references.get(norms[:length])
            bare = spec is not None and spec.startswith(BARE)
            if spec is None or (bare and not (shown and _is_a_card(words, place, length))):
                continue
            if shown or "-" not in spec:
                person = Person(" ".join(norms[:length]), (), "reference", spec=spec.removeprefix(BARE))
                yield Mention("workers", place, place + length, (person,), BARE_ORDINAL if bare else ONE_WORD[length])
                return


def _is_a_card(words: Sequence[Word], place: int, length: int) -> bool:
    """Whether an ordinal alone ("the third") is one of the shown, and not of days, shifts or orders."""
    behind = words[place + length].norm if place + length < len(words) else "."
    before = words[place - 1].norm if place else ""
    return before in BEFORE_CARD and behind not in NO_CARD


def _is_a_place(words: Sequence[Word], place: int) -> bool:
    """Whether the word before says where: the Gary of "in Gary" is nobody."""
    return place > 0 and words[place - 1].norm in WHERE


def _is_he(words: Sequence[Word], place: int) -> bool:
    """Whether "el" is "él": by its accent, or behind "para" or "a" with nothing of its own behind it."""
    if words[place].norm != "el":
        return False
    behind = words[place + 1].norm if place + 1 < len(words) else "."
    before = words[place - 1].norm if place else ""
    return "é" in words[place].typed.lower() or (before in BEFORE_HIM and behind in PUNCTUATION)


def _by_id(message: Message, names: Names) -> Iterator[Mention]:
    """People by the store's id for them: "W-001760 who's that"."""
    for found in ANY_ID.finditer(message.text):
        worker = names.by_id(found.group())
        if worker is not None:
            places = [
                place for place, word in enumerate(message.words)
                if found.start() <= word.start and word.end <= found.end()
            ]  # fmt: skip
            person = Person(found.group(), (worker,), "id")
            yield Mention("workers", places[0], places[-1] + 1, (person,), ID)


def _said(words: Sequence[Word], start: int, end: int) -> str:
    """The name as typed; a lower-case one gets its capitals."""
    return " ".join(word.typed if word.capital else word.typed.title() for word in words[start:end])


def _mention(start: int, end: int, said: str, workers: tuple[BenchWorker, ...]) -> Mention:
    return Mention("workers", start, end, (Person(said, workers, "name"),))


def _near(focus: Focus) -> dict[str, list[str]]:
    """First and last names of the conversation's people."""
    near: dict[str, list[str]] = {}
    for shown in (*focus.shown, *focus.booked, *focus.recent):
        for word in shown.words:
            near.setdefault(word, []).append(shown.worker_id)
    return near


def _with_lists(words: Sequence[Word], single: list[Mention], joins: frozenset[str]) -> list[Mention]:
    """The mentions, and each run of them that is joined by commas, "and", "y"."""
    by_start: dict[int, list[Mention]] = {}
    for mention in sorted(single, key=lambda each: -each.start):
        mine = by_start.setdefault(mention.start, [])
        mine.append(mention)
        after = mention.end
        while after < len(words) and words[after].norm in joins and after < mention.end + 2:
            after += 1
        if after > mention.end:  # "la ficha de Ana y la de Luis", "on Ana and on Luis"
            norms = tuple(word.norm for word in words[after : after + 2])
            after += 2 if norms in OF_EACH else 1 if norms[:1] in OF_EACH else 0
        if _is_pronoun(mention) or (after == mention.end and not _is_full(mention)):
            continue
        named = [rest for rest in by_start.get(after, []) if not _is_pronoun(rest)]
        if after == mention.end:  # "steve miles sean jones": only full names stand side by side without a comma
            named = [rest for rest in named if _is_full(rest)]
        if not named:
            continue
        sure = [rest for rest in named if rest.cost == min(each.cost for each in named)]
        ends = {rest.end: rest for rest in (*named, *sure)}
        for end in {min(ends, default=0), max(ends, default=0)} - {0}:
            rest = ends[end]
            people = (*mention.people, *rest.people)
            if len(people) <= MOST_IN_LIST:
                mine.append(Mention("workers", mention.start, rest.end, people, mention.cost + rest.cost))
    return [mention for mentions in by_start.values() for mention in mentions]


def _is_pronoun(mention: Mention) -> bool:
    """ "him", "them"; "the second one" is as good as a name."""
    return mention.people[0].how == "reference" and not mention.people[0].spec.startswith("shown")


def _is_full(mention: Mention) -> bool:
    return all(person.how in {"name", "id"} for person in mention.people)


def reference_words(spec: Mapping[str, Any]) -> dict[Phrase, str]:
    """Phrase → what it points at: "one", "many", "last", "shown 2", "shown 1-3"."""
    phrases: dict[Phrase, str] = {}
    for kind in ("one", "many", "last"):
        phrases |= {tuple(said.split()): kind for said in spec[kind]}
    nouns = ("one", "guy", "person", "worker", "name", "candidate", "card", "in the list", "on the list", "option")
    for number, ways in spec["ordinals"].items():
        for way in ways:
            base = tuple(str(way).split())
            for noun in nouns:
                phrases[(*base, *noun.split())] = f"shown {number}"
            if base[0] in {"primero", "primera", "segundo", "segunda", "tercero", "tercera", "number"}:
                phrases[base] = f"shown {number}"
            elif base[0] in ENGLISH_ORDINALS:
                phrases[base] = f"{BARE}shown {number}"
        phrases[("#", str(number))] = f"shown {number}"
    counts = {
        "two": 2,
        "2": 2,
        "three": 3,
        "3": 3,
        "four": 4,
        "4": 4,
        "five": 5,
        "5": 5,
        "dos": 2,
        "tres": 3,
        "couple": 2,
    }
    for word, count in counts.items():
        for lead in ("first", "top", "primeros"):
            phrases[(lead, word)] = f"shown 1-{count}"
            phrases[(lead, word, "guys")] = f"shown 1-{count}"
            phrases[(lead, word, "on", "list")] = f"shown 1-{count}"
        for last in ("primeros", "primeras"):
            phrases[(word, last)] = phrases[(last, word)] = f"shown 1-{count}"
    return phrases
