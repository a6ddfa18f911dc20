"""The bench: the columns of `workers` that searches filter on, hot in memory, one position a worker.

DuckDB answers which positions pass a filter; everything after that is arithmetic over arrays of the same positions.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from memory.lake.lake import Lake
from memory.sql_guard import worked_out

_OPTIONAL = {
    "role": "VARCHAR",
    "city": "VARCHAR",
    "state": "VARCHAR",
    "zip": "VARCHAR",
    "skills": "VARCHAR[]",
    "certifications": "VARCHAR[]",
    "reliability": "DOUBLE",
    "availability": "VARCHAR",
    "shift": "VARCHAR",
    "pay_rate": "DECIMAL(10,2)",
    "phone": "VARCHAR",
    "email": "VARCHAR",
    "resume_text": "VARCHAR",
    "archetype": "VARCHAR",
    "language": "VARCHAR",
    "sms_consent": "BOOLEAN",
}
"""Columns a bench may lack, with the type of the NULL that stands in."""

_CERTIFICATION = r"""
    CREATE OR REPLACE TEMP MACRO certification_name(held) AS
        regexp_replace(lower(regexp_replace(held, '\s*\(.*\)\s*$', '')), '[^a-z0-9]', '', 'g');
    CREATE OR REPLACE TEMP MACRO certification_end(held) AS
        TRY_CAST(regexp_extract(held, '\((\d{4}-\d{2}-\d{2})\)\s*$', 1) AS DATE);
"""


@dataclass(frozen=True)
class Filter:
    """Hard filters. Names are canonical already; None filters nothing."""

    role: str | None = None
    city: str | None = None
    state: str | None = None
    certifications: tuple[str, ...] = ()
    max_pay_rate: float | None = None
    availability: str | None = "available"
    """``available``, ``assigned``, ``unavailable``, or None for all."""
    shift: str | None = None
    sql: str | None = None
    """A further condition, parsed and checked before it comes here."""
    valid_on: date | None = None
    """The day on which certifications must not have run out."""


@dataclass(frozen=True)
class Worker:
    """A record of the bench, as people know it."""

    worker_id: str
    name: str
    role: str | None
    city: str | None
    state: str | None
    zip: str | None
    skills: tuple[str, ...]
    certifications: tuple[str, ...]
    reliability: float | None
    availability: str | None
    shift: str | None
    pay_rate: float | None
    phone: str | None
    email: str | None
    resume_text: str | None
    archetype: str | None
    language: str | None
    sms_consent: bool | None


@dataclass(frozen=True)
class BenchVocabulary:
    """The names that occur on the bench, as the bench writes them."""

    roles: tuple[str, ...]
    places: tuple[tuple[str, str | None], ...]
    """City and state."""
    certifications: tuple[str, ...]
    """Without their expiry."""


class Bench:
    """One version of the bench. It never changes; a new version is a new object."""

    def __init__(self, lake: Lake, version: int, *, where: str | None = None, name: str = "") -> None:
        """``where``, a checked condition, leaves the others out; ``name`` tells such a part from others."""
        self.version = version
        self._lake = lake
        self._where = where
        self._table = f"memory.main.bench_{version}{'_' if name else ''}{name}"
        self._by_name: dict[str, list[int]] | None = None
        self._lock = threading.Lock()
        cursor = lake.cursor()
        cursor.execute(_CERTIFICATION)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {self._table} AS {self._hot_columns()}")
        columns = cursor.execute(
            f"SELECT worker_id, name, role, city, state, coalesce(reliability, 0) AS reliability,"
            f" reliability IS NOT NULL AS rated "
            f"FROM {self._table} ORDER BY position"
        ).to_arrow_table()
        self.worker_ids: NDArray[Any] = columns["worker_id"].to_numpy(zero_copy_only=False)
        self.names: list[str] = columns["name"].to_pylist()
        self.roles: list[str | None] = columns["role"].to_pylist()
        self.cities: list[str | None] = columns["city"].to_pylist()
        self.states: list[str | None] = columns["state"].to_pylist()
        self.reliability: NDArray[np.float64] = columns["reliability"].to_numpy()
        self.rated: NDArray[np.bool_] = columns["rated"].to_numpy(zero_copy_only=False)
        """Whether a reliability is on record; where it is not, `reliability` holds 0."""
        self._position = {worker_id: index for index, worker_id in enumerate(self.worker_ids.tolist())}
        self.vocabulary = self._vocabulary()

    def _vocabulary(self) -> BenchVocabulary:
        held = self._lake.cursor().execute(
            f"SELECT DISTINCT regexp_replace(unnest(certifications), '\\s*\\(.*\\)\\s*$', '') AS c "
            f"FROM {self._table} ORDER BY c"
        )
        places = {(city, state) for city, state in zip(self.cities, self.states, strict=True) if city}
        return BenchVocabulary(
            roles=tuple(sorted({role for role in self.roles if role})),
            places=tuple(sorted(places, key=lambda place: (place[0], place[1] or ""))),
            certifications=tuple(row[0] for row in held.fetchall() if row[0]),
        )

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, worker_id: object) -> bool:
        return worker_id in self._position

    @cached_property
    def usual_job(self) -> tuple[str, str] | None:
        """The role and city of the most workers; None where nobody has both."""
        jobs = Counter((role, city) for role, city in zip(self.roles, self.cities, strict=True) if role and city)
        return min(jobs, key=lambda job: (-jobs[job], job)) if jobs else None

    def _source(self) -> str:
        have = {row[0] for row in self._lake.cursor().execute(f"DESCRIBE {self._lake.table('workers')}").fetchall()}
        columns = [
            f'"{name}"::{kind} AS "{name}"' if name in have else f'NULL::{kind} AS "{name}"'
            for name, kind in _OPTIONAL.items()
        ]
        return f"(SELECT worker_id, name, {', '.join(columns)} FROM {self._lake.table('workers')})"

    def _hot_columns(self) -> str:
        return f"""
            SELECT row_number() OVER (ORDER BY worker_id) - 1 AS position, worker_id, name, role, city, state, zip,
                   reliability, coalesce(availability, 'available') AS availability, coalesce(shift, 'any') AS shift,
                   pay_rate, archetype, language, sms_consent, skills, certifications,
                   [{{'name': certification_name(c), 'ends': certification_end(c)}}
                    for c in coalesce(certifications, [])] AS held
            FROM {self._source()} WHERE {self._where or "true"}"""

    def passing(self, wanted: Filter) -> NDArray[np.int64]:
        """Positions of the workers who pass, ascending."""
        where, values = ["true"], []
        for column in ("role", "city", "state"):
            value = getattr(wanted, column)
            if value is not None:
                where.append(f"lower({column}) = lower(?)")
                values.append(value)
        if wanted.availability is not None:
            where.append("availability = ?")
            values.append(wanted.availability)
        if wanted.shift is not None:
            where.append("shift IN (?, 'any')")
            values.append(wanted.shift)
        if wanted.max_pay_rate is not None:
            where.append("pay_rate <= ?::DECIMAL(10,2)")
            values.append(wanted.max_pay_rate)
        for certification in wanted.certifications:
            where.append(
                "len([h for h in held if h.name = ? AND (h.ends IS NULL OR h.ends >= coalesce(?::DATE, h.ends))]) > 0"
            )
            values += ["".join(filter(str.isalnum, certification.lower())), wanted.valid_on]
        if wanted.sql is not None:
            where.append(f"({wanted.sql})")
        query = f"SELECT position FROM {self._table} WHERE {' AND '.join(where)} ORDER BY position"
        with worked_out() if wanted.sql is not None else nullcontext():
            found = self._lake.cursor().execute(query, values).fetchnumpy()["position"]
        return np.asarray(found, dtype=np.int64)

    def positions(self, worker_ids: Sequence[str]) -> NDArray[np.int64]:
        """Positions of workers by id, -1 for somebody who is not on the bench."""
        return np.fromiter((self._position.get(w, -1) for w in worker_ids), np.int64, count=len(worker_ids))

    def workers(self, worker_ids: Sequence[str]) -> list[Worker]:
        """Full records in the order asked for; an unknown id is left out."""
        worker_ids = [worker_id for worker_id in worker_ids if worker_id in self._position]
        if not worker_ids:
            return []
        # One text for all ids: of every value in a list DuckDB asks anew whether pandas, which is not here, knows it.
        wanted = """list_contains(from_json(?, '["VARCHAR"]'), worker_id)"""
        table = self._lake.cursor().execute(
            f"SELECT * FROM {self._source()} WHERE {wanted}", [json.dumps(list(worker_ids))]
        )
        found = {row["worker_id"]: _worker(row) for row in table.to_arrow_table().to_pylist()}
        return [found[worker_id] for worker_id in worker_ids if worker_id in found]

    def named(self, name: str) -> list[int]:
        """Positions of everybody with this name; ``Last, First`` is understood, case and spacing are ignored."""
        with self._lock:
            if self._by_name is None:
                index: dict[str, list[int]] = {}
                for position, full in enumerate(self.names):
                    index.setdefault(_name_key(full), []).append(position)
                self._by_name = index
        found = self._by_name.get(_name_key(name))
        if found is None and "," in name:
            last, _, first = name.partition(",")
            found = self._by_name.get(_name_key(f"{first} {last}"))
        return list(found or ())

    def name_keys(self) -> dict[str, list[int]]:
        """Every name on the bench, folded, with the positions that bear it."""
        self.named("")
        assert self._by_name is not None
        return self._by_name

    def supplies(self, state: str) -> dict[str, int]:
        """Available workers of each role in a state."""
        query = (
            f"SELECT role, count(*) FROM {self._table} "
            "WHERE state = ? AND availability = 'available' AND role IS NOT NULL GROUP BY role"
        )
        return dict(self._lake.cursor().execute(query, [state]).fetchall())

    def columns(self) -> tuple[str, ...]:
        """Columns that a condition in SQL may name."""
        names = [row[0] for row in self._lake.cursor().execute(f"DESCRIBE {self._table}").fetchall()]
        return tuple(name for name in names if name not in ("position", "held"))

    def drop(self) -> None:
        """Free the hot table once nobody searches this version any more."""
        self._lake.cursor().execute(f"DROP TABLE IF EXISTS {self._table}")


def _name_key(name: str) -> str:
    return " ".join(name.casefold().split())


def _worker(row: dict[str, Any]) -> Worker:
    pay = row["pay_rate"]
    return Worker(
        **(
            row
            | {
                "skills": tuple(row["skills"] or ()),
                "certifications": tuple(row["certifications"] or ()),
                "pay_rate": None if pay is None else float(pay),
            }
        )
    )
