"""The built-in planner first; a chat model for what it is not sure of; one answer, and who gave it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import httpx
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import ConfigDict
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from agents.history import in_call_order
from agents.models import NamedModel, NoModel
from agents.planner import BuiltinPlanner, Planner
from agents.understanding.plan import SURE
from memory.errors import ModelDown
from tools.tool import Tool

log = logging.getLogger("muster.models")

CANNOT_CONNECT = (ConnectionError, httpx.ConnectError, httpx.RemoteProtocolError)
"""Worth a second try: a server that is just restarting. One that is slow is not asked twice."""
TRIES, SECONDS_BETWEEN = 2, 0.2


class AutoPlanner(Planner):
    """Composes the two. What the built-in planner refuses is refused; a model's writes wait for a yes at the gate."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    builtin: BuiltinPlanner
    models: Any
    """A `Models`."""
    tools: list[dict[str, Any]]
    prompt: str
    """Rules for the model; ``{now}`` is the shop's time."""
    now: Callable[[], datetime]

    @property
    def _llm_type(self) -> str:
        return "auto"

    def answer(self, messages: Sequence[BaseMessage], **asked: Any) -> AIMessage:
        """``alone`` asks the built-in planner and nobody else."""
        own = self.builtin.answer(messages, focus=asked["focus"], language=asked["language"])
        if asked.get("alone") or not self._is_for_model(messages, own):
            return own
        found: NamedModel | NoModel = self.models.find()
        if isinstance(found, NamedModel):
            try:
                answer = self._ask(found, messages)
            except ModelDown as error:
                log.warning("%s: %s", found.name, error.message)
                self.models.lost(found.name)
                found = NoModel("gone", name=found.name)
            else:
                silent = not (answer.tool_calls or answer.invalid_tool_calls or answer.text.strip())
                return own if silent else answer
        # Nobody chose a model that was never there, so nobody misses it; one that began the turn went in its middle.
        missed = self.models.forced or found.why == "gone" or not isinstance(messages[-1], HumanMessage)
        own.response_metadata["notice"] = asdict(found) | {"missed": missed}
        return own

    def _is_for_model(self, messages: Sequence[BaseMessage], own: AIMessage) -> bool:
        if not isinstance(messages[-1], HumanMessage):  # who proposed the calls goes on from their answers
            newest = next(message for message in reversed(messages) if isinstance(message, AIMessage))
            return newest.response_metadata.get("planned_by") != "builtin"
        said = own.response_metadata
        if said["expect"] == "refuse" or not messages[-1].text.strip():
            return False
        if self.models.forced:
            return True
        if said["expect"] == "clarify":
            return not (said["options"] or said["alternatives"])
        return said["expect"] == "out_of_scope" or (said["expect"] is None and said["confidence"] < SURE)

    def _ask(self, model: NamedModel, messages: Sequence[BaseMessage]) -> AIMessage:
        """The model's proposal, marked as its own. Raises ModelDown where it does not answer."""
        rules = SystemMessage(self.prompt.replace("{now}", f"{self.now():%A %Y-%m-%d %H:%M}"))
        bound = model.chat.bind_tools(self.tools)
        tries = Retrying(
            stop=stop_after_attempt(TRIES),
            wait=wait_fixed(SECONDS_BETWEEN),
            retry=retry_if_exception_type(CANNOT_CONNECT),
            reraise=True,
        )
        try:
            answer = tries(bound.invoke, [rules, *in_call_order(messages)])
        except _failures() as error:
            raise ModelDown(f"{model.name} does not answer: {error}") from error
        assert isinstance(answer, AIMessage)
        return answer.model_copy(
            update={"response_metadata": {**answer.response_metadata, "planned_by": model.name, "sure": False}}
        )


def _failures() -> tuple[type[Exception], ...]:
    """What a server that is away, slow or broken raises. Anything else is a bug."""
    import ollama

    return (ConnectionError, TimeoutError, httpx.HTTPError, ollama.ResponseError)


def tool_schemas(catalogue: Mapping[str, Tool]) -> list[dict[str, Any]]:
    """The catalogue as chat models read it."""
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.summary,
                "parameters": tool.arguments.model_json_schema(),
            },
        }
        for tool in catalogue.values()
    ]
