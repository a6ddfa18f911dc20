"""A call in words, for the person whose yes it needs: `prompts/replies/desk.yaml` and its twin in Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from agents.messages import Line, Part
from agents.review.doubts import Doubt
from agents.voice import Place, Voice
from agents.wording_names import column_label, dataset_label
from memory.errors import NotAllowed
from memory.intake.preview import Preview
from memory.ledger.tables import from_text
from memory.phrase import fields_of, filled, with_known_parts
from memory.store import Store
from tools.order_times import parts_of_time
from tools.permission import TRUSTED
from tools.place import job_place
from tools.tool import Arguments, Tool

_WORDS = {
    "availability": "profile.availability",
    "kind": "drafts.kinds",
    "language": "drafts.languages",
    "outcome": "approvals.outcomes",
    "reason": "profile.failures",
    "shift": "profile.shifts",
    "stage": "profile.stages",
    "status": "drafts.statuses",
}
"""Argument → where the voice has words for its values."""
_OF_SEVERAL = {"stage": "facts.stages_many"}
"""The same of several people, in languages where that is another word."""


class Phrases:
    """Looks names up in the store; the words are the voice's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def question(
        self,
        voice: Voice,
        deeds: Sequence[str],
        doubts: Sequence[Doubt] = (),
        *,
        sends: bool,
        planner: str,
        shown: Sequence[Preview] = (),
    ) -> Part:
        """What is asked before ``deeds`` are done; ``planner`` read them in the message, ``doubts`` are what is odd.

        ``shown``: files that are taken in as they were shown just now, where the deeds are nothing else.
        """
        usual = "shown" if shown else "unsure" if planner in TRUSTED else "model"
        why = "send" if sends else "odd" if doubts else usual
        odd = [self._doubt(voice, doubt) for doubt in doubts]
        guessed = [f"“{one.heading}”" for preview in shown for one in preview.columns if one.doubtful]
        odd += [voice.counted("approvals.guessed", len(guessed), columns=voice.names(guessed))] if guessed else []
        return Part(
            " ".join([*odd, voice.say(f"approvals.ask.{why}", planner=planner)]),
            lines=tuple(Line(f"{deed}.", f"{deed}.") for deed in deeds),
            next_step=voice.say("approvals.question"),
            choices=voice.list("approvals.choices"),
            pick=voice.say("approvals.pick"),
            picked_by_word=True,
        )

    @staticmethod
    def as_shown(voice: Voice, preview: Preview) -> str:
        """That a file is taken in as it was shown just now: what its columns are need not be said again."""
        return voice.say("approvals.as_shown", source=preview.source, dataset=dataset_label(preview.dataset, voice))

    @staticmethod
    def _doubt(voice: Voice, doubt: Doubt) -> str:
        facts = dict(doubt.facts)
        if "start" in facts:
            site = Place(facts.get("city"), facts.get("state"))
            facts["start"] = voice.moment(from_text(facts["start"]), site=site)
        return voice.say(f"approvals.doubts.{doubt.code}", **facts)

    def not_done(self, voice: Voice, how: str, deed: str, code: str) -> NotAllowed:
        """That a deed was not done, and what to do next; ``how`` is denied, set_aside or expired."""
        key = f"approvals.not_done.{how}"
        return NotAllowed(voice.say(f"{key}.fact", deed=deed), code=code, hint=voice.say(f"{key}.next"))

    def deed(self, voice: Voice, tool: Tool, arguments: Arguments) -> str:
        """What the call would do. Nothing that was stated is left out of it."""
        stated = {name: value for name, value in arguments if value not in (None, [], ())}
        said = {name: self._in_words(voice, name, stated) for name in stated}
        phrase = _phrase(voice, tool, said)
        text = with_known_parts(phrase, said.keys())
        unsaid = arguments.model_fields_set & said.keys() - fields_of(text)
        more = [f", {_field(voice, name)}: {said[name]}" for name in type(arguments).model_fields if name in unsaid]
        return filled(text, said) + "".join(more)

    def _in_words(self, voice: Voice, name: str, stated: Mapping[str, Any]) -> str:
        value = stated[name]
        if name == "source":
            return str(value).rpartition("/")[2]  # a dropped file by its name, without its handle
        if name == "dataset":
            return dataset_label(str(value), voice)
        if name == "role":
            return voice.people(1, str(value))
        if isinstance(value, bool):
            return voice.word("approvals.answers", "yes" if value else "no")
        if isinstance(value, Mapping):
            return ", ".join(f"{key} → {column_label(str(each), voice)}" for key, each in value.items())
        if isinstance(value, date) and not isinstance(value, datetime):
            return voice.day(value)
        if name in ("start", "end") and isinstance(value, str):
            return _new_time(voice, value)
        if isinstance(value, datetime):
            place = Place(*job_place(self._store, *(stated.get(part) for part in ("client", "city", "state"))))
            return voice.moment(self._store.site_clock(*place).read(value), site=place)
        if isinstance(value, list | tuple):
            return voice.names([self._person(each) if name == "workers" else str(each) for each in value])
        if isinstance(value, float):
            return f"{value:.2f}"
        several = _OF_SEVERAL.get(name, "") if len(stated.get("workers", ())) > 1 else ""
        group = several if several and voice.has(several) else _WORDS.get(name)
        return voice.word(group, str(value)) if group else str(value)

    def _person(self, named: str) -> str:
        """An id by the name that it stands for, with the id where several bear that name."""
        if not self._store.has_workers:
            return named
        bench = self._store.bench()
        position = int(bench.positions([named])[0])
        if position < 0:
            return named
        name = str(bench.names[position])
        return name if len(bench.named(name)) == 1 else f"{name} ({named})"


def _phrase(voice: Voice, tool: Tool, said: dict[str, str]) -> str:
    """The words of the tool's deed; of those that do one thing or another, the words of this one."""
    key = f"approvals.deeds.{tool.name}"
    if not voice.has(key):
        return tool.summary.rstrip(".")
    if not voice.has(f"{key}.by"):
        return voice.raw(key)
    return voice.raw(f"{key}.{said.pop(voice.raw(f'{key}.by'))}")


def _new_time(voice: Voice, said: str) -> str:
    """A day, an hour or both, by the site's clock."""
    day, hour, moment = parts_of_time(said)
    if moment is not None:
        return voice.moment(moment)
    return " ".join([*([voice.day(day)] if day else []), *([f"{hour:%-I:%M %p}"] if hour else [])])


def _field(voice: Voice, name: str) -> str:
    return voice.raw(f"fields.{name}") if voice.has(f"fields.{name}") else name.replace("_", " ")
