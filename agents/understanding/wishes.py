"""Softer wishes in everyday words: "gotta be quick with copper rough-in", "que sepan leer planos".

A cue opens a wish, and it runs to the end of what is said there: a comma or full stop, another request, or whatever
fills an argument of its own (a place, a time, a client).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Clients, Kind, Mention
from agents.understanding.vocabulary import Phrase
from agents.understanding.words import PUNCTUATION, Message, Word

DOUBT, PER_WORD, MOST_DOUBT = 0.31, 0.02, 0.6
"""Cost of a wish, and of each of its words: less than to take it for talk beside the request."""
LONGEST = 16
SURE = 0.35
"""Most doubt of a mention that a wish ends at."""
ENDS = PUNCTUATION - {"&", "+", "/", "#", "%", "$", "="}
SURE_ROLE = 0.2
"""Most doubt of a role beside which a worse one is none: "electricista con experiencia en tableros"."""
OWN: frozenset[Kind] = frozenset(
    ("role", "client", "city", "state", "date", "hours", "span", "pay", "certification", "shift", "availability",
     "order_id", "draft_id", "phone", "email", "path", "k")
)  # fmt: skip
"""Mentions that go into arguments of their own."""
ANOTHERS: frozenset[Kind] = frozenset(("role", "client", "order_id", "draft_id", "workers"))
"""Behind "and" one of these is of another request."""
NOUNS = OWN - {"k", "order_id", "draft_id", "path"} | {"people", "count", "there"}
"""Mentions behind which "who" and "with" go on about the people."""
OPENING = ("wish", "wish_of_somebody", "wish_adjective", "wish_experience", "wish_behind")
"""Cues without one of which there is no wish."""
THIRD_PERSON = ("a", "an", "e", "en")
"""Endings of what is asked for behind "que": sepa, tengan, aguante, hablen."""
BEFORE_PLACE = frozenset({"for", "at", "in", "on", "by", "to", "en", "para", "pa", "near", "around"})
GENERAL = frozenset({"all", "every", "each", "whole", "long", "per"})
"""Before "day" or "night" these make no shift of it."""


@dataclass(frozen=True)
class _Stops:
    """Places of a message that its mentions mark."""

    own: frozenset[int]
    """Where something begins that goes into an argument of its own."""
    covered: frozenset[int]
    """All the words of these."""
    another: frozenset[int]
    """Where something begins that is of another request if "and" stands before it."""
    nouns: frozenset[int]
    """Behind whom or what was asked for."""


class WishReader:
    """Finds wishes by ``cues``: those of `cues.yaml` whose names begin with ``wish``.

    ``idle`` are words that wish for nothing by themselves.
    """

    def __init__(self, cues: Mapping[str, frozenset[Phrase]], idle: frozenset[str]) -> None:
        self._cues = cues
        self._idle = idle
        self._words = {kind: frozenset(phrase[0] for phrase in said) for kind, said in cues.items()}
        self._opening = frozenset({"que", "q"}).union(*(self._words[kind] for kind in OPENING))

    def find(self, message: Message, mentions: Sequence[Sequence[Mention]]) -> Iterator[Mention]:
        """Every wish; ``mentions`` by the place where they begin."""
        words = message.words
        if self._opening.isdisjoint(word.norm for word in words):
            return
        stops = _stops(words, mentions)
        place = 1
        while place < len(words):
            inside = self._opened(words, place, stops)
            end = self._end(message, inside, stops) if inside else place
            if inside and self._says_something(words, inside, end, stops):
                start = place - 1 if words[place - 1].norm in {"one", "ones", "those", "unos", "uno"} else place
                said = message.slice(self._said_from(words, place, end), end)
                yield Mention("wish", start, end, said, min(DOUBT + PER_WORD * (end - start), MOST_DOUBT))
                place = end
            place += 1
        yield from self._required(message, stops)

    def _opened(self, words: Sequence[Word], place: int, stops: _Stops) -> int:
        """Where the words behind a cue at ``place`` begin; 0 where none opens there."""
        behind = self._cue("wish_experience", words, place)
        if behind and behind < len(words) and self._cue("wish_near", words, behind):
            return behind
        after_noun = place in stops.nouns or words[place - 1].norm in self._words["wish_people"]
        after_mark = words[place - 1].norm in PUNCTUATION or words[place - 1].norm in self._words["wish_join"]
        if not after_noun and not after_mark and words[place - 1].norm not in self._words["wish_adverb"]:
            return 0
        behind = self._cue("wish", words, place)
        behind = behind or (self._cue("wish_of_somebody", words, place) if after_noun else 0)
        if behind:
            follows = behind + (behind < len(words) and words[behind].norm in {"do", "does"})
            ours = follows < len(words) and words[follows].norm in self._words["wish_not_of"]
            return 0 if ours else behind
        if words[place].norm in {"que", "q"}:
            return self._asked_for(words, place)
        behind = self._cue("wish_adjective", words, place)
        return place if behind and behind < len(words) and self._cue("wish_near", words, behind) else 0

    def _asked_for(self, words: Sequence[Word], place: int) -> int:
        """As in "que sepan leer planos", "que no les dé miedo"."""
        at = place + 1
        while at < len(words) and words[at].norm in self._words["wish_pronoun"]:
            at += 1
        verb = words[at].norm if at < len(words) else ""
        return place + 1 if len(verb) > 1 and verb.isalpha() and verb.endswith(THIRD_PERSON) else 0

    def _end(self, message: Message, start: int, stops: _Stops) -> int:
        """Behind the last word of the wish whose words begin at ``start``."""
        words = message.words
        end = start
        while end < min(len(words), start + LONGEST) and end not in stops.own:
            norm = words[end].norm
            if norm in ENDS or norm in self._words["wish_end"]:
                break
            if norm == "who" and end > start and not self._content(words, end, stops):
                break  # "with no fear of heights who is available monday"
            if norm in self._words["wish_join"] and self._another(words, end + 1, stops):
                break
            end += 1
        while end > start and words[end - 1].norm in self._words["wish_tail"] and not _hyphened(message, end - 1):
            end -= 1
        return end

    def _another(self, words: Sequence[Word], place: int, stops: _Stops) -> bool:
        """Whether what follows "and" asks for something else."""
        if place < len(words) and words[place].norm in self._words["another_request"]:
            return True
        for ahead in range(place, len(words)):
            if words[ahead].norm in ENDS:
                return False
            if ahead in stops.another:
                return True
        return False

    def _says_something(self, words: Sequence[Word], start: int, end: int, stops: _Stops) -> bool:
        """Whether anything is wished for.

        The verb alone of "who holds OSHA 10" and "que trabaje en Gary" is not, nor a word right before a mention.
        """
        said = sum(map(self._is_content, words[start:end]))
        ahead = end
        while ahead < len(words) and ahead not in stops.own and words[ahead].norm in self._words["wish_tail"]:
            ahead += 1
        between = {word.norm for word in words[end:ahead]}
        verb = words[start - 1].norm in self._words["wish_of_somebody"] | {"que", "q"}
        return said > (ahead in stops.own and (verb or not between & BEFORE_PLACE))

    def _is_content(self, word: Word) -> bool:
        return word.norm.isalpha() and word.norm not in self._idle

    def _content(self, words: Sequence[Word], start: int, stops: _Stops) -> bool:
        """Whether a word up to the next mark or mention says something."""
        for place in range(start, len(words)):
            if words[place].norm in ENDS or place in stops.own:
                return False
            if self._is_content(words[place]):
                return True
        return False

    def _required(self, message: Message, stops: _Stops) -> Iterator[Mention]:
        """What stands before "a must": "steel toes a must"."""
        words = message.words
        for place in range(1, len(words)):
            behind = self._cue("wish_behind", words, place)
            if not behind or (behind < len(words) and words[behind].norm not in PUNCTUATION):
                continue
            start = place
            while start > 0 and words[start - 1].norm not in ENDS and start - 1 not in stops.covered:
                start -= 1
            if start > 0 and self._says_something(words, start, place, stops) and words[start - 1].norm in ENDS:
                yield Mention("wish", start, behind, message.slice(start, place), DOUBT + PER_WORD * (behind - start))

    def _said_from(self, words: Sequence[Word], place: int, end: int) -> int:
        """Behind the words that only lead up to it: "who", "gotta be", "has to"."""
        lead = self._words["wish_lead"]
        while place < end - 1:
            has = words[place].norm in {"has", "have", "need", "needs", "got", "ought", "tiene", "tienen"}
            if has and words[place + 1].norm in {"to", "que"}:
                place += 2
            elif words[place].norm in lead and words[place + 1].norm != "not":
                place += 1
            else:
                break
        while place < end - 1 and words[place].start == words[place - 1].start:
            place += 1  # "who've" is one word
        return min(place, end - 1)

    def _cue(self, kind: str, words: Sequence[Word], place: int) -> int:
        """The place behind the cue that begins here; 0 where none does."""
        cues = self._cues[kind]
        for length in (3, 2, 1):
            phrase = tuple(word.norm for word in words[place : place + length])
            if len(phrase) == length and phrase in cues:
                return place + length
        return 0


def _stops(words: Sequence[Word], mentions: Sequence[Sequence[Mention]]) -> _Stops:
    found = [one for at in mentions for one in at if one.cost <= SURE and not _only_said(one, words)]
    sure = any(one.kind == "role" and one.cost <= SURE_ROLE for one in found)
    own = [
        one for one in found
        if (one.kind in OWN or _is_full_name(one)) and not (one.kind == "role" and sure and one.cost > SURE_ROLE)
    ]  # fmt: skip
    return _Stops(
        own=frozenset(one.start for one in own),
        covered=frozenset(place for one in own for place in range(one.start, one.end)),
        another=frozenset(one.start for one in own if one.kind in ANOTHERS),
        nouns=frozenset(one.end for one in found if one.kind in NOUNS),
    )


def _hyphened(message: Message, place: int) -> bool:
    """Whether the word hangs on the one before it: "rough-in"."""
    return message.folded[message.words[place].start - 1 : message.words[place].start] == "-"


def _is_full_name(mention: Mention) -> bool:
    return bool(mention.people) and all(person.how in {"name", "id", "typo"} for person in mention.people)


def _only_said(mention: Mention, words: Sequence[Word]) -> bool:
    """What is none of the job's: "all day", "swing a hammer", "2 years of experience", a client that is a guess."""
    before = words[mention.start - 1].norm if mention.start else ""
    after = words[mention.end].norm if mention.end < len(words) else ""
    if mention.kind == "shift" and mention.end - mention.start == 1:
        return before in GENERAL or before.isdigit() or (words[mention.start].norm == "swing" and after in {"a", "the"})
    if mention.kind == "span":
        return after in {"of", "de", "experience", "exp", "experiencia"}
    return isinstance(mention.value, Clients) and mention.value.ghost


def runs_of(places: Sequence[int], lattice: Lattice) -> list[tuple[int, int]]:
    """Words of a wish that stand together, with the small words between them."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if lattice.message.words[place].norm in ",.;:!?\n-()":
            continue
        if runs and _only_idle(lattice, runs[-1][1], place):
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _only_idle(lattice: Lattice, start: int, end: int) -> bool:
    place = start
    while place < end:
        if lattice.message.words[place].norm in ",.;!?\n" or not lattice.fillers[place]:
            return False
        place = max(lattice.fillers[place])
    return place == end
