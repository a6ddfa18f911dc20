"""The demo's clients."""

from __future__ import annotations

import pyarrow as pa

from gateway.demo.words import DemoWords

COLUMNS = ("client", "city", "state", "site_address")


def clients(words: DemoWords) -> pa.Table:
    """All of them, as the ``clients`` dataset; they are the same for every seed."""
    rows = [each.model_dump(include=set(COLUMNS)) for each in words.clients]
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in COLUMNS]))
