"""`serve` in a process of its own: python desk_server.py FOLDER PORT SECONDS

Prints ``closed`` once the server has stopped and the desk is closed. A search takes SECONDS longer than it would.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from agents.desk import Desk
from agents.settings import Settings
from gateway.server import serve


def main(folder: Path, port: int, seconds: float) -> None:
    desk = Desk(Settings(data=folder, now="2026-04-20T09:00", _env_file=None))
    count = desk.store.playbooks.count

    def slow_count() -> tuple[int, int]:
        time.sleep(seconds)
        return count()

    desk.store.playbooks.count = slow_count  # type: ignore[method-assign]
    serve(desk, "127.0.0.1", port, chat=False)
    desk.close()
    sys.stdout.write("closed\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
