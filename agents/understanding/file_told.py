"""What is said of the file that was just shown: what it holds, or what its headings mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agents.language import read_words
from agents.understanding.clauses import Matches
from agents.understanding.lattice import Lattice
from agents.understanding.sentences import Node
from agents.understanding.vocabulary import Phrase
from agents.understanding.words import plain_words

KIND = "ingest/correct"
NOT, MOST_BETWEEN = frozenset({"not", "no"}), 2
"""Words before what the file does not hold, at most so many before it: "no son pedidos"."""
_PAIR = re.compile(
    r"\s*(?:and\s+|y\s+)?(?P<heading>[^=>]+?)\s*(?:=|->|=>|→|\bis\b|\bmeans\b|\bes\b)\s*(?:the\s+|el\s+|la\s+)?(?P<field>[^=>]+?)\s*[.!]?\s*"
)
_PARTS = re.compile(r"[,;\n]|\s+(?:and|y)\s+(?=[^,;]*(?:=|->|→))")
_SIGN = re.compile(r"=|->|→")


def headings_told(text: str, fields: Mapping[str, Mapping[Phrase, str]], held: str | None) -> PlannedMapping | None:
    """What a message says that headings mean: "who = name, cell is phone"; None where it says nothing of the kind.

    ``fields``: dataset → the ways to call a field → the field. ``held`` is the dataset that the file was shown as.
    """
    parts = [part for part in _PARTS.split(text) if part.strip()]
    pairs = [found for part in parts if (found := _PAIR.fullmatch(part))]
    if len(pairs) != len(parts) or not pairs or (len(pairs) == 1 and not _SIGN.search(text)):
        return None
    said = [(one["heading"].strip(), plain_words(one["field"])) for one in pairs]
    for dataset in dict.fromkeys([held or "workers", "workers", "clients", "orders"]):
        known = fields.get(dataset, {})
        if all(field in known for _heading, field in said):
            return PlannedMapping(dataset, {heading: known[field] for heading, field in said})
    every = {field for one in fields.values() for field in one}
    return PlannedMapping("", {}) if sum(field in every for _heading, field in said) > 1 else None


def load_fields(path: Path) -> Mapping[str, Mapping[Phrase, str]]:
    """Dataset → the ways to call a field → the field, of the file in which headings are listed."""
    return {
        dataset: {plain_words(way): name for name, field in fields.items() for way in (name, *field["called"])}
        for dataset, fields in read_words(path).items()
    }


@dataclass(frozen=True)
class PlannedMapping:
    """Heading → field; empty where not every field is one that the desk knows."""

    dataset: str
    mapping: Mapping[str, str]


def dataset_told(lattice: Lattice, root: Node) -> str | None:
    """The dataset that a whole message says the file to be: "those are workers, not orders"; else None."""
    norms = [word.norm for word in lattice.message.words]
    whole = Matches(lattice, root, frozenset()).of(0).get(len(norms)) if norms else None
    if whole is None or whole.frame.kind != KIND:
        return None
    said = [
        (place, dataset)
        for dataset, ways in whole.frame.choices["dataset"].items()
        for way in ways
        for place in range(len(norms) - len(way) + 1)
        if tuple(norms[place : place + len(way)]) == way
    ]
    meant = [one for one in said if not NOT.intersection(norms[max(0, one[0] - MOST_BETWEEN) : one[0]])]
    return min(meant or said)[1]
