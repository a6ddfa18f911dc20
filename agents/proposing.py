"""What is proposed for a message: what the desk's own question was about where it answers one, else a new plan."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage

from agents.answers import Anew, Answers, LeftAlone, Settled
from agents.history import newest_press
from agents.language import USUAL
from agents.question import Question, WhichOption, asked_by_planner, question_from
from agents.state import State, focus_from, focus_to_keep
from agents.understanding.focus import Focus
from agents.voice import Voice


@dataclass(frozen=True)
class Meant:
    """What a proposal was made from, where that is not the message as it was typed."""

    text: str
    focus: Focus

    def to_keep(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"text": self.text, "focus": focus_to_keep(self.focus)}


def meant_from(kept: Mapping[str, Any] | None) -> Meant | None:
    """The same as the checkpointer kept it."""
    return Meant(kept["text"], focus_from(kept["focus"])) if kept else None


@dataclass(frozen=True)
class Proposal:
    """The planner's message, and the question that it puts."""

    message: AIMessage
    question: Question | None = None
    settled: bool = False
    """The person chose these very calls."""
    meant: Meant | None = None


class Proposing:
    """Reads answers to the desk's own questions, and asks the planner for everything else."""

    def __init__(self, model: BaseChatModel, answers: Answers) -> None:
        self._model = model
        self._answers = answers

    def propose(self, state: State, voice: Voice) -> Proposal:
        """The next message of the planner."""
        newest, focus = state["messages"][-1], focus_from(state.get("focus"))
        press = newest_press(state["messages"])
        if press is not None:
            return _pressed(press, again=not isinstance(newest, HumanMessage))
        asked = question_from(state.get("question")) if isinstance(newest, HumanMessage) else None
        match self._answers.read(asked, newest.text):
            case Settled() as chosen:
                made: list[Any] = [{**call, "id": f"call-{uuid.uuid4().hex[:12]}"} for call in chosen.calls]
                said = {"planned_by": chosen.planned_by, "sure": chosen.sure}
                message = AIMessage("", tool_calls=made, response_metadata=said)
                return Proposal(message, settled=True, meant=Meant(chosen.text, focus))
            case Anew() as anew:
                return self._plan_anew(state, anew, focus, voice)
            case LeftAlone():
                return Proposal(AIMessage(voice.say("said.not_done"), response_metadata={"planned_by": "builtin"}))
            case None:
                message = self._invoke(state, state["messages"], focus)
                question = self._question(newest.text, message, focus, voice)
                kept = None if isinstance(newest, HumanMessage) else meant_from(state.get("meant"))
                return Proposal(message, question, meant=kept)

    def _plan_anew(self, state: State, anew: Anew, focus: Focus, voice: Voice) -> Proposal:
        """Plan the message that was asked about with what the answer settled; never into the same question again."""
        settled = anew.focus(focus)
        for text in anew.ways:
            message = self._invoke(state, [*state["messages"][:-1], HumanMessage(text)], settled, alone=True)
            if message.tool_calls:
                return Proposal(message, meant=Meant(text, settled))
        text = anew.ways[-1]
        message = self._invoke(state, [*state["messages"][:-1], HumanMessage(text)], settled)
        question = self._question(text, message, settled, voice)
        if not isinstance(question, WhichOption):
            return Proposal(message, question, meant=Meant(text, settled))
        if {choice.label for choice in question.choices} <= {choice.label for choice in anew.question.choices}:
            return Proposal(AIMessage(voice.say("still_unclear"), response_metadata={"planned_by": "builtin"}))
        kept = anew.question.text if anew.people else text
        return Proposal(message, question.model_copy(update={"text": kept, "settled": anew.people}))

    def _question(self, text: str, message: AIMessage, focus: Focus, voice: Voice) -> Question | None:
        said, yes_and_no = message.response_metadata, voice.list("approvals.choices")
        return asked_by_planner(text, said, focus, self._answers.lexicon, yes_and_no)

    def _invoke(self, state: State, messages: Any, focus: Focus, **how: Any) -> AIMessage:
        asker = state.get("asker")
        focus = replace(focus, asker=asker["staffer"] if asker else None)
        message = self._model.invoke(messages, focus=focus, language=state.get("language", USUAL), **how)
        assert isinstance(message, AIMessage)
        return message


def _pressed(press: Mapping[str, Any], *, again: bool) -> Proposal:
    """The call of a button, which a person chose as it is; nothing more once its result is there."""
    said = {"planned_by": "person", "pressed": press["deed"]}
    call: Any = {**press["call"], "id": f"call-{uuid.uuid4().hex[:12]}"}
    return Proposal(AIMessage("", tool_calls=[] if again else [call], response_metadata=said), settled=not again)
