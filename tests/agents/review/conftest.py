"""A small shop with everything that a reviewer must know of: two people of one name, lists, bookings, orders."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel

from agents.desk import Desk
from agents.review.reviewer import Asked
from agents.settings import Settings
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.names import simple_words
from agents.understanding.plan import PlannedCall
from agents.verdicts import Verdict
from tools.fates import Done, Fate
from tools.tool import Caller

NOW = "2026-04-20T08:00"
"""A Monday."""
WORKERS = """
W-101,Maria Lopez,Welder,Gary,IN
W-102,Maria Lopez,Packer,Toledo,OH
W-103,Maria Gutierrez,Welder,Gary,IN
W-104,Tom Baker,Welder,Gary,IN
W-105,Ana Ruiz,Electrician,Chicago,IL
W-106,Michael Johnson,Forklift Operator,Hammond,IN
W-107,Juan Carlos Perez Garcia,Laborer,Chicago,IL
W-108,Sean O'Brien,Carpenter,Toledo,OH
W-109,Robert Smith Jr.,Electrician,Chicago,IL
W-110,Gary Novak,Pipefitter,Gary,IN
W-111,José Núñez,Roofer,Chicago,IL
W-112,Denise Kowalski,Packer,Toledo,OH
W-113,Latoya Grant,Welder,Gary,IN
W-114,Tom Barker,Welder,Gary,IN
W-115,Ana Ruelas,Electrician,Chicago,IL
W-116,Luis Ortega,Welder,Toledo,OH
W-117,Carla Mendes,Electrician,Chicago,IL
W-118,Pavel Dvorak,Maintenance Tech,Milwaukee,WI
W-119,Rosa Delgado,Packer,Toledo,OH
W-120,Wei Chen,Production Worker,Gary,IN
W-121,Grace Hall,Production Worker,Hammond,IN
W-122,Omar Said,Electrician,Chicago,IL
"""
CLIENTS = """
Acme Manufacturing,Gary,IN
Midwest Steel,Chicago,IL
Bluebird Foods,Toledo,OH
Lakeside Foods,Hammond,IN
Lakeside Paper,Toledo,OH
Harbor Builders,Milwaukee,WI
"""
ORDERS = """
1042,Acme Manufacturing,Welder,Gary,IN,4,2026-04-22T06:00
1050,Harbor Builders,Electrician,Milwaukee,WI,2,2026-04-23T06:00
"""
REPORTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("blacklist", {"action": "add", "client": "Acme Manufacturing", "workers": ["W-113"]}),
    ("blacklist", {"action": "add", "client": "Midwest Steel", "workers": ["W-109"]}),
    ("blacklist", {"action": "add", "client": "Bluebird Foods", "workers": ["W-112"]}),
    ("log_fill", {"workers": ["W-105"], "client": "Midwest Steel", "start": "2026-04-21T06:00"}),
    ("log_fill", {"workers": ["W-116"], "client": "Bluebird Foods", "start": "2026-04-22T06:00"}),
    ("log_fill", {"workers": ["W-117"], "order_id": "1050"}),
    ("log_fill", {"workers": ["W-114"], "client": "Lakeside Foods", "start": "2026-04-24T22:00"}),
)


def write_table(path: Path, header: str, rows: str) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(row.split(",") for row in rows.strip().splitlines())
    return path


class Bench:
    """A desk over the shop, and what its reviewer says of a proposal."""

    def __init__(self, folder: Path, model: BaseChatModel | None = None) -> None:
        self.desk = Desk(Settings(data=folder, now=NOW), folder, model)

    def fill(self, files: Path) -> None:
        """Bring in the shop, and what was reported."""
        held = {"Forklift Operator": "Forklift", "Welder": "AWS D1.1"}
        workers = "\n".join(
            f"{row},{held.get(row.split(',')[2], 'OSHA 10')},available" for row in WORKERS.strip().splitlines()
        )
        tables = {
            "workers": ("worker_id,name,role,city,state,certifications,availability", workers),
            "clients": ("client,city,state", CLIENTS),
            "orders": ("order_id,client,role,city,state,headcount,start", ORDERS),
        }
        for dataset, (header, rows) in tables.items():
            path = write_table(files / f"{dataset}.csv", header, rows)
            self.desk.store.ingest(path, dataset, staffer="Sarah")
        for tool, arguments in REPORTS:
            fate = self.call(tool, **arguments)
            assert isinstance(fate, Done), fate

    def card(self, name: str) -> ShownWorker:
        """The first of the bench with this name."""
        found = self.desk.lexicon().names.exact(simple_words(name))
        assert found is not None, name
        return ShownWorker(found.workers[0].worker_id, found.workers[0].name)

    def focus(self, given: Mapping[str, Any]) -> Focus:
        """A conversation from plain values."""
        people = {name: tuple(map(self.card, given.get(name, ()))) for name in ("shown", "booked", "recent")}
        plain = {name: value for name, value in given.items() if name not in {*people, "last"}}
        last = PlannedCall(given["last"]["tool"], given["last"]["args"]) if "last" in given else None
        return Focus(**plain, **people, last_call=last)

    def call(self, tool: str, **arguments: Any) -> Fate:
        return self.desk.gate.call(tool, arguments, Caller("Sarah", "admin", "terminal"))

    def verdicts(self, plan: Mapping[str, Any]) -> tuple[Verdict, ...]:
        """What is said of the calls of one proposal."""
        asked = Asked(plan["say"], self.focus(plan.get("focus", {})))
        return self.desk.reviewer.before(asked, [(call["tool"], call["args"]) for call in plan["calls"]])


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's folder, made once; copy it, never write to it."""
    folder = tmp_path_factory.mktemp("shop")
    made = Bench(folder / "store")
    made.fill(folder)
    made.desk.close()
    return folder / "store"


@pytest.fixture(scope="session")
def bench(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A shop that nobody changes."""
    made = Bench(Path(shutil.copytree(shop, tmp_path_factory.mktemp("bench") / "store")))
    yield made
    made.desk.close()


@pytest.fixture
def bench_of(shop: Path, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """A shop of one's own, for what changes it, planned by a model where one is given."""
    opened: list[Bench] = []

    def make(model: BaseChatModel | None = None) -> Bench:
        opened.append(Bench(Path(shutil.copytree(shop, tmp_path / "own")), model))
        return opened[-1]

    yield make
    for made in opened:
        made.desk.close()
