"""Who listens on the desk's port: our desk, over which store, or somebody else."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from agents.settings import Settings

SECONDS = 60.0
"""A desk that is changing over from the demo answers only when it is done."""


@dataclass(frozen=True)
class Listener:
    """What is at the address of the settings."""

    url: str
    who: Literal["nobody", "desk", "other"]
    folder: Path | None = None
    """The store that a desk answers from."""
    bench: Literal["demo", "own"] = "own"
    workers: int = 0


def listener(settings: Settings) -> Listener:
    """Ask whatever listens there."""
    url = f"http://{settings.host}:{settings.port}"
    try:
        with socket.create_connection((settings.host, settings.port), timeout=2):
            pass
    except OSError:
        return Listener(url, "nobody")
    try:
        answer = httpx.get(f"{url}/desk", timeout=SECONDS, trust_env=False)
        said = answer.json()
        return Listener(url, "desk", Path(said["folder"]), said["bench"], int(said["workers"]))
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return Listener(url, "other")
