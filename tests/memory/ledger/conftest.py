"""Ledgers over SQLite and over a real PostgreSQL."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memory.ledger.ledger import Ledger

HOW = "PostgreSQL is missing: install the package postgresql, or run make system-deps"


def _program(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[int]:
    """A server of one's own on a free loopback port; its port."""
    initdb, postgres = _program("initdb"), _program("postgres")
    if initdb is None or postgres is None:
        if os.environ.get("MUSTER_REQUIRE_COMPONENTS"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    folder = Path(tempfile.mkdtemp(prefix="muster-postgres-"))  # where another user may enter
    folder.chmod(0o755)
    as_user: list[str] = []
    if getpass.getuser() == "root":  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*as_user, initdb, "-D", folder / "data", "-U", "muster", "-A", "trust", "--no-sync"], check=True,
                   capture_output=True)  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*as_user, postgres, "-D", folder / "data", "-p", str(port), "-c",
                               "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"],
                              stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert server.stderr is not None
    for line in server.stderr:
        if "ready to accept connections" in line:
            break
    yield port
    server.terminate()
    server.communicate(timeout=30)
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: int) -> str:
    """An empty database."""
    import psycopg

    name = f"ledger_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(f"postgresql://muster@127.0.0.1:{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://muster@127.0.0.1:{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    url: Any = tmp_path / "ledger.sqlite" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = Ledger.open(url)
    yield opened
    opened.close()
