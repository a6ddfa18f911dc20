"""A phrase is embedded once, ever: text → vector, kept in a small SQLite file that several processes may share.

Twenty thousand workers are made of a few hundred phrases, so a bench is composed from this cache, not by the model.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from memory.errors import StorageDown
from memory.vectors.identity import TextEmbedder

PHRASES_IN_MEMORY = 50_000
QUERIES_IN_MEMORY = 2_048
_CHUNK = 256
"""Phrases embedded between two commits: what a kill can cost."""
_BUSY_SECONDS = 30
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_TABLE = "CREATE TABLE IF NOT EXISTS phrases (key BLOB PRIMARY KEY, vector BLOB NOT NULL, crc INTEGER NOT NULL)"


class PhraseCache:
    """Vectors by text, for one embedder. Safe for use from several threads and processes."""

    def __init__(self, path: Path, embedder: TextEmbedder) -> None:
        self._path = path
        self._embedder = embedder
        self._dims = embedder.identity.dims
        self._salt = bytes.fromhex(embedder.identity.digest)
        self._phrases: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._queries: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        self._file_lock = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self.embedded = 0
        """Phrases that this object had to ask the model for."""
        self.problem: str | None = None
        """What was found broken in the file and embedded anew; None where nothing was."""

    def vectors_for(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        """(n, dims) in the order asked for. Raises StorageDown where the file cannot be written."""
        wanted = list(dict.fromkeys(phrases))
        with self._lock:
            found = {p: self._phrases[p] for p in wanted if p in self._phrases}
        missing = [p for p in wanted if p not in found]
        for start in range(0, len(missing), _CHUNK):
            found |= self._fetch(missing[start : start + _CHUNK])
        with self._lock:
            for phrase in wanted:
                _remember(self._phrases, phrase, found[phrase], PHRASES_IN_MEMORY)
        return np.array([found[p] for p in phrases], np.float32).reshape(len(phrases), self._dims)

    def vector(self, text: str) -> NDArray[np.float32]:
        """(dims,) of one phrase."""
        row: NDArray[np.float32] = self.vectors_for([text])[0]
        return row

    def query_vector(self, text: str) -> NDArray[np.float32]:
        """(dims,) of a question; kept in memory only, the latest `QUERIES_IN_MEMORY` of them."""
        with self._lock:
            if text in self._queries:
                self._queries.move_to_end(text)
                return self._queries[text]
        vector = self._embedder.query_vector(text)
        vector.setflags(write=False)
        with self._lock:
            _remember(self._queries, text, vector, QUERIES_IN_MEMORY)
        return vector

    def close(self) -> None:
        """Let go of the file; a later call opens it again."""
        with self._file_lock:
            self._close_file()

    def _fetch(self, phrases: list[str]) -> dict[str, NDArray[np.float32]]:
        """From the file, else from the model; no lock is held while the model works, so questions go on."""
        with self._file_lock:
            found = self._stored(phrases)
        new = [p for p in phrases if p not in found]
        if new:
            made = dict(zip(new, self._embedder.vectors(new), strict=True))
            with self._file_lock:
                self._store(made)
                self.embedded += len(new)
            found |= made
        return found

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _key(self, phrase: str) -> bytes:
        return hashlib.blake2b(phrase.encode(), key=self._salt, digest_size=16).digest()

    def _stored(self, phrases: list[str]) -> dict[str, NDArray[np.float32]]:
        """What the file holds of these; a row that is not what was written counts as absent."""
        keys = {self._key(phrase): phrase for phrase in phrases}
        marks = ",".join("?" * len(keys))
        rows = self._run(f"SELECT key, vector, crc FROM phrases WHERE key IN ({marks})", [tuple(keys)])
        found = {}
        for key, blob, crc in rows:
            if not isinstance(blob, bytes) or len(blob) != 4 * self._dims or zlib.crc32(blob, zlib.crc32(key)) != crc:
                self.problem = f"A damaged row in {self._path.name} was embedded anew."
                continue
            found[keys[key]] = np.frombuffer(blob, "<f4")
        return found

    def _store(self, vectors: dict[str, NDArray[np.float32]]) -> None:
        rows = []
        for phrase, vector in vectors.items():
            key, blob = self._key(phrase), vector.astype("<f4").tobytes()
            rows.append((key, blob, zlib.crc32(blob, zlib.crc32(key))))
        self._run("INSERT OR REPLACE INTO phrases VALUES (?, ?, ?)", rows)

    def _run(self, statement: str, rows: Sequence[tuple[object, ...]]) -> list[tuple[bytes, bytes, int]]:
        """Run one SELECT, or one INSERT with many rows; a file that is no database is started anew, once."""
        try:
            return self._attempt(statement, rows)
        except sqlite3.DatabaseError as error:
            if (getattr(error, "sqlite_errorcode", 0) & 0xFF) not in _DAMAGED:
                raise _unwritable(self._path, error) from error
            self.problem = f"{self._path.name} was damaged ({error}) and has been started anew."
        self._close_file()
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        try:
            return self._attempt(statement, rows)
        except sqlite3.DatabaseError as error:
            raise _unwritable(self._path, error) from error

    def _attempt(self, statement: str, rows: Sequence[tuple[object, ...]]) -> list[tuple[bytes, bytes, int]]:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode=WAL")
            # A cache may lose its last rows in a power cut; WAL keeps it whole all the same.
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.execute(_TABLE)
        with self._file:
            if statement.startswith("SELECT"):
                return self._file.execute(statement, rows[0]).fetchall()
            self._file.executemany(statement, rows)
            return []


def _remember(kept: OrderedDict[str, NDArray[np.float32]], text: str, vector: NDArray[np.float32], most: int) -> None:
    kept[text] = vector
    kept.move_to_end(text)
    while len(kept) > most:
        kept.popitem(last=False)


def _unwritable(path: Path, error: Exception) -> StorageDown:
    return StorageDown(
        f"The phrase cache {path.name} cannot be used: {error}.",
        hint="Check that the disk has room and that the store's folder may be written.",
        code="phrase_cache_down",
    )
