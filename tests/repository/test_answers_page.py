"""docs/answers.md has the messages and the form that scripts/answers.py writes; its figures may have moved."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def answers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("answers", ROOT / "scripts" / "answers.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["answers"] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_has_what_the_script_writes(answers: ModuleType) -> None:
    page = answers.PAGE.read_text(encoding="utf-8")
    assert page.startswith(answers.HEAD), "run scripts/answers.py: the page's head is an older one"
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    assert len(sections) == len(answers.MESSAGES) == 12
    for number, (section, template) in enumerate(zip(sections, answers.MESSAGES, strict=True), 1):
        message = section.splitlines()[0]
        wanted = ".+".join(map(re.escape, re.split(r"\{\w+\}", f"{number}. {template}")))
        assert re.fullmatch(wanted, message), f"run scripts/answers.py: {message!r} was {template!r}"
        rich, plain = re.findall(r"```text\n(.*?)\n```", section, flags=re.DOTALL)
        size = re.search(r"^Plain, (\d+) letters", section, flags=re.MULTILINE)
        assert size is not None and int(size[1]) == answers.letters(plain) <= answers.LIMIT
        assert plain.splitlines()[0].split()[:2] == rich.replace("“", '"').replace("”", '"').split()[:2]
