"""What goes in and comes out of a conversation, the same for every channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from agents.card import Card, CardStand
from agents.chart import Chart
from agents.language import USUAL, Language
from memory.grammar import sentences_of
from tools.tool import Caller, Channel, Profile, Role

LONGEST_MESSAGE = 4_000
"""Characters; a longer message is answered with how to bring in a file."""


@dataclass(frozen=True)
class Person:
    """Who is talking, as the channel has established it."""

    name: str
    role: Role
    profile: Profile = field(default_factory=Profile)
    """What their searches may see."""

    def bound_to(self, profile: Profile) -> Person:
        """The same person, seeing what another profile binds."""
        return replace(self, profile=profile)

    def caller(self, channel: Channel, *, language: Language = USUAL, key: str | None = None) -> Caller:
        """The same person as the gate knows them: the one place where a person becomes a caller."""
        return Caller(self.name, self.role, channel, self.profile, language=language, key=key)


DEMO_PERSON = Person("Sarah", "admin")
"""Who is signed in on the desk's own machine while no staffers are set up."""


@dataclass(frozen=True)
class Incoming:
    """A message as a surface hands it over."""

    text: str
    person: Person
    channel: Channel
    thread: str
    """The conversation; one message at a time is answered in each."""
    key: str | None = None
    """The event's own id, so that a repeated delivery does nothing twice."""
    files: tuple[str, ...] = ()
    """Handles of what was dropped with it (`Desk.keep_file`); what a text calls a file is only ever one of these."""


@dataclass(frozen=True)
class Step:
    """Something the desk did on the way to its answer."""

    kind: Literal["plan", "call", "result", "verdict", "progress"]
    """``progress``: long work goes on; of those with one title each takes the place of the one before."""
    title: str
    detail: str = ""
    words: str = ""
    """The same as people say it, in the language of the message."""


@dataclass(frozen=True)
class Grid:
    """A small table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    by_row: bool = False
    """What a row says is read together: a narrow screen shows one under the other."""


@dataclass(frozen=True)
class DraftCard:
    """A message that waits for a person, as an editor shows it. Its text is said in ``Part.body`` too."""

    draft_id: str
    to: str
    kind: Literal["sms", "email"]
    language: Language
    """Of the draft, not of the conversation."""
    text: str
    characters: int
    segments: int | None
    """None for an e-mail."""
    status: Literal["draft", "approved", "discarded"]
    subject: str = ""
    most: int | None = None
    """Most units of a text message; None where there is no such limit."""


@dataclass(frozen=True)
class Line:
    """One of several that a part speaks of: a candidate, a contract, a deed of the day."""

    text: str
    short: str
    """The same where letters are dear."""


@dataclass(frozen=True)
class Part:
    """What one call of the turn came to, or the planner's own words."""

    fact: str
    lines: tuple[Line, ...] = ()
    """What the fact counts, the most important first."""
    numbered: bool = False
    """The lines are a ranking, and people answer with a place in it."""
    body: str = ""
    """A text that is quoted as it stands, such as a draft's."""
    reasons: tuple[str, ...] = ()
    next_step: str = ""
    """Empty where nothing is left to do."""
    choices: tuple[str, ...] = ()
    """What to answer, where the desk asks back."""
    pick: str = ""
    """How to answer where there are no buttons: ``Reply 1, 2 or 3.``"""
    picked_by_word: bool = False
    """``pick`` names the choices themselves, as in ``Reply YES or NO.``"""
    cards: tuple[Card, ...] = ()
    grids: tuple[Grid, ...] = ()
    charts: tuple[Chart, ...] = ()
    """What the grids say, drawn."""
    drafts: tuple[DraftCard, ...] = ()
    tool: str = ""
    """Empty for words that no call stands behind."""
    goes_on: bool = False
    """It belongs to the part before: who could fill the order that was just opened."""


def part_of(text: str) -> Part:
    """Words as a part: the first sentence is the fact, the others are its reasons; further lines are a list."""
    paragraph, _, more = text.strip().partition("\n")
    first, *others = sentences_of(paragraph) or ("",)
    return Part(
        first, reasons=tuple(others), lines=tuple(Line(line, line) for line in more.splitlines() if line.strip())
    )


@dataclass(frozen=True)
class Reply:
    """The answer. ``text`` is complete by itself; parts, cards and grids say the same where a channel can do more."""

    text: str = ""
    """Made of ``parts`` where it is not given."""
    cards: tuple[Card, ...] = ()
    grids: tuple[Grid, ...] = ()
    drafts: tuple[DraftCard, ...] = ()
    """Drafts that were made, changed or listed, as they are now."""
    choices: tuple[str, ...] = ()
    """What to answer, where the desk asks back."""
    approval_id: str | None = None
    """Where ``choices`` are yes and no to something that waits for them: the handle for a button (`Desk.decide`)."""
    planned_by: str = "builtin"
    """The planner or model that read the message."""
    calls: tuple[Mapping[str, Any], ...] = ()
    """Tool calls that were made, with their outcome."""
    failure_log: str | None = None
    demo: bool = False
    """Everybody named is invented."""
    parts: tuple[Part, ...] = ()
    """One or more a call, in order; a reply that was given as text has one."""
    more: str = "Reply MORE for more."
    """What a channel says that cannot show everything at once."""
    demo_line: str = "Demo bench: everybody here is invented."
    """What a channel says below the answer where ``demo`` is true."""
    language: Language = USUAL

    def __post_init__(self) -> None:
        if self.text and not self.parts:
            object.__setattr__(self, "parts", (replace(part_of(self.text), choices=self.choices),))
        elif not self.text:
            object.__setattr__(self, "text", text_of(self.parts))


@dataclass(frozen=True)
class Pressed:
    """What a button of a card came to."""

    reply: Reply
    stand: CardStand | None
    """The card as it stands now; None for a card that this conversation does not have."""
    done: bool
    """Whether what the button is for is recorded now, by this press or by an earlier one."""


def text_of(
    parts: Sequence[Part], *, cards: bool = False, grids: bool = False, buttons: bool = False, drafts: bool = False
) -> str:
    """Parts as text. What ``cards``, ``grids``, ``buttons`` or ``drafts`` show in a channel, its text leaves out."""
    text = ""
    for part in parts:
        listed = not (cards and part.cards) and not (grids and part.grids)
        between = "" if not text else "\n" if part.goes_on else "\n\n"
        quoted = not (drafts and part.drafts)
        text += between + "\n".join(_paragraphs(part, listed=listed, asked=not buttons, quoted=quoted))
    return text


def _paragraphs(part: Part, *, listed: bool, asked: bool, quoted: bool) -> Iterator[str]:
    """A part with a list has a line for each thing, and one with a body has it apart; any other is a paragraph."""
    if part.body:
        yield part.fact
        yield from (part.body,) if quoted else ()
        yield " ".join(filter(None, (*part.reasons, part.next_step)))
    elif not part.lines:
        yield " ".join(filter(None, (part.fact, *part.reasons, part.next_step)))
    else:
        yield part.fact
        if listed:
            for place, line in enumerate(part.lines, 1):
                yield f"{place}. {line.text}" if part.numbered else f"- {line.text}"
        yield from part.reasons
        if part.next_step:
            yield part.next_step
    if asked and part.choices:
        yield ""
        yield from (f"{number}. {choice}" for number, choice in enumerate(part.choices, 1))


def reply_of(parts: Iterable[Step | Reply]) -> Reply:
    """The reply that the steps lead to."""
    *_steps, reply = parts
    assert isinstance(reply, Reply)
    return reply


def grouped(parts: Iterable[Part], ends: Callable[[Part], bool]) -> Iterator[tuple[Part, ...]]:
    """Parts that share a message of a surface: each group up to a part that ``ends`` it."""
    group: list[Part] = []
    for part in parts:
        group.append(part)
        if ends(part):
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)
