"""`muster serve` in a process of its own, as on a user's machine, for tests that kill it or measure it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """The server over a store, without the web chat; it is killed at the end of the block, also where it never came
    up. ``settings`` are its environment beside what is no setting of ours."""
    port = free_port()
    muster = Path(sys.executable).with_name("muster")
    command = [muster, "serve", "--no-chat", "--port", str(port), "--data", folder]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
    with (folder.parent / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment | dict(settings or {}), stdout=log, stderr=log)
        try:
            _wait_for(client, process)
            yield process, client
        finally:
            process.kill()
            process.wait()
            client.close()


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server stopped by itself"
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
