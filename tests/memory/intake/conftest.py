"""A store of one's own that is empty, and files to bring into it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.settings import ROOT
from memory.intake.intake import Intake
from memory.intake.preview import Preview
from memory.intake.words import IntakeWords
from memory.lake import IngestReport, Lake
from memory.vocabulary import Vocabulary

NOW = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def words() -> IntakeWords:
    return IntakeWords.load(ROOT / "prompts" / "ingest", Vocabulary.load(ROOT / "prompts" / "vocabulary"))


class Door:
    """Files in, as the store lets them in, without vectors."""

    def __init__(self, lake: Lake, words: IntakeWords, folder: Path) -> None:
        self.lake, self._words, self._folder = lake, words, folder

    def write(self, content: str | bytes | Sequence[Sequence[str]], name: str = "bench.csv") -> Path:
        if not isinstance(content, str | bytes):
            text = io.StringIO(newline="")
            csv.writer(text).writerows(content)
            content = text.getvalue()
        path = self._folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def take(
        self, content: str | bytes | Sequence[Sequence[str]], dataset: str = "workers", *, yes: bool = True,
        name: str = "bench.csv", **given: str
    ) -> IngestReport:  # fmt: skip
        adapter = Intake(self._words, given, confirmed=yes)
        return self.lake.ingest(self.write(content, name), dataset, staffer="Sarah", now=NOW, adapter=adapter)

    def look(
        self, content: str | bytes | Sequence[Sequence[str]], dataset: str = "workers", **given: str
    ) -> Preview:  # fmt: skip
        intake = Intake(self._words, given)
        return self.lake.look(
            self.write(content), dataset, lambda staged, stored: intake.look(staged, dataset, "bench.csv", stored),
            now=NOW,
        )  # fmt: skip

    def rows(self, dataset: str = "workers") -> list[dict[str, object]]:
        found = self.lake.cursor().execute(f"SELECT * FROM {self.lake.table(dataset)} ORDER BY 1")
        rows: list[dict[str, object]] = found.to_arrow_table().to_pylist()
        return rows


@pytest.fixture
def fresh(empty: Callable[[], None], opened: Lake, words: IntakeWords, tmp_path: Path) -> Callable[[], Door]:
    """A door to an empty lake, again and again within one test."""

    def make() -> Door:
        empty()
        return Door(opened, words, tmp_path)

    return make


@pytest.fixture
def door(lake: Lake, words: IntakeWords, tmp_path: Path) -> Door:
    return Door(lake, words, tmp_path)


Fields = Callable[..., dict[str, str | None]]


@pytest.fixture
def fields(door: Door) -> Fields:
    """Heading → field, as a table was read."""

    def read(content: object, dataset: str = "workers", **given: str) -> dict[str, str | None]:
        preview = door.look(content, dataset, **given)  # type: ignore[arg-type]
        return {one.heading: one.field for one in preview.columns}

    return read
