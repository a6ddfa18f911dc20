"""The real app over real HTTP: a desk on a folder of its own, uvicorn in a thread, a free loopback port."""

from __future__ import annotations

import csv
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from agents.desk import Desk
from agents.settings import Settings
from gateway.server import build_app, server_of

NOW = "2026-04-20T09:00"
ROLES = ("Welder", "Electrician", "Forklift Operator", "Laborer", "Maintenance Tech", "Production Worker")
PLACES = (("Toledo", "OH"), ("Chicago", "IL"), ("Gary", "IN"))
FIRST = ("Ana", "Ben", "Carla", "Dev", "Elena", "Frank", "Grace", "Hugo", "Iris", "Jon")
LAST = ("Abbott", "Brook", "Castillo", "Dunn", "Eriksen", "Flores", "Gupta", "Hall", "Ivanov", "Jansen")
CLIENTS = (
    ("Acme Fabrication", "Toledo", "OH"),
    ("Smith & Sons", "Chicago", "IL"),
    ("North/South Freight", "Gary", "IN"),
)


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def workers() -> list[list[str]]:
    """300 people; three names are there three times over, "Ana Abbott" among them."""
    rows = []
    for number in range(300):
        city, state = PLACES[number % 3]
        name = f"{FIRST[number % 10]} {LAST[number // 10 % 10]}"
        if number % 100 > 2:
            name += f" {chr(65 + number // 100)}{number % 100:02d}".title()
        rows.append(
            [
                f"W{number:04d}", name, ROLES[number // 3 % 6], city, state, "available" if number % 10 else "assigned",
                "MIG welding; layout" if number % 2 else "forklift; loading", "OSHA 10" if number % 4 else "",
                f"{0.5 + number % 50 / 100:.2f}", ("day", "night", "any")[number % 3], f"{18 + number % 12}.50",
                f"419-555-{number:04d}", f"w{number}@example.com", "",
            ]
        )  # fmt: skip
    return rows


def write_csv(path: Path, header: str, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


@pytest.fixture(name="write_csv")
def _write_csv() -> Callable[..., Path]:
    return write_csv


WORKER_COLUMNS = (
    "worker_id,name,role,city,state,availability,skills,certifications,reliability,shift,pay_rate,phone,email,"
    "resume_text"
)
PERMIT_COLUMNS = "id,permit_type,work_type,work_description,reported_cost,issue_date,permit_status,street_number"


def fill(desk: Desk, folder: Path) -> None:
    """A bench, clients and permits from files."""
    folder.mkdir()
    permits = [
        [str(3000 + n), "PERMIT - NEW CONSTRUCTION", "Electrical Work" if n % 2 else "Masonry Work", "wiring",
         str(200_000 + 100_000 * n), f"2026-04-{1 + n:02d}T00:00:00", "ACTIVE", str(n)]
        for n in range(12)
    ]  # fmt: skip
    files = {
        "workers": write_csv(folder / "workers.csv", WORKER_COLUMNS, workers()),
        "clients": write_csv(folder / "clients.csv", "client,city,state", [list(client) for client in CLIENTS]),
        "permits": write_csv(folder / "permits.csv", PERMIT_COLUMNS, permits),
    }
    for dataset, path in files.items():
        desk.store.ingest(path, dataset, staffer="Sarah")


@pytest.fixture(scope="session", name="filled")
def _filled() -> Callable[[Desk, Path], None]:
    """Brings the files into a desk."""
    return fill


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    desk = Desk(Settings(data=folder / "store", now=NOW, _env_file=None))
    fill(desk, folder / "files")
    yield desk
    desk.close()


Serving = Callable[..., Address]


@pytest.fixture(scope="session")
def serving() -> Iterator[Serving]:
    """Serve a desk on a free port; all is stopped at the end."""
    running = []

    def start(desk: Desk, *, chat: bool = False) -> Address:
        listener = socket.create_server(("127.0.0.1", 0))
        server = server_of(build_app(desk, chat=chat))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        return Address("127.0.0.1", listener.getsockname()[1])

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def address(desk: Desk, serving: Serving) -> Address:
    return serving(desk)


@pytest.fixture(scope="session")
def http(address: Address) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address.url, timeout=60) as client:
        yield client


@pytest.fixture
def workers_of(desk: Desk) -> Callable[..., list[str]]:
    """Ids of workers of a role in a city who are on no booking yet."""

    def find(role: str, city: str, count: int) -> list[str]:
        bench = desk.store.bench()
        desk.store.mirror.sync()
        taken = {row["worker_id"] for table in ("bookings", "blacklist") for row in desk.store.mirror.rows(table)}
        rows = zip(bench.worker_ids.tolist(), bench.roles, bench.cities, strict=True)
        free = [worker_id for worker_id, r, c in rows if (r, c) == (role, city) and worker_id not in taken]
        assert len(free) >= count
        return free[:count]

    return find
