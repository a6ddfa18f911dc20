from __future__ import annotations

import gzip
import tarfile
from pathlib import Path

import pytest

from memory.errors import BadInput
from memory.lake.jsonfile import JsonStream
from memory.lake.source import opened


def values(path: Path) -> list[object]:
    with opened(path, path.name, path.parent) as source:
        return list(JsonStream(source, path.name).values())


def test_json_test_suite_is_accepted_and_refused_as_it_says(real_data: Path, tmp_path: Path) -> None:
    with tarfile.open(real_data / "json" / "json_test_suite.tar.gz") as suite:
        suite.extractall(tmp_path, filter="data")
    wrong, seen = [], {"y": 0, "n": 0}
    for path in sorted((tmp_path / "test_parsing").glob("[yn]_*.json")):
        kind = path.name[0]
        seen[kind] += 1
        try:
            values(path)
            accepted = True
        except BadInput:
            accepted = False
        if accepted != (kind == "y"):
            wrong.append(path.name)
    assert wrong == []
    assert seen["y"] >= 90 and seen["n"] >= 180


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"id": 1}\n{"id": 2}\n{"id": 3, "na', "truncated_file", 3),
        ('{"id": 1}\n{"id": 2, oops}\n{"id": 3}\n', "bad_json", 2),
        ('{"id": 1}\n{"id": NaN}\n', "bad_json", 2),
        ('{"id": -Infinity}\n', "bad_json", 1),
        ('[\n{"id": 1},\n{"id": 2}\n', "truncated_file", 4),
        ('[{"id": 1}, {"id": 2}] []', "bad_json", 1),
        ('{"id": 1} {"id": 2}\n', "bad_json", 1),
        ("[" * 100_000, "bad_json", 1),
    ],
)
def test_broken_json_names_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    path = tmp_path / "things.json"
    path.write_text(text)
    with pytest.raises(BadInput) as refused:
        values(path)
    assert (refused.value.code, refused.value.details["line"]) == (code, line)
    assert f"line {line}" in refused.value.message


def test_objects_are_flattened_lists_kept_strings_stay_strings(take, rows, lake) -> None:
    take(
        '[{"id": "7", "day": "2026-04-20", "n": 1, "x": 0.5, "ok": true, "point": {"type": "P", "at": [1, 2.5]}},\n'
        ' {"id": "8", "day": null, "n": 2, "tags": ["a", "b"], "deep": {"er": {"still": 3}}, "mixed": "a"},\n'
        ' {"id": "9", "mixed": 5, "tags": [], "list": [{"k": 1}]}]',
        "things",
        "things.json",
    )
    types = {column.name: column.type for column in lake.manifest("things").columns}
    assert types == {
        "id": "VARCHAR",
        "day": "VARCHAR",
        "n": "BIGINT",
        "x": "DOUBLE",
        "ok": "BOOLEAN",
        "point_type": "VARCHAR",
        "point_at": "DOUBLE[]",
        "tags": "VARCHAR[]",
        "deep_er_still": "BIGINT",
        "mixed": "VARCHAR",
        "list": "VARCHAR",
    }
    assert rows("things", "id, day, n, x, ok, point_type, point_at")[0] == (
        "7", "2026-04-20", 1, 0.5, True, "P", [1.0, 2.5],
    )  # fmt: skip
    assert rows("things", "id, tags, deep_er_still, mixed, list")[1:] == [
        ("8", ["a", "b"], 3, "a", None),
        ("9", [], None, "5", '[{"k": 1}]'),
    ]


def test_json_is_known_by_content_also_gzipped_and_pretty_printed(take, rows) -> None:
    take(gzip.compress(b'{\n "a": "x"\n}\n{\n "a": "y"\n}\n', mtime=0), "things", "export.csv")
    assert rows("things") == [("x",), ("y",)]


def test_repeated_key_and_half_characters_are_survived_and_told(take, rows) -> None:
    report = take('{"a": "1", "a": "2"}\n{"a": "\\ud800"}\n[1]\n', "things", "x.ndjson")
    assert rows("things") == [("2",), ("?",)]
    assert "a key twice (a)" in report.notes[0]
    assert (report.refused_count, report.refused[0].row, report.refused[0].value) == (1, 3, "[1]")


def test_json_must_be_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes('{"name": "José"}'.encode("cp1252"))
    with pytest.raises(BadInput) as refused:
        values(path)
    assert refused.value.code == "invalid_encoding"
