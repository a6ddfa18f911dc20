"""The store's own words: who is on the bench, which clients, cities, roles and certifications there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from agents.understanding.abbreviations import Abbreviations
from agents.understanding.names import BenchWorker, Names
from agents.understanding.vocabulary import Phrase, Vocabulary, plurals
from agents.understanding.words import plain_words

COMPANY_WORDS = frozenset(
    [
        "inc",
        "llc",
        "ltd",
        "co",
        "corp",
        "corporation",
        "company",
        "group",
        "holdings",
        "industries",
        "manufacturing",
        "mfg",
        "services",
        "plc",
        "the",
        "and",
        "sa",
    ]
)


@dataclass(frozen=True)
class City:
    """A place; ``state`` is two letters, or None where it was not said."""

    name: str
    state: str | None = None


class Spelling:
    """The nearest phrase of as many words."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_length: dict[int, dict[str, Phrase]] = {}
        for phrase in phrases:
            self._by_length.setdefault(len(phrase), {})[" ".join(phrase)] = phrase

    def nearest(self, words: Sequence[str], wrong_letters: int) -> Phrase | None:
        """The phrase at most ``wrong_letters`` off; None where there is none."""
        phrases = self._by_length.get(len(words))
        if not phrases:
            return None
        found = extractOne(" ".join(words), phrases.keys(), scorer=OSA.distance, score_cutoff=wrong_letters)
        return phrases[found[0]] if found else None


@dataclass(frozen=True)
class Lexicon:
    """Look-ups from folded phrases to canonical values. Make one with ``build``, a new one when the store changes."""

    names: Names
    roles: Mapping[Phrase, str]
    held_roles: frozenset[str]
    """The roles that the store itself has."""
    cities: Mapping[Phrase, str]
    states_of: Mapping[str, frozenset[str]]
    """City → the states in which the store has it."""
    states: frozenset[str]
    """Two letters of every state that the store has."""
    certifications: Mapping[Phrase, str]
    clients: Mapping[Phrase, tuple[str, ...]]
    """Full names, and leading words of them; several clients may share those."""
    spelling: Mapping[str, Spelling]
    """"role", "city", "client" → how near a misspelt word is."""
    abbreviations: Abbreviations
    """Roles of two words, as they are cut short."""
    words: frozenset[str]
    """Every single word of roles, cities, certifications and clients."""

    @classmethod
    def build(
        cls,
        vocabulary: Vocabulary,
        *,
        roles: Sequence[str] = (),
        cities: Iterable[tuple[str, str]] = (),
        clients: Iterable[str] = (),
        workers: Iterable[tuple[str, str, str, str]] = (),
        certifications: Sequence[str] = (),
    ) -> Lexicon:
        """From plain values of the store: ``cities`` are (city, state), ``workers`` (worker_id, name, role, city)."""
        role_words = _link(vocabulary.roles, roles)
        titles = {
            form: role_words[plain_words(role)]
            for role, said in vocabulary.titles.items()
            if plain_words(role) in role_words
            for title in said
            for form in plurals(plain_words(title))
            if form not in role_words
        }
        role_words |= titles
        certification_words = _link(vocabulary.certifications, certifications)
        states_of: dict[str, set[str]] = {}
        for city, state in cities:
            states_of.setdefault(city, set()).add(state)
        city_words = {plain_words(city): city for city in (*vocabulary.known_cities, *states_of)}
        for said, city in vocabulary.called.items():
            city_words[plain_words(said)] = city_words.get(plain_words(city), city)
        names = Names([BenchWorker(*worker) for worker in workers], vocabulary.nicknames)
        client_words = _client_words(clients, {word for phrase in (*role_words, *city_words) for word in phrase})
        return cls(
            names=names,
            roles=role_words,
            held_roles=frozenset(roles),
            cities=city_words,
            states=frozenset(state for states in states_of.values() for state in states if state),
            states_of={city: frozenset(states) for city, states in states_of.items()},
            certifications=certification_words,
            clients=client_words,
            spelling={
                "role": Spelling(phrase for phrase in role_words if phrase not in titles),
                "city": Spelling(city_words),
                "certification": Spelling(certification_words),
                "client": Spelling(client_words),
            },
            abbreviations=Abbreviations(phrase for phrase in role_words if phrase not in titles),
            words=frozenset(
                word
                for phrases in (role_words, city_words, certification_words, client_words)
                for phrase in phrases
                for word in phrase
            ),
        )


def _link(vocabulary: Mapping[str, tuple[str, ...]], store: Sequence[str]) -> dict[Phrase, str]:
    """Phrase → canonical name; where the store spells one of a group's words, the store's spelling is canonical."""
    groups = {name: {plain_words(said) for said in (name, *ways)} for name, ways in vocabulary.items()}
    spelled = {plain_words(name): name for name in store}
    linked: dict[Phrase, str] = {}
    for name, phrases in groups.items():
        own = plain_words(name)
        taken = sorted(phrases & spelled.keys(), key=lambda phrase: (phrase != own, phrase))
        canonical = spelled[taken[0]] if taken else name
        for phrase in phrases:
            for form in plurals(phrase):
                linked.setdefault(form, canonical)
    for phrase, name in spelled.items():
        for form in plurals(phrase):
            linked[form] = name
    return linked


def _client_words(clients: Iterable[str], common: set[str]) -> dict[Phrase, tuple[str, ...]]:
    whole: dict[Phrase, tuple[str, ...]] = {}
    leading: dict[Phrase, set[str]] = {}
    for client in clients:
        words = plain_words(client)
        whole[words] = (client,)
        for length in range(1, len(words)):
            lead = words[:length]
            generic = length == 1 and (lead[0] in common or lead[0] in COMPANY_WORDS or len(lead[0]) < 3)
            if not generic:
                leading.setdefault(lead, set()).add(client)
    return {**{phrase: tuple(sorted(names)) for phrase, names in leading.items()}, **whole}
