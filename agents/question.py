"""The desk's own open question (which of several people, or: shall I record that?), and what an answer to it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agents.state import Made
from agents.understanding.vocabulary import Vocabulary
from agents.understanding.words import plain_words
from tools.fates import Retry


def choice_label(candidate: Mapping[str, Any]) -> str:
    """How one of several people is offered: ``Pat Doubleday, Welder, Toledo (W-9001)``."""
    about = ", ".join(str(candidate[name]) for name in ("name", "role", "city") if candidate.get(name))
    return f"{about} ({candidate['worker_id']})"


def question_after(made: Sequence[Made]) -> dict[str, Any] | None:
    """What the last call leaves open; None where nothing is."""
    if not made or not isinstance(made[-1].fate, Retry) or made[-1].fate.error.code != "ambiguous_worker":
        return None
    details = made[-1].fate.error.details
    return {
        "tool": made[-1].tool,
        "arguments": dict(made[-1].arguments),
        "name": details["name"],
        "candidates": [{"worker_id": c["worker_id"], "label": choice_label(c)} for c in details["candidates"]],
    }


class Answers:
    """Reads a message as the answer to the desk's own question."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._yes = frozenset(plain_words(word) for word in vocabulary.references["yes"])
        self._ordinals = _ordinals(vocabulary.references["ordinals"])

    def calls(self, question: Mapping[str, Any] | None, text: str) -> list[dict[str, Any]]:
        """The calls that the question was about, as they are settled now; none where the text is no answer to it."""
        if question is None:
            return []
        if "confirm" in question:
            return list(question["confirm"]) if plain_words(text.strip(" .!")) in self._yes else []
        chosen = self._chosen(question["candidates"], text)
        if chosen is None:
            return []
        arguments = question["arguments"]
        workers = [chosen if " ".join(w.split()) == question["name"] else w for w in arguments["workers"]]
        return [{"name": question["tool"], "args": {**arguments, "workers": workers}}]

    def _chosen(self, candidates: Sequence[Mapping[str, str]], text: str) -> str | None:
        said = " ".join(text.split()).strip(" .!#").casefold()
        for candidate in candidates:
            if said in (candidate["label"].casefold(), candidate["worker_id"].casefold()):
                return candidate["worker_id"]
        place = int(said) if said.isdecimal() and len(said) == 1 else self._ordinals.get(plain_words(said), 0)
        return candidates[place - 1]["worker_id"] if 0 < place <= len(candidates) else None


def _ordinals(words: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], int]:
    """``("the", "second", "one")`` → 2."""
    ways: dict[tuple[str, ...], int] = {}
    for number, said in words.items():
        for base in map(plain_words, said):
            for phrase in (base, ("the", *base), (*base, "one"), ("the", *base, "one"), ("el", *base), ("la", *base)):
                ways[phrase] = int(number)
    return ways
