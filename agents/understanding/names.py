"""Which people of the bench a message names: exact, "Last, First", short forms, and one wrong letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from agents.understanding.words import fold, plain_words

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
LONGEST = 5
"""Words of the longest name that is looked up."""
CLOSE = 2
"""Wrong letters that a misspelt full name may have to be proposed; one is taken, two are asked about."""


@dataclass(frozen=True, slots=True)
class BenchWorker:
    """What a name is told apart by."""

    worker_id: str
    name: str
    role: str
    city: str

    @property
    def label(self) -> str:
        """A choice to offer: "Maria Lopez, Welder, Gary"."""
        return ", ".join(part for part in (self.name, self.role, self.city) if part)


@dataclass(frozen=True, slots=True)
class NameFound:
    """People who may be meant by some words of a message."""

    workers: tuple[BenchWorker, ...]
    wrong_letters: int = 0


class Names:
    """An index over the bench. Exact look-ups are dictionary reads; misspellings search one first or last name."""

    def __init__(self, workers: Sequence[BenchWorker], nicknames: Mapping[str, frozenset[str]]) -> None:
        self.nicknames = nicknames
        self.workers = tuple(workers)
        self._whole: dict[str, list[BenchWorker]] = {}
        self._alias: dict[str, list[BenchWorker]] = {}
        self._first: dict[str, list[BenchWorker]] = {}
        self._last: dict[str, list[BenchWorker]] = {}
        self._ids = {worker.worker_id.casefold(): worker for worker in workers}
        for worker in workers:
            self._add(worker)

    def _add(self, worker: BenchWorker) -> None:
        words = simple_words(worker.name)
        bare = [word for word in words if word not in SUFFIXES] or words
        if not bare:
            return
        self._whole.setdefault(" ".join(words), []).append(worker)
        self._first.setdefault(bare[0], []).append(worker)
        self._last.setdefault(bare[-1], []).append(worker)
        if len(words) != len(bare) and len(bare) == 2:
            self._alias.setdefault(" ".join(bare), []).append(worker)
        if len(bare) > 2:
            for other in dict.fromkeys(bare[1:]):
                self._alias.setdefault(f"{bare[0]} {other}", []).append(worker)

    def by_id(self, worker_id: str) -> BenchWorker | None:
        """Who has this id, in capitals or not."""
        return self._ids.get(worker_id.casefold())

    def is_first_name(self, word: str) -> bool:
        """Whether somebody of the bench is called so, short forms included, or the word is a known first name."""
        return word in self._first or word in self.nicknames

    def is_name(self, word: str) -> bool:
        """Whether the word is a first or last name of somebody."""
        return word in self._first or word in self._last

    def called(self, word: str) -> list[BenchWorker]:
        """Everybody with this first name, short forms included, or else this last name."""
        people = [worker for form in self._forms(word) for worker in self._first.get(form, ())]
        return people or list(self._last.get(word, ()))

    def exact(self, words: Sequence[str]) -> NameFound | None:
        """A full name of two words or more, "Michael" for "Mike" included."""
        for form in self._forms(words[0]):
            key = " ".join((form, *words[1:]))
            found = self._whole.get(key) or self._alias.get(key)
            if found:
                return NameFound(tuple(found))
        return None

    def close(self, words: Sequence[str]) -> NameFound | None:
        """The nearest full names where the first or the last word is right, at most ``CLOSE`` letters off."""
        said = " ".join(words)
        near: list[BenchWorker] = [*self._last.get(words[-1], ())]
        for form in self._forms(words[0]):
            near.extend(self._first.get(form, ()))
        if not near or len(said) < 7:
            return None
        keys = [fold(worker.name) for worker in near]
        hits = extract(said, keys, scorer=OSA.distance, score_cutoff=CLOSE, limit=5)
        if not hits:
            return None
        best = min(score for _, score, _ in hits)
        people = {near[place].worker_id: near[place] for _, score, place in hits if score == best}
        return NameFound(tuple(people.values()), int(best))

    def _forms(self, word: str) -> Iterable[str]:
        yield word
        yield from sorted(self.nicknames.get(word, ()))


def simple_words(name: str) -> list[str]:
    """The folded words of a name; "Lopez, Maria" is turned round."""
    if "," in name:
        last, _, first = name.partition(",")
        if first.strip().lower().rstrip(".") not in SUFFIXES:
            name = f"{first} {last}"
    if name.isascii() and "'" not in name and "." not in name and "-" not in name:
        return name.lower().split()
    return list(plain_words(name))
