"""JSON → batches of text cells: strict, one record at a time, objects flattened, lists kept."""

from __future__ import annotations

import codecs
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pyarrow as pa

from memory.errors import BadInput
from memory.lake.report import Progress, ProgressCallback, Refusals
from memory.lake.source import Source

CHUNK = 1 << 20
LONGEST = 1 << 26
"""Characters of one record; a longer one is refused rather than held in memory."""
BATCH = 10_000
_BLANK = re.compile(r"[ \t\n\r]*")
_UNFINISHED = 12
"""A mistake this near to the end of what was read may be a word or an escape that only goes on."""


@dataclass
class JsonStream:
    """The values of a JSON text: the elements of one list, or one value a line (NDJSON).

    Raises BadInput (``bad_json``, ``truncated_file``) that names the line.
    """

    source: Source
    name: str
    repeated: set[str] = field(default_factory=set)
    """Keys that an object had twice; the last one counts."""

    def __post_init__(self) -> None:
        self.source.file.seek(0)
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._no_constant)
        self._text, self._at, self._line = "", 0, 1

    def values(self) -> Iterator[Any]:
        """Each value once, front to back."""
        if self._next() == "[":
            self._at += 1
            yield from self._elements()
        else:
            yield from self._lines()

    def _elements(self) -> Iterator[Any]:
        if self._next() != "]":
            while True:
                yield self._value()
                sign = self._next()
                if sign == "]":
                    break
                if sign != ",":
                    self._fail("a comma or the end of the list is missing", cut=not sign)
                self._at += 1
                self._next()
        self._at += 1
        if self._next():
            self._fail("something follows the end of the list")

    def _lines(self) -> Iterator[Any]:
        while self._next():
            yield self._value()
            line = self._line
            if self._next() and self._line == line:
                self._fail("something follows the record on its line")

    def _next(self) -> str:
        """The next sign that is not blank, or "" at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            end = blank.end() if blank else self._at
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            if end < len(self._text):
                return self._text[end]
            if not self._more(CHUNK):
                return ""

    def _more(self, size: int) -> bool:
        chunk = self.source.file.read(size)
        self._text = self._text[self._at :] + self._decode(chunk, not chunk)
        self._at = 0
        return bool(chunk)

    def _value(self) -> Any:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                unfinished = error.pos >= len(self._text) - _UNFINISHED or error.msg.startswith("Unterminated")
                if unfinished and self._more(max(CHUNK, len(self._text))):
                    if len(self._text) > LONGEST:
                        self._fail(f"a record is longer than {LONGEST:,} characters")
                    continue
                self._line += self._text.count("\n", self._at, error.pos)
                self._fail(error.msg, cut=unfinished)
            except (RecursionError, ValueError) as error:
                self._fail("nested too deep" if isinstance(error, RecursionError) else str(error))
            if end == len(self._text) and self._more(CHUNK):
                continue
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            return value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            self.repeated.update(key for key in found if keys.count(key) > 1)
        return found

    def _no_constant(self, word: str) -> NoReturn:
        raise ValueError(f"{word} is no JSON value")

    def _fail(self, what: str, *, cut: bool = False) -> NoReturn:
        raise BadInput(
            f"{self.name} {'ends in the middle of a record' if cut else 'is not JSON'} (line {self._line}): {what}.",
            code="truncated_file" if cut else "bad_json",
            hint="Copy or export it again; nothing was taken from it." if cut else "Mend that line; nothing was taken.",
            details={"line": self._line},
        )


@dataclass
class JsonReader:
    """Reads once, front to back. ``headers`` (paths such as ``location.type``) and ``hints`` grow while it reads."""

    source: Source
    name: str
    headers: list[str] = field(default_factory=list)
    hints: dict[int, str] = field(default_factory=dict)
    """By column: the DuckDB type that all its values share. A column of text and numbers is VARCHAR."""
    refused: Refusals = field(default_factory=Refusals)
    notes: list[str] = field(default_factory=list)

    def batches(self, progress: ProgressCallback | None) -> Iterator[pa.RecordBatch]:
        """Columns ``_row`` (int64) and ``c0``, ``c1``, ... (text; lists as JSON), those met until then."""
        stream = JsonStream(self.source, self.name)
        index: dict[str, int] = {}
        types: defaultdict[str, set[str]] = defaultdict(set)
        numbers: list[int] = []
        records: list[dict[str, str | None]] = []
        for number, value in enumerate(stream.values(), start=1):
            if not isinstance(value, dict):
                self.refused.add(number, json.dumps(value), "the record is not an object")
                continue
            record: dict[str, str | None] = {}
            _flatten(value, "", record, types)
            numbers.append(number)
            records.append(record)
            if len(records) == BATCH:
                yield self._batch(numbers, records, index)
                numbers, records = [], []
                if progress:
                    progress(Progress("read", self.source.file.tell(), self.source.size))
        if records:
            yield self._batch(numbers, records, index)
        self.hints = {place: _shared(types[path]) for path, place in index.items()}
        if stream.repeated:
            keys = ", ".join(sorted(stream.repeated)[:5])
            self.notes.append(f"Some records have a key twice ({keys}): the last one counts.")

    def _batch(self, numbers: list[int], records: list[dict[str, str | None]], index: dict[str, int]) -> pa.RecordBatch:
        for record in records:
            for path in record:
                if path not in index:
                    index[path] = len(index)
                    self.headers.append(path)
        columns = [_text_array([record.get(path) for record in records]) for path in index]
        names = [f"c{place}" for place in index.values()]
        return pa.RecordBatch.from_arrays([pa.array(numbers, pa.int64()), *columns], ["_row", *names])


def _text_array(cells: list[str | None]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        # Half of a surrogate pair is legal in JSON and no character.
        return pa.array([cell and cell.encode(errors="replace").decode() for cell in cells], pa.string())


def _flatten(
    value: dict[str, Any], prefix: str, record: dict[str, str | None], types: defaultdict[str, set[str]]
) -> None:
    for key, inner in value.items():
        path = prefix + key.replace("\0", "")
        if inner is None:
            # A key that was met is a column, though it never holds anything.
            record.setdefault(path, None)
        elif isinstance(inner, dict):
            _flatten(inner, f"{path}.", record, types)
        elif isinstance(inner, str):
            # Legal in JSON, and no character that a text file may have; the lake's catalogue cannot keep it.
            record[path] = inner.replace("\0", "")
            types[path].add("VARCHAR")
        else:
            record[path] = json.dumps(inner, ensure_ascii=False)
            types[path].add(_type_of(inner))


def _type_of(value: Any) -> str:
    match value:
        case bool():
            return "BOOLEAN"
        case int():
            return "BIGINT"
        case float():
            return "DOUBLE"
        case list():
            return _shared({_type_of(inner) for inner in value if inner is not None}) + "[]"
        case str():
            return "VARCHAR"
        case _:
            return "JSON"


def _shared(types: set[str]) -> str:
    """One type for all: numbers widen, an empty list is a list of text until another says more."""
    if types == {"BIGINT", "DOUBLE"}:
        return "DOUBLE"
    if len(types) == 1:
        return next(iter(types))
    if types and all(one.endswith("[]") for one in types):
        return _shared({one[:-2] for one in types} - {"VARCHAR"}) + "[]" if types - {"VARCHAR[]"} else "VARCHAR[]"
    return "VARCHAR"
