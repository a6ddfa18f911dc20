from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bm25s
import numpy as np
import pytest

from memory.vectors.composed import WorkerText, blocks, texts
from memory.vectors.lexical import LexicalIndex
from memory.vectors.words import singular, terms


@pytest.fixture(scope="module")
def bench_texts(make_bench: Callable[..., list[WorkerText]]) -> list[str]:
    return [text for table in blocks(make_bench(4_000)) for text in texts(table).to_pylist()]


def test_words_are_folded_alike_for_workers_and_questions() -> None:
    assert terms("Two FORKLIFTS and a Reach-Truck") == ["two", "forklift", "reach", "truck"]
    assert terms("Operación de montacargas; OSHA 30\nBoxes") == ["operacion", "de", "montacarga", "osha", "30", "box"]
    folded = {"pallets": "pallet", "boxes": "box", "batteries": "battery", "machines": "machine", "glass": "glass"}
    assert {word: singular(word) for word in folded} == folded
    assert terms("can you get me some of the") == []


def test_the_scores_are_those_of_bm25s(bench_texts: list[str]) -> None:
    reference = bm25s.BM25()
    reference.index([terms(text) for text in bench_texts], show_progress=False)
    index = LexicalIndex.build(bench_texts)
    for query in ("forklift pallets", "OSHA 30 welder", "blueprint"):
        expected = reference.get_scores(terms(query))
        assert expected.max() > 0
        assert np.allclose(index.scores(query), expected, atol=1e-5)


def test_plurals_find_each_other_and_strangers_score_nothing(bench_texts: list[str]) -> None:
    index = LexicalIndex.build(["Forklift Operator\nPallets", "Welder\nMIG", ""])
    scores = index.scores("forklifts and a pallet")
    assert scores[0] > 0
    assert scores[1:].tolist() == [0, 0]
    assert not index.scores("astronaut").any()
    assert not index.scores("").any()
    assert LexicalIndex.build([]).scores("welder").shape == (0,)


def test_carried_over_equals_built_anew(bench_texts: list[str]) -> None:
    old = LexicalIndex.build(bench_texts[:3_000])
    chance = np.random.default_rng(2)
    now = chance.permutation(4_000)
    place = np.full(4_000, -1)
    place[now] = np.arange(4_000)
    moved = place[:3_000].copy()
    moved[::10] = -1
    texts_now = [bench_texts[at] for at in now]
    new = np.setdiff1d(np.arange(4_000), moved)
    for at in new[:50]:
        texts_now[at] = "Crane Operator\nRigging"
    carried = old.carried(moved, new.tolist(), [texts_now[at] for at in new], size=4_000)
    built = LexicalIndex.build(texts_now)
    for query in ("rigging crane", "forklift pallets", "spanish welders", "OSHA 30"):
        assert carried.scores(query).any()
        assert np.allclose(carried.scores(query), built.scores(query), atol=1e-6)
    assert set(carried.vocabulary) == set(built.vocabulary)


def test_saved_and_loaded(tmp_path: Path, bench_texts: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    index = LexicalIndex.build([*bench_texts[:200], "Soldador de montaña ; 日本"])
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    for query in ("forklift pallets", "montaña"):
        assert np.array_equal(loaded.scores(query), index.scores(query))
        assert loaded.scores(query).any()
    assert capfd.readouterr() == ("", "")
