"""The built-in planner as a chat model, so that the graph cannot tell it from any other."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agents.language import Language
from agents.understanding.focus import Focus
from agents.understanding.plan import SURE, Plan

PlanText = Callable[[str, Focus, Language], Plan]
Confirm = Callable[[Plan, Language], str]


class BuiltinPlanner(BaseChatModel):
    """Plans from sentence templates over the live store; needs no model and no network."""

    plan_text: PlanText
    writes: frozenset[str]
    """Tools that are called only when the planner is sure."""
    confirm: Confirm
    """The question before a write that was only half understood."""

    @property
    def _llm_type(self) -> str:
        return "builtin"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """Tool calls for the newest message; nothing more once their results are there."""
        newest = messages[-1]
        if not isinstance(newest, HumanMessage):
            return _result(AIMessage(""))
        language: Language = kwargs["language"]
        plan = self.plan_text(str(newest.content), kwargs["focus"], language)
        calls = [
            {"name": call.tool, "args": _with_ids(call.args, call.worker_ids), "id": f"call-{uuid.uuid4().hex[:12]}"}
            for call in plan.calls
        ]
        unsure = plan.confidence < SURE and any(call.tool in self.writes for call in plan.calls)
        asked = [{"name": call["name"], "args": call["args"]} for call in calls]
        return _result(
            AIMessage(
                self.confirm(plan, language) if unsure else plan.say or "",
                tool_calls=[] if unsure else calls,
                response_metadata={
                    "planned_by": "builtin",
                    "unsure": asked if unsure else [],
                    "confidence": plan.confidence,
                    "template": plan.template,
                    "options": list(plan.options),
                    "stated": [dict(call.args) for call in plan.calls],
                },
            )
        )


def _with_ids(args: Any, worker_ids: Any) -> dict[str, Any]:
    """The arguments with names replaced by ids where the conversation settles who is meant."""
    settled = dict(args)
    if "workers" in settled:
        settled["workers"] = [worker_ids.get(name, name) for name in settled["workers"]]
    return settled


def _result(message: AIMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])
