"""Several processes on one lake, and processes that are killed in the middle."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from memory.clock import read_moment
from memory.lake import Lake

ZONE = ZoneInfo("America/Chicago")
NOW = read_moment("2026-04-20", ZONE)
CHILD = """
import sys
from pathlib import Path
from zoneinfo import ZoneInfo
from memory.clock import read_moment
from memory.lake import Lake

zone = ZoneInfo("America/Chicago")
lake = Lake.open(Path(sys.argv[1]), zone=zone)
for source in sys.argv[3:]:
    tell = lambda step: print(step.stage, flush=True)
    lake.ingest(Path(source), sys.argv[2], staffer="child", now=read_moment("2026-04-20", zone), progress=tell)
"""


def start(lake: Path, dataset: str, *sources: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(lake), dataset, *map(str, sources)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def test_two_processes_share_a_lake(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake", zone=ZONE)
    sources = {who: [tmp_path / f"{who}{i}.csv" for i in range(4)] for who in ("a", "b", "here")}
    for who, paths in sources.items():
        for i, path in enumerate(paths):
            path.write_text("worker_id,name\n" + "".join(f"{who}-{i}-{j},n\n" for j in range(30)))
    other = tmp_path / "other.csv"
    other.write_text("a\nx\n")
    lake.ingest(other, "other", staffer="s", now=NOW)
    before, other_before = lake.version(), lake.dataset_version("other")
    children = [start(tmp_path / "lake", "workers", *sources[who]) for who in ("a", "b")]
    for path in sources["here"]:
        lake.ingest(path, "workers", staffer="s", now=NOW)
    assert [child.communicate(timeout=60) and child.returncode for child in children] == [0, 0]
    manifest = lake.manifest("workers")
    assert (manifest.rows, len(manifest.lineage), manifest.version) == (360, 12, 12)
    assert lake.version() > before and lake.dataset_version("other") == other_before
    lake.close()


def test_kill_leaves_all_of_an_ingest_or_nothing(tmp_path: Path) -> None:
    def write(pay: int) -> Path:
        path = tmp_path / f"{pay}.csv"
        path.write_text("worker_id,name,pay_rate\n" + "".join(f"W{i},n,{pay}\n" for i in range(12_000)))
        return path

    folder, outcomes = tmp_path / "lake", []
    first = Lake.open(folder, zone=ZONE)
    first.ingest(write(1), "workers", staffer="s", now=NOW)
    first.close()
    # The first "write" is told before the rows are merged, the second just before the commit.
    for pay, (write_steps, wait) in enumerate(((1, 0.0), (2, 0.0), (2, 0.01), (2, 0.03), (2, 0.1)), start=2):
        child = start(folder, "workers", write(pay))
        assert child.stdout
        steps = (line for line in child.stdout if line.strip() == "write")
        for _ in range(write_steps):
            next(steps)
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        lake = Lake.open(folder, zone=ZONE)
        found = lake.cursor().execute(f"SELECT pay_rate, count(*) FROM {lake.table('workers')} GROUP BY 1").fetchall()
        assert len(found) == 1 and found[0][1] == 12_000, "half an ingest"
        standing = int(found[0][0])
        manifest = lake.manifest("workers")
        assert manifest.sha256 == hashlib.sha256((tmp_path / f"{standing}.csv").read_bytes()).hexdigest()
        known = (
            lake.cursor()
            .execute("SELECT data_file, delete_file FROM ducklake_list_files('lake', 'workers')")
            .fetchall()
        )
        listed = {file for pair in known for file in pair if file}
        present = {str(path) for path in folder.rglob("main/workers/*.parquet")}
        assert listed <= present, "a file of the dataset is gone"
        lake.close()
        outcomes.append(standing == pay)
    assert not outcomes[0], "the first kill came too late to test anything"
    lake = Lake.open(folder, zone=ZONE)
    assert lake.ingest(write(99), "workers", staffer="s", now=NOW).changed == 12_000
    lake.close()
