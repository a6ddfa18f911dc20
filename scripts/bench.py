"""Measures the figures of docs/benchmarks.md on the demo bench and prints them as its table.

make bench                        20,000 workers
.venv/bin/python scripts/bench.py --size 100000
.venv/bin/python scripts/bench.py --serving        only a real server: its first page, warm pages, its memory
"""

from __future__ import annotations

import argparse
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
from rich.console import Console

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import ROOT, Settings
from gateway.demo.load import make_demo
from gateway.server import build_app, server_of
from memory.search_types import SearchRequest
from tools.tool import Caller

NOW = "2026-04-20T09:00"
ROUNDS = 200
SARAH = Person("Sarah", "admin")
console = Console(highlight=False, width=160)


def milliseconds(work: Callable[[int], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """p50 and p95 of a piece of work, after a warm-up of a tenth."""
    for number in range(max(rounds // 10, 3)):
        work(number)
    spent = []
    for number in range(rounds):
        began = time.perf_counter()
        work(number)
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent), statistics.quantiles(spent, n=20)[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--serving", action="store_true", help="only what a real server does")
    asked = parser.parse_args()
    size: int = asked.size
    rows: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "store", now=NOW, model="builtin")
        began = time.perf_counter()
        make_demo(settings, size, 1, lambda _progress: None)
        rows.append((f"make the demo store, {size:,} workers", f"{time.perf_counter() - began:.1f} s", "", ""))
        if not asked.serving:
            rows += measure_inside(settings)
        rows += measure_serving(Path(folder) / "store")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    where = f"{machine}, Python {platform.python_version()}"
    console.print(f"{date.today()} · {where} · `python scripts/bench.py --size {size}`\n", markup=False)
    console.print("| what | p50 | p95 | target |\n|---|---|---|---|", markup=False)
    for row in rows:
        console.print(f"| {' | '.join(row)} |", markup=False)


def measure_inside(settings: Settings) -> list[tuple[str, str, str, str]]:
    """One process: searches, tools, a turn, and the pages over HTTP."""
    began = time.perf_counter()
    desk = Desk(settings)
    desk.warm_up()
    desk.lexicon()
    rows = [("open it again, ready for the first message", f"{time.perf_counter() - began:.1f} s", "", "")]
    rows += measure(desk)
    rows += measure_pages(desk)
    desk.close()
    return rows


def measure(desk: Desk) -> list[tuple[str, str, str, str]]:
    roles, cities = desk.store.bench_vocabulary().roles, desk.store.bench_vocabulary().places
    wishes = ["blueprints", "night work and heavy lifting", "careful with glass", "knows PLC", "cold storage"]
    caller = Caller("Sarah", "admin", "terminal")

    def filtered(number: int) -> SearchRequest:
        city, state = cities[number % len(cities)]
        return SearchRequest(role=roles[number % len(roles)], city=city, state=state)

    def searched(number: int) -> object:
        return desk.store.search(filtered(number))

    def meant(number: int) -> object:
        request = filtered(number)
        return desk.store.search(SearchRequest(query=wishes[number % 5], role=request.role, state=request.state))

    def wide(number: int) -> object:
        return desk.store.search(SearchRequest(query=wishes[number % 5]))

    def new_words(number: int) -> object:
        return desk.store.search(SearchRequest(query=f"{wishes[number % 5]} site {time.perf_counter_ns()}"))

    def tool(number: int) -> object:
        request = filtered(number)
        arguments = {"role": request.role, "city": request.city, "state": request.state, "query": wishes[number % 5]}
        return desk.gate.call("hybrid_search", arguments, caller)

    def reference(number: int) -> object:
        """What one would write without Muster: the same filter in SQL over the lake's Parquet."""
        request = filtered(number)
        query = (
            f"SELECT worker_id, name, reliability FROM {desk.store.lake.table('workers')} WHERE role = ? AND city = ? "
            "AND state = ? AND availability = 'available' ORDER BY reliability DESC LIMIT 10"
        )
        return desk.store.lake.cursor().execute(query, [request.role, request.city, request.state]).fetchall()

    def turn(number: int) -> object:
        request = filtered(number)
        text = f"find 3 {request.role}s in {request.city}"
        return desk.answer(Incoming(text, SARAH, "terminal", f"bench-{number}"))

    def contracts(number: int) -> object:
        return desk.gate.call("contracts", {"within_days": 14}, caller)

    def forecast(number: int) -> object:
        return desk.gate.call("forecast", {}, caller)

    measured = [
        ("hybrid search, role and city, no query", searched, "15 ms"),
        ("hybrid search, role and state, a query", meant, "15 ms"),
        ("hybrid search, whole bench, a query", wide, "15 ms"),
        ("the same, words never seen before (embedded now)", new_words, ""),
        ("`hybrid_search` through the gate, audited on disk", tool, "15 ms"),
        ("reference: the same filter as SQL over the lake", reference, ""),
        ("one turn, message to reply", turn, "60 ms"),
        ("`forecast`", forecast, ""),
        ("`contracts` due in two weeks, with candidates", contracts, ""),
    ]
    rows = []
    for name, work, target in measured:
        p50, p95 = milliseconds(work)
        rows.append((name, f"{p50:.1f} ms", f"{p95:.1f} ms", target))
    return rows


def measure_pages(desk: Desk) -> list[tuple[str, str, str, str]]:
    """Over HTTP, from the request to the last byte."""
    ids = [str(one) for one in desk.store.bench().worker_ids[:1_000]]
    with served(desk) as http:

        def fetched(path: str) -> Callable[[int], object]:
            return lambda _number: http.get(path).raise_for_status()

        def after_a_write(number: int) -> object:
            seeded = {"workers": [ids[number]], "role": "Electrician", "city": "Chicago", "state": "IL"}
            http.post("/vectors/playbook_memory/seed", json=seeded).raise_for_status()
            return http.get("/brief").raise_for_status()

        measured = [
            ("`GET /`, the brief in it", fetched("/"), 100, "1 s"),
            ("`GET /brief`", fetched("/brief"), 100, "3 s"),
            ("a playbook is seeded, then `GET /brief`: the bench is ranked anew", after_a_write, 30, "3 s"),
            ("`GET /walkthrough`", fetched("/walkthrough"), 30, ""),
            ("`GET /setup/checks`", fetched("/setup/checks"), 30, ""),
        ]
        rows = []
        for name, work, rounds, target in measured:
            p50, p95 = milliseconds(work, rounds)
            rows.append((name, f"{p50:.0f} ms", f"{p95:.0f} ms", target))
    return rows


def measure_serving(folder: Path) -> list[tuple[str, str, str, str]]:
    """A real `muster serve` over the store, from its start: the first page, pages once all is loaded, its memory."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from gateway.command import main; main()", "serve", "--port", str(port)]
    around = os.environ | {"PYTHONPATH": str(ROOT), "MUSTER_MODEL": "builtin"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--data", str(folder), "--now", NOW], cwd=ROOT, env=around, stdout=subprocess.DEVNULL
    )
    try:
        wait_for_port(port, process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            asked = time.perf_counter()
            http.get("/").raise_for_status()
            first = time.perf_counter()
            http.get("/brief").raise_for_status()
            rows = [("`muster serve`, from its start to the first front page", f"{first - began:.1f} s", "", "")]
            said = f"{(first - asked) * 1000:.0f} ms, with the brief {(time.perf_counter() - asked) * 1000:.0f} ms"
            rows.append(("of that the request, sent as soon as the port is open", said, "", "1 s"))
            while http.get("/health").json()["chat"] == "loading":
                time.sleep(0.2)
            for path in ("/", "/brief"):
                p50, p95 = milliseconds(lambda _number, path=path: http.get(path).raise_for_status(), 30)
                rows.append((f"`GET {path}` of it, 30 times, the chat loaded", f"{p50:.0f} ms", f"{p95:.0f} ms", "1 s"))
        rows.append(("memory of the serving process, the chat loaded", f"{resident(process.pid):,.0f} MB", "", ""))
    finally:
        process.terminate()
        process.wait()
    return rows


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens there."""
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    raise RuntimeError(f"the server ended with {process.returncode}")


def resident(pid: int) -> float:
    """Memory of a process that is in RAM, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def served(desk: Desk) -> Iterator[httpx.Client]:
    """The desk behind a real server, without the chat."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = server_of(build_app(desk, chat=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
