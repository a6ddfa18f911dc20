"""A thread's messages: which of them are kept, in which order a model reads them, and what an event was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, RemoveMessage, ToolMessage

MESSAGES_KEPT = 100
"""What was said and answered; the focus carries what older messages were about."""
TURNS_WITH_CALLS = 5
"""Older turns keep their words only: calls and their answers are most of a checkpoint's bytes."""


def surplus(messages: Sequence[AnyMessage]) -> list[Any]:
    """Removals at the start of a turn: what is too old, and calls that a broken turn left without an answer."""
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    said = [place for place, message in enumerate(messages) if isinstance(message, HumanMessage)]
    recent = said[-TURNS_WITH_CALLS] if len(said) >= TURNS_WITH_CALLS else 0
    gone: set[str] = set()
    kept: list[AnyMessage] = []
    for place, message in enumerate(messages):
        if isinstance(message, AIMessage) and (ids := _call_ids(message)):
            if place < recent or not answered.issuperset(ids):
                gone |= ids
                continue
        elif isinstance(message, ToolMessage) and message.tool_call_id in gone:
            continue
        kept.append(message)
    kept = kept[-MESSAGES_KEPT:]
    while kept and not isinstance(kept[0], HumanMessage):
        kept.pop(0)
    stays = {message.id for message in kept}
    return [RemoveMessage(id=str(message.id)) for message in messages if message.id not in stays]


def in_call_order(messages: Sequence[BaseMessage]) -> Iterator[BaseMessage]:
    """Each call followed by its answer, as chat models expect it; a "yes" to the call was said between the two."""
    for place, message in enumerate(messages):
        if isinstance(message, ToolMessage):
            continue
        yield message
        if isinstance(message, AIMessage):
            for after in messages[place + 1 :]:
                if isinstance(after, AIMessage):
                    break
                if isinstance(after, ToolMessage):
                    yield after


def spoken(
    text: str, channel: str, key: str | None, *, answers: str | None = None, pressed: Mapping[str, Any] | None = None
) -> HumanMessage:
    """A person's message; it carries the event that brought it, and the approval that it answers.

    ``pressed`` is the call of a button, with the button: its text only tells what the button says.
    """
    marks = {"event": f"{channel}:{key}" if key else None, "answers": answers, "pressed": pressed}
    return HumanMessage(text, additional_kwargs={name: mark for name, mark in marks.items() if mark})


def newest_request(messages: Sequence[AnyMessage]) -> str:
    """The last thing that a person said, but for a yes or a no to the desk's own question."""
    return next((each.text for each in _requests(messages)), "")


def newest_press(messages: Sequence[AnyMessage]) -> Mapping[str, Any] | None:
    """The button that the last request was made with; None where it was typed."""
    return next((each.additional_kwargs.get("pressed") for each in _requests(messages)), None)


def _requests(messages: Sequence[AnyMessage]) -> Iterator[HumanMessage]:
    said = (each for each in reversed(messages) if isinstance(each, HumanMessage))
    return (each for each in said if "answers" not in each.additional_kwargs)


def is_known(messages: Sequence[AnyMessage], message: HumanMessage) -> bool:
    """Whether the event that brought this message is in the thread."""
    event = message.additional_kwargs.get("event")
    return event is not None and any(each.additional_kwargs.get("event") == event for each in messages)


def told(messages: Sequence[AnyMessage], message: HumanMessage) -> str | None:
    """What the event of this message was answered when it came first; None where it still has to be answered."""
    event = message.additional_kwargs.get("event")
    if event is None:
        return None
    places = [place for place, each in enumerate(messages) if each.additional_kwargs.get("event") == event]
    for after in messages[places[-1] + 1 :] if places else ():
        if isinstance(after, HumanMessage) and "answers" not in after.additional_kwargs:
            return None
        if isinstance(after, AIMessage) and not _call_ids(after):
            return after.text
    return None


def _call_ids(message: AIMessage) -> set[str]:
    calls = (*message.tool_calls, *message.invalid_tool_calls)
    return {call["id"] or UNREADABLE for call in calls}


UNREADABLE = "unreadable"
"""The id of a call that came without one."""
