"""How the desk speaks in one turn: the words of the reply's frame in the person's language, and what "today" is."""

from __future__ import annotations

import re
from collections.abc import ItemsView, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from agents.language import LANGUAGES, USUAL, Language, read_words, words_path
from memory.grammar import in_words, plural, sentences_of
from memory.site_clock import Clocks

Frames = Mapping[Language, Mapping[str, Any]]
FILES = ("frame", "desk", "chat", "slack")
_ISO_DAY = re.compile(r"\b(\d{4}-\d\d-\d\d)\b")


class Site(Protocol):
    """Whatever has a place: an order, a crew, an answer."""

    @property
    def city(self) -> str | None: ...
    @property
    def state(self) -> str | None: ...


class Place(NamedTuple):
    """A place by itself."""

    city: str | None
    state: str | None


def load_frames(folder: Path) -> Frames:
    """The files of `prompts/replies` that a reply is worded by; `facts` where tools speak another language.

    Raises BadInput where one cannot be read.
    """
    frames: dict[Language, Mapping[str, Any]] = {}
    for language in LANGUAGES:
        words = {name: said for file in FILES for name, said in _read(folder, file, language)}
        words["review"] = read_words(words_path(folder, "review", language))
        if language != USUAL:
            words["facts"] = read_words(words_path(folder, "facts", language))
        frames[language] = words
    return frames


def _read(folder: Path, name: str, language: Language) -> ItemsView[str, Any]:
    return read_words(words_path(folder, name, language)).items()


@dataclass(frozen=True)
class Voice:
    """Words of one language at one moment."""

    language: Language
    words: Mapping[str, Any]
    now: datetime
    """Aware, in the shop's zone."""
    clocks: Clocks | None = None
    """What time it is at a job's site; None where only the shop's clock is known."""

    def say(self, key: str, **values: object) -> str:
        """The words of ``search.next`` with their places filled."""
        return str(self._at(key)).format(**values)

    def raw(self, key: str) -> str:
        """The words with their places open."""
        return str(self._at(key))

    def has(self, key: str) -> bool:
        """Whether there are such words."""
        words: Any = self.words
        for name in key.split("."):
            words = words.get(name) if isinstance(words, Mapping) else None
        return words is not None

    @property
    def is_the_tools(self) -> bool:
        """Whether the tools speak this language: then their notes, messages and hints are said as they are."""
        return self.language == USUAL

    def sentences(self, key: str, **values: object) -> tuple[str, ...]:
        """The same, a sentence at a time."""
        return sentences_of(self.say(key, **values))

    def counted(self, key: str, count: int, **values: object) -> str:
        """The words for one or for many; ``{count}`` is written with commas."""
        return str(self._at(key)["one" if count == 1 else "many"]).format(count=f"{count:,}", **values)

    def people(self, count: int, role: str | None = None) -> str:
        """``Welder``, ``Welders``; ``workers`` where it is any role.

        Roles are written as the bench writes them, but for those that the language has a word of its own for.
        """
        if role is None:
            return str(self._at("search.worker")["one" if count == 1 else "many"])
        key, number = f"facts.roles.{role}", "one" if count == 1 else "many"
        if self.has(key):
            return str(self._at(key)[number])
        return role if count == 1 else plural(role)

    def role(self, role: str) -> str:
        """A role as it stands by itself, in a card, a chart or a table."""
        said = self.people(1, role)
        return said[:1].upper() + said[1:]

    def count_of(self, count: int, role: str | None = None) -> str:
        """``1 Welder``, ``1,200 workers``."""
        return f"{count:,} {self.people(count, role)}"

    def list(self, key: str) -> tuple[str, ...]:
        """Several words, such as the heads of columns."""
        return tuple(map(str, self._at(key)))

    def word(self, group: str, name: str) -> str:
        """A name's own word in a group, else the group's word for others, else the name itself."""
        words = self._at(group)
        return str(words.get(name) or words.get("other") or name)

    def names(self, names: Sequence[str], joiner: str = "and") -> str:
        """``Ana, Ben and Cy``; nobody where there are none."""
        return in_words(names, self.say(f"lists.{joiner}")) if names else self.say("lists.nobody")

    def moment(self, at: datetime, until: datetime | None = None, *, site: Site | None = None) -> str:
        """``Tue Apr 21 6:00 AM to 2:00 PM (tomorrow)``; the end has its day where that is another one.

        A job's moments are told on its site's clock, with the zone's name (``6:00 AM EDT``) where the shop's differs.
        """
        local, zone = self._at_site(at, site)
        end = until.astimezone(local.tzinfo) if until else None
        said, near = self._clock(local), self._near(local.date())
        same_day = end is not None and end.date() == local.date()
        if end and same_day:
            said = self.say("moments.span", start=said, end=_time(end))
        said += zone if same_day or end is None else ""
        said = self.say("moments.near", moment=said, near=near) if near else said
        return self.say("moments.span", start=said, end=self._clock(end) + zone) if end and not same_day else said

    def day(self, on: date) -> str:
        """``today``, ``tomorrow``, ``Apr 23``; with its year where that is another one."""
        return self._near(on) or self.calendar_day(on)

    def on_day(self, on: date) -> str:
        """The same within a sentence: ``due tomorrow``, ``due Apr 23``."""
        return self._near(on) or self.say("moments.on_day", day=self.calendar_day(on))

    def calendar_day(self, on: date) -> str:
        """``Apr 23``, also where that is today: what happened on a day keeps its date."""
        kind = "day" if on.year == self.now.year else "dated"
        return self.say(f"moments.{kind}", month=self.list("moments.months")[on.month - 1], day=on.day, year=on.year)

    def dates_in(self, text: str) -> str:
        """A text with its ISO dates as people write them."""
        return _ISO_DAY.sub(lambda found: self.calendar_day(date.fromisoformat(found[1])), text)

    def days(self, count: int) -> str:
        """``1 day``, ``12 days``."""
        return self.counted("moments.days", count)

    def time(self, at: datetime, *, site: Site | None = None) -> str:
        """``6:00 AM``; of a job on its site's clock."""
        local, zone = self._at_site(at, site)
        return _time(local) + zone

    def _at_site(self, at: datetime, site: Site | None) -> tuple[datetime, str]:
        """A moment on the clock that it is told on, and the name of that clock where it is not the shop's hour."""
        if site is None or self.clocks is None:
            return at.astimezone(self.now.tzinfo), ""
        clock = self.clocks(site.city, site.state)
        return clock.local(at), clock.label(at)

    def _clock(self, local: datetime) -> str:
        return self.say(
            "moments.moment", weekday=self.list("moments.weekdays")[local.weekday()], time=_time(local),
            month=self.list("moments.months")[local.month - 1], day=local.day,
        )  # fmt: skip

    def _near(self, on: date) -> str:
        today = self.now.date()
        for name, day in (("yesterday", -1), ("today", 0), ("tomorrow", 1)):
            if on == today + timedelta(days=day):
                return self.say(f"moments.{name}")
        return ""

    def _at(self, key: str) -> Any:
        words: Any = self.words
        for name in key.split("."):
            words = words[name]
        return words


def _time(local: datetime) -> str:
    return f"{local:%-I:%M %p}"
