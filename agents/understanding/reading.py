"""From a message to a lattice: at each word, what may begin there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from agents.understanding.figures import FigureReader
from agents.understanding.focus import Focus
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.understanding.mentions import Mention, Person
from agents.understanding.misspellings import find_misspelt
from agents.understanding.persons import PersonReader, reference_words
from agents.understanding.places import PlaceReader
from agents.understanding.vocabulary import Phrase, Vocabulary
from agents.understanding.wishes import WishReader
from agents.understanding.words import Message, Word, plain_words

LONGEST_PHRASE, LONGEST_FILLER, LONGEST_VERB = 7, 4, 3
TRADE, OPERATED, POINTED, SOMEBODY = 0.1, -0.05, 0.02, 0.1
"""Doubt of "welding" as a role, of "run a forklift" and "a forklift shift", of "there", of "someone"."""


class Reader:
    """Links the words of a message to the store; ``sentence_words`` are the words that sentences are made of."""

    def __init__(self, vocabulary: Vocabulary, sentence_words: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        known = sentence_words | vocabulary.plain_words
        self.known = vocabulary.plain_words | vocabulary.no_misspelling
        """Words that are no misspelling of another."""
        self._misspelt_never = known | vocabulary.no_misspelling
        self._figures = FigureReader(vocabulary)
        self._placed = PlaceReader(vocabulary, known)
        self._persons = PersonReader(vocabulary, reference_words(vocabulary.references), known)
        idle = vocabulary.fillers | vocabulary.idle_in_wish | vocabulary.cues["wish_empty"]
        self._wishes = WishReader(vocabulary.cues, frozenset(phrase[0] for phrase in idle if len(phrase) == 1))
        self._verbs = frozenset(phrase[0] for phrase in vocabulary.verbs)
        self._orders = frozenset(tuple(said.split()) for said in vocabulary.references["orders"])
        self._pointing = frozenset(tuple(said.split()) for said in vocabulary.references["places"])

    def read(self, message: Message, lexicon: Lexicon, focus: Focus, today: date) -> Lattice:
        """Everything that the words may mean."""
        words, vocabulary = message.words, self._vocabulary
        found = [*self._figures.find(message, today), *self._phrases(words, lexicon)]
        found.extend(self._order_in_focus(words, focus))
        found.extend(self._persons.find(message, lexicon.names, lexicon.words, focus))
        found.extend(find_misspelt(words, lexicon, found, self._misspelt_never))
        by_start: list[list[Mention]] = [[] for _ in words]
        for mention in self._figures.settle(found, words):
            by_start[mention.start].append(mention)
        for wish in list(self._wishes.find(message, by_start)):
            by_start[wish.start].append(wish)
        return Lattice(
            message,
            mentions=tuple(map(tuple, by_start)),
            fillers=_idle(words, vocabulary.fillers),
            idle_in_wish=_idle(words, vocabulary.idle_in_wish),
            danger=vocabulary.danger,
            no_search=vocabulary.no_search,
            namelike=tuple(self._persons.may_be_called(word, lexicon.names) for word in words),
        )

    def _order_in_focus(self, words: Sequence[Word], focus: Focus) -> Iterator[Mention]:
        """ "that order": the one that the conversation is about, where it is about one."""
        for start in range(len(words) if focus.order_id else 0):
            phrase = tuple(word.norm for word in words[start : start + 2])
            if phrase in self._orders:
                yield Mention("order_id", start, start + len(phrase), str(focus.order_id), POINTED)

    def _phrases(self, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Mention]:
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
                phrase = tuple(word.norm for word in words[start:end])
                yield from self._of_the_store(words, phrase, start, end, lexicon)
                yield from self._of_the_language(phrase, start, end)
            yield from self._trade(words, start, lexicon)
            yield from self._work(words, start, lexicon)
            yield from self._placed.ghost_client(words, start, lexicon)
            yield from self._placed.state(words, start, lexicon.states)

    def _of_the_store(
        self, words: Sequence[Word], phrase: Phrase, start: int, end: int, lexicon: Lexicon
    ) -> Iterator[Mention]:
        if phrase in lexicon.roles:
            yield Mention("role", start, end, lexicon.roles[phrase])
        if phrase in lexicon.certifications:
            card = end
            while card < len(words) and words[card].norm in self._vocabulary.card_words:
                card += 1
            yield Mention("certification", start, card, lexicon.certifications[phrase])
        if phrase in lexicon.cities:
            yield from self._placed.city(words, start, end, lexicon.cities[phrase])
        if phrase in lexicon.clients:
            yield from self._placed.client(words, phrase, start, end, lexicon)

    def _of_the_language(self, phrase: Phrase, start: int, end: int) -> Iterator[Mention]:
        vocabulary = self._vocabulary
        if phrase in vocabulary.shifts:
            yield Mention("shift", start, end, vocabulary.shifts[phrase])
        if phrase in vocabulary.availability:
            yield Mention("availability", start, end, vocabulary.availability[phrase])
        if phrase in vocabulary.people:
            yield Mention("people", start, end, " ".join(phrase))
        if phrase in vocabulary.indefinite:
            yield Mention("workers", start, end, (Person(" ".join(phrase), (), "nobody"),), SOMEBODY)
        if phrase in self._pointing:
            yield Mention("there", start, end, " ".join(phrase), POINTED)

    def _trade(self, words: Sequence[Word], place: int, lexicon: Lexicon) -> Iterator[Mention]:
        """A trade is a role beside a person or a count: "someone who can weld", "2 maintenance"."""
        vocabulary = self._vocabulary
        role = vocabulary.trades.get(words[place].norm)
        if role is None:
            return
        back = place - 2 if place > 1 and words[place - 1].norm in {"a", "an", "the"} else place - 1
        before = words[back].norm if back >= 0 else ""
        after = words[place + 1].norm if place + 1 < len(words) else ""
        beside_people = (after,) in vocabulary.people
        is_count = before.isdigit() or before in vocabulary.numbers
        if (
            before in vocabulary.before_trade | vocabulary.operates
            or beside_people
            or is_count
            or after in vocabulary.after_trade
        ):
            name = lexicon.roles.get(tuple(role.lower().split()), role)
            of_work = before in vocabulary.operates or after in vocabulary.after_trade
            doubt = OPERATED if of_work else TRADE
            yield Mention("role", place, place + 1 + beside_people, name, doubt)

    def _work(self, words: Sequence[Word], place: int, lexicon: Lexicon) -> Iterator[Mention]:
        """What somebody can do names their role, where the store has it: "who can pack", "quién sabe soldar"."""
        vocabulary = self._vocabulary
        if words[place].norm not in self._verbs:
            return
        back = place - 1
        while back >= 0 and words[back].norm in vocabulary.able and (words[back].norm,) not in vocabulary.people:
            back -= 1
        if back < 0 or (words[back].norm,) not in vocabulary.people:
            return
        for end in range(place + 1, min(place + LONGEST_VERB, len(words)) + 1):
            role = vocabulary.verbs.get(tuple(word.norm for word in words[place:end]))
            name = lexicon.roles.get(plain_words(role), role) if role else None
            if name and (name in lexicon.held_roles or not lexicon.held_roles):
                yield Mention("role", place, end, name, OPERATED if end - place > 1 else TRADE)


def _idle(words: Sequence[Word], phrases: frozenset[Phrase]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(_ends(words, place, phrases)) for place in range(len(words)))


def _ends(words: Sequence[Word], place: int, phrases: frozenset[Phrase]) -> Iterable[int]:
    for end in range(place + 1, min(place + LONGEST_FILLER, len(words)) + 1):
        if tuple(word.norm for word in words[place:end]) in phrases:
            yield end
