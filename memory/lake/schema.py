"""The shape of a dataset: its columns, their fingerprint, and what drift is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from memory.errors import Conflict
from memory.lake.report import Sensitivity


@dataclass(frozen=True)
class Column:
    """A column of a dataset."""

    name: str
    type: str
    """A DuckDB type."""
    nullable: bool
    sensitivity: Sensitivity


def fingerprint(columns: Sequence[Column]) -> str:
    """SHA-256 over (name, type, nullability), sorted by name: the order of columns is no drift."""
    shape = sorted((column.name, column.type, column.nullable) for column in columns)
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()


def drift(dataset: str, stored: Sequence[Column], met: Sequence[Column]) -> Conflict:
    """The error (``schema_conflict``) that names both fingerprints and each column that differs."""
    before = {column.name: column for column in stored}
    after = {column.name: column for column in met}
    differing = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or (old.type, old.nullable) != (new.type, new.nullable):
            stored_type, source_type = old.type if old else None, new.type if new else None
            differing.append({"column": name, "stored": stored_type, "source": source_type})
    named = ", ".join(str(one["column"]) for one in differing[:5])
    return Conflict(
        f"{dataset} has another shape than this source; it differs in {named}.",
        code="schema_conflict",
        hint="Ingest it under another dataset name, or evolve the dataset first; nothing was changed.",
        details={
            "dataset": dataset,
            "stored_fingerprint": fingerprint(stored),
            "source_fingerprint": fingerprint(met),
            "columns": differing,
        },
    )
