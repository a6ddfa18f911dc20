"""A file as it was given → plain UTF-8 text and whether it is CSV or JSON, judged by its bytes."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

import charset_normalizer

from memory.errors import BadInput, NotFound

CHUNK = 1 << 20
HEAD = 1 << 16
BOMB_BYTES, BOMB_RATIO = 1 << 28, 200
"""A gz that unpacks to more than both is no data file."""
ACCEPTED = "CSV, TSV, JSON (a list of objects) and NDJSON are read, each also as .gz."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook (.xlsx)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.xls, .doc)"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gz inside a gz"),
    (b"{\\rtf", "an RTF document"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_JSON_NAMES = (".json", ".ndjson", ".jsonl", ".geojson", ".json.gz", ".ndjson.gz", ".jsonl.gz")
_JSON_START = re.compile(rb"\s*(\{\s*[\"}]|\[\s*[{\]])")
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})
_ASCII = bytes(range(128))
_CODE_PAGES = ["cp1252", "cp1251", "cp950", "gb18030", "shift_jis", "euc_jp", "euc_kr", "mac_roman"]


@dataclass(frozen=True)
class Source:
    """Text that is ready to be parsed."""

    file: BinaryIO
    """UTF-8 without a byte order mark, at its start, seekable."""
    size: int
    """Bytes of that text."""
    form: Literal["csv", "json"]
    sha256: str
    """Of the bytes as they were given, still packed."""
    encoding: str


@contextmanager
def opened(path: Path, name: str, scratch: Path) -> Iterator[Source]:
    """Unpack, recognise and decode ``path``; what has to be rewritten goes to a nameless file in ``scratch``.

    Raises NotFound (``no_such_file``) and BadInput (``empty_file``, ``truncated_file``, ``unsupported_format``,
    ``binary_file``, ``invalid_encoding``).
    """
    if not path.is_file():
        raise NotFound(f"There is no file {str(path)!r}.", code="no_such_file", hint="Check the path.")
    with ExitStack() as stack:
        given = stack.enter_context(path.open("rb"))
        sha256 = hashlib.file_digest(given, "sha256").hexdigest()
        given.seek(0)
        file: BinaryIO = given
        if given.read(2) == b"\x1f\x8b":
            file = stack.enter_context(_nameless(scratch))
            _unpack(path, file, name)
        head = _head(file)
        _refuse_foreign(head, name)
        form = _form(head, name)
        encoding = _encoding(file, head, form, name)
        if encoding != "utf-8":
            packed, file = file, stack.enter_context(_nameless(scratch))
            _transcode(packed, file, encoding, name)
        size = file.seek(0, 2)
        file.seek(0)
        yield Source(file, size, form, sha256, encoding)


def _nameless(scratch: Path) -> BinaryIO:
    return cast(BinaryIO, tempfile.TemporaryFile(dir=scratch))


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head


def _unpack(path: Path, target: BinaryIO, name: str) -> None:
    limit = max(BOMB_BYTES, path.stat().st_size * BOMB_RATIO)
    try:
        with gzip.open(path) as packed:
            while chunk := packed.read(CHUNK):
                target.write(chunk)
                if target.tell() > limit:
                    raise BadInput(
                        f"{name} unpacks to more than {BOMB_RATIO} times its size.",
                        code="bomb",
                        hint="Unpack it yourself and look at it first.",
                    )
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(
            f"{name} is a damaged or cut off gz: {error}.",
            code="truncated_file",
            hint="Copy or download it again; nothing was taken from it.",
        ) from error


def _refuse_foreign(head: bytes, name: str) -> None:
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise BadInput(f"{name} is empty.", code="empty_file", hint="Export it again.")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise BadInput(f"{name} is {what}.", code="unsupported_format", hint=f"Save it as CSV. {ACCEPTED}")


def _form(head: bytes, name: str) -> Literal["csv", "json"]:
    text = head.replace(b"\0", b"") if _utf16(head) else head
    for mark, _ in _BOMS:
        text = text.removeprefix(mark)
    return "json" if _JSON_START.match(text) or name.lower().endswith(_JSON_NAMES) else "csv"


def _utf16(head: bytes) -> str | None:
    """The UTF-16 of a head: by its mark, or because every second byte of plain text would be zero."""
    for mark, encoding in _BOMS[1:]:
        if head.startswith(mark):
            return encoding
    for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        half, other = head[first::2], head[1 - first :: 2]
        if len(half) > 1 and half.count(0) > 0.6 * len(half) and not other.count(0):
            return encoding
    return None


def _encoding(file: BinaryIO, head: bytes, form: str, name: str) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if wide := _utf16(head):
        return wide
    if len(head.translate(None, _CONTROL)) < 0.99 * len(head):
        raise _binary(name)
    broken_at = _first_broken(file, name)
    if broken_at is None:
        return "utf-8"
    if form == "json":
        raise BadInput(
            f"{name} is not UTF-8: byte {broken_at + 1:,} does not fit.",
            code="invalid_encoding",
            hint="JSON is written in UTF-8; export it again.",
        )
    return _guess(file, broken_at, name)


def _binary(name: str) -> BadInput:
    return BadInput(f"{name} holds binary data, not text.", code="binary_file", hint=ACCEPTED)


def _first_broken(file: BinaryIO, name: str) -> int | None:
    """Where the file stops being UTF-8, in bytes; None where it never does."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    done = 0
    while chunk := file.read(CHUNK):
        if b"\0" in chunk:
            raise _binary(name)
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return max(0, done + error.start)
        done += len(chunk)
    return done if decoder.getstate()[0] else None


def _guess(file: BinaryIO, broken_at: int, name: str) -> str:
    """The code page of a text that is not UTF-8, judged around the first byte that is none."""
    start = max(0, broken_at - HEAD)
    file.seek(start)
    sample = file.read(2 * HEAD)
    # Whole lines, or a character that the cut halves would speak against the right code page.
    first = sample.find(b"\n") + 1 if start else 0
    sample = sample[first : sample.rfind(b"\n") + 1] or sample
    best = None if _mostly_utf8(sample) else charset_normalizer.from_bytes(sample, cp_isolation=_CODE_PAGES).best()
    if best is None:
        raise BadInput(
            f"{name} is in no encoding that is known: byte {broken_at + 1:,} is no UTF-8, and the rest no code page.",
            code="invalid_encoding",
            hint="Save it as UTF-8.",
            details={"byte": broken_at + 1},
        )
    return best.encoding


def _mostly_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8 with some damage: as a code page all its good characters would turn to rubbish."""
    good = sample.decode(errors="ignore").encode()
    return len(good.translate(None, _ASCII)) > 0.75 * len(sample.translate(None, _ASCII))


def _transcode(source: BinaryIO, target: BinaryIO, encoding: str, name: str) -> None:
    source.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := source.read(CHUNK):
            _write_text(target, decoder.decode(chunk), name)
        _write_text(target, decoder.decode(b"", final=True), name)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{name} looks like {encoding}, but not all of it is.",
            code="invalid_encoding",
            hint="Save it as UTF-8.",
        ) from error


def _write_text(target: BinaryIO, text: str, name: str) -> None:
    if "\0" in text:
        raise _binary(name)
    target.write(text.encode())
