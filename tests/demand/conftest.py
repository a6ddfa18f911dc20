"""Real permits (two years of Chicago) and small invented ones, behind the same source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest

from demand.desk import DemandDesk
from demand.rules import DemandRules
from demand.work_types import WorkTypes

ROOT = Path(__file__).parents[2]
PERMITS = ROOT.parent / "shared" / "data" / "permits"
DICTIONARY = ROOT / "prompts" / "demand" / "work_types.yaml"
CHICAGO = ZoneInfo("America/Chicago")


@dataclass
class TableSource:
    """A table of a plain DuckDB connection as the permit source."""

    connection: duckdb.DuckDBPyConnection
    name: str = "dataset permits"
    revision: int | None = 1
    reads: int = 0

    def version(self) -> int | None:
        return self.revision

    def fetched_at(self) -> datetime | None:
        return datetime(2025, 12, 31, 6, tzinfo=CHICAGO)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        self.reads += 1
        return self.connection.cursor()

    def table(self) -> str:
        return '"permits"'


@dataclass(frozen=True)
class Ranked:
    worker_id: str


@dataclass
class Roster:
    """A bench of numbered workers: supply and ranking of as many as each role has."""

    sizes: Mapping[str, int]
    revision: int = 1
    asked: list[tuple[str, str, str, int]] = field(default_factory=list)

    def supplies(self, state: str) -> Mapping[str, int]:
        return self.sizes if state == "IL" else {}

    def version(self) -> int:
        return self.revision

    def rank(self, role: str, city: str, state: str, k: int) -> Sequence[Ranked]:
        self.asked.append((role, city, state, k))
        return [Ranked(f"{role} {number}") for number in range(min(k, self.sizes.get(role, 0)))]

    def pattern(self, role: str, city: str, state: str) -> str | None:
        return f"{role}s of {city} who stayed held OSHA 10."


@pytest.fixture(scope="session")
def work_types() -> WorkTypes:
    return WorkTypes.read(DICTIONARY)


@pytest.fixture(scope="session")
def real_permits() -> duckdb.DuckDBPyConnection:
    if not PERMITS.is_dir():
        pytest.skip("needs ../shared/data/permits")
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE permits AS SELECT * FROM read_json(?, format='newline_delimited', sample_size=-1, "
        "union_by_name=true)",
        [str(PERMITS / "*.ndjson.gz")],
    )
    return connection


@pytest.fixture
def few_permits() -> Callable[..., TableSource]:
    """Rows as mappings, with the defaults of a plain electrical permit → a source."""

    def build(*rows: Mapping[str, str | None]) -> TableSource:
        plain = {
            "permit_type": "PERMIT – EXPRESS PERMIT PROGRAM",
            "work_type": "Electrical Work",
            "work_description": "LOW VOLTAGE",
            "issue_date": "2025-10-01T00:00:00.000",
            "reported_cost": "5000",
            "street_number": "12",
            "street_direction": "W",
            "street_name": "OAK ST",
        }
        table = pa.Table.from_pylist([{"id": str(number)} | plain | dict(row) for number, row in enumerate(rows)])
        connection = duckdb.connect()
        connection.register("given", table)
        connection.execute("CREATE TABLE permits AS SELECT * FROM given")
        return TableSource(connection)

    return build


@pytest.fixture(scope="session")
def table_source() -> type[TableSource]:
    return TableSource


@pytest.fixture(scope="session")
def roster() -> type[Roster]:
    return Roster


@pytest.fixture
def desk(work_types: WorkTypes) -> Callable[..., DemandDesk]:
    """A source or a connection with permits, and a bench → the desk; without a bench, 400 workers in every role."""

    def build(
        permits: TableSource | duckdb.DuckDBPyConnection, bench: Roster | None = None, rules: DemandRules | None = None
    ) -> DemandDesk:
        source = permits if isinstance(permits, TableSource) else TableSource(permits)
        bench = bench or Roster(dict.fromkeys(work_types.roles, 400))
        return DemandDesk(source, bench, bench, work_types, rules)

    return build
