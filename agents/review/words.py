"""The reviewer's ears, read once from `prompts/review.yaml`: which phrases speak for which tool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from agents.understanding.words import fold
from memory.errors import BadInput

LONGEST_GAP = 7
"""Words that may stand in the gap of a phrase: "sent ... home"."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the message that speaks for a tool, and for one ``value`` of what the tool tells apart."""

    tool: str
    value: str
    places: tuple[int, ...]
    """Its words, without those of a gap."""


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    gap: _Node | None = None
    cues: set[tuple[str, str]] = field(default_factory=set)

    def add(self, phrase: str, cue: tuple[str, str]) -> None:
        node = self
        for word in phrase.split():
            if word == "...":
                node.gap = node.gap or _Node()
                node = node.gap
            elif word.endswith("*"):
                node = node.stems.setdefault(word[:-1], _Node())
            else:
                node = node.words.setdefault(word, _Node())
        node.cues.add(cue)


class Phrases:
    """Finds phrases in words; a phrase inside a longer one is not found: "show" in "did not show"."""

    def __init__(
        self,
        phrases: Iterable[tuple[str, tuple[str, str]]],
        breaks: frozenset[str] = frozenset(),
        mild: frozenset[str] = frozenset(),
    ) -> None:
        """``phrases`` are (phrase, (tool, value)); no gap reaches over ``breaks``; ``mild`` tools hide none."""
        self._root = _Node()
        self._breaks = breaks
        self._mild = mild
        for phrase, cue in phrases:
            self._root.add(fold(phrase), cue)

    def find(self, norms: Sequence[str]) -> tuple[Cue, ...]:
        """The cues, in the order of the words."""
        found = [hit for start in range(len(norms)) for hit in self._from(self._root, norms, start, ())]
        long = [
            set(places) for places, node in found if len(places) > 1 and any(t not in self._mild for t, _ in node.cues)
        ]
        kept = (
            Cue(tool, value, places)
            for places, node in found
            if not any(len(places) < len(other) and other.issuperset(places) for other in long)
            for tool, value in sorted(node.cues)
        )
        return tuple(dict.fromkeys(kept))

    def _from(
        self, node: _Node, norms: Sequence[str], place: int, places: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], _Node]]:
        if node.cues:
            yield places, node
        if node.gap is not None:
            for behind in range(place, min(place + LONGEST_GAP, len(norms) - 1) + 1):
                if behind > place and norms[behind - 1] in self._breaks:
                    break
                yield from self._from(node.gap, norms, behind, places)
        if place >= len(norms):
            return
        norm = norms[place]
        following = [node.words[norm]] if norm in node.words else []
        if node.stems:
            stems = (norm[:length] for length in range(1, len(norm) + 1))
            following += [node.stems[stem] for stem in stems if stem in node.stems]
        for child in following:
            yield from self._from(child, norms, place + 1, (*places, place))


@dataclass(frozen=True)
class ReviewWords:
    """The parts of `prompts/review.yaml`."""

    cues: Phrases
    values: Mapping[str, frozenset[str]]
    """Tool → the values that its cues tell apart."""
    weak: Phrases
    """What speaks for its tools, but against no other."""
    must_be_said: frozenset[str]
    """Tools that need one of their own words."""
    reads: frozenset[str]
    joins: frozenset[str]
    breaks: frozenset[str]
    negations: Phrases
    hedges: Phrases
    questions: frozenset[str]
    auxiliaries: frozenset[str]
    """Words that ask where the person follows: "has she accepted"."""
    polite: Phrases
    tags: frozenset[str]
    weak_references: frozenset[str]
    not_the_subject: Phrases
    now_words: Phrases
    part_of_day: Mapping[str, frozenset[str]]


def load_review_words(path: Path) -> ReviewWords:
    """Read the file. Raises BadInput where it is missing, is not YAML, or lacks a list."""
    try:
        spec = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        breaks = frozenset(spec["breaks"])
        return ReviewWords(
            cues=Phrases(_cues(spec["cues"]), breaks, frozenset(spec["reads"])),
            values={tool: frozenset(told) for tool, told in spec["cues"].items() if isinstance(told, dict)},
            weak=_phrases(spec["weak"]),
            must_be_said=frozenset(spec["must_be_said"]),
            reads=frozenset(spec["reads"]),
            joins=frozenset(spec["joins"]),
            negations=_phrases(spec["negations"]),
            hedges=_phrases(spec["hedges"]),
            questions=frozenset(spec["questions"]),
            auxiliaries=frozenset(spec["auxiliaries"]),
            polite=_phrases(spec["polite"]),
            tags=frozenset(spec["tags"]),
            weak_references=frozenset(spec["weak_references"]),
            not_the_subject=_phrases(spec["not_the_subject"]),
            now_words=_phrases(spec["now_words"]),
            breaks=breaks,
            part_of_day={shift: frozenset(said) for shift, said in spec["part_of_day"].items()},
        )
    except (OSError, yaml.YAMLError, KeyError) as error:
        raise BadInput(f"{path.name} cannot be read.", code="bad_words", hint=f"Mend {path}: {error}") from error


def _phrases(said: Iterable[str]) -> Phrases:
    return Phrases((phrase, ("", "")) for phrase in said)


def _cues(spec: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for tool, told in spec.items():
        for value, phrases in (told if isinstance(told, dict) else {"": told}).items():
            yield from ((phrase, (tool, value)) for phrase in phrases)
