"""The desk's own open question (which of these?), and what an answer to it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agents.state import Made
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lexicon import Lexicon
from agents.understanding.names import Names
from agents.understanding.words import plain_words
from agents.voice import Place, Voice
from memory.ledger.tables import from_text
from tools.fates import Retry


class _Kept(BaseModel):
    """Part of a question, as the checkpointer keeps it."""

    model_config = ConfigDict(frozen=True)


class Choice(_Kept):
    """One answer that is offered."""

    label: str
    worker_id: str | None = None
    """Where the choice is a person."""
    name: str = ""


class WhichPerson(_Kept):
    """A name in a call fits several people."""

    kind: Literal["person"] = "person"
    text: str = ""
    """The message that was asked about."""
    tool: str
    arguments: dict[str, Any]
    name: str
    choices: tuple[Choice, ...]
    planned_by: str
    sure: bool


class WhichOption(_Kept):
    """The planner offers words to go on with; the message is planned anew with the chosen ones."""

    kind: Literal["option"] = "option"
    text: str
    """The message that was asked about."""
    choices: tuple[Choice, ...]
    settled: tuple[Choice, ...] = ()
    """People chosen before, in answer to questions about the same message."""

    @property
    def only(self) -> Choice | None:
        """The one choice that there is: then it is asked whether it is right."""
        return self.choices[0] if len(self.choices) == 1 else None


class Way(_Kept):
    """One of several readings."""

    label: str
    calls: tuple[dict[str, Any], ...]


class WhichReading(_Kept):
    """The planner offers whole readings of the message."""

    kind: Literal["reading"] = "reading"
    text: str = ""
    """The message that was asked about."""
    ways: tuple[Way, ...]
    sure: bool = False
    """Whether the message was read for certain, and only what it leaves open is asked."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(label=way.label) for way in self.ways)


class WhetherSo(_Kept):
    """The one reading of a message that did not sound certain: is it so?"""

    kind: Literal["whether"] = "whether"
    text: str
    """The message that was asked about."""
    calls: tuple[dict[str, Any], ...]
    choices: tuple[Choice, ...]
    """Yes and no."""


Question = WhichPerson | WhichOption | WhichReading | WhetherSo
_KEPT: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="kind")])


def question_from(kept: Mapping[str, Any] | None) -> Question | None:
    """The question as the checkpointer kept it; one that an earlier version asked is let go."""
    return _KEPT.validate_python(kept) if kept and "kind" in kept else None


def question_to_keep(question: Question | None) -> dict[str, Any] | None:
    """The question as plain data."""
    return question.model_dump() if question else None


def choice_label(candidate: Mapping[str, Any]) -> str:
    """How one of several people is offered: ``Pat Doubleday, Welder, Toledo (W-9001)``."""
    about = ", ".join(str(candidate[name]) for name in ("name", "role", "city") if candidate.get(name))
    return f"{about} ({candidate['worker_id']})"


def order_label(candidate: Mapping[str, Any], voice: Voice) -> str:
    """How one of several orders is offered: ``O-000003: 2 Welders, Fri Apr 24 6:00 AM``."""
    site = Place(candidate["city"], candidate["state"])
    when = f", {voice.moment(from_text(candidate['start']), site=site)}" if candidate["start"] else ""
    return f"{candidate['order_id']}: {voice.count_of(candidate['headcount'], candidate['role'])}{when}"


def question_after(made: Sequence[Made], text: str, voice: Voice) -> WhichPerson | WhichReading | None:
    """What the calls that were made for ``text`` leave open, the last of them first; None where nothing is."""
    for one in reversed(made):
        if isinstance(one.fate, Retry) and one.fate.error.code == "which_order":
            orders = one.fate.error.details["candidate_orders"]
            ways = (
                Way(
                    label=order_label(order, voice),
                    calls=({"name": one.tool, "args": {**one.arguments, "order_id": order["order_id"]}},),
                )
                for order in orders
            )
            return WhichReading(text=text, ways=tuple(ways), sure=one.sure)
        if isinstance(one.fate, Retry) and one.fate.error.code == "ambiguous_worker":
            details = one.fate.error.details
            people = (Choice(label=choice_label(c), worker_id=c["worker_id"], name=c["name"])
                      for c in details["candidates"])  # fmt: skip
            return WhichPerson(
                text=text,
                tool=one.tool,
                arguments=dict(one.arguments),
                name=details["name"],
                choices=tuple(people),
                planned_by=one.planned_by,
                sure=one.sure,
            )
    return None


def asked_by_planner(
    text: str, said: Mapping[str, Any], focus: Focus, lexicon: Callable[[], Lexicon], yes_and_no: Sequence[str]
) -> WhichOption | WhichReading | WhetherSo | None:
    """The question that a planner's message puts: ``said`` is its metadata, ``yes_and_no`` the words for both."""
    ways = said.get("alternatives", ())
    if len(ways) == 1:
        choices = tuple(Choice(label=label) for label in yes_and_no)
        return WhetherSo(text=text, calls=tuple(ways[0]["calls"]), choices=choices)
    if ways:
        return WhichReading(text=text, ways=tuple(Way(**way) for way in ways))
    options = said.get("options", ())
    if not options:
        return None
    taken: list[str] = []
    offered = []
    for option in options:
        people = [one for one in _people_called(option, focus, lexicon().names) if one.worker_id not in taken]
        if not people:
            offered.append(Choice(label=option))
            continue
        taken.append(people[0].worker_id)
        label = option if options.count(option) == 1 else f"{option} ({people[0].worker_id})"
        offered.append(Choice(label=label, worker_id=people[0].worker_id, name=people[0].name))
    return WhichOption(text=text, choices=tuple(offered))


def _people_called(option: str, focus: Focus, names: Names) -> list[ShownWorker]:
    """Who is offered as ``Maria Lopez`` or ``Maria Lopez, Welder, Gary``: people in view come first."""
    parts = option.split(", ")
    found = [one for one in (*focus.shown, *focus.recent, *focus.booked) if one.name == option]
    for length in range(1, len(parts) + 1):
        words = plain_words(" ".join(parts[:length]))
        exact = names.exact(words) if words else None
        fits = exact.workers if exact else ()
        found += [ShownWorker(one.worker_id, one.name) for one in fits if option in (one.label, one.name)]
    return found
