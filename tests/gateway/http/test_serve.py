"""Start and stop: the port, the address, and what is under way at a SIGTERM."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from agents.desk import Desk
from gateway import server as serving
from gateway.server import build_app, serve, server_of
from memory.errors import Conflict, NotAllowed

ROOT = Path(__file__).parents[3]
STATS = "/vectors/playbook_memory/stats"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    while True:
        try:
            assert httpx.get(f"{url}/health", timeout=5).status_code == 200
            return
        except httpx.ConnectError:
            assert server.poll() is None, server.stderr.read() if server.stderr else ""
            time.sleep(0.1)


def test_a_sigterm_lets_what_is_under_way_finish(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("desk_server.py")), str(tmp_path), str(port), "2"]
    server = subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        with ThreadPoolExecutor() as pool:
            under_way = pool.submit(httpx.get, f"{url}{STATS}", timeout=30)
            time.sleep(0.7)
            server.send_signal(signal.SIGTERM)
            time.sleep(0.7)
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"{url}/health", timeout=5)
            assert not under_way.done()
            assert under_way.result().json()["playbooks"] == 0
        said, complained = server.communicate(timeout=30)
        assert (server.returncode, said.strip()) == (0, "closed"), complained
    finally:
        server.kill()
        server.wait()


def test_a_taken_port_is_said(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(Conflict) as caught:
        serve(desk, "127.0.0.1", listener.getsockname()[1], chat=False)
    assert caught.value.code == "port_in_use"
    assert "--port" in caught.value.hint


def test_an_open_address_is_refused_before_anything_listens(desk: Desk) -> None:
    port = free_port()
    with pytest.raises(NotAllowed):
        serve(desk, "0.0.0.0", port, chat=False)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


@pytest.mark.parametrize("seconds", [60.0, 0.0])
def test_the_desk_is_ready_once_the_brief_is_there_or_takes_long(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """Within the time that it waits nobody is answered before; beyond it the desk answers without the brief."""
    begun, goes_on = threading.Event(), threading.Event()

    def slow(_desk: Desk) -> None:
        begun.set()
        assert goes_on.wait(60)

    monkeypatch.setattr(serving, "ahead_of_time", slow)
    monkeypatch.setattr(serving, "BRIEF_SECONDS", seconds)
    server = server_of(build_app(desk, chat=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert begun.wait(60)
            if seconds:
                assert not server.started
                goes_on.set()
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            assert httpx.get(f"{url}/health", timeout=30).status_code == 200
        finally:
            goes_on.set()
            server.should_exit = True
            thread.join(30)
