"""The set-up page: what can be connected, step by step, beside what is there already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import yaml
from pydantic import BaseModel, ConfigDict

from gateway.checks import Check
from gateway.pages.rendering import FOLDER


class Step(BaseModel):
    """Something to do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str
    command: str = ""


class Section(BaseModel):
    """Something that can be connected; see `web/pages/setup.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    about: str
    checks: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Examined:
    """A section with its checks."""

    section: Section
    checks: tuple[Check, ...]

    @property
    def is_here(self) -> bool:
        """Whether this version can do it; the checks are the only ones to say so."""
        return all(check.state != "later" for check in self.checks)


@dataclass(frozen=True)
class SetUp:
    """The page: sections in their order, then the checks that belong to none."""

    sections: tuple[Examined, ...]
    others: tuple[Check, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        return (*(check for one in self.sections for check in one.checks), *self.others)

    @property
    def to_do(self) -> int:
        """Checks that want something done; what is optional wants nothing."""
        return sum(check.state in ("missing", "broken") for check in self.checks)

    @property
    def required(self) -> int:
        """Checks of what the desk needs: those that are in order, and those that want something done."""
        return sum(check.state not in ("optional", "later") for check in self.checks)

    @property
    def optional(self) -> int:
        """Checks of what can be added."""
        return sum(check.state == "optional" for check in self.checks)


def set_up(checks: Iterable[Check]) -> SetUp:
    """Sort the checks into the page's sections. Of what this version cannot do yet nothing is asked."""
    found = {check.name: check for check in checks}
    sections = []
    for section in _sections():
        own = tuple(found.pop(name) for name in section.checks if name in found)
        sections.append(Examined(section, own))
    return SetUp(tuple(sections), tuple(found.values()))


@cache
def _sections() -> tuple[Section, ...]:
    read = yaml.safe_load((FOLDER / "setup.yaml").read_text(encoding="utf-8"))
    return tuple(Section.model_validate(one) for one in read)
