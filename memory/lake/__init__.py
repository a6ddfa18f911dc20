"""The lake: datasets as Parquet in a DuckLake, taken in from files, merged by key, catalogued."""

from __future__ import annotations

from memory.lake.known import KNOWN, Known
from memory.lake.lake import Lake
from memory.lake.manifest import Lineage, Manifest
from memory.lake.report import BadCells, IngestReport, Progress, Refusal
from memory.lake.schema import Column

__all__ = ["KNOWN", "BadCells", "Column", "IngestReport", "Known", "Lake", "Lineage", "Manifest", "Progress", "Refusal"]
