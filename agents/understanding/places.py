"""Cities, states and clients of a message, the store's own and those it does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.understanding.abbreviations import continued
from agents.understanding.lexicon import City, Lexicon
from agents.understanding.mentions import Clients, Mention
from agents.understanding.vocabulary import Phrase, Vocabulary
from agents.understanding.words import Word, plain_words

GHOST_CLIENT, GHOST_WORD, FIRST_WORD, COMMON_WORD = 0.4, 0.65, 0.05, 0.3
"""Doubt of a client that the store has not, of such a one of one word, of one by its first word, of one by a word that
means something else."""
LONGEST_CLIENT = 5
NEVER_A_STATE = frozenset({"me", "or"})
RARELY_A_STATE = frozenset({"in", "hi", "ok", "de", "la", "al", "pa", "ma", "id", "co"})
"""Two letters that are words: a state only in capitals or (these) after a comma."""


class PlaceReader:
    """Reads places at a word; ``known`` are words that mean something else in a sentence."""

    def __init__(self, vocabulary: Vocabulary, known: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._known = known
        self._states = {tuple(name.split()): code for code, name in vocabulary.states.items()} | {
            (short,): code for short, code in vocabulary.short_states.items()
        }

    def city(self, words: Sequence[Word], start: int, end: int, name: str) -> Iterator[Mention]:
        """The city, and where one follows ("Gary, IN", "Gary Indiana") with its state."""
        yield Mention("city", start, end, City(name))
        comma = end < len(words) and words[end].norm == ","
        after = end + comma
        for length in (2, 1):
            state = self._state_at(words, after, length, after_comma=comma)
            if state:
                yield Mention("city", start, after + length, City(name, state), -FIRST_WORD)
                return

    def _state_at(self, words: Sequence[Word], place: int, length: int, *, after_comma: bool) -> str | None:
        part = words[place : place + length]
        if len(part) < length:
            return None
        full = self._states.get(tuple(word.norm for word in part))
        letters = part[0].norm.upper()
        if full or length > 1 or letters not in self._vocabulary.states:
            return full
        word = part[0].norm
        ends = place + 1 >= len(words) or words[place + 1].norm in ",.;:-("
        is_state = (
            part[0].typed.isupper()
            or (word == "in" and ends)
            or (word not in NEVER_A_STATE and (after_comma or word not in RARELY_A_STATE))
        )
        return letters if is_state else None

    def state(self, words: Sequence[Word], place: int, here: frozenset[str]) -> Iterator[Mention]:
        """A state by its name, by two capitals after "in", or by two capitals of a state that the shop works in."""
        for length in (2, 1):
            part = words[place : place + length]
            code = self._states.get(tuple(word.norm for word in part))
            if code and len(part) == length:
                yield Mention("state", place, place + length, code)
                return
        typed = words[place].typed
        introduced = place > 0 and words[place - 1].norm in {"in", "en", "across", "for", ","}
        plain = words[place].norm in NEVER_A_STATE | RARELY_A_STATE
        if typed.isupper() and typed in self._vocabulary.states and (introduced or (typed in here and not plain)):
            yield Mention("state", place, place + 1, typed)

    def client(
        self, words: Sequence[Word], phrase: Phrase, start: int, end: int, lexicon: Lexicon
    ) -> Iterator[Mention]:
        """A client by its name or the first words of it."""
        names = lexicon.clients[phrase]
        whole = len(names) == 1 and len(phrase) > 1
        common = len(phrase) == 1 and (phrase[0] in self._known or lexicon.names.is_name(phrase[0]))
        introduced = start > 0 and words[start].capital and words[start - 1].norm in self._vocabulary.before_client
        if whole or not common or introduced:
            doubt = 0.0 if whole else COMMON_WORD if common else FIRST_WORD
            if len(names) == 1:
                rest = plain_words(names[0])[len(phrase) :]
                further = end + continued([word.norm for word in words[end : end + len(rest)]], rest)
                written_out = tuple(word.norm for word in words[start:further]) in lexicon.clients  # read by itself
                end = end if written_out else further
            while end < len(words) and words[end].norm in {"inc", "llc", "ltd", "corp", "co", "company"}:
                end += 1
            yield Mention("client", start, end, Clients(names), doubt)

    def ghost_client(self, words: Sequence[Word], place: int, lexicon: Lexicon) -> Iterator[Mention]:
        """As in "for Foobar Industries": a client by its place and capitals, though the store has none."""
        if not place or words[place - 1].norm not in self._vocabulary.before_client or not words[place].capital:
            return
        end = place
        while end < min(len(words), place + LONGEST_CLIENT) and (words[end].capital or words[end].norm == "&"):
            end += 1
        part = [word.norm for word in words[place:end] if word.norm != "&"]
        strange = [norm for norm in part if norm not in lexicon.words | self._known and len(norm) > 2]
        if strange and part[0] not in self._known:
            name = " ".join(word.typed for word in words[place:end])
            yield Mention(
                "client", place, end, Clients((name,), ghost=True), GHOST_CLIENT if end - place > 1 else GHOST_WORD
            )
