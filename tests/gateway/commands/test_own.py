"""From the demo to one's own bench while the desk runs: nobody restarts anything."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from click.testing import Result

from agents.desk import Desk
from agents.installed import installed_desk
from agents.messages import Incoming, Person
from agents.settings import Settings
from gateway.server import build_app, server_of
from memory.location import DEMO_MARK

SARAH = Person("Sarah", "admin")
Muster = Callable[..., Result]


@dataclass(frozen=True)
class Running:
    """A desk that serves the demo."""

    desk: Desk
    http: httpx.Client
    port: int

    def bench(self) -> tuple[str, int]:
        said = self.http.get("/desk").json()
        return said["bench"], said["workers"]


@pytest.fixture
def places(prepared_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default folders, with a demo in its place."""
    monkeypatch.setattr("agents.settings.DEMO_FOLDER", tmp_path / "demo")
    monkeypatch.setattr("agents.settings.STORE_FOLDER", tmp_path / "store")
    shutil.copytree(prepared_store, tmp_path / "demo")
    (tmp_path / "demo" / DEMO_MARK).write_text('{"workers": 3}')
    return tmp_path


@pytest.fixture
def running(places: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    listener = socket.create_server(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    desk = Desk(Settings(now="2026-04-20T09:00", port=port, model="builtin", _env_file=None))
    server = server_of(build_app(desk, chat=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as http:
        yield Running(desk, http, port)
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()
    desk.close()


def bring(muster: Muster, folder: Path, port: int) -> Result:
    (folder / "mine.csv").write_text("Name,Trade,Cell\nMaria Lopez,welder,219-555-0101\nTom Baker,mason,219-555-0102\n")
    return muster("ingest", "mine.csv", "--dataset", "workers", "--yes", env={"MUSTER_PORT": str(port)})


def test_the_first_own_ingest_moves_a_running_desk(muster: Muster, places: Path, running: Running) -> None:
    assert running.bench() == ("demo", 603)
    done = bring(muster, places, running.port)
    assert done.exit_code == 0, done.output
    assert f"The desk at http://127.0.0.1:{running.port} now answers from your bench." in done.output
    assert running.bench() == ("own", 2)
    assert running.http.get("/health").json()["demo"] is False
    found = running.http.post("/search", json={"role": "Welder"}).json()
    assert [one["name"] for one in found["sources"]] == ["Maria Lopez"]
    assert "Everybody on this bench is invented" not in running.http.get("/").text


def test_an_empty_store_of_ones_own_is_enough(muster: Muster, places: Path, running: Running) -> None:
    done = muster("own", env={"MUSTER_PORT": str(running.port)})
    assert done.exit_code == 0, done.output
    assert "ready and empty" in done.output
    assert "now answers from your bench" in done.output
    assert running.bench() == ("own", 0)
    added = running.http.post("/tools/add_worker", json={"name": "Jane Doe", "role": "welder", "phone": "219-555-0101"})
    assert added.status_code == 200, added.text
    assert running.bench() == ("own", 1)
    again = muster("own", env={"MUSTER_PORT": str(running.port)})
    assert "bench of your own already: 1 workers" in again.output
    assert muster("demo", "--if-missing").exit_code == 0, "make run goes on with one's own bench"


def test_a_conversation_begun_with_the_demo_starts_afresh(
    muster: Muster, places: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agents.current import CurrentDesk

    current = CurrentDesk(running.desk)
    monkeypatch.setattr("agents.installed._installed", [current.now])
    first = installed_desk().answer(Incoming("find a welder in Toledo", SARAH, "web", "t"))
    assert first.demo
    bring(muster, places, running.port)
    second = installed_desk().answer(Incoming("find a welder", SARAH, "web", "t"))
    assert not second.demo
    assert second.text.startswith("This is your own bench now.")
    assert "Maria Lopez" in second.text
    assert "Pat Doubleday" not in second.text
    third = installed_desk().answer(Incoming("find a mason", SARAH, "web", "t"))
    assert "This is your own bench now." not in third.text
    current.close()


def test_nobody_is_moved_where_the_folder_was_named(places: Path, tmp_path: Path) -> None:
    from agents.current import CurrentDesk

    desk = Desk(Settings(data=tmp_path / "demo", model="builtin", _env_file=None))
    current = CurrentDesk(desk)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "OWN").touch()
    assert not current.is_behind
    assert current.now() is desk
    desk.close()


def test_a_store_that_cannot_be_opened_leaves_the_demo_answering(places: Path, tmp_path: Path) -> None:
    from agents.current import CurrentDesk
    from memory.errors import StorageDown

    def broken(*_settings: object, **_how: object) -> Desk:
        raise StorageDown("The disk is away.")

    desk = Desk(Settings(model="builtin", _env_file=None))
    current = CurrentDesk(desk, broken)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "OWN").touch()
    assert current.is_behind
    assert current.now() is desk
    assert not current.is_behind, "it is not tried again at once"
    desk.close()


def test_where_no_desk_runs_it_says_how_to_start_one(muster: Muster, places: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    done = bring(muster, places, port)
    assert "Start the desk on it with: muster serve" in done.output


def test_the_demo_is_never_made_ones_own(muster: Muster, places: Path) -> None:
    done = muster("own", "--data", places / "demo")
    assert getattr(done.exception, "code", None) == "demo_store"
