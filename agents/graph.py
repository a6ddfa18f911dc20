"""The pair: an executor that proposes calls, a reviewer that judges each step on facts.

intake → executor → review → act → judge ─→ executor … → finish
            │                        └─→ abort
            └─ nothing to call ──────────→ finish
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, RemoveMessage, ToolMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.focusing import focus_after
from agents.language import USUAL
from agents.messages import Step
from agents.question import Answers, question_after
from agents.review.reviewer import Asked, Reviewer
from agents.state import MESSAGES_KEPT, Context, Made, State, Turn, focus_from, focus_to_keep
from agents.verdicts import Approve, Continue, Drift
from agents.wording import in_brief
from tools.fates import Crash, Done, Fate, Refused, Retry
from tools.gate import Gate, answer_as_json

ABORT_AFTER = 3
"""Malformed calls, or drifts, in a row."""
STEPS_AT_MOST = 40
Graph = CompiledStateGraph[State, Context, State, State]


class Pair:
    """The nodes of the graph. It holds parts, never a turn."""

    def __init__(self, model: BaseChatModel, gate: Gate, reviewer: Reviewer, answers: Answers, failures: Path) -> None:
        self._model = model
        self._answers = answers
        self._gate = gate
        self._reviewer = reviewer
        self._failures = failures

    def intake(self, state: State, runtime: Runtime[Context]) -> State:
        """A new turn starts from zero counts; old messages go."""
        surplus = state["messages"][:-MESSAGES_KEPT]
        removed: list[Any] = [RemoveMessage(id=str(message.id)) for message in surplus]
        return {
            "messages": removed,
            "malformed": 0,
            "drifts": 0,
            "say": "",
            "choices": [],
        }

    def executor(self, state: State, runtime: Runtime[Context]) -> Command[Literal["review", "finish"]]:
        """Propose the next calls, or none. An answer to the desk's own question goes on with what that was about."""
        answered = self._answered(state)
        message = answered or self._model.invoke(
            state["messages"], focus=focus_from(state.get("focus")), language=state.get("language", USUAL)
        )
        assert isinstance(message, AIMessage)
        proposed = bool(message.tool_calls or message.invalid_tool_calls)
        if not proposed:
            said = list(message.response_metadata.get("options", []))
            kept: State = {"say": message.text, "choices": said} if message.text else {}
            unsure = message.response_metadata.get("unsure")
            question = {"confirm": unsure} if unsure else None
            return Command(goto="finish", update={"messages": [message], "question": question, **kept})
        for call in message.tool_calls:
            runtime.stream_writer(Step("plan", call["name"], _in_short(call["args"])))
        settled = answered is not None
        return Command(goto="review", update={"messages": [message], "question": None, "settled": settled})

    def _answered(self, state: State) -> AIMessage | None:
        newest = state["messages"][-1]
        calls = self._answers.calls(state.get("question"), newest.text) if newest.type == "human" else []
        made: list[Any] = [{**call, "id": uuid.uuid4().hex} for call in calls]
        return AIMessage("", tool_calls=made, response_metadata={"planned_by": "builtin"}) if made else None

    def review(self, state: State, runtime: Runtime[Context]) -> Command[Literal["act", "judge"]]:
        """Judge the proposal before anything runs; a drifting call is answered, not run."""
        message = state["messages"][-1]
        assert isinstance(message, AIMessage)
        answers = []
        calls = [(call["name"], call["args"]) for call in message.tool_calls]
        verdicts = self._reviewer.before(_asked(state, runtime.context.turn), calls)
        for call, verdict in zip(message.tool_calls, verdicts, strict=True):
            if isinstance(verdict, Drift):
                fate = self._gate.refuse(call["name"], call["args"], runtime.context.caller, verdict.reason)
                runtime.context.turn.verdicts.append(verdict)
                runtime.context.turn.made.append(Made(call["name"], call["args"], fate))
                runtime.stream_writer(Step("verdict", "drift", verdict.reason))
                answers.append(ToolMessage(verdict.reason, tool_call_id=call["id"], status="error", name=call["name"]))
        drifts = state["drifts"] + bool(answers)
        run = len(answers) < len(message.tool_calls) or bool(message.invalid_tool_calls)
        return Command(goto="act" if run else "judge", update={"messages": answers, "drifts": drifts})

    def act(self, state: State, runtime: Runtime[Context]) -> State:
        """Run what was approved, in order, through the gate; every call gets its answer."""
        place, message = _proposal(state)
        answered = {m.tool_call_id for m in state["messages"][place:] if isinstance(m, ToolMessage)}
        answers: list[Any] = []
        malformed, drifts = state["malformed"], state["drifts"] if answered else 0
        context = runtime.context
        for call in message.tool_calls:
            if call["id"] in answered:
                continue
            key = f"{context.key}:{len(context.turn.made)}" if context.key else None
            proposer = str(message.response_metadata.get("planned_by", self._model._llm_type))
            fate = self._gate.call(call["name"], call["args"], replace(context.caller, key=key, proposer=proposer))
            fate, verdict = self._reviewer.after(fate)
            if isinstance(verdict, Drift):
                drifts = state["drifts"] + 1
                context.turn.verdicts.append(verdict)
                runtime.stream_writer(Step("verdict", "drift", verdict.reason))
            made = Made(call["name"], call["args"], fate)
            context.turn.made.append(made)
            runtime.stream_writer(Step("result", call["name"], in_brief(made, context.voice)))
            malformed = malformed + 1 if _is_malformed(fate) else 0
            answers.append(ToolMessage(_for_model(fate), tool_call_id=call["id"], name=call["name"],
                                       status="success" if isinstance(fate, Done) else "error"))  # fmt: skip
        for broken in message.invalid_tool_calls:
            malformed += 1
            answers.append(ToolMessage(f"That call cannot be read: {broken['error']}", status="error",
                                       tool_call_id=broken["id"] or "unreadable", name=broken["name"]))  # fmt: skip
        return {"messages": answers, "malformed": malformed, "drifts": drifts}

    def judge(self, state: State, runtime: Runtime[Context]) -> Command[Literal["executor", "abort"]]:
        """Look at what happened: go on, or stop a turn that leads nowhere."""
        if state["malformed"] >= ABORT_AFTER or state["drifts"] >= ABORT_AFTER:
            return Command(goto="abort")
        turn = runtime.context.turn
        failed = [made for made in turn.made if not isinstance(made.fate, Done)]
        verdict = Continue(len(failed)) if failed else Approve()
        turn.verdicts.append(verdict)
        runtime.stream_writer(Step("verdict", "continue" if failed else "approve"))
        return Command(goto="executor")

    def abort(self, state: State, runtime: Runtime[Context]) -> State:
        """Write down everything and say where."""
        path = self._failures / f"{runtime.context.turn_id}-FAILED.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        cause = "malformed calls" if state["malformed"] >= ABORT_AFTER else "drifts"
        log = {
            "turn": runtime.context.turn_id,
            "at": runtime.context.now.isoformat(),
            "staffer": runtime.context.caller.staffer,
            "channel": runtime.context.caller.channel,
            "cause": f"{ABORT_AFTER} {cause} in a row",
            "verdicts": [repr(verdict) for verdict in runtime.context.turn.verdicts],
            "messages": [message.model_dump(mode="json") for message in state["messages"]],
        }
        path.write_text(json.dumps(log, indent=2, default=str), encoding="utf-8")
        runtime.context.turn.failure_log = path.name
        return {"say": f"I stopped after {ABORT_AFTER} {cause} in a row. The full log is in failures/{path.name}."}

    def finish(self, state: State, runtime: Runtime[Context]) -> State:
        """Keep what the conversation is about now."""
        focus = focus_from(state.get("focus"))
        for made in runtime.context.turn.made:
            focus = focus_after(focus, made)
        calls = runtime.context.turn.made
        question = question_after(calls) if calls else state.get("question")
        return {"focus": focus_to_keep(focus), "question": question}


def build_graph(pair: Pair, checkpointer: BaseCheckpointSaver[Any]) -> Graph:
    """Wire the nodes."""
    builder = StateGraph(State, context_schema=Context)
    for name in ("intake", "executor", "review", "act", "judge", "abort", "finish"):
        node: Callable[..., Any] = getattr(pair, name)
        builder.add_node(name, node)
    builder.add_edge(START, "intake")
    builder.add_edge("intake", "executor")
    builder.add_edge("act", "judge")
    builder.add_edge("abort", "finish")
    builder.add_edge("finish", END)
    return builder.compile(checkpointer=checkpointer)


def _proposal(state: State) -> tuple[int, AIMessage]:
    for place in range(len(state["messages"]) - 1, -1, -1):
        message = state["messages"][place]
        if isinstance(message, AIMessage):
            return place, message
    raise AssertionError("act runs after a proposal")


def _asked(state: State, turn: Turn) -> Asked:
    """The person's message, and the conversation as the turn's earlier calls have moved it."""
    text = next((message.text for message in reversed(state["messages"]) if message.type == "human"), "")
    focus = focus_from(state.get("focus"))
    done: set[str] = set()
    for made in turn.made:
        focus = focus_after(focus, made)
        done |= {worker.worker_id for worker in focus.recent}
    return Asked(text, focus, done, state.get("settled", False))


def _is_malformed(fate: Fate) -> bool:
    return isinstance(fate, Retry) and fate.error.code in ("bad_arguments", "unknown_tool")


def _for_model(fate: Fate) -> str:
    match fate:
        case Done(answer=answer):
            return json.dumps(answer_as_json(answer), default=str)[:8_000]
        case Retry(error=error) | Refused(error=error):
            return json.dumps({"error": error.code, "message": error.message, "hint": error.hint})
        case Crash(reference=reference):
            return json.dumps({"error": "crash", "reference": reference})


def _in_short(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in arguments.items())
