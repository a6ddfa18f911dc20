"""An approximate index beside a generation's vectors. It can always be rebuilt, so it has a seal of its own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from memory.vectors.approximate import ApproximateIndex, RowsTold, ServedIndex, fresh_positions, nobody
from memory.vectors.files import replace_text, sha256, sync
from memory.vectors.generation import link
from memory.vectors.identity import BrokenVectors
from memory.vectors.matrix import Matrix

SEAL = "approximate.json"
_INDEX = "approximate.index"
_LABELS = "approximate.labels.npy"
_STALE_SHARE = 0.02
"""Of a carried index: beyond this share of rows that came or went, a rebuild pays."""


@dataclass(frozen=True)
class Seal:
    """What the side files must be."""

    backend: str
    index_sha256: str
    labels_sha256: str


class SideFiles:
    """Reads and writes side files of one back end; keeps the index it read last, which later generations may share."""

    def __init__(self, backend: type[ApproximateIndex]) -> None:
        self.backend = backend
        self._held: tuple[str, ApproximateIndex] | None = None

    def build(self, folder: Path, ground: Matrix, told: RowsTold = nobody) -> None:
        """Index a generation's vectors and put the side files in place; the seal comes last."""
        for name in (SEAL, _INDEX, _LABELS):
            # An older generation may share the index file: remove the name, never write into the file.
            (folder / name).unlink(missing_ok=True)
        self.backend.build(ground, told).save(folder / _INDEX)
        np.save(folder / _LABELS, np.arange(len(ground)))
        sync(folder / _INDEX)
        self._seal(folder, sha256(folder / _INDEX))

    def carry(self, source: Path, folder: Path, to: NDArray[np.int64], size: int) -> bool:
        """Let the last generation's index serve this one too: row i there is row ``to[i]`` here (-1: gone or changed).

        False, and nothing is done, where there is no sound one or too much changed.
        """
        if not self.is_sound(source):
            return False
        before = np.load(source / _LABELS)
        labels = np.where(before >= 0, to[before], -1)
        stale = int((labels < 0).sum()) + len(fresh_positions(labels, size))
        if stale > _STALE_SHARE * size:
            return False
        link(source / _INDEX, folder / _INDEX)
        np.save(folder / _LABELS, labels)
        seal = _read_seal(source)
        assert seal is not None
        self._seal(folder, seal.index_sha256)
        return True

    def is_sound(self, folder: Path) -> bool:
        """True where the side files are there, of this back end, and what was written."""
        seal = _read_seal(folder)
        return seal is not None and seal.backend == self.backend.name and _broken_file(folder, seal) is None

    def load(self, folder: Path, ground: Matrix) -> ServedIndex | None:
        """None where there is none (yet). Raises BrokenVectors where the files are not what was written."""
        seal = _read_seal(folder)
        if seal is None or seal.backend != self.backend.name:
            return None
        broken = _broken_file(folder, seal)
        if broken:
            raise BrokenVectors(
                f"The approximate index in {folder.name} is damaged ({broken}); searches compare all vectors instead.",
                hint="Refresh the vectors: muster index.",
                code="side_file_damaged",
            )
        if self._held is None or self._held[0] != seal.index_sha256:
            self._held = (seal.index_sha256, self.backend.load(folder / _INDEX, ground.dims))
        return ServedIndex(ground, self._held[1], np.load(folder / _LABELS))

    def _seal(self, folder: Path, index_sha256: str) -> None:
        sync(folder / _LABELS)
        seal = Seal(self.backend.name, index_sha256, sha256(folder / _LABELS))
        replace_text(folder / SEAL, json.dumps(asdict(seal)))


def _read_seal(folder: Path) -> Seal | None:
    """None where there is no readable seal: then there is no index."""
    try:
        return Seal(**json.loads((folder / SEAL).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _broken_file(folder: Path, seal: Seal) -> str | None:
    for name, expected in ((_INDEX, seal.index_sha256), (_LABELS, seal.labels_sha256)):
        try:
            if sha256(folder / name) != expected:
                return name
        except OSError:
            return name
    return None
