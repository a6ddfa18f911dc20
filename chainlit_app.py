"""The web chat: hands a message to the desk, shows its steps as they happen, then its reply; decides nothing."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import chainlit as cl

from agents.installed import installed_desk
from agents.messages import DEMO_PERSON, Incoming, Part, Person, Reply, Step, text_of

log = logging.getLogger("muster.chat")

STARTERS = (
    "Find 3 electricians in Chicago",
    "What's tight in Chicago this month?",
    "Contracts due in two weeks",
    "What did I do today?",
)
FAILED = (
    "That went wrong on our side (reference {reference}); the log has the details. "
    'Ask "What did I do today?" to see whether anything was recorded, then try again.'
)
ICONS = {"plan": "list-todo", "call": "wrench", "result": "check", "verdict": "scale"}
LIST_LINE = re.compile(r"(- |\d+\. )")
MARKUP = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|:(?=[A-Za-z])|&(?=#?\w+;)|^#", re.MULTILINE)
"""Everything that Chainlit's Markdown would read as more than text, a colon before a letter included."""


@cl.header_auth_callback
async def sign_in(headers: Mapping[str, str]) -> cl.User:
    """The demo sign-in: the server lets nobody else this far."""
    return cl.User(identifier=DEMO_PERSON.name, metadata={"role": DEMO_PERSON.role})


@cl.data_layer
def keep_nothing() -> Any:
    """No history beside the desk's own. Without this hook the environment may name a service to send it to."""
    return None


@cl.set_starters
async def starters(user: cl.User | None, language: str | None = None) -> list[cl.Starter]:
    """What a day begins with."""
    return [cl.Starter(label=text, message=text) for text in STARTERS]


@cl.on_message
async def handle_message(message: cl.Message) -> None:
    """Answer a message."""
    incoming = Incoming(
        text=message.content,
        person=signed_in(),
        channel="web",
        thread=cl.context.session.thread_id,
        key=message.id,
    )
    await show(lambda: installed_desk().turn(incoming))


@cl.action_callback("decide")
async def handle_decision(action: cl.Action) -> None:
    """A yes or no by its button: it answers the question that it was drawn for, however old that is by now."""
    approval_id, approve = str(action.payload.get("approval")), action.payload.get("approve") is True
    person, thread = signed_in(), cl.context.session.thread_id
    await show(lambda: [installed_desk().decide(approval_id, approve, person, "web", thread)])


async def show(work: Callable[[], Iterable[Step | Reply]]) -> None:
    """The steps as they happen, then the reply."""
    async for part in parts_of(work):
        if isinstance(part, Step):
            await show_step(part)
        else:
            await show_reply(part)


def signed_in() -> Person:
    """Who is talking. Raises PermissionError for a session that nobody signed in to."""
    user = cl.context.session.user
    if user is None:
        raise PermissionError("Nobody is signed in: load the page again.")
    return Person(user.identifier, user.metadata["role"])


async def parts_of(desk_work: Callable[[], Iterable[Step | Reply]]) -> AsyncIterator[Step | Reply]:
    """The desk's work, run in a thread of its own; a failure becomes a reply with a reference to the log."""
    parts: asyncio.Queue[Step | Reply | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def work() -> None:
        try:
            for part in desk_work():
                loop.call_soon_threadsafe(parts.put_nowait, part)
        finally:
            loop.call_soon_threadsafe(parts.put_nowait, None)

    working = asyncio.ensure_future(asyncio.to_thread(work))
    while (part := await parts.get()) is not None:
        yield part
    await asyncio.wait({working})
    if error := working.exception():
        reference = secrets.token_hex(4)
        log.error("a turn failed, reference %s", reference, exc_info=error)
        yield Reply(text=FAILED.format(reference=reference))


async def show_step(step: Step) -> None:
    """One line in the conversation."""
    line = f"{step.kind} {step.title}" + (f": {step.detail}" if step.detail else "")
    async with cl.Step(name=line, type="tool", icon=ICONS[step.kind]):
        pass


async def show_reply(reply: Reply) -> None:
    """A message for each list, and the demo's mark under the last."""
    *groups, last = groups_of(reply.parts)
    for parts in groups:
        await show_parts(parts, reply.approval_id)
    mark = [notes_of([reply.demo_line], quiet=True)] if reply.demo else []
    await show_parts(last, reply.approval_id, mark)


async def show_parts(parts: tuple[Part, ...], approval_id: str | None, under: Sequence[cl.CustomElement] = ()) -> None:
    """The text, then what says the same better: cards, tables, buttons. What follows from a list stands under it."""
    last = parts[-1]
    elements = [cl.CustomElement(name="DataGrid", props=asdict(grid)) for grid in last.grids]
    if last.cards:
        cards = {"cards": [asdict(card) for card in last.cards]}
        elements.insert(0, cl.CustomElement(name="CandidateCards", props=cards))
    following = [*last.reasons, *filter(None, [last.next_step])] if elements else []
    if following:
        elements.append(notes_of(following))
        parts = (*parts[:-1], replace(last, reasons=(), next_step=""))
    choices = [choice for part in parts for choice in part.choices]
    if choices:
        props = {"choices": choices, "chosen": None, "approval": approval_id}
        elements.append(cl.CustomElement(name="Choices", props=props))
    text = as_markdown(text_of(parts, cards=True, grids=True, buttons=True))
    message = cl.Message(content=text)
    await message.send()  # type: ignore[no-untyped-call]
    for element in (*elements, *under):  # a message sends its elements all at once, and they arrive in any order
        await element.send(for_id=message.id)


def notes_of(lines: Sequence[str], *, quiet: bool = False) -> cl.CustomElement:
    """Lines that stand under a list, where a message's text cannot: its elements come after all of it."""
    return cl.CustomElement(name="Notes", props={"lines": list(lines), "quiet": quiet})


def groups_of(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """Parts that share a message: each up to one with a list of its own."""
    group: list[Part] = []
    for part in parts:
        group.append(part)
        if part.cards or part.grids:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def as_markdown(text: str) -> str:
    """Plain text in Markdown's clothes: its words are literal, its lines and lists stay what they are."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and lines[-1] and LIST_LINE.match(lines[-1]) and not LIST_LINE.match(line):
            lines.append("")
        lines.append(MARKUP.sub(r"\\\g<0>", line))
    return "\n".join(lines)
