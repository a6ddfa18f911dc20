from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from memory.errors import StorageDown
from memory.vectors import phrases as module
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.identity import EmbeddingIdentity
from memory.vectors.phrases import PhraseCache

WORDS = ["Welder", "Forklift", "Welder", "OSHA 10"]


class OtherModel(MiniLmEmbedder):
    """The same vectors under another name: what the cache must not mix up."""

    @property
    def identity(self) -> EmbeddingIdentity:
        return replace(super().identity, model="other")


def test_a_phrase_is_embedded_once_also_by_a_later_process(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    first = PhraseCache(tmp_path / "p.sqlite", embedder)
    made = first.vectors_for(WORDS)
    assert np.array_equal(made, embedder.vectors(WORDS))
    assert first.embedded == 3
    first.vectors_for(WORDS)
    assert first.embedded == 3
    first.close()
    later = PhraseCache(tmp_path / "p.sqlite", embedder)
    assert np.array_equal(later.vectors_for(WORDS), made)
    assert np.array_equal(later.vector("Forklift"), made[1])
    assert later.embedded == 0
    assert later.vectors_for([]).shape == (0, 384)


def test_models_do_not_share_vectors(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    PhraseCache(tmp_path / "p.sqlite", embedder).vectors_for(WORDS)
    other = PhraseCache(tmp_path / "p.sqlite", OtherModel())
    other.vectors_for(WORDS)
    assert other.embedded == 3


@pytest.mark.parametrize("damage", ["changed", "truncated", "not finite"])
def test_a_damaged_row_is_embedded_anew(tmp_path: Path, embedder: MiniLmEmbedder, damage: str) -> None:
    path = tmp_path / "p.sqlite"
    first = PhraseCache(path, embedder)
    made = first.vectors_for(WORDS)
    first.close()
    with sqlite3.connect(path) as file:
        key, blob = file.execute("SELECT key, vector FROM phrases LIMIT 1").fetchone()
        bad = {"changed": bytes([blob[0] ^ 1]) + blob[1:], "truncated": blob[:-4], "not finite": b"\0\0\xc0\x7f" * 384}
        file.execute("UPDATE phrases SET vector = ? WHERE key = ?", (bad[damage], key))
    later = PhraseCache(path, embedder)
    assert np.array_equal(later.vectors_for(WORDS), made)
    assert later.embedded == 1
    assert later.problem is not None
    assert "damaged" in later.problem
    later.close()
    assert PhraseCache(path, embedder).vectors_for(WORDS).shape == (4, 384)


@pytest.mark.parametrize("content", [b"not a database at all" * 300, None])
def test_a_damaged_file_is_started_anew(tmp_path: Path, embedder: MiniLmEmbedder, content: bytes | None) -> None:
    path = tmp_path / "p.sqlite"
    first = PhraseCache(path, embedder)
    made = first.vectors_for(WORDS)
    first.close()
    whole = path.read_bytes()
    path.write_bytes(content if content is not None else whole[:3000] + b"\xff" * (len(whole) - 3000))
    later = PhraseCache(path, embedder)
    assert np.array_equal(later.vectors_for(WORDS), made)
    assert later.problem is not None
    later.close()
    again = PhraseCache(path, embedder)
    again.vectors_for(WORDS)
    assert again.embedded == 0


def test_two_open_caches_share_what_they_learn(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    one, two = PhraseCache(tmp_path / "p.sqlite", embedder), PhraseCache(tmp_path / "p.sqlite", embedder)
    one.vectors_for(["Welder"])
    two.vectors_for(["Painter"])
    one.vectors_for(["Painter"])
    two.vectors_for(["Welder"])
    assert (one.embedded, two.embedded) == (1, 1)


def test_a_folder_in_the_files_place_is_storage_down(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    (tmp_path / "p.sqlite").mkdir()
    with pytest.raises(StorageDown, match=r"p\.sqlite"):
        PhraseCache(tmp_path / "p.sqlite", embedder).vectors_for(WORDS)


def test_questions_stay_in_memory_and_are_bounded(
    tmp_path: Path, embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUERIES_IN_MEMORY", 2)
    cache = PhraseCache(tmp_path / "p.sqlite", embedder)
    first = cache.query_vector("who can weld?")
    assert cache.query_vector("who can weld?") is first
    cache.query_vector("b")
    cache.query_vector("c")
    assert cache.query_vector("who can weld?") is not first
    assert not (tmp_path / "p.sqlite").exists()
