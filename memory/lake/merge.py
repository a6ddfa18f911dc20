"""Typed rows → the dataset's table: checked, one row a key, merged or appended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from memory.lake.kinds import trimmed
from memory.lake.known import Known
from memory.lake.names import quoted
from memory.lake.plan import Target
from memory.lake.report import BadCells, Refusal, shortened
from memory.lake.schema import Column
from memory.lake.sensitivity import discreet
from memory.lake.staging import RAW, Staged

TYPED, DELTA = "temp.typed", "temp.delta"
CELL_SAMPLES = 5


@dataclass(frozen=True)
class Counts:
    """What a write did to the dataset, in rows."""

    new: int
    changed: int
    same: int


def refine(staged: Staged, targets: Sequence[Target]) -> tuple[BadCells, ...]:
    """RAW → TYPED (``_row`` and the named columns). What does not fit is NULL there, and is returned."""
    strict = [target for target in targets if target.kind.otherwise]
    values = [f"{one.kind.value(one.cell)} AS {quoted(one.column.name)}" for one in targets]
    # DuckDB works an expression out once, however often a projection repeats it.
    misfits = [
        f"({trimmed(one.cell)} IS NOT NULL AND {one.kind.value(one.cell)} IS NULL) AS _bad_{one.cell}" for one in strict
    ]
    staged.cursor.execute(f"CREATE TEMP TABLE typed AS SELECT _row, {', '.join(values + misfits)} FROM {RAW}")
    counted = ", ".join(f"count_if(_bad_{one.cell})" for one in strict) or "0"
    counts = staged.one(f"SELECT {counted} FROM {TYPED}")
    return tuple(_bad_cells(staged, one, int(str(count))) for one, count in zip(strict, counts, strict=False) if count)


def _bad_cells(staged: Staged, target: Target, count: int) -> BadCells:
    name, reason = target.column.name, target.kind.otherwise
    found = staged.cursor.execute(
        f"SELECT _row, {target.cell} FROM {TYPED} JOIN {RAW} USING (_row) WHERE _bad_{target.cell}"
        f" ORDER BY _row LIMIT {CELL_SAMPLES}"
    ).fetchall()
    return BadCells(name, count, reason, tuple(Refusal(row, name, discreet(value), reason) for row, value in found))


def refuse_incomplete(staged: Staged, known: Known) -> None:
    """Take the rows out of TYPED that lack what every row must have."""
    cells = ", ".join(f"c{i}" for i in range(len(staged.headers)))
    for name in known.required:
        lacking = f"FROM {TYPED} WHERE {quoted(name)} IS NULL"
        count = int(str(staged.one(f"SELECT count(*) {lacking}")[0]))
        if count:
            found = staged.cursor.execute(
                f"SELECT _row, concat_ws(', ', {cells}) FROM {RAW}"
                f" WHERE _row IN (SELECT _row {lacking} ORDER BY _row LIMIT {CELL_SAMPLES}) ORDER BY _row"
            ).fetchall()
            for row, text in found:
                staged.refused.add(row, text, f"{name} is empty")
            staged.refused.count += count - len(found)
            staged.cursor.execute(f"DELETE {lacking}")


def drop_duplicates(staged: Staged, key: str) -> int:
    """Of several rows with one key only the last stays in TYPED; how many went."""
    column = quoted(key)
    extra = int(str(staged.one(f"SELECT count(*) - count(DISTINCT {column}) FROM {TYPED}")[0]))
    if extra:
        found = staged.cursor.execute(
            f"SELECT {column} FROM {TYPED} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT {CELL_SAMPLES}"
        ).fetchall()
        repeat = "rows repeat" if extra > 1 else "row repeats"
        article = "an" if key[0] in "aeiou" else "a"
        keys = ", ".join(shortened(row[0]) for row in found)
        staged.notes.append(f"{extra} {repeat} {article} {key} of the same source ({keys}): the last one counts.")
        staged.cursor.execute(
            f"DELETE FROM {TYPED} WHERE rowid NOT IN (SELECT arg_max(rowid, _row) FROM {TYPED} GROUP BY {column})"
        )
    return extra


def create(cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column]) -> None:
    """Make the dataset's table."""
    shape = ", ".join(f"{quoted(one.name)} {one.type}{'' if one.nullable else ' NOT NULL'}" for one in columns)
    cursor.execute(f"CREATE TABLE {table} ({shape})")


def append(cursor: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], sort: Sequence[str]) -> Counts:
    """Add all of TYPED."""
    columns = ", ".join(quoted(name) for name in names)
    order = ", ".join([quoted(name) for name in sort if name in names] + ["_row"])
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {TYPED} ORDER BY {order}")
    return Counts(new=int(cursor.fetchall()[0][0]), changed=0, same=0)


def merge(cursor: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], key: str) -> Counts:
    """Add the rows of TYPED whose key is new and update those that differ; what is equal is not rewritten."""
    keyed, columns = quoted(key), [quoted(name) for name in names]
    differs = " OR ".join(f"t.{one} IS DISTINCT FROM x.{one}" for one in columns)
    cursor.execute(
        f"CREATE TEMP TABLE delta AS"
        f" SELECT t._row, {', '.join(f't.{one}' for one in columns)}, x.{keyed} IS NULL AS _new"
        f" FROM {TYPED} t LEFT JOIN {table} x ON t.{keyed} = x.{keyed} WHERE x.{keyed} IS NULL OR {differs}"
    )
    total, new, touched = cursor.execute(
        f"SELECT (SELECT count(*) FROM {TYPED}), count(*) FILTER (_new), count(*) FROM {DELTA}"
    ).fetchall()[0]
    if touched:
        listed = ", ".join(columns)
        cursor.execute(
            f"MERGE INTO {table} t USING (SELECT {listed} FROM {DELTA} ORDER BY _row) s ON t.{keyed} = s.{keyed}"
            f" WHEN MATCHED THEN UPDATE SET {', '.join(f'{one} = s.{one}' for one in columns)}"
            f" WHEN NOT MATCHED THEN INSERT ({listed}) VALUES ({', '.join(f's.{one}' for one in columns)})"
        )
    return Counts(new=new, changed=touched - new, same=total - touched)
