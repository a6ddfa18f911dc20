"""What tests of several rooms share: an invented bench, a store of it, and a closed network."""

from __future__ import annotations

import asyncio
import csv
import os
import random
import shutil
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from agents.settings import ROOT
from demand.desk import DemandDesk
from demand.sources import LakePermits, StoreRanker, StoreSupply
from demand.work_types import WorkTypes
from memory.clock import Clock, read_moment
from memory.store import Store, StoreSettings
from tests.browsing import browser
from tools.catalogue import CATALOGUE
from tools.fates import Done, Fate
from tools.gate import Gate
from tools.tool import Caller

__all__ = ["browser"]
os.environ["OLLAMA_HOST"] = "http://127.0.0.1:9"  # nobody answers there, whatever runs on this machine
ZONE = ZoneInfo("America/Chicago")
NOW = "2026-04-20T09:00"
PEOPLE = 600
Result = TypeVar("Result")
HEADER = [
    *"worker_id name role city state zip skills certifications reliability availability shift".split(),
    *"pay_rate phone email".split(),
]
_FIRST = tuple("Maria James Ana Robert Wei Sofia Dmitri Latoya Carlos Emily Omar Grace Ivan Luis Nina Pavel".split())
_LAST = tuple(stem + end for stem in "Mar Rod Kow Pet Gar Nov Dav Wil Bram Hal Tor Lind".split()
              for end in "son ski ez ova field".split())  # fmt: skip
_SKILLS = {
    "Electrician": ["conduit bending", "panel wiring", "blueprints"],
    "Welder": ["MIG", "TIG", "fabrication"],
    "Forklift Operator": ["reach truck", "inventory", "loading"],
    "Production Worker": ["assembly line", "packing", "quality checks"],
    "Maintenance Tech": ["PLC", "hydraulics", "preventive maintenance"],
}
_CERTIFICATIONS = {
    "Electrician": ["OSHA 10", "Journeyman License"],
    "Welder": ["AWS D1.1", "OSHA 10"],
    "Forklift Operator": ["Forklift (2027-05-01)", "Forklift (2024-05-01)"],
    "Production Worker": ["OSHA 10"],
    "Maintenance Tech": ["OSHA 30"],
}
_PLACES = [("Chicago", "IL", "60601"), ("Gary", "IN", "46402"), ("Toledo", "OH", "43604"), ("Milwaukee", "WI", "53202")]


def in_a_loop(doing: Coroutine[Any, Any, Result]) -> Result:
    """Run it in a thread of its own: a browser in the same worker has a loop already."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, doing).result()


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine can be reached from a test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test tried to reach {address!r}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def write_bench(path: Path, people: int = PEOPLE, seed: int = 7) -> Path:
    """A CSV of invented workers, the same for the same seed.

    No two have one name, but W-9001 and W-9002, who are both Pat Doubleday; W-9003 is Sam Single.
    """
    draw = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        names = draw.sample([f"{first} {last}" for first in _FIRST for last in _LAST], people)
        for number, name in enumerate(names):
            role = draw.choice(list(_SKILLS))
            writer.writerow(
                [f"W-{number:04d}", name, role, *draw.choice(_PLACES),
                 ";".join(draw.sample(_SKILLS[role], 2)), draw.choice(_CERTIFICATIONS[role]),
                 round(draw.uniform(0.4, 1), 2), draw.choices(["available", "assigned"], [0.85, 0.15])[0],
                 draw.choice(["day", "night", "swing", "any"]), round(draw.uniform(17, 42), 2),
                 f"312-555-{number:04d}", f"w{number}@example.com"]
            )  # fmt: skip
        for worker_id, city, state, zip_code in (
            ("W-9001", "Toledo", "OH", "43604"),
            ("W-9002", "Toledo", "OH", "43605"),
            ("W-9003", "Gary", "IN", "46402"),
        ):
            name = "Pat Doubleday" if worker_id != "W-9003" else "Sam Single"
            writer.writerow([worker_id, name, "Welder", city, state, zip_code, "MIG;TIG", "AWS D1.1", 0.8, "available",
                             "any", 25, "419-555-0100", "pat@example.com"])  # fmt: skip
    return path


def open_store(folder: Path, now: str = NOW) -> Store:
    return Store(StoreSettings(folder, ZONE, ROOT / "prompts" / "vocabulary"), Clock(ZONE, read_moment(now, ZONE)))


@pytest.fixture(scope="session")
def prepared_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the bench in it and embedded, made once; copy it, never write to it."""
    folder = tmp_path_factory.mktemp("prepared")
    store = open_store(folder / "store")
    store.ingest(write_bench(folder / "bench.csv"), "workers", staffer="Sarah")
    store.close()
    return folder / "store"


@pytest.fixture
def folder(prepared_store: Path, tmp_path: Path) -> Path:
    """A store's folder of one's own, with the bench."""
    return Path(shutil.copytree(prepared_store, tmp_path / "store"))


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = open_store(folder)
    yield opened
    opened.close()


class Counter:
    """The gate as a test stands at it: names a tool, gets the answer or the fate."""

    def __init__(self, store: Store) -> None:
        work_types = WorkTypes.read(ROOT / "prompts" / "demand" / "work_types.yaml")
        demand = DemandDesk(LakePermits(store), StoreSupply(store), StoreRanker(store), work_types)
        self.store = store
        self.gate = Gate(CATALOGUE, store, demand)
        self.caller = Caller("Sarah", "admin", "terminal")

    def try_(self, name: str, /, caller: Caller | None = None, **arguments: Any) -> Fate:
        return self.gate.call(name, arguments, caller or self.caller)

    def do(self, name: str, /, caller: Caller | None = None, **arguments: Any) -> Any:
        fate = self.try_(name, caller, **arguments)
        assert isinstance(fate, Done), fate
        return fate.answer


@pytest.fixture
def counter(store: Store) -> Counter:
    return Counter(store)


@pytest.fixture
def counter_at(folder: Path) -> Iterator[Callable[[str], Counter]]:
    """Counters over one store at several moments, one after the other."""
    opened: list[Store] = []

    def at(now: str) -> Counter:
        opened.append(open_store(folder, now))
        return Counter(opened[-1])

    yield at
    for store in opened:
        store.close()


@pytest.fixture
def store_at() -> Iterator[Callable[[Path], Store]]:
    """Stores of any folders, closed at the end."""
    opened: list[Store] = []

    def at(folder: Path) -> Store:
        opened.append(open_store(folder))
        return opened[-1]

    yield at
    for store in opened:
        store.close()


@pytest.fixture
def bare(store_at: Callable[[Path], Store], tmp_path: Path) -> Counter:
    """A shop without any file."""
    return Counter(store_at(tmp_path / "bare"))
