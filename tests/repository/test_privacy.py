"""Local first: no part of the desk keeps an id of the machine or writes outside the store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_store_leaves_nothing_in_the_home_folder(tmp_path: Path, folder: Path) -> None:
    home, script = tmp_path / "home", tmp_path / "use.py"
    home.mkdir()
    script.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from agents.desk import Desk\n"
        "from agents.messages import Incoming, Person\n"
        "from agents.settings import Settings\n"
        "desk = Desk(Settings(data=Path(sys.argv[1])))\n"
        "reply = desk.answer(Incoming('find welders who know TIG', Person('Sarah', 'admin'), 'terminal', 't'))\n"
        "assert reply.cards, reply\n"
    )
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, str(script), str(folder)], env=environment, check=True, cwd=tmp_path)
    assert [path for path in home.rglob("*") if path.is_file()] == []
