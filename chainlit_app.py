"""The web chat: hands messages and buttons to the desk, shows its steps, then its reply; decides nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import wraps
from pathlib import Path
from typing import Any, Literal, get_args

import chainlit as cl
from chainlit.data import get_data_layer
from chainlit.element import ElementDict
from chainlit.session import WebsocketSession
from chainlit.types import ThreadDict

from agents.card import Deed, DeedName, DraftChange
from agents.credentials import visitor
from agents.installed import desk_in_place, installed_desk
from agents.language import Language, language_for
from agents.messages import Incoming, Person, Reply, Step
from agents.streaming import streamed
from web_chat.elements import Bubble, bubbles, opening, reviewed, stood
from web_chat.history import History

log = logging.getLogger("muster.chat")

DECISIONS: tuple[Literal["approve", "discard"], ...] = ("approve", "discard")
DONE = ("ok", "replayed")
"""Outcomes of a call that did what it is for."""
SIGNED_BY = ("AUTHORIZATION", "COOKIE")
"""Headers that say who somebody is, as a connection's environment has them."""
Handler = Callable[..., Awaitable[Any]]
ICONS = {"plan": "search", "call": "wrench", "result": "check", "verdict": "shield-check", "progress": "loader"}


def for_staff(handler: Handler) -> Handler:
    """A handler for whoever is signed in still; anybody else is told so, and nothing else is done.

    Chainlit hands over by name, and takes the names from the wrapped handler.
    """

    @wraps(handler)
    async def handle(*given: Any, **named: Any) -> Any:
        try:
            signed_in()
        except PermissionError:
            await cl.Message(content=desk_in_place().words("chat", spoken_here())["signed_out"]).send()
            return None
        return await handler(*given, **named)

    return handle


@cl.header_auth_callback
async def sign_in(headers: Mapping[str, str]) -> cl.User | None:
    """Whom the server's own guard let in, found by the same headers in the same way."""
    person = await asyncio.to_thread(lambda: visitor(desk_in_place().directory, headers))
    return None if person is None else cl.User(identifier=person.name, metadata={"role": person.role})


@cl.data_layer
def history() -> History:
    """The list of conversations. Without this hook the environment may name a service to send them to."""
    return History(lambda: desk_in_place().folder, lambda thread: desk_in_place().forget(thread))


@cl.on_chat_start
async def open_conversation() -> None:
    """What the day begins with, and what to ask first. It is kept with the first message, and not before."""
    person, language = signed_in(), spoken_here()
    brief = await asyncio.to_thread(lambda: installed_desk().brief(person, "web", language))
    await show_bubble(opening(brief))


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """A conversation of an earlier day: its buttons show what became of their cards since."""
    for element, props in await asyncio.to_thread(present, thread["elements"] or [], signed_in(), thread["id"]):
        element["props"] = props


@cl.on_message
@for_staff
async def handle_message(message: cl.Message) -> None:
    """Answer a message."""
    dropped = [(element.name, element.path) for element in message.elements if element.path]
    files = await asyncio.to_thread(keep, dropped)
    incoming = Incoming(
        text=message.content,
        person=signed_in(),
        channel="web",
        thread=cl.context.session.thread_id,
        key=message.id,
        files=files,
    )
    await show(lambda: installed_desk().turn(incoming))
    if dropped and not message.content.strip():
        await history_layer().update_thread(incoming.thread, name=dropped[0][0])
    await show_stands()


def keep(dropped: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Give the desk its own copies of dropped files; what Chainlit keeps of them ends with the session."""
    handles = []
    for name, path in dropped:
        with Path(path).open("rb") as content:
            handles.append(installed_desk().keep_file(name, content))
    return tuple(handles)


@cl.action_callback("decide")
@for_staff
async def handle_decision(action: cl.Action) -> None:
    """A yes or no by its button: it answers the question that it was drawn for, however old that is by now."""
    approval_id, approve = str(action.payload.get("approval")), action.payload.get("approve") is True
    person, thread = signed_in(), cl.context.session.thread_id
    await show(lambda: installed_desk().deciding(approval_id, approve, person, "web", thread))
    await show_stands()


@cl.action_callback("press")
@for_staff
async def handle_press(action: cl.Action) -> None:
    """A button of a card: confirmed on the card, and answered in words where there is more to say than that."""
    payload = action.payload
    name: DeedName = next(name for name in get_args(DeedName) if name == payload.get("deed"))
    deed = Deed(name, str(payload.get("card")), payload.get("back") is True)
    person, thread = signed_in(), cl.context.session.thread_id

    def press() -> Iterable[Reply]:
        pressed = installed_desk().press(deed, person, "web", thread)
        more = pressed.reply.cards or pressed.reply.drafts
        return [pressed.reply] if not pressed.done or more else []

    await show(press)
    await show_stands()


@cl.action_callback("draft")
@for_staff
async def handle_draft(action: cl.Action) -> dict[str, bool]:
    """A button of a draft's editor. What was typed there is kept before it is approved; what fails is said in words."""
    payload, person, thread = action.payload, signed_in(), cl.context.session.thread_id
    draft_id, text = str(payload.get("draft")), payload.get("text")
    changes = [DraftChange("edit", draft_id, str(text))] if isinstance(text, str) else []
    changes += [DraftChange(wish, draft_id) for wish in DECISIONS if wish == payload.get("action")]

    def review() -> Iterator[Reply]:
        for change in changes:
            reply = installed_desk().review(change, person, "web", thread)
            if not all(call["outcome"] in DONE for call in reply.calls):
                failed.append(reply)
                yield reply
                return

    failed: list[Reply] = []
    await show(review)
    await show_stands()
    return {"done": not failed}


async def show_stands() -> None:
    """Draw those cards and drafts anew that were changed, by a button or in words, since they were drawn."""
    thread = cl.context.session.thread_id
    drawn = history_layer().elements(thread)
    for element, props in await asyncio.to_thread(present, drawn, signed_in(), thread):
        anew: Any = cl.CustomElement(id=element["id"], name=element["name"], props=props)
        await anew.send(for_id=element["forId"] or "")


def present(drawn: Iterable[ElementDict], person: Person, thread: str) -> list[tuple[ElementDict, dict[str, Any]]]:
    """Elements that say what is not so any more, each with what it should say."""
    desk = installed_desk()
    stands, anew = desk.cards(person, "web", thread), []
    for element in drawn:
        props = element["props"] or {}
        match element["name"]:
            case "CandidateCards":
                now = stood(props, stands)
            case "DraftReview":
                draft_id = props["draft"]["draft_id"]
                now = reviewed(props, desk.drafts([draft_id], person).get(draft_id))
            case _:
                continue
        if now != props:
            anew.append((element, now))
    return anew


async def show(work: Callable[[], Iterable[Step | Reply]]) -> None:
    """The steps as they happen, each under way until the next part comes, then the reply."""
    async with AsyncExitStack() as running:
        stage, step = "", None
        async for part in parts_of(work):
            if isinstance(part, Step) and part.kind == "progress" and part.title == stage and step is not None:
                step.name = part.words
                await step.update()
                continue
            await running.aclose()
            stage = part.title if isinstance(part, Step) and part.kind == "progress" else ""
            if isinstance(part, Reply):
                for bubble in bubbles(part, desk_in_place().words("chat", part.language)):
                    await show_bubble(bubble)
            elif part.kind != "result":  # the reply says it
                line = part.words or f"{part.title} {part.detail}"
                step = cl.Step(name=line, type="tool", icon=ICONS[part.kind])
                await running.enter_async_context(step)


def history_layer() -> History:
    """The history that this module gave to Chainlit."""
    layer = get_data_layer()
    assert isinstance(layer, History)
    return layer


def spoken_here() -> Language:
    """The language of the browser."""
    session = cl.context.session
    assert isinstance(session, WebsocketSession)
    return language_for(session.language)


def signed_in() -> Person:
    """Who is talking, with the rights that they have by now: a page may stay open for longer than those last.

    Raises PermissionError for a session that nobody is signed in to any more.
    """
    session = cl.context.session
    environ = session.environ if isinstance(session, WebsocketSession) and session.environ else {}
    headers = {name.lower(): environ[f"HTTP_{name}"] for name in SIGNED_BY if f"HTTP_{name}" in environ}
    person = visitor(desk_in_place().directory, headers)
    if session.user is None or person is None or person.name != session.user.identifier:
        raise PermissionError("Nobody is signed in: load the page again.")
    return person


async def parts_of(desk_work: Callable[[], Iterable[Step | Reply]]) -> AsyncIterator[Step | Reply]:
    """The desk's work, run in a thread of its own; a failure becomes a reply with a reference to the log."""

    def failed(reference: str) -> Reply:
        language = spoken_here()
        said = desk_in_place().words("chat", language)["failed"].format(reference=reference)
        return Reply(text=said, language=language)

    async for part in streamed(desk_work, asyncio.to_thread, failed):
        yield part


async def show_bubble(bubble: Bubble) -> None:
    """The text, then its elements one after the other: sent all at once, they arrive in any order."""
    message = cl.Message(content=bubble.text)
    await message.send()
    for shown in bubble.elements:
        element: Any = cl.CustomElement(name=shown.name, props=dict(shown.props))
        await element.send(for_id=message.id)
