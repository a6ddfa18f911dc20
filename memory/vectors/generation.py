"""One generation of a bench's vectors: a folder of open files that is written once and never changed.

000042/
  generation.json   whose model, which version of the data, and a checksum of each file
  vectors.parquet   worker_id, text_hash, text, vector (float16, little-endian), sorted by worker_id
  lexical.npz, vocabulary.json
  approximate.*     only for large benches; may be rebuilt (see memory.vectors.sidefile)
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from memory.vectors.files import sha256, sync
from memory.vectors.identity import BrokenVectors, EmbeddingIdentity
from memory.vectors.lexical import FILES as LEXICAL_FILES
from memory.vectors.lexical import LexicalIndex
from memory.vectors.matrix import Matrix

MANIFEST = "generation.json"
VECTORS = "vectors.parquet"
_GROUP = 65_536


@dataclass(frozen=True)
class Manifest:
    """What a generation says of itself."""

    identity: EmbeddingIdentity
    dataset_version: int
    rows: int
    built_at: str
    """ISO, UTC, by the machine's clock."""
    checksums: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Contents:
    """What is embedded of a bench, one row a worker, sorted by worker_id."""

    worker_ids: NDArray[np.object_]
    """(n,) of str, ascending."""
    hashes: NDArray[np.uint64]
    """(n, 2): 128 bits of each worker's text."""
    matrix: Matrix
    lexical: LexicalIndex


def write(folder: Path, contents: Contents, texts: pa.Array, manifest: Manifest) -> None:
    """Fill an empty folder; the manifest comes last, so a folder without one is a draft."""
    vectors = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(2 * contents.matrix.dims), len(contents.matrix), [None, pa.py_buffer(contents.matrix.rows)]
    )
    hashes = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), len(contents.hashes), [None, pa.py_buffer(np.ascontiguousarray(contents.hashes))]
    )
    ids = pa.array(contents.worker_ids, pa.string())
    table = pa.table({"worker_id": ids, "text_hash": hashes, "text": texts, "vector": vectors})
    pq.write_table(
        table, folder / VECTORS, row_group_size=_GROUP, compression="none", use_dictionary=False, write_statistics=False
    )
    contents.lexical.save(folder)
    _seal(folder, manifest)


def relabel(source: Path, folder: Path, manifest: Manifest) -> None:
    """The same contents under another manifest: the files are linked, not copied."""
    for name in (VECTORS, *LEXICAL_FILES):
        link(source / name, folder / name)
    _seal(folder, manifest)


def link(source: Path, target: Path) -> None:
    """One file under two names; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def read_manifest(folder: Path) -> Manifest:
    """Raises BrokenVectors where there is none that can be read."""
    try:
        fields: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**(fields | {"identity": EmbeddingIdentity.from_json(fields["identity"])}))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _broken(folder, f"its {MANIFEST} cannot be read ({error})", "vectors_unreadable") from error


def read(folder: Path, identity: EmbeddingIdentity) -> tuple[Manifest, Contents]:
    """Everything, checked. Raises BrokenVectors for another model, a changed file, a wrong width or a NaN."""
    manifest = read_manifest(folder)
    if manifest.identity != identity:
        raise _broken(folder, f"it was made by {manifest.identity.model}, not {identity.model}", "other_model")
    for name in (VECTORS, *LEXICAL_FILES):
        try:
            intact = sha256(folder / name) == manifest.checksums.get(name)
        except OSError:
            intact = False
        if not intact:
            raise _broken(folder, f"{name} is missing or not what was written", "vectors_damaged")
    try:
        contents = _read(folder, identity.dims, manifest.rows)
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise _broken(folder, f"its files cannot be read ({error})", "vectors_unreadable") from error
    if not contents.matrix.is_finite():
        raise _broken(folder, "it holds a number that is not finite", "vectors_not_finite")
    return manifest, contents


def _read(folder: Path, dims: int, rows: int) -> Contents:
    file = pq.ParquetFile(folder / VECTORS, memory_map=True)
    width = file.schema_arrow.field("vector").type
    if width != pa.binary(2 * dims) or file.metadata.num_rows != rows:
        raise ValueError(f"vectors are {width} in {file.metadata.num_rows} rows")
    matrix = np.empty((rows, dims), np.float16)
    hashes = np.empty((rows, 2), np.uint64)
    worker_ids = np.empty(rows, object)
    start = 0
    for batch in file.iter_batches(_GROUP, columns=["worker_id", "text_hash", "vector"]):
        stop = start + len(batch)
        worker_ids[start:stop] = batch["worker_id"].to_pylist()
        hashes[start:stop] = _fixed(batch["text_hash"], np.uint64, 2)
        matrix[start:stop] = _fixed(batch["vector"], np.float16, dims)
        start = stop
    lexical = LexicalIndex.load(folder)
    if lexical.size != rows:
        raise ValueError(f"the words are of {lexical.size} workers, the vectors of {rows}")
    return Contents(worker_ids, hashes, Matrix(matrix), lexical)


def _fixed(values: pa.FixedSizeBinaryArray, kind: type, width: int) -> NDArray[Any]:
    """(n, width) numbers of a column of fixed-size bytes."""
    numbers: NDArray[Any] = np.frombuffer(values.buffers()[1], kind).reshape(-1, width)
    return numbers[values.offset : values.offset + len(values)]


def _seal(folder: Path, manifest: Manifest) -> None:
    names = (VECTORS, *LEXICAL_FILES)
    for name in names:
        sync(folder / name)
    sealed = asdict(manifest) | {"checksums": {name: sha256(folder / name) for name in names}}
    (folder / MANIFEST).write_text(json.dumps(sealed, indent=1), encoding="utf-8")
    sync(folder / MANIFEST)
    sync(folder)


def _broken(folder: Path, what: str, code: str) -> BrokenVectors:
    return BrokenVectors(
        f"The vectors in {folder.name} cannot be used: {what}.",
        hint="Refresh the vectors: muster index.",
        code=code,
        details={"generation": folder.name},
    )
