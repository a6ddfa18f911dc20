"""Which model made a vector, down to its weights: vectors of different identities are never compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from memory.errors import MusterError

TEXT_TEMPLATE = "worker-text-1"
"""Version of how a worker becomes text and a composed vector; a change of either makes all vectors stale."""


class BrokenVectors(MusterError):
    """Stored vectors that must not be used: damaged, or made by another model. A rebuild mends it."""

    status = 503
    default_code = "broken_vectors"


@dataclass(frozen=True)
class EmbeddingIdentity:
    """A model's whole identity, stored with everything it made."""

    model: str
    weights_sha256: str
    dims: int
    normalised: bool
    document_prefix: str
    query_prefix: str
    text_template: str = TEXT_TEMPLATE

    @property
    def digest(self) -> str:
        """64 hex digits that name this identity."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> EmbeddingIdentity:
        """What `dataclasses.asdict` made. Raises TypeError where fields are missing or unknown."""
        return cls(**fields)


class TextEmbedder(Protocol):
    """A model that makes vectors; `MiniLmEmbedder` is one."""

    @property
    def identity(self) -> EmbeddingIdentity: ...

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dims), one row a text; a text's row does not depend on the other texts."""

    def query_vector(self, text: str) -> NDArray[np.float32]:
        """(dims,), where the model tells questions from documents by a prefix."""
