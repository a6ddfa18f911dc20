"""Planners as chat models, so that the graph cannot tell the built-in one from any other."""

from __future__ import annotations

import uuid
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agents.language import Language
from agents.understanding.focus import Focus
from agents.understanding.plan import SURE, Plan, PlannedCall

PlanText = Callable[[str, Focus, Language], Plan]


class Planner(BaseChatModel):
    """Answers a conversation with one message: calls, or words."""

    @abstractmethod
    def answer(self, messages: Sequence[BaseMessage], **asked: Any) -> AIMessage:
        """The next message. ``asked`` has the ``focus`` and the ``language`` that a new message is read with."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """LangChain's way in; what it hands on beside the question is not for a planner."""
        return ChatResult(generations=[ChatGeneration(message=self.answer(messages, **kwargs))])


class BuiltinPlanner(Planner):
    """Plans from sentence templates over the live store; needs no model and no network."""

    plan_text: PlanText

    @property
    def _llm_type(self) -> str:
        return "builtin"

    def answer(self, messages: Sequence[BaseMessage], **asked: Any) -> AIMessage:
        """Tool calls for the newest message; nothing more once their results are there, whatever these say."""
        newest = messages[-1]
        if not isinstance(newest, HumanMessage):
            return AIMessage("", response_metadata={"planned_by": "builtin"})
        plan = self.plan_text(str(newest.content), asked["focus"], asked["language"])
        return AIMessage(
            plan.say or "",
            tool_calls=[{**_call(call), "id": f"call-{uuid.uuid4().hex[:12]}"} for call in plan.calls],
            response_metadata={
                "planned_by": "builtin",
                "sure": plan.confidence >= SURE,
                "expect": plan.expect,
                "confidence": plan.confidence,
                "template": plan.template,
                "options": list(plan.options),
                "left": list(plan.left),
                "alternatives": [
                    {"label": way.label, "calls": [_call(call) for call in way.calls]} for way in plan.alternatives
                ],
                "stated": [dict(call.args) for call in plan.calls],
            },
        )


def _call(planned: PlannedCall) -> dict[str, Any]:
    done = planned.runs or planned
    return {"name": done.tool, "args": _with_ids(done.args, done.worker_ids)}


def _with_ids(args: Mapping[str, Any], worker_ids: Mapping[str, str]) -> dict[str, Any]:
    """The arguments with names replaced by ids where the conversation settles who is meant."""
    settled = dict(args)
    if "workers" in settled:
        settled["workers"] = [worker_ids.get(name, name) for name in settled["workers"]]
    return settled
