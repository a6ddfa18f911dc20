"""The sentences of `prompts/sentences`: one YAML file a tool, compiled into one tree of words and slots.

    {role}            a slot: a mention of that kind
    {about_text}      a slot that is no kind of mention takes any words
    (find|get me)     one of these
    [please]          may be missing

Idle words, and what the frame ``takes``, may stand anywhere in a sentence and need not be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from agents.understanding.mentions import Kind
from agents.understanding.words import read_words
from memory.errors import BadInput

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
}
"""Which arguments a kind of mention can fill."""


@dataclass(frozen=True)
class Frame:
    """What a sentence asks for."""

    tool: str
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
    whole: str = ""
    """The argument that takes the clause as it was typed."""
    bare: bool = False
    """A sentence without a verb: after another request it continues that one."""
    past: bool = False
    """Days are meant backwards: "showed on Friday"."""

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
        return frozenset(kind for kind, fills in KIND_ARGS.items() if self.takes.intersection(fills)) | {"workers", "people"}


@dataclass(eq=False, slots=True)
class Node:
    """A place in the tree of sentences."""

    words: dict[str, Node] = field(default_factory=dict)
    slots: dict[str, Node] = field(default_factory=dict)
    free: dict[str, Node] = field(default_factory=dict)
    frames: list[tuple[Frame, str]] = field(default_factory=list)
    """The frames whose sentence ends here, with the sentence."""
    absorbs: set[str] = field(default_factory=set)
    """What any frame at or below this node absorbs."""
    uses: set[str] = field(default_factory=set)
    """What any of them has a use for."""
    wishes: bool = False
    """Whether a sentence ends here whose other words are a wish."""
    free_name: str = ""
    """The argument that takes words here, where this node is a free slot."""


@dataclass(frozen=True)
class Example:
    """A message with what must be planned for it; ``calls`` of (tool, args)."""

    text: str
    calls: tuple[tuple[str, Mapping[str, Any]], ...]
    expect: str | None
    given: Mapping[str, Any]
    """What the conversation is about before the message."""


@dataclass(frozen=True)
class Sentences:
    """All sentences, ready to be matched."""

    root: Node
    words: frozenset[str]
    """Every word that a sentence is made of."""
    writes: frozenset[str]
    """Tools that a sure sentence must be had for."""
    examples: tuple[Example, ...]


def load_sentences(folder: Path, contractions: Mapping[str, Sequence[str]]) -> Sentences:
    """Compile `prompts/sentences`. Raises BadInput where a file cannot be read or a sentence is malformed."""
    root, words, writes, examples = Node(), set[str](), set[str](), list[Example]()
    for path in sorted(folder.glob("*.yaml")):
        try:
            spec = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for frame_spec in spec["frames"]:
                frame = _frame({**spec, **frame_spec})
                for sentence in frame_spec["sentences"]:
                    words |= _add(root, frame, str(sentence), contractions)
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise BadInput(
                f"The sentences of {path.name} cannot be read.", code="bad_words", hint=f"Mend {path}: {error}"
            ) from error
        if spec.get("write"):
            writes.add(spec["tool"])
        examples.extend(_example(spec["tool"], one) for one in spec.get("examples", ()))
    return Sentences(root, frozenset(words), frozenset(writes), tuple(examples))


def _frame(spec: Mapping[str, Any]) -> Frame:
    return Frame(
        tool=spec["tool"],
        takes=frozenset(spec.get("takes", ())),
        drops=frozenset(spec.get("drops", ())),
        sets=spec.get("set", {}),
        needs=tuple(spec.get("needs", ())),
        if_any=frozenset(spec.get("if_any", ())),
        rest=spec.get("rest", ""),
        loose=frozenset(spec.get("loose", ())),
        whole=spec.get("whole", ""),
        bare=bool(spec.get("bare")),
        past=bool(spec.get("past")),
    )


def _example(tool: str, spec: Mapping[str, Any]) -> Example:
    calls = [(call.get("tool", tool), call.get("args", {})) for call in spec["calls"]] if "calls" in spec else []
    if "args" in spec:
        calls = [(tool, spec["args"])]
    return Example(spec["text"], tuple(calls), spec.get("expect"), spec.get("given", {}))


_PART = re.compile(r"\{(\w+)\}|([\[\](|)])|([^\[\](|){}]+)")


def _add(root: Node, frame: Frame, sentence: str, contractions: Mapping[str, Sequence[str]]) -> set[str]:
    """Grow the tree by one sentence; answers its words."""
    words: set[str] = set()
    parts = [found.groups() for found in _PART.finditer(sentence)]
    ends, used = _grow({id(root): root}, parts, 0, frame, words, contractions)
    if used != len(parts):
        raise ValueError(f"a bracket too many in {sentence!r}")
    for node in ends.values():
        if node is root:
            raise ValueError(f"nothing is needed in {sentence!r}")
        node.frames.append((frame, sentence))
        node.wishes |= bool(frame.rest)
        root.wishes |= bool(frame.loose)
    return words


Nodes = dict[int, Node]
Part = tuple[str | None, ...]


def _grow(
    nodes: Nodes, parts: Sequence[Part], at: int, frame: Frame, words: set[str], contractions: Mapping[str, Sequence[str]]
) -> tuple[Nodes, int]:
    """Follow a sequence with its alternatives until its bracket closes; answers where it may end."""
    starts, ends, current = nodes, {}, nodes
    while at < len(parts):
        slot, mark, text = parts[at]
        if slot:
            current = _through_slot(current, slot, frame)
        elif text:
            for word in read_words(text, contractions).words:
                words.add(word.norm)
                current = _each(current, frame, lambda node, norm=word.norm: node.words.setdefault(norm, Node()))
        elif mark in "([":
            inner, at = _grow(current, parts, at + 1, frame, words, contractions)
            if at >= len(parts) or parts[at][1] != {"(": ")", "[": "]"}[mark]:  # type: ignore[index]
                raise ValueError("a bracket that does not close")
            current = inner if mark == "(" else {**current, **inner}
        elif mark == "|":
            ends = {**ends, **current}
            current = starts
        else:
            break
        at += 1
    return {**ends, **current}, at


def _through_slot(nodes: Nodes, slot: str, frame: Frame) -> Nodes:
    if slot in KINDS:
        return _each(nodes, frame, lambda node: node.slots.setdefault(slot, Node()))
    return _each(nodes, frame, lambda node: node.free.setdefault(slot, Node(free_name=slot)))


def _each(nodes: Nodes, frame: Frame, step: Any) -> Nodes:
    reached: Nodes = {}
    for node in nodes.values():
        following = step(node)
        for each in (node, following):
            each.absorbs |= frame.absorbs
            each.uses |= frame.uses
        reached[id(following)] = following
    return reached


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for following in (*node.words.values(), *node.slots.values(), *node.free.values()):
        yield from walk(following)
