"""From a message to a lattice: at each word, what may begin there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from agents.understanding.amounts import Amounts, Span
from agents.understanding.days import Days
from agents.understanding.focus import Focus
from agents.understanding.hours import find_hours
from agents.understanding.lexicon import City, Lexicon
from agents.understanding.mentions import Clients, Kind, Mention, Person
from agents.understanding.persons import PersonReader, reference_words
from agents.understanding.vocabulary import Phrase, Vocabulary
from agents.understanding.words import PUNCTUATION, Message, Word

LONGEST_PHRASE = 7
GHOST_CLIENT, TRADE = 0.4, 0.1
WRONG_LETTER = 0.15
"""Doubt of each wrong letter of a role, city or client."""
BEFORE_A_TRADE = frozenset(["can", "to", "who", "do", "that", "of", "sabe", "sepa", "sepan", "pueda", "puedan", "for", "in", "more", "good", "with"])
OPERATES = frozenset(["run", "runs", "operate", "operates", "drive", "drives", "running", "operating", "driving", "manejar", "maneje", "operar"])
BEFORE_A_CLIENT = frozenset(["for", "at", "to", "with", "from", "para", "en", "con", "against", "by"])
STRONG: tuple[Kind, ...] = ("phone", "email", "path", "pay", "k", "draft_id", "order_id", "date", "span", "hours", "certification")
"""Kinds whose figures are no counts."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """The words, and by first word what may be read there."""

    message: Message
    mentions: tuple[tuple[Mention, ...], ...]
    fillers: tuple[tuple[int, ...], ...]
    """Where a run of idle words that starts here ends."""
    idle_in_wish: tuple[tuple[int, ...], ...]
    danger: frozenset[str]
    """Words that turn a sentence round: never passed over."""
    namelike: tuple[bool, ...]
    """Words that a colleague may be called by."""


class Reader:
    """Links the words of a message to the store; ``sentence_words`` are the words that sentences are made of."""

    def __init__(self, vocabulary: Vocabulary, sentence_words: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._days = Days(vocabulary.calendar, vocabulary.numbers)
        self._amounts = Amounts(vocabulary.numbers)
        calendar_words = {
            word
            for ways in vocabulary.calendar.values()
            for said in (ways if isinstance(ways, list) else [way for one in ways.values() for way in one])
            for word in said.split()
        }
        self._plain = frozenset(
            sentence_words
            | {word for phrase in (*vocabulary.fillers, *vocabulary.people, *vocabulary.shifts) for word in phrase}
            | calendar_words
            | vocabulary.numbers.keys()
            | vocabulary.joiners
            | vocabulary.danger
        )
        self._persons = PersonReader(vocabulary, reference_words(dict(vocabulary.references)), self._plain)
        self._places = frozenset(tuple(said.split()) for said in vocabulary.references["places"])
        self._states = {tuple(name.split()): code for code, name in vocabulary.states.items()}

    def read(self, message: Message, lexicon: Lexicon, focus: Focus, today: date) -> Lattice:
        """Everything that the words may mean."""
        words = message.words
        found = [*self._figures(message, today), *self._phrases(words, lexicon)]
        found.extend(self._persons.find(words, lexicon.names, lexicon.words, focus))
        found.extend(self._misspelt(words, lexicon, found))
        found = _counts_apart(found, words)
        by_start: list[list[Mention]] = [[] for _ in words]
        for mention in found:
            by_start[mention.start].append(mention)
        idle = [
            tuple(tuple(_ends(words, place, phrases)) for place in range(len(words)))
            for phrases in (self._vocabulary.fillers, self._vocabulary.idle_in_wish)
        ]
        namelike = tuple(self._persons.may_be_called(word, lexicon.names) for word in words)
        edges = tuple(tuple(mentions) for mentions in by_start)
        return Lattice(message, edges, idle[0], idle[1], self._vocabulary.danger, namelike)

    def _figures(self, message: Message, today: date) -> Iterator[Mention]:
        folded, words = message.folded, message.words
        spans: list[Span] = list(self._amounts.find(message.text, folded))
        days = self._days.days(folded, today)
        spans += [("date", day.start, day.end, day.value) for day in days]
        spans += [("span", span.start, span.end, span.value) for span in self._days.spans(folded, today)]
        after_day = frozenset(day.end + _gap(folded[day.end :]) for day in days)
        night = any(self._days.is_night(folded[day.start : day.end]) for day in days) or "night" in folded
        spans += [("hours", hours.start, hours.end, hours.value) for hours in find_hours(folded, after_day, night)]
        starts = {word.start: place for place, word in reversed(list(enumerate(words)))}
        ends = {word.end: place + 1 for place, word in enumerate(words)}
        for kind, start, end, value in spans:
            first = starts.get(start, starts.get(start + _gap(folded[start:])))
            last = ends.get(end) or ends.get(start + len(folded[start:end].rstrip(" .")))
            if first is not None and last is not None and first < last:
                yield Mention(kind, first, last, value)

    def _phrases(self, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Mention]:
        for place in range(len(words)):
            for length in range(1, min(LONGEST_PHRASE, len(words) - place) + 1):
                phrase = tuple(word.norm for word in words[place : place + length])
                yield from self._meanings(words, phrase, place, place + length, lexicon)
            yield from self._ghost_client(words, place, lexicon)
            yield from self._state(words, place)

    def _meanings(
        self, words: Sequence[Word], phrase: Phrase, start: int, end: int, lexicon: Lexicon
    ) -> Iterator[Mention]:
        if phrase in lexicon.roles:
            yield Mention("role", start, end, lexicon.roles[phrase])
        if phrase in lexicon.certifications:
            yield Mention("certification", start, _past_card_words(words, end), lexicon.certifications[phrase])
        if phrase in lexicon.cities:
            yield from self._city(words, start, end, lexicon.cities[phrase])
        if phrase in lexicon.clients:
            yield from self._client(words, phrase, start, end, lexicon)
        if phrase in self._vocabulary.shifts:
            yield Mention("shift", start, end, self._vocabulary.shifts[phrase])
        if phrase in self._vocabulary.availability:
            yield Mention("availability", start, end, self._vocabulary.availability[phrase])
        if phrase in self._vocabulary.people:
            yield Mention("people", start, end, " ".join(phrase))
        if phrase in self._vocabulary.indefinite:
            yield Mention("workers", start, end, (Person(" ".join(phrase), (), "nobody"),), 0.1)
        if phrase in self._places:
            yield Mention("there", start, end, " ".join(phrase), 0.1)
        if len(phrase) == 1 and phrase[0] in self._vocabulary.trades:
            yield from self._trade(words, start, lexicon)

    def _trade(self, words: Sequence[Word], place: int, lexicon: Lexicon) -> Iterator[Mention]:
        """"Welding" is a role beside a person or a count: "someone who can weld", "2 maintenance"."""
        role = self._vocabulary.trades[words[place].norm]
        back = place - 2 if place > 1 and words[place - 1].norm in {"a", "an", "the"} else place - 1
        before = words[back].norm if back >= 0 else ""
        after = (words[place + 1].norm,) if place + 1 < len(words) else ("",)
        is_count = before.isdigit() or before in self._vocabulary.numbers
        if before in BEFORE_A_TRADE | OPERATES or after in self._vocabulary.people or is_count or after == ("jobs",):
            end = place + 2 if after in self._vocabulary.people else place + 1
            name = lexicon.roles.get(tuple(role.lower().split()), role)
            yield Mention("role", place, end, name, -0.05 if before in OPERATES else TRADE)

    def _city(self, words: Sequence[Word], start: int, end: int, city: str) -> Iterator[Mention]:
        yield Mention("city", start, end, City(city))
        after = end + 1 if end < len(words) and words[end].norm == "," else end
        for length in (2, 1):
            part = words[after : after + length]
            said = tuple(word.norm for word in part)
            state = self._states.get(said)
            if state is None and length == 1 and part and part[0].norm.upper() in self._vocabulary.states:
                sure = part[0].typed.isupper() or after > end or part[0].norm not in {"in", "or", "me", "hi", "ok", "de", "la", "al"}
                state = part[0].norm.upper() if sure and (part[0].typed.isupper() or part[0].norm not in {"me", "or"}) else None
            if state is not None and len(part) == length:
                yield Mention("city", start, after + length, City(city, state), -0.05)
                return

    def _state(self, words: Sequence[Word], place: int) -> Iterator[Mention]:
        for length in (2, 1):
            part = words[place : place + length]
            state = self._states.get(tuple(word.norm for word in part))
            if state and len(part) == length:
                yield Mention("state", place, place + length, state)
                return
        typed = words[place].typed
        if len(typed) == 2 and typed.isupper() and typed in self._vocabulary.states and place and words[place - 1].norm in {"in", "en", "across", "for", ","}:
            yield Mention("state", place, place + 1, typed)

    def _client(self, words: Sequence[Word], phrase: Phrase, start: int, end: int, lexicon: Lexicon) -> Iterator[Mention]:
        names = lexicon.clients[phrase]
        whole = len(names) == 1 and len(phrase) > 1
        unsure = len(phrase) == 1 and (phrase[0] in self._plain or lexicon.names.is_name(phrase[0]))
        if whole or not unsure or (words[start].capital and start and words[start - 1].norm in BEFORE_A_CLIENT):
            doubt = 0.0 if whole else 0.05 if not unsure else 0.3
            yield Mention("client", start, _past_company_words(words, end), Clients(names), doubt)

    def _ghost_client(self, words: Sequence[Word], place: int, lexicon: Lexicon) -> Iterator[Mention]:
        """"For Foobar Industries": a client by its place and capitals, though the store has none."""
        if not place or words[place - 1].norm not in BEFORE_A_CLIENT or not words[place].capital:
            return
        end = place
        while end < len(words) and end < place + 5 and (words[end].capital or words[end].norm == "&"):
            end += 1
        part = [word.norm for word in words[place:end] if word.norm != "&"]
        strange = [norm for norm in part if norm not in lexicon.words and norm not in self._plain and len(norm) > 2]
        if part[0] in self._plain or not strange or words[place].norm in PUNCTUATION:
            return
        name = " ".join(word.typed for word in words[place:end])
        yield Mention("client", place, end, Clients((name,), ghost=True), GHOST_CLIENT)

    def _misspelt(self, words: Sequence[Word], lexicon: Lexicon, found: Sequence[Mention]) -> Iterator[Mention]:
        """Roles, cities and clients with a wrong letter or two, where the words mean nothing else."""
        taken = {place for mention in found if mention.kind != "workers" for place in range(mention.start, mention.end)}
        exact = {place for mention in found if mention.kind == "workers" and mention.cost < 0.1 for place in range(mention.start, mention.end)}
        strange = [
            place not in taken and place not in exact and word.norm.isalpha() and word.norm not in self._plain | self._vocabulary.no_misspelling
            for place, word in enumerate(words)
        ]  # fmt: skip
        for place in range(len(words)):
            for length in (3, 2, 1):
                part = [word.norm for word in words[place : place + length]]
                if len(part) < length or not any(strange[place : place + length]) or not all(norm.isalpha() for norm in part):
                    continue
                yield from self._nearest(part, place, lexicon)

    def _nearest(self, part: Sequence[str], place: int, lexicon: Lexicon) -> Iterator[Mention]:
        letters = sum(map(len, part))
        if letters < 5:
            return
        allowed = 1 if letters < 8 else 2
        end = place + len(part)
        for kind in ("role", "city", "client"):
            phrase = lexicon.spelling[kind].nearest(part, allowed)
            if phrase is None or phrase == tuple(part) or phrase[0][0] != part[0][0]:
                continue
            doubt = WRONG_LETTER * OSA.distance(" ".join(part), " ".join(phrase))
            if kind == "role":
                yield Mention("role", place, end, lexicon.roles[phrase], doubt)
            elif kind == "city":
                yield Mention("city", place, end, City(lexicon.cities[phrase]), doubt)
            else:
                yield Mention("client", place, end, Clients(lexicon.clients[phrase]), doubt)


def _gap(text: str) -> int:
    return len(text) - len(text.lstrip(" ,"))


CARD_WORDS = frozenset(["certified", "certification", "certifications", "cert", "certs", "card", "license", "licence", "ticket", "licensed", "trained", "training", "certificado", "certificada"])


def _past_card_words(words: Sequence[Word], end: int) -> int:
    while end < len(words) and words[end].norm in CARD_WORDS:
        end += 1
    return end


def _past_company_words(words: Sequence[Word], end: int) -> int:
    while end < len(words) and words[end].norm in {"inc", "llc", "ltd", "corp", "co", "company"}:
        end += 1
    return end


def _ends(words: Sequence[Word], place: int, fillers: frozenset[Phrase]) -> Iterable[int]:
    for length in range(1, 5):
        phrase = tuple(word.norm for word in words[place : place + length])
        if len(phrase) == length and phrase in fillers:
            yield place + length


def _counts_apart(found: Sequence[Mention], words: Sequence[Word]) -> list[Mention]:
    """A figure before a role or "people" is a count and nothing else; one inside a date, a rate or an id is no count."""
    nouns = {mention.start for mention in found if mention.kind in {"role", "people"}}
    counted = {mention.end - 1: mention for mention in found if mention.kind == "count" and _reaches(words, mention.end, nouns)}
    strong = [mention for mention in found if mention.kind in STRONG]
    kept: list[Mention] = []
    for mention in found:
        inside = [other for other in strong if other.start <= mention.start and mention.end <= other.end]
        if mention.kind == "count" and inside and not (mention.end - 1 in counted and all(o.kind in {"hours", "order_id"} for o in inside)):
            continue
        if mention.kind in {"hours", "order_id"} and mention.end - 1 in counted and _bare(mention, words):
            continue
        kept.append(mention)
    return kept


def _reaches(words: Sequence[Word], place: int, nouns: set[int]) -> bool:
    """A role at most two words on, with no mark between: "4 good welders"."""
    for ahead in range(place, min(place + 3, len(words))):
        if ahead in nouns:
            return True
        if words[ahead].norm in PUNCTUATION or words[ahead].norm in {"for", "at", "in", "on", "to", "with", "and", "para", "en"}:
            return False
    return False


def _bare(mention: Mention, words: Sequence[Word]) -> bool:
    """A time or id that is no more than the figure itself: "tmrw 8", "order 4"."""
    said = [word.norm for word in words[mention.start : mention.end]]
    return said[-1].isdigit() and (len(said) == 1 or said[0] in {"order", "job", "at", "orden", "pedido"})


