"""The files of `prompts/sentences`: a folder a tool, a file a kind of sentence.

`_tool.yaml` says what holds for all of a tool's kinds. A kind's file adds what is its own, and holds

    sentences   exact ones, with slots (see `sentences`); several groups with rules of their own stand under `frames`
    exemplars   ways to say it that teach the classifier (see `head`); {worker}, {client}, {date} stand for mentions
    instead     the kind that it is where something is mentioned that this tool has no place for
    unbooked    the kind that it is of people who were shown and whom nobody booked
    booked      the kind that it is of people who are booked for the day or the client that is spoken of
    answered_by the tool of the house that answers it, with what the kind takes and sets
    hides       of these what only that tool is given
    says        words of which such a clause must hold one, where the exemplars alone would take in too much
    renews      of an order: whether times behind "to" are its new ones (marked), all of them, or its end
    texts       free texts that the clause may hold (see `free_text`)
    purposes    words that say what a message is for: they belong to its text
    languages   language → the ways to say that a message is to be written in it
    choices     an argument's values with the words that say them
    examples    messages with what must be planned for them; each is a test
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from agents.understanding.sentences import Frame, Node, add_sentence
from agents.understanding.words import plain_words
from memory.errors import BadInput

TOOL_FILE = "_tool.yaml"
USUAL = 4
"""Exemplars of any kind that hold a word, for the word to be no wish."""
OFTEN = 5
"""Exemplars of one kind that hold a word, for the word to be one that asks."""


@dataclass(frozen=True)
class Example:
    """A message with what must be planned for it; ``calls`` of (tool, args)."""

    text: str
    calls: tuple[tuple[str, Mapping[str, Any]], ...]
    expect: str | None
    given: Mapping[str, Any]
    """What the conversation is about before the message."""
    fails: str
    """Why it is known not to be understood yet; such an example must fail, or the remark has to go."""


@dataclass(frozen=True)
class SentenceKind:
    """One file: a kind of thing that people ask for or say."""

    name: str
    """``log_fill/accepted``"""
    frame: Frame
    """What the whole kind takes, sets and needs."""
    exemplars: tuple[str, ...]
    examples: tuple[Example, ...]
    asking: frozenset[str]
    """Words that many of its exemplars are made of: they ask, and wish for nothing."""


@dataclass(frozen=True)
class Sentences:
    """All sentences, ready to be matched."""

    root: Node
    words: frozenset[str]
    """Every word that a sentence is made of."""
    writes: frozenset[str]
    """Tools that a sure sentence must be had for."""
    kinds: tuple[SentenceKind, ...]

    @cached_property
    def frames(self) -> Mapping[str, Frame]:
        """Kind → what the whole kind takes."""
        return {kind.name: kind.frame for kind in self.kinds}

    @cached_property
    def usual(self) -> frozenset[str]:
        """Words of more than one exemplar: what everybody says, and nobody wishes for."""
        said = Counter(word for kind in self.kinds for text in kind.exemplars for word in set(plain_words(text)))
        return frozenset(word for word, count in said.items() if count >= USUAL)

    @property
    def examples(self) -> tuple[Example, ...]:
        """Those of all kinds."""
        return tuple(example for kind in self.kinds for example in kind.examples)


def load_sentences(folder: Path, contractions: Mapping[str, Sequence[str]]) -> Sentences:
    """Compile `prompts/sentences`.

    Raises BadInput where a file cannot be read, a sentence is malformed, or a line stands twice.
    """
    root, words, writes, kinds = Node(), set[str](), set[str](), list[SentenceKind]()
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        if path.name == TOOL_FILE:
            continue
        try:
            tool = _read(path.with_name(TOOL_FILE))
            spec = _read(path)
            if spec.keys() & {"tool", "write"}:
                raise ValueError(f"what holds for the whole tool stands in {TOOL_FILE}")
            kind = _kind(f"{path.parent.name}/{path.stem}", tool, spec)
            for frame, sentence in _framed({**tool, **spec}, spec, kind.name):
                _once(seen, ("sentence", f"{sentence} {sorted(frame.if_any)}"), sentence, kind.name)
                words |= add_sentence(root, frame, sentence, contractions)
            for text in kind.exemplars:
                _once(seen, ("exemplar", _bare(text)), text, kind.name)
            for example in kind.examples:
                _once(seen, ("example", f"{_bare(example.text)} {example.given}"), example.text, kind.name)
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise BadInput(
                f"The sentences of {path.parent.name}/{path.name} cannot be read.",
                code="bad_words",
                hint=f"Mend {path}: {error}",
            ) from error
        if tool.get("write"):
            writes.add(tool["tool"])
        kinds.append(kind)
    return Sentences(root, frozenset(words), frozenset(writes), tuple(kinds))


def _read(path: Path) -> dict[str, Any]:
    spec: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return spec


def _kind(name: str, tool: Mapping[str, Any], spec: Mapping[str, Any]) -> SentenceKind:
    exemplars = tuple(str(text) for text in spec.get("exemplars", ()))
    said = Counter(word for text in exemplars for word in set(plain_words(text)))
    return SentenceKind(
        name=name,
        frame=_frame({**tool, **spec}, name),
        exemplars=exemplars,
        asking=frozenset(word for word, count in said.items() if count >= OFTEN),
        examples=tuple(_example(tool["tool"], one) for one in spec.get("examples", ())),
    )


def _framed(whole: Mapping[str, Any], spec: Mapping[str, Any], kind: str) -> Iterable[tuple[Frame, str]]:
    """Each sentence with its frame; a group under ``frames`` overrules the file."""
    groups = spec.get("frames", [{"sentences": spec.get("sentences", ())}])
    for group in groups:
        frame = _frame({**whole, **group}, kind)
        for sentence in group["sentences"]:
            yield frame, str(sentence)


def _frame(spec: Mapping[str, Any], kind: str) -> Frame:
    return Frame(
        tool=spec["tool"],
        kind=kind,
        takes=frozenset(spec.get("takes", ())),
        drops=frozenset(spec.get("drops", ())),
        sets=spec.get("set", {}),
        needs=tuple(spec.get("needs", ())),
        if_any=frozenset(spec.get("if_any", ())),
        rest=spec.get("rest", ""),
        loose=frozenset(spec.get("loose", ())),
        idle=frozenset(spec.get("idle", ())),
        whole=spec.get("whole", ""),
        answered_by=spec.get("answered_by", ""),
        bare=bool(spec.get("bare")),
        past=bool(spec.get("past")),
        renews=spec.get("renews", ""),
        instead=dict(spec.get("instead", {})),
        unbooked=spec.get("unbooked", ""),
        booked=spec.get("booked", ""),
        says=frozenset(spec.get("says", ())),
        texts=tuple(spec.get("texts", ())),
        purposes=frozenset(spec.get("purposes", ())),
        hides=frozenset(spec.get("hides", ())),
        languages={plain_words(way): to for to, ways in spec.get("languages", {}).items() for way in ways},
        choices={
            argument: {value: tuple(map(plain_words, said)) for value, said in values.items()}
            for argument, values in spec.get("choices", {}).items()
        },
    )


def _example(tool: str, spec: Mapping[str, Any]) -> Example:
    calls = [(call.get("tool", tool), call.get("args", {})) for call in spec["calls"]] if "calls" in spec else []
    if "args" in spec:
        calls = [(tool, spec["args"])]
    return Example(spec["text"], tuple(calls), spec.get("expect"), spec.get("given", {}), spec.get("fails", ""))


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!")


def _once(seen: dict[tuple[str, str], str], key: tuple[str, str], text: str, kind: str) -> None:
    """A line that stands twice is a mistake: nobody knows which one counts."""
    if key in seen:
        raise ValueError(f"{text!r} stands in {seen[key]} already")
    seen[key] = kind
