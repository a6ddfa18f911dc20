"""The real server on a real desk, in a process of its own: Chainlit settles its folder once a process.

python tests/web/chat_server.py STORE_FOLDER PORT [DATASET.csv ...]

A folder with a demo in it is served as a machine's default places: the demo, until there is an own store beside it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from agents import settings as places
from agents.desk import Desk
from agents.messages import Incoming, Reply, Step
from agents.settings import Settings
from gateway.server import serve

BREAKS = "break, please"
SECRET = "/srv/ledger/of/the/shop"


class BreakableDesk(Desk):
    """A desk whose storage is gone for one message."""

    def turn(self, message: Incoming) -> Iterator[Step | Reply]:
        if message.text == BREAKS:
            raise OSError(f"{SECRET} cannot be read")
        return super().turn(message)


def main(folder: Path, port: int, files: list[Path]) -> None:
    data: Path | None = folder
    if (folder / "demo").exists():
        places.DEMO_FOLDER, places.STORE_FOLDER, data = folder / "demo", folder / "store", None
    desk = BreakableDesk(Settings(data=data, now="2026-04-20T09:00", _env_file=None))
    for file in files:
        desk.store.ingest(file, file.stem, staffer="Sarah")
    serve(desk, "127.0.0.1", port)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
