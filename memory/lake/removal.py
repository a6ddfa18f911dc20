"""One row out of a known dataset, with its line in the book."""

from __future__ import annotations

import hashlib
from datetime import datetime

from memory.lake import manifest
from memory.lake.engine import Engine
from memory.lake.known import KNOWN
from memory.lake.names import quoted
from memory.lake.report import IngestReport
from memory.lake.schema import fingerprint


def remove(engine: Engine, dataset: str, key: str, *, source: str, staffer: str, now: datetime) -> bool:
    """Delete the row under ``key``; False where there is none."""
    with engine.fresh() as cursor, engine.writing(cursor):
        columns = manifest.columns_of(cursor, dataset)
        if columns is None:
            return False
        table, name = manifest.table_of(dataset), quoted(KNOWN[dataset].key)
        gone = cursor.execute(f"DELETE FROM {table} WHERE {name} = ?", [key]).fetchall()[0][0]
        if not gone:
            return False
        # The line needs a hash of its own: nothing that is ever brought in may be taken for it.
        sha256 = hashlib.sha256(f"removed {dataset} {key} {now.isoformat()}".encode()).hexdigest()
        report = IngestReport(dataset, source, "ingested", sha256, fingerprint(columns), changed=1)
        version = manifest.versions(cursor).get(dataset, 0) + 1
        manifest.note(cursor, report, columns, version=version, staffer=staffer, now=now, job="remove")
        return True
