"""The lake's own book: one line an ingest, committed with its rows; a manifest is what the lines add up to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

import duckdb

from memory.lake.known import KNOWN
from memory.lake.names import literal, quoted
from memory.lake.report import Earlier, IngestReport
from memory.lake.schema import Column

BOOK = "lake.muster.ingests"
_SHAPE = (
    "dataset VARCHAR NOT NULL, version BIGINT NOT NULL, job VARCHAR, source VARCHAR, staffer VARCHAR,"
    " taken_at TIMESTAMPTZ, sha256 VARCHAR, fingerprint VARCHAR, columns VARCHAR, report VARCHAR"
)


@dataclass(frozen=True)
class Lineage:
    """Where rows came from: source → job → dataset."""

    source: str
    job: str
    at: datetime
    staffer: str
    sha256: str
    new: int
    changed: int


@dataclass(frozen=True)
class Manifest:
    """A dataset as it is catalogued."""

    name: str
    rows: int
    fingerprint: str
    columns: tuple[Column, ...]
    key: str | None
    """The column by which rows merge; None where they are appended."""
    lineage: tuple[Lineage, ...]
    """Oldest first."""
    owner: str
    """The staffer who brought it in first."""
    updated_at: datetime
    objects: tuple[str, ...]
    """Its Parquet files."""
    sha256: str
    """Of the last source."""
    version: int
    """Grows whenever the rows change."""

    def freshness(self, now: datetime) -> float:
        """Seconds since the last ingest."""
        return (now - self.updated_at).total_seconds()


def table_of(dataset: str) -> str:
    """The dataset's table, for SQL."""
    return f"lake.main.{quoted(dataset)}"


def has_book(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether the lake has been used before."""
    found = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'muster'"
    return bool(cursor.execute(found).fetchall())


def make_book(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the book where there is none."""
    cursor.execute("CREATE SCHEMA IF NOT EXISTS lake.muster")
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {BOOK} ({_SHAPE})")


def note(
    cursor: duckdb.DuckDBPyConnection,
    report: IngestReport,
    columns: Sequence[Column],
    *,
    version: int,
    staffer: str,
    now: datetime,
    job: Literal["ingest", "remove"] = "ingest",
) -> None:
    """Write the line of one ingest or removal."""
    shape = json.dumps([asdict(column) for column in columns])
    cursor.execute(
        f"INSERT INTO {BOOK} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            report.dataset,
            version,
            job,
            report.source,
            staffer,
            now,
            report.sha256,
            report.fingerprint,
            shape,
            json.dumps(report.as_json()),
        ],
    )


def versions(cursor: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The version of each dataset."""
    return dict(cursor.execute(f"SELECT dataset, max(version) FROM {BOOK} GROUP BY 1 ORDER BY 1").fetchall())


def columns_of(cursor: duckdb.DuckDBPyConnection, dataset: str) -> tuple[Column, ...] | None:
    """The stored columns, None where the dataset is new."""
    row = cursor.execute(
        f"SELECT columns FROM {BOOK} WHERE dataset = ? ORDER BY version DESC, taken_at DESC LIMIT 1", [dataset]
    ).fetchone()
    return tuple(Column(**column) for column in json.loads(row[0])) if row else None


def earlier(
    cursor: duckdb.DuckDBPyConnection, dataset: str, sha256: str, source: str, given: Mapping[str, str]
) -> IngestReport | None:
    """The no-op report for bytes that this dataset has taken before, read as ``given`` says where it says anything."""
    row = cursor.execute(
        f"SELECT report, taken_at, staffer, source FROM {BOOK} WHERE dataset = ? AND sha256 = ?"
        " ORDER BY version DESC, taken_at DESC LIMIT 1",
        [dataset, sha256],
    ).fetchone()
    if row is None:
        return None
    before, at, staffer = json.loads(row[0]), row[1], row[2]
    taken = Earlier(row[3], staffer, at.isoformat())
    if not given.items() <= before.get("mapping", {}).items():
        return None
    return IngestReport(
        dataset=dataset,
        source=source,
        status="unchanged",
        sha256=sha256,
        fingerprint=before["fingerprint"],
        rows_in=before["rows_in"],
        rows_kept=before["rows_kept"],
        same=before["rows_kept"],
        notes=(f"{staffer} brought in the same bytes at {at:%Y-%m-%d %H:%M}; nothing was changed.",),
        earlier=taken,
    )


def manifest_of(cursor: duckdb.DuckDBPyConnection, dataset: str) -> Manifest | None:
    """What the catalogue says of a dataset, None where it knows none."""
    lines = cursor.execute(
        f"SELECT source, job, taken_at, staffer, sha256, version, fingerprint, columns, report FROM {BOOK}"
        " WHERE dataset = ? ORDER BY version, taken_at",
        [dataset],
    ).fetchall()
    if not lines:
        return None
    lineage = tuple(
        Lineage(source, job, at.astimezone(UTC), staffer, sha256, *(json.loads(report)[k] for k in ("new", "changed")))
        for source, job, at, staffer, sha256, _, _, _, report in lines
    )
    last = lines[-1]
    rows = cursor.execute(f"SELECT count(*) FROM {table_of(dataset)}").fetchall()[0][0]
    files = cursor.execute(f"SELECT data_file FROM ducklake_list_files('lake', {literal(dataset)})").fetchall()
    known = KNOWN.get(dataset)
    return Manifest(
        name=dataset,
        rows=rows,
        fingerprint=last[6],
        columns=tuple(Column(**column) for column in json.loads(last[7])),
        key=known.key if known else None,
        lineage=lineage,
        owner=lineage[0].staffer,
        updated_at=lineage[-1].at,
        objects=tuple(file for (file,) in files),
        sha256=last[4],
        version=last[5],
    )
