"""Sentences with slots, compiled into one graph of words.

    {role}            a slot: a mention of that kind
    {about_text}      a slot that is no kind of mention takes any words
    (find|get me)     one of these
    [please]          may be missing

Idle words, and what the frame ``takes``, may stand anywhere in a sentence and need not be written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

from agents.understanding.mentions import Kind
from agents.understanding.words import read_words

KINDS = frozenset(get_args(Kind))
KIND_ARGS: Mapping[str, tuple[str, ...]] = {
    "workers": ("workers",),
    "client": ("client",),
    "role": ("role",),
    "city": ("city",),
    "state": ("state",),
    "date": ("start", "date", "end", "within_days"),
    "hours": ("start", "end"),
    "span": ("days", "within_days"),
    "shift": ("shift",),
    "count": ("headcount",),
    "k": ("k",),
    "pay": ("max_pay_rate", "pay_rate"),
    "certification": ("certifications",),
    "order_id": ("order_id",),
    "draft_id": ("draft_id",),
    "phone": ("phone",),
    "email": ("email",),
    "path": ("source",),
    "people": ("people",),
    "there": ("client", "city"),
    "availability": ("availability",),
    "wish": ("query",),
    "street": ("site_address",),
}
"""Which arguments a kind of mention can fill."""


@dataclass(frozen=True)
class Frame:
    """What a sentence asks for."""

    tool: str
    kind: str
    """The file that it is from: ``log_fill/accepted``."""
    takes: frozenset[str]
    """Arguments that mentions anywhere in the clause fill."""
    drops: frozenset[str] = frozenset()
    """Arguments that may be said but that the tool has no use for."""
    sets: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """Arguments without which the person is asked."""
    if_any: frozenset[str] = frozenset()
    """Kinds of which one must be mentioned, or the sentence is none of this tool's."""
    rest: Literal["", "query", "ignore"] = ""
    """What other words after the sentence are: not allowed, a wish that goes into ``query``, or passed over."""
    loose: frozenset[str] = frozenset()
    """Kinds of which one must be mentioned for other words to be passed over; empty: none may."""
    idle: frozenset[str] = frozenset()
    """Words that say nothing in this tool's sentences."""
    whole: str = ""
    """The argument that takes the clause as it was typed."""
    answered_by: str = ""
    """The tool of the house that answers it, with what the frame takes and sets."""
    hides: frozenset[str] = frozenset()
    """Arguments that only the tool of the house is given."""
    bare: bool = False
    """A sentence without a verb: after another request it continues that one."""
    past: bool = False
    """Days are meant backwards: "showed on Friday"."""
    renews: Literal["", "marked", "all", "end"] = ""
    """Which of the times are what becomes of an order, not what it is known by (see `order_terms`)."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """Kind of mention → the kind of sentence that this is where one is mentioned."""
    unbooked: str = ""
    """Kind of sentence that this is of people who were shown and whom nobody booked."""
    booked: str = ""
    """Kind of sentence that this is of people who are booked then."""
    says: frozenset[str] = frozenset()
    """Words of which a guess of this kind must hold one; empty: any will do."""
    texts: tuple[str, ...] = ()
    """Free texts that a clause of this kind may hold."""
    purposes: frozenset[str] = frozenset()
    """Words that say what a message is for; they belong to its ``about_text``, wherever they stand."""
    languages: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """Ways to say in which language a message is to be written → the language."""
    choices: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]] = field(default_factory=dict)
    """Argument → value → the phrases that say it."""

    @cached_property
    def absorbs(self) -> frozenset[str]:
        """Kinds of mentions that may stand anywhere."""
        args = self.takes | self.drops
        return frozenset(
            kind for kind, fills in KIND_ARGS.items() if kind != "workers" and args.intersection(fills)
        ) | ({"people"} if self.rest == "query" else frozenset())

    @cached_property
    def uses(self) -> frozenset[str]:
        """Kinds of mentions that fill an argument, or only help to read."""
        return frozenset(kind for kind, fills in KIND_ARGS.items() if self.takes.intersection(fills)) | {
            "workers",
            "people",
        }


def is_text(name: str) -> bool:
    """Whether a free slot takes everything that follows, and not just a name."""
    return name.endswith(("_text", "_words")) or name.startswith("_")


@dataclass(eq=False, slots=True)
class Node:
    """A word or slot of one sentence; what may follow it leads on. The root leads to what sentences begin with."""

    words: dict[str, list[Node]] = field(default_factory=dict)
    slots: dict[str, list[Node]] = field(default_factory=dict)
    free: dict[str, list[Node]] = field(default_factory=dict)
    frames: list[tuple[Frame, str]] = field(default_factory=list)
    """The frame whose sentence may end here, with the sentence."""
    absorbs: set[str] = field(default_factory=set)
    """What the frame (for the root: any frame) absorbs."""
    uses: set[str] = field(default_factory=set)
    """What it has a use for."""
    idle: set[str] = field(default_factory=set)
    """Words that say nothing here."""
    wishes: bool = False
    """Whether a sentence ends here whose other words are a wish."""
    free_name: str = ""
    """The argument that takes words here, where this node is a free slot."""
    in_text: bool = False
    """Whether that argument takes everything that follows."""


_PART = re.compile(r"\{(\w+)\}|([\[\](|)])|([^\[\](|){}]+)")
_CLOSES = {"(": ")", "[": "]"}


@dataclass(frozen=True)
class _Leaf:
    """One word or slot of a sentence."""

    kind: Literal["words", "slots", "free"]
    name: str
    node: Node


@dataclass
class _Fragment:
    """Part of a sentence: what it may begin and end with, and whether it may be left out.

    Each word is one node, and alternatives meet again behind their bracket (Glushkov's construction), so a sentence
    costs as many nodes as it has words, however many ways it can be said.
    """

    first: list[_Leaf] = field(default_factory=list)
    last: list[_Leaf] = field(default_factory=list)
    skippable: bool = True

    def then(self, following: _Fragment) -> _Fragment:
        """This part, and the following one behind it."""
        for leaf in self.last:
            _lead(leaf.node, following.first)
        return _Fragment(
            first=self.first + (following.first if self.skippable else []),
            last=following.last + (self.last if following.skippable else []),
            skippable=self.skippable and following.skippable,
        )


def add_sentence(root: Node, frame: Frame, sentence: str, contractions: Mapping[str, Sequence[str]]) -> set[str]:
    """Grow the graph by one sentence; answers its words."""
    builder = _Builder([found.groups() for found in _PART.finditer(sentence)], frame, contractions)
    whole = builder.sequence()
    if builder.at != len(builder.parts):
        raise ValueError(f"a bracket too many in {sentence!r}")
    if whole.skippable:
        raise ValueError(f"nothing is needed in {sentence!r}")
    _lead(root, whole.first)
    for leaf in whole.last:
        leaf.node.frames.append((frame, sentence))
        leaf.node.wishes |= bool(frame.rest)
    root.wishes |= bool(frame.loose)
    root.absorbs |= frame.absorbs
    root.uses |= frame.uses
    return builder.words


def _lead(node: Node, leaves: Sequence[_Leaf]) -> None:
    for leaf in leaves:
        getattr(node, leaf.kind).setdefault(leaf.name, []).append(leaf.node)


@dataclass
class _Builder:
    parts: Sequence[tuple[str | None, ...]]
    frame: Frame
    contractions: Mapping[str, Sequence[str]]
    at: int = 0
    words: set[str] = field(default_factory=set)

    def sequence(self) -> _Fragment:
        """Read until the bracket around it closes; alternatives stand side by side."""
        ways, current = list[_Fragment](), _Fragment()
        while self.at < len(self.parts):
            slot, mark, text = self.parts[self.at]
            if slot:
                current = current.then(self._leaf("slots" if slot in KINDS else "free", slot))
            elif text:
                for word in read_words(text, self.contractions).words:
                    self.words.add(word.norm)
                    current = current.then(self._leaf("words", word.norm))
            elif mark in _CLOSES:
                current = current.then(self._bracket(str(mark)))
            elif mark == "|":
                ways.append(current)
                current = _Fragment()
            else:
                break
            self.at += 1
        ways.append(current)
        return _Fragment(
            first=[leaf for way in ways for leaf in way.first],
            last=[leaf for way in ways for leaf in way.last],
            skippable=any(way.skippable for way in ways),
        )

    def _bracket(self, mark: str) -> _Fragment:
        self.at += 1
        inner = self.sequence()
        if self.at >= len(self.parts) or self.parts[self.at][1] != _CLOSES[mark]:
            raise ValueError("a bracket that does not close")
        return _Fragment(inner.first, inner.last, inner.skippable or mark == "[")

    def _leaf(self, kind: Literal["words", "slots", "free"], name: str) -> _Fragment:
        node = Node(
            absorbs=set(self.frame.absorbs),
            uses=set(self.frame.uses),
            idle=set(self.frame.idle),
            free_name=name if kind == "free" else "",
            in_text=kind == "free" and is_text(name),
        )
        leaf = _Leaf(kind, name, node)
        return _Fragment([leaf], [leaf], skippable=False)
