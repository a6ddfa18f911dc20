"""The demand desk of a store."""

from __future__ import annotations

from pathlib import Path

from demand.desk import DemandDesk
from demand.sources import LakePermits, StoreRanker, StoreSupply
from demand.work_types import WorkTypes
from memory.store import Store


def demand_over(store: Store, work_types: Path) -> DemandDesk:
    """Permits from the store's lake, supply and candidates from its bench."""
    return DemandDesk(LakePermits(store), StoreSupply(store), StoreRanker(store), WorkTypes.read(work_types))
