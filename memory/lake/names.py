"""Names of datasets and columns: checked, tidied, quoted."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from memory.errors import BadInput, NotFound

RESERVED = frozenset({"muster", "main"})
_DATASET = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TAKEN_BY_THE_LAKE = frozenset({"rowid", "snapshot_id", "filename", "file_row_number", "file_index"})


def check_dataset_name(name: str) -> str:
    """The name itself. Raises BadInput (``bad_dataset_name``) where it is no name for a dataset."""
    if not _DATASET.fullmatch(name) or name in RESERVED:
        raise BadInput(
            f"{name[:80]!r} cannot name a dataset.",
            code="bad_dataset_name",
            hint="Use small letters, digits and _, a letter first, at most 63 characters; muster and main are taken.",
        )
    return name


def no_such_dataset(name: str, existing: Sequence[str]) -> NotFound:
    """The error for a dataset that is not there, with the names that are near."""
    near = difflib.get_close_matches(name, existing, n=3)
    offer = near or sorted(existing)[:5]
    return NotFound(
        f"There is no dataset {name[:80]!r}.",
        code="no_such_dataset",
        hint=f"There is: {', '.join(offer)}." if offer else "The lake is empty: ingest a file first.",
        details={"dataset": name, "near": near},
    )


def tidy_columns(originals: Iterable[str]) -> list[str]:
    """Column names in snake_case, none blank, none twice; their order stays."""
    tidied: list[str] = []
    for position, original in enumerate(originals, start=1):
        name = _tidy(original) or f"column_{position}"
        chosen, again = name, 2
        while chosen in tidied or chosen in _TAKEN_BY_THE_LAKE:
            chosen, again = f"{name}_{again}", again + 1
        tidied.append(chosen)
    return tidied


def _tidy(original: str) -> str:
    if _PLAIN.fullmatch(original):
        return original
    parts = re.sub(r"\W+", "_", _HUMP.sub("_", original.strip()))
    name = re.sub(r"_+", "_", parts).strip("_").lower()
    return f"column_{name}" if name[:1].isdigit() else name


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL string."""
    return "'" + text.replace("'", "''") + "'"
