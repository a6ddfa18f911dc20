from __future__ import annotations

import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from memory.clock import read_moment
from memory.errors import NotFound, StorageDown
from memory.lake import Lake

NOW_PLUS = timedelta(hours=2)


def test_manifest_tells_where_rows_came_from(lake: Lake, take) -> None:
    take("worker_id,name,email\nW1,Ana,ana@example.com\n", "workers", "first.csv")
    report = take("worker_id,name,email\nW1,Anna,ana@example.com\nW2,Bo,\n", "workers", "second.csv", file_name="b.csv")
    manifest = lake.manifest("workers")
    assert (manifest.name, manifest.rows, manifest.key, manifest.owner) == ("workers", 2, "worker_id", "sarah")
    assert (manifest.sha256, manifest.fingerprint) == (report.sha256, report.fingerprint)
    assert [(one.source, one.job, one.staffer, one.new, one.changed) for one in manifest.lineage] == [
        ("first.csv", "ingest", "sarah", 1, 0),
        ("b.csv", "ingest", "sarah", 1, 1),
    ]
    assert [column.sensitivity for column in manifest.columns] == ["Internal", "Internal", "PII"]
    assert manifest.freshness(manifest.updated_at + NOW_PLUS) == 7200
    assert manifest.objects and all(Path(file).is_file() and file.endswith(".parquet") for file in manifest.objects)
    assert [one.name for one in lake.manifests()] == ["workers"]


def test_unknown_dataset_is_not_found_with_near_names(lake: Lake, take) -> None:
    take("a\nx\n", "workers_2025")
    for ask in (lake.manifest, lake.table):
        with pytest.raises(NotFound) as refused:
            ask("workers_2026")
        assert refused.value.details["near"] == ["workers_2025"]
    assert not lake.has("workers_2026") and lake.has("workers_2025") and not lake.has('x"; DROP')


def test_versions_move_with_what_changed(lake: Lake, take) -> None:
    take("a\nx\n", "one")
    take("a\nx\n", "two")
    lake_before, one, two = lake.version(), lake.dataset_version("one"), lake.dataset_version("two")
    take("a\ny\n", "two")
    assert lake.version() != lake_before
    assert (lake.dataset_version("one"), lake.dataset_version("two") != two) == (one, True)
    assert lake.dataset_version("three") == 0


def test_version_is_cheap_and_ends_no_result_that_is_being_read(lake: Lake, take) -> None:
    take("n\n" + "\n".join(map(str, range(5000))), "things")
    result = lake.cursor().execute(f"SELECT n FROM {lake.table('things')} ORDER BY n")
    assert result.fetchone() == (0,)
    lake.manifest("things")
    time.sleep(2.1)
    lake.version()
    started = time.perf_counter()
    for _ in range(200):
        lake.version()
        lake.dataset_version("things")
    assert (time.perf_counter() - started) / 200 < 0.0003
    assert result.fetchone() == (1,)


def test_threads_read_while_another_ingests(lake: Lake, take) -> None:
    header = "worker_id,name,pay_rate\n"
    take(header + "".join(f"W{i},n,1\n" for i in range(8_000)), "workers", "w1.csv")
    table, done, seen, failures = lake.table("workers"), threading.Event(), [], []

    def read() -> None:
        try:
            while not done.is_set():
                found = lake.cursor().execute(f"SELECT DISTINCT pay_rate, count(*) FROM {table} GROUP BY 1").fetchall()
                seen.append(tuple(found))
                lake.version()
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for pay in range(2, 5):
        take(header + "".join(f"W{i},n,{pay}\n" for i in range(8_000)), "workers", f"w{pay}.csv")
    done.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert all(len(found) == 1 and found[0][1] == 8_000 for found in seen), "a reader saw half an ingest"
    assert len({found[0][0] for found in seen}) >= 3, "readers were blocked"


def test_lake_can_be_moved_and_opened_again(tmp_path: Path) -> None:
    zone = ZoneInfo("America/Chicago")
    path = tmp_path / "x.csv"
    path.write_text("a\nx\n")
    first = Lake.open(tmp_path / "here", zone=zone)
    first.ingest(path, "things", staffer="s", now=read_moment("2026-04-20", zone))
    version = first.version()
    first.close()
    shutil.move(tmp_path / "here", tmp_path / "there's")
    moved = Lake.open(tmp_path / "there's", zone=zone)
    assert moved.cursor().execute(f"SELECT * FROM {moved.table('things')}").fetchall() == [("x",)]
    assert moved.version() == version
    moved.close()


def test_lake_opens_while_another_writes(lake: Lake, take) -> None:
    take("a\nx\n", "things")
    engine = lake._engine
    with engine.fresh() as cursor, engine.writing(cursor):
        second = Lake.open(engine.folder, zone=ZoneInfo("UTC"))
        assert second.cursor().execute(f"SELECT * FROM {second.table('things')}").fetchall() == [("x",)]
        second.close()


def test_folder_that_cannot_be_is_storage_down(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file in the way")
    with pytest.raises(StorageDown) as refused:
        Lake.open(tmp_path / "lake", zone=ZoneInfo("UTC"))
    assert refused.value.code == "lake_unusable" and refused.value.hint
