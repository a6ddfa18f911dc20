"""The permits as columns in memory, with role and headcount, read once for each version of the dataset."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demand.rules import DemandRules
from demand.work_types import NO_JOB, WorkTypes

UNMAPPED = -1
"""Role code: no rule of the dictionary fits."""
JOBLESS = -2
"""Role code: the dictionary says that the permit is no job."""

COLUMNS = (
    "id",
    "permit_type",
    "work_type",
    "work_description",
    "issue_date",
    "reported_cost",
    "street_number",
    "street_direction",
    "street_name",
)


class Cursor(Protocol):
    """The part of a lake cursor that reading permits needs."""

    def execute(self, query: str) -> Any: ...

    def to_arrow_table(self) -> pa.Table: ...

    @property
    def description(self) -> Sequence[Sequence[Any]] | None: ...


class PermitSource(Protocol):
    """Where permits come from: the ``permits`` dataset of the lake, however it was filled."""

    @property
    def name(self) -> str:
        """What an answer calls its source."""
        ...

    def version(self) -> Hashable | None:
        """Changes whenever the permits do; None while there are none."""
        ...

    def fetched_at(self) -> datetime | None: ...

    def cursor(self) -> Cursor: ...

    def table(self) -> str:
        """The permits' table as quoted SQL."""
        ...


@dataclass(frozen=True)
class Permits:
    """Columns of equal length, ordered by day of issue, then the dearest, then id."""

    roles: tuple[str, ...]
    ids: pa.StringArray
    addresses: pa.StringArray
    role: npt.NDArray[np.int16]
    """An index into ``roles``, or UNMAPPED or JOBLESS."""
    issued: npt.NDArray[np.datetime64]
    """Wall time at the site, in seconds."""
    cents: npt.NDArray[np.int64]
    """Reported cost; 0 where it is unusable (missing, zero, negative, no number)."""
    headcount: npt.NDArray[np.int64]
    undated: int
    """Permits left out because their date of issue is missing or cannot be read."""


class PermitBook:
    """Permits by version: a changed dataset is read again at the next question."""

    def __init__(self, source: PermitSource, work_types: WorkTypes, rules: DemandRules) -> None:
        self._source = source
        self._work_types = work_types
        self._rules = rules
        self._lock = threading.Lock()
        self._kept: tuple[Hashable, Permits] | None = None

    def current(self) -> Permits | None:
        """The permits as they are now; None while there is no such dataset."""
        with self._lock:
            version = self._source.version()
            if version is None:
                return None
            if self._kept is None or self._kept[0] != version:
                self._kept = (version, read_permits(self._source, self._work_types, self._rules))
            return self._kept[1]


def read_permits(source: PermitSource, work_types: WorkTypes, rules: DemandRules) -> Permits:
    """One scan; columns that the dataset does not have count as missing in every row."""
    cursor, table = source.cursor(), source.table()
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    present = {str(column[0]) for column in cursor.description or ()}
    text = {name: f'CAST("{name}" AS VARCHAR)' if name in present else "CAST(NULL AS VARCHAR)" for name in COLUMNS}
    cost = f"try_cast({text['reported_cost']} AS DECIMAL(17, 2))"
    street = ", ".join(f"nullif(trim({text[part]}), '')" for part in COLUMNS[-3:])
    mapped = work_types.role_sql(table, text["work_type"], text["permit_type"], text["work_description"])
    cursor.execute(
        f"""
        SELECT {text["id"]} AS id,
               concat_ws(' ', {street}) AS address,
               _role AS role,
               try_cast({text["issue_date"]} AS TIMESTAMP_S) AS issued,
               CAST(100 * greatest(coalesce({cost}, 0), 0) AS BIGINT) AS cents
        FROM ({mapped})
        ORDER BY CAST(issued AS DATE) NULLS LAST, cents DESC, id
        """
    )
    rows = cursor.to_arrow_table()
    return _columns(rows, work_types.roles, rules)


def _columns(rows: pa.Table, roles: tuple[str, ...], rules: DemandRules) -> Permits:
    undated = rows.column("issued").null_count
    rows = rows.slice(0, rows.num_rows - undated).combine_chunks()
    code_of = {role: code for code, role in enumerate(roles)} | {NO_JOB: JOBLESS, None: UNMAPPED}
    coded = _flat(rows, "role").dictionary_encode()
    codes = np.array([code_of[role] for role in coded.dictionary.to_pylist()] + [UNMAPPED], dtype=np.int16)
    cents = _flat(rows, "cents").to_numpy(zero_copy_only=False)
    return Permits(
        roles=roles,
        ids=_flat(rows, "id"),
        addresses=_flat(rows, "address"),
        role=codes[coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)],
        issued=_flat(rows, "issued").to_numpy(zero_copy_only=False).astype("datetime64[s]"),
        cents=cents,
        headcount=headcounts(cents, rules),
        undated=undated,
    )


def _flat(rows: pa.Table, name: str) -> Any:
    column = rows.column(name)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def headcounts(cents: npt.NDArray[np.int64], rules: DemandRules) -> npt.NDArray[np.int64]:
    """Cost over dollars per worker, rounded half up, within the least and the most."""
    step = rules.dollars_per_worker * 100
    return np.clip((2 * cents + step) // (2 * step), rules.least_workers, rules.most_workers)
