"""A thread's messages: old calls go first, what broke off goes too, and a second delivery is known."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.graph.message import add_messages

from agents.history import MESSAGES_KEPT, TURNS_WITH_CALLS, in_call_order, spoken, surplus, told


def turn(number: int) -> list[AnyMessage]:
    call = {"name": "forecast", "args": {}, "id": f"c{number}"}
    return [
        HumanMessage(f"q{number}"),
        AIMessage("", tool_calls=[call]),
        ToolMessage("{}", tool_call_id=f"c{number}"),
        AIMessage(f"a{number}"),
    ]


def kept(messages: list[AnyMessage]) -> list[Any]:
    whole: Any = add_messages([], list(messages))
    left: Any = add_messages(whole, surplus(whole))
    return list(left)


def test_older_turns_keep_their_words_and_lose_their_calls() -> None:
    messages = kept([message for number in range(12) for message in turn(number)])
    assert [m.text for m in messages if isinstance(m, HumanMessage)] == [f"q{number}" for number in range(12)]
    assert sum(isinstance(m, ToolMessage) for m in messages) == TURNS_WITH_CALLS
    assert sum(bool(m.tool_calls) for m in messages if isinstance(m, AIMessage)) == TURNS_WITH_CALLS


def test_a_long_thread_begins_with_a_person() -> None:
    messages = kept([message for number in range(200) for message in turn(number)])
    assert MESSAGES_KEPT - 4 <= len(messages) <= MESSAGES_KEPT
    assert isinstance(messages[0], HumanMessage) and messages[-1].text == "a199"


def test_a_call_that_broke_off_goes_with_what_it_got() -> None:
    half = AIMessage("", tool_calls=[{"name": "x", "args": {}, "id": "1"}, {"name": "x", "args": {}, "id": "2"}])
    messages = kept([HumanMessage("q"), half, ToolMessage("{}", tool_call_id="1"), HumanMessage("again")])
    assert [m.text for m in messages] == ["q", "again"]


def test_a_yes_said_between_a_call_and_its_answer() -> None:
    human, call, answer, end = turn(1)
    yes = spoken("yes", "web", "e2", answers="A-1")
    thread = [human, call, yes, answer, end]
    assert list(in_call_order(thread)) == [human, call, answer, yes, end]
    assert kept([*thread, *turn(2)])[2].text == "yes"


def test_equal_call_ids_of_two_turns_stay_apart() -> None:
    both = [*turn(7), *turn(7)]
    assert list(in_call_order(both)) == both


def test_what_an_event_was_answered() -> None:
    asked, yes = spoken("book him", "web", "e1"), spoken("yes", "web", "e2", answers="A-1")
    _human, call, answer, end = turn(1)
    waiting = [asked, call]
    assert told(waiting, asked) is None
    done = [*waiting, yes, answer, end]
    assert told(done, asked) == told(done, yes) == "a1"
    assert told(done, spoken("yes", "sms", "e2")) is None and told(done, spoken("yes", "web", None)) is None
    failed = [asked, *turn(2)]
    assert told(failed, asked) is None, "what was never answered is answered when it comes again"
