"""Free text in a clause that no sentence spelled out: what a draft is about, a reason, a name new to the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agents.understanding.lattice import Lattice
from agents.understanding.masking import Token
from agents.understanding.mentions import Clients, Mention
from agents.understanding.vocabulary import Phrase
from agents.understanding.words import PUNCTUATION, Word

Span = tuple[int, int]
"""First word, and the one behind the last."""
LONGEST_NAME = 5
SURE = 0.3
"""Most doubt of a client or person whose shelf it is."""
ME = frozenset({"i", "we", "me", "us", "my", "our", "yo", "mi", "mis", "you", "he", "she", "they", "it", "who", "what"})
NO_REASON = frozenset(
    {"ever", "never", "anymore", "again", "back", "please", "ok", "thanks", "mas", "nunca", "jamas", "they", "said",
     "says", "him", "her", "them", "there"}
)  # fmt: skip
"""Words that stand behind a do-not-send and give no reason for it."""
TO = frozenset({"to", "a", "over", "for", "para"})
QUOTED = re.compile(r'"[^"]+"')
SHELF = frozenset({"workspace", "workspaces", "wkspace", "space", "espacio", "profile", "profiles", "perfil", "search",
                   "busqueda", "shortlist"})  # fmt: skip
"""What the name of a workspace, profile or search stands beside."""

ARTICLES = frozenset({"the", "my", "our", "el", "la", "mi"})
BEFORE_SHELF = (ARTICLES | PUNCTUATION - {"-", "&"}).union(
    "a an to in on into onto with for from under this that which what un al del en 's".split()
)
"""Words before which the name of a shelf begins at the latest."""
BEFORE_PLACE = frozenset({"in", "at", "on", "of", "from", "out", "en", "de", "with", "for"})
"""Words that lead on from a new name to what is said of it: "Delmar Produce in Chicago"."""
UNNAMED = frozenset(
    "new same active current right other last next whole open saved first second nuevo mismo actual".split()
)
"""Words beside a shelf that name none."""


@dataclass(frozen=True)
class FreeTextReader:
    """Finds texts by the words that introduce them (``cues``: what kind of text → its cues)."""

    cues: Mapping[str, frozenset[Phrase]]
    known: frozenset[str]
    """Words that mean something else in a sentence: no names."""

    def find(self, argument: str, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        """The words of ``tokens``' clause that are this argument; None where there is no such text."""
        finders: Mapping[str, Callable[[Lattice, Sequence[Token]], Span | None]] = {
            "about_text": self._about,
            "reason_text": self._reason,
            "staffer": self._staffer,
            "to_staffer": self._to_staffer,
            "name": self._new_person,
            "client_name": self._new_client,
            "name_words": self._shelf_name,
        }
        span = finders[argument](lattice, tokens)
        return span if span and span[0] < span[1] else None

    def _about(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        to_whom = [token for token in tokens if token.mention and token.mention.kind in {"workers", "client"}]
        last = tokens[-1].end
        behind = to_whom[0].end if to_whom else tokens[0].start
        for token in tokens:
            cue = self._cue("about", lattice, token.start)
            if cue and token.start >= behind and cue < last and not token.mention:
                return cue, last
        rest = to_whom[-1].end if to_whom else last
        return (rest, last) if last - rest >= 2 else None

    def _reason(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        named = [
            token.end for token in tokens if token.mention and token.mention.kind in {"workers", "client", "there"}
        ]
        behind, last = max(named, default=tokens[0].start), tokens[-1].end
        for token in tokens:
            cue = self._cue("reason", lattice, token.start)
            if cue and token.start >= behind and not token.mention:
                said = [
                    place for place in range(cue, last)
                    if not lattice.fillers[place] and lattice.message.words[place].norm not in NO_REASON | PUNCTUATION
                ]  # fmt: skip
                return (cue, last) if said else None
        return None

    def _staffer(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        for token in tokens:
            if token.mention and token.mention.people and token.mention.people[0].how != "reference":
                return token.start, token.end
        return self._behind("by_whom", lattice, tokens)

    def _to_staffer(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        people = [t for t in tokens if t.mention and t.mention.people and t.mention.people[0].how != "reference"]
        if people:
            return people[-1].start, people[-1].end
        return self._behind("to_whom", lattice, tokens[::-1])

    def _behind(self, kind: str, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        """One word behind a cue that may be a colleague's name."""
        words = lattice.message.words
        for token in tokens:
            cue = self._cue(kind, lattice, token.start)
            if cue and cue < len(words) and self._may_name(lattice, cue):
                return cue, cue + 1
        return None

    def _may_name(self, lattice: Lattice, place: int) -> bool:
        word = lattice.message.words[place]
        return word.norm.isalpha() and word.norm not in ME and (
            lattice.namelike[place] or word.norm not in self.known
        )  # fmt: skip

    def _new_person(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        for token in tokens:
            if token.mention and token.mention.people and token.mention.people[0].how in {"ghost", "name", "typo"}:
                return token.start, token.end
        return self._capitals(lattice, tokens) or self._up_to_comma("new_name", lattice, tokens)

    def _new_client(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        for token in tokens:
            if token.mention and isinstance(token.mention.value, Clients) and token.mention.value.ghost:
                return token.start, token.end
        return self._up_to_comma("new_name", lattice, tokens) or self._capitals(lattice, tokens)

    def _shelf_name(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        words = lattice.message.words
        first, last = tokens[0].start, tokens[-1].end
        quoted = self._quoted(lattice, first, last)
        if quoted:
            return quoted
        shelves = [place for place in range(first, last) if words[place].norm in SHELF]
        for shelf in shelves:
            cue = self._cue("called", lattice, shelf + 1)
            if cue and cue < last:
                return self._name_from(words, cue, last)
        for shelf in shelves:
            framed = framed_name(lattice, first, shelf)
            if framed:
                return framed
            start = shelf
            while start > first and shelf - start < LONGEST_NAME and self._may_shelf(words[start - 1]):
                start -= 1
            if start < shelf:
                return start, shelf
        capitals = self._capitals(lattice, tokens)
        if capitals:
            return capitals
        named = {token.start for token in tokens if token.mention and token.mention.people}
        for shelf in shelves:
            if shelf + 1 < last and shelf + 1 not in named and self._may_shelf(words[shelf + 1]):
                return self._name_from(words, shelf + 1, last)
        for place in range(first, last):
            cue = self._cue("called", lattice, place)
            if cue and cue < last and self._may_shelf(words[cue]):
                return self._name_from(words, cue, last)
        return None

    def _quoted(self, lattice: Lattice, first: int, last: int) -> Span | None:
        words = lattice.message.words
        for found in QUOTED.finditer(lattice.message.text):
            inside = [p for p in range(first, last) if found.start() < words[p].start and words[p].end < found.end()]
            if inside:
                return inside[0], inside[-1] + 1
        return None

    def _may_shelf(self, word: Word) -> bool:
        return (word.norm not in self.known or word.capital) and word.norm not in PUNCTUATION | SHELF

    def _name_from(self, words: Sequence[Word], start: int, last: int) -> Span:
        end = start
        while end < last and end - start < LONGEST_NAME and words[end].norm not in PUNCTUATION - {"-", "&"}:
            if end > start and words[end].norm in TO and (last - end <= 3 or words[end].norm in {"for", "para"}):
                break  # "hand off workspace May ramp to Priya", "called May outage for Acme"
            end += 1
        return start, end

    def _capitals(self, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        """The longest run of capitals that begins no sentence and is no mention."""
        words = lattice.message.words
        runs: list[Span] = []
        for token in tokens:
            if token.mention or not words[token.start].capital or words[token.start].norm in self.known:
                continue
            if runs and runs[-1][1] == token.start:
                runs[-1] = (runs[-1][0], token.end)
            else:
                runs.append((token.start, token.end))
        return max(runs, key=lambda run: run[1] - run[0], default=None)

    def _up_to_comma(self, kind: str, lattice: Lattice, tokens: Sequence[Token]) -> Span | None:
        words = lattice.message.words
        start = None
        for token in tokens:
            cue = self._cue(kind, lattice, token.start)
            if cue is not None:
                start = cue
            elif start is not None and token.start == start and not token.mention and lattice.fillers[start]:
                start += 1  # "a", a comma
            elif start is not None:
                break
        if start is None:
            return None
        end = start
        stops = {token.start for token in tokens if token.mention and token.start > start}
        while end < tokens[-1].end and end not in stops and words[end].norm not in PUNCTUATION:
            end += 1
        while end > start and words[end - 1].norm in BEFORE_PLACE:
            end -= 1
        return start, min(end, start + LONGEST_NAME)

    def _cue(self, kind: str, lattice: Lattice, place: int) -> int | None:
        """The word behind the cue that begins at ``place``."""
        words = lattice.message.words
        for length in (3, 2, 1):
            phrase = tuple(word.norm for word in words[place : place + length])
            if len(phrase) == length and phrase in self.cues[kind]:
                return place + length
        return None


def framed_name(lattice: Lattice, first: int, shelf: int) -> Span | None:
    """As in "the peak week workspace": between the article and the shelf any word may be a name."""
    words = lattice.message.words
    start = shelf
    while start > first and shelf - start < LONGEST_NAME and words[start - 1].norm not in BEFORE_SHELF:
        start -= 1
    if start in {first, shelf} or words[start - 1].norm not in ARTICLES:
        return None
    owned = any(one.end == shelf and _is_owner(one) for one in lattice.mentions[start])
    said = {word.norm for word in words[start:shelf]}
    return None if owned or said <= UNNAMED | SHELF else (start, shelf)


def _is_owner(mention: Mention) -> bool:
    """A client or a person whose workspace it is."""
    return mention.kind in {"client", "workers"} and mention.cost <= SURE
